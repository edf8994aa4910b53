// Attacks on the house while it runs: what the forge refuses, and what the verbs do about what it cannot.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { RULES } from '../../scripts/local/forge/branch-rules.ts';
import { BOT } from '../../scripts/local/seed.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { proposes, type Stage } from '../../scripts/local/tour-stage.ts';
import { gitEnvironment, tokenSetting } from '../../scripts/ports/git-environment.ts';
import { verify } from '../../scripts/verify.ts';

export interface HouseAttack {
  readonly number: number;
  readonly does: string;
  /** Does it, and answers with sentences that were heard, of which each must contain its words. */
  readonly run: (stage: Stage) => Promise<readonly (readonly [heard: string, words: string])[]>;
}

const LEDGER = 'ledger/2026';

export const HOUSE_ATTACKS: readonly HouseAttack[] = [
  {
    number: 1,
    does: 'forces, rewinds or deletes the ledger or main with the account that may write the ledger',
    run: async (stage) => {
      const cases = [
        [['--force', `origin/${LEDGER}~1:refs/heads/${LEDGER}`], RULES.ledgerRewrite],
        [['--delete', LEDGER], RULES.ledgerRewrite],
        [['--force', `origin/${LEDGER}:refs/heads/main`], RULES.main],
        [['--delete', 'main'], RULES.main],
      ] as const;
      await request(stage);
      const clone = await cloned(BOT.login, stage);
      const heard: (readonly [string, string])[] = [];
      for (const [[how, what], words] of cases) heard.push([await clone('push', how, 'origin', what), words]);
      return heard;
    },
  },
  {
    number: 19,
    does: 'closes a request while nobody listens, so that no denial is ever written',
    run: async (stage) => {
      const { pull } = await request(stage);
      await stage.house.as(RESPONDER).forge.close(pull);
      await stage.house.step();
      const records = await ledgerOf(stage);
      return [[JSON.stringify(records.at(-1)), `"type":"action-withdrawn"`]];
    },
  },
  {
    number: 21,
    does: 'merges as an administrator what nobody approved',
    run: async (stage) => {
      const { pull } = await request(stage);
      const { forge } = stage.house.as(BOT.login);
      await forge.merge(pull, (await forge.pull(pull)).head, 'Merge', 'by hand');
      const before = await findings(stage);
      stage.later(1);
      await stage.house.step();
      return [
        [before, 'queue-file-uncovered: The file is on main, and no record approves it.'],
        [await findings(stage), 'gate-failure: Gate failure, found by merge: merged although the gate says'],
      ];
    },
  },
  {
    number: 22,
    does: 'writes the ledger with the token of an automation',
    run: async (stage) => {
      const clone = await cloned(RESPONDER, stage);
      return [[await clone('push', '--force', 'origin', `origin/main:refs/heads/${LEDGER}`), RULES.ledgerWriter]];
    },
  },
];

const RESPONDER = 'northwind-ransomware-responder[bot]';

async function request(stage: Stage): Promise<{ readonly pull: number }> {
  const made = await proposes('ransomware-responder', isolation([DEVICES.fs02]), stage);
  await stage.house.step();
  return made;
}

/** A clone of somebody's own; each call gives all that git said, and it has to have failed. */
async function cloned(
  login: string,
  { house, directory }: Stage,
): Promise<(...args: readonly string[]) => Promise<string>> {
  const folder = await mkdtemp(join(directory, 'clone-'));
  const env = gitEnvironment(tokenSetting(house.cloneUrl, house.settings.tokens[login] ?? ''));
  const git = (...args: readonly string[]): Promise<readonly [failed: boolean, said: string]> =>
    new Promise((resolve) => {
      execFile('git', [...args], { cwd: folder, env }, (fault, out, err) => resolve([fault !== null, out + err]));
    });
  await git('clone', '--quiet', '--', house.cloneUrl, '.');
  return async (...args) => {
    const [failed, said] = await git(...args);
    return failed ? said : 'git did it';
  };
}

async function ledgerOf({ house }: Stage): Promise<readonly unknown[]> {
  return (await house.bot.ledger.read()).records.map(({ record }) => record);
}

async function findings({ directory }: Stage): Promise<string> {
  const report = await verify({ directory: join(directory, 'forge/repository.git') });
  return report.findings.map(({ code, sentence }) => `${code}: ${sentence}`).join('\n');
}
