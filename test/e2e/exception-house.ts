// A house in which exceptions are asked for, approved, used and tampered with: one difference from a good one at a time.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { formatInstant } from '../../scripts/core/time.ts';
import type { Verdict } from '../../scripts/core/verdict-model.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { commitAt } from '../../scripts/local/forge/git-read.ts';
import { commitFiles } from '../../scripts/local/forge/git-write.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { gitEnvironment, tokenSetting } from '../../scripts/ports/git-environment.ts';
import type { ExecutingWorkplace } from '../../scripts/workplace.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const run = promisify(execFile);

export type Fields = Readonly<Record<string, unknown>>;

const GOOD: Fields = {
  title: 'Isolation without waiting, while the attack lasts',
  operations: ['ninjarmm/isolate-endpoint'],
  clients: ['acme'],
  gate: 'auto-and-log',
  requestor: 'tess',
  approvers: ['sam', 'rita'],
  justification: 'The attack is under way and every minute counts.',
  compensates: 'The shift lead watches every isolation.',
  zone: 'Europe/London',
  from: '2026-11-20',
  expires: '2026-11-25',
};

/** The text of an exception with a difference; a field that is `undefined` is left out. */
export function exceptionText(id: string, over: Fields = {}): string {
  const fields = Object.entries({ id, ...GOOD, ...over }).filter(([, value]) => value !== undefined);
  return `${fields.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n')}\n`;
}

export interface Asking {
  readonly by?: string;
  readonly branch?: string;
  /** What the commit's message ends with. */
  readonly trailer?: string;
  readonly path?: string;
}

export interface ExceptionHouse extends TestHouse {
  /** The bot's workplace; a branch whose name ends in `-fork` is shown to it as one of another repository. */
  readonly place: ExecutingWorkplace;
  /** Opens the request for an exception. @returns its number */
  readonly asks: (id: string, over?: Fields, how?: Asking) => Promise<number>;
  /** Tess pushes another text of an exception to the branch of its request. */
  readonly edits: (id: string, over: Fields) => Promise<void>;
  readonly approves: (number: number, ...people: readonly string[]) => Promise<void>;
  /** What the gate says now about each open request. */
  readonly verdicts: () => Promise<ReadonlyMap<number, Verdict>>;
  /** Judges everything and merges what may be. */
  readonly step: () => Promise<void>;
  /** Asked for, approved by both and merged. */
  readonly inForce: (id: string, over?: Fields) => Promise<number>;
  /** An isolation by the automation. @returns its id and request, judged and merged where it may be */
  readonly isolates: (over?: Fields) => Promise<{ readonly id: string; readonly number: number }>;
  /** Types and records about an action, without its proposal. */
  readonly recordsOf: (id: string) => Promise<ReturnType<typeof recordsOf>>;
  /** Past all rules, as whoever runs the server can. */
  readonly onMain: (path: string, text: string) => Promise<void>;
  /** Tess pushes a branch on which these files are changed, or taken away where `null`, and opens its request. */
  readonly changes: (branch: string, files: Readonly<Record<string, string | null>>) => Promise<number>;
}

const EXTRA = [
  '  - { id: dora, name: Dora Dahl, account: 20181, login: dora-northwind, roles: [security-lead, risk-owner], lead: exa }',
  '  - { id: ravi, name: Ravi Rao, account: 20182, login: ravi-northwind, roles: [risk-owner], lead: exa }',
];

/** With somebody who is Security Lead and Risk Owner at once, and a second Risk Owner. */
export async function exceptionHouse(): Promise<ExceptionHouse> {
  const files = new Map(houseFiles());
  files.set('policies/people.yaml', `${files.get('policies/people.yaml') ?? ''}${EXTRA.join('\n')}\n`);
  const test = await testHouse('by hand', files);
  const { house } = test;
  const place = { ...house.bot, forge: withForks(house.bot.forge) };
  const verdicts = async (): Promise<ReadonlyMap<number, Verdict>> => {
    test.pass(1_000);
    return new Map((await gate(place)).verdicts.map(({ pull, verdict }) => [pull, verdict]));
  };
  const step = async (): Promise<void> => {
    await verdicts();
    await merge(place);
  };
  const asks: ExceptionHouse['asks'] = async (id, over, how = {}) => {
    const { forge } = house.as(`${how.by ?? 'tess'}-northwind`);
    const branch = how.branch ?? `exception/${id}`;
    const message = `Exception ${id}${how.trailer === undefined ? '' : `\n\n${how.trailer}`}`;
    await forge.putFileOnBranch(branch, how.path ?? `exceptions/${id}.yaml`, exceptionText(id, over), message);
    return (await forge.openPull(branch, branch, 'Please.')).pull.number;
  };
  const approves: ExceptionHouse['approves'] = async (number, ...people) => {
    for (const person of people) {
      test.pass(1_000);
      const { forge } = house.as(`${person}-northwind`);
      await forge.review(number, (await forge.pull(number)).head, 'APPROVE', 'Agreed.');
    }
  };
  return {
    ...test,
    place,
    asks,
    edits: (id, over) => push(`exception/${id}`, { [`exceptions/${id}.yaml`]: exceptionText(id, over) }, test),
    approves,
    verdicts,
    step,
    inForce: async (id, over = {}) => {
      const number = await asks(id, over);
      await approves(number, ...[over['approvers'] ?? GOOD['approvers']].flat().map(String));
      await step();
      return number;
    },
    isolates: async (over) => {
      const bytes = new TextEncoder().encode(JSON.stringify(isolation(over)));
      const proposed = await propose(bytes, 'draft', house.as('northwind-ransomware-responder[bot]'));
      if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
      await step();
      return { id: proposed.id, number: proposed.pull.number };
    },
    recordsOf: async (id) => {
      const all = recordsOf(await place.ledger.read());
      return all.filter((one) => 'action' in one && one.action?.id === id && one.type !== 'action-proposed');
    },
    onMain: async (path, text) => {
      const by = house.forge.accountByLogin('northwind-admin');
      if (by === null) throw new Error('the house has no administrator');
      const tip = await commitAt(house.forge.git, 'refs/heads/main');
      const file = { content: Buffer.from(text), mode: '100644' };
      const commit = { by, at: test.now(), message: 'Slip\n' };
      await commitFiles(house.forge.git, 'main', tip, new Map([[path, file]]), commit);
    },
    changes: async (branch, files) => {
      await push(branch, files, test);
      return (await house.as('tess-northwind').forge.openPull(branch, branch, 'Please.')).pull.number;
    },
  };
}

/** With git over HTTP: the forge's API takes no file away. */
async function push(
  branch: string,
  files: Readonly<Record<string, string | null>>,
  { house, directory, now }: TestHouse,
): Promise<void> {
  const account = house.forge.accountByLogin('tess-northwind');
  if (account === null) throw new Error('Tess has no account');
  const email = `${account.id}+${account.login}@users.noreply.github.com`;
  const at = formatInstant(now());
  const env = {
    ...gitEnvironment(tokenSetting(house.cloneUrl, account.token)),
    GIT_AUTHOR_NAME: account.name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: account.name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at,
  };
  const cwd = mkdtempSync(join(directory, 'clone-'));
  // Not blocking: the forge that answers lives in this process.
  const git = (...args: readonly string[]) => run('git', [...args], { cwd, env });
  await git('clone', '--quiet', '--', house.cloneUrl, '.');
  const { stdout } = await git('branch', '--remotes', '--list', `origin/${branch}`);
  await git('checkout', '--quiet', ...(stdout.trim() === '' ? ['-b', branch] : [branch]));
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(cwd, path));
    else writeFileSync(join(cwd, path), text);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '-m', branch);
  await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
}

/** The forge as it would show a request from somebody's copy of the repository. */
function withForks(forge: ExecutingWorkplace['forge']): ExecutingWorkplace['forge'] {
  return {
    ...forge,
    overview: async (check) => {
      const seen = await forge.overview(check);
      const open = seen.open.map((one) => ({
        ...one,
        pull: { ...one.pull, fork: one.pull.fork || one.pull.headBranch.endsWith('-fork') },
      }));
      return { ...seen, open };
    },
  };
}
