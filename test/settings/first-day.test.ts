// A first installation, step by step as .github/SETUP.md has it: Apps that may do what their manifests ask for, and nothing more.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { openWorkplace } from '../../scripts/commands/environment.ts';
import { CODEOWNERS_PATH, codeownersText } from '../../scripts/core/codeowners-file.ts';
import { parsePolicy } from '../../scripts/core/policy.ts';
import { houseFiles, ROOT } from '../../scripts/local/files.ts';
import type { ForgeAccount } from '../../scripts/local/forge/model.ts';
import { propose } from '../../scripts/propose.ts';
import { verify } from '../../scripts/verify.ts';
import { heard, isolation } from '../e2e/house.ts';
import { ADMIN, APPS, AS_MADE, DOCTOR, startRig, withSchedules } from './rig.ts';
import type { Rig } from './rig.ts';

const exec = promisify(execFile);
const SCHEDULES = ['gate', 'form', 'merge', 'execute', 'sweep', 'erase', 'detect', 'doctor', 'verify', 'review'];

let rig: Rig;
let clone: string;
/** When the administrator pushed the key, in seconds. */
let pushed: number;
beforeAll(async () => {
  const files = houseFiles();
  const parsed = parsePolicy(files);
  if (!parsed.ok) throw new Error('the example policy has problems');
  const owners = { [CODEOWNERS_PATH]: codeownersText(parsed.policy) };
  rig = await startRig({ ...AS_MADE, people: true, files: { ...Object.fromEntries(files), ...owners } });
  const paths = SCHEDULES.map((name) => `.github/workflows/${name}.yml`);
  await rig.weaken(withSchedules(paths, rig.now()));
  clone = await mkdtemp(join(rig.directory, 'clone-'));
  await git('clone', '--quiet', `${rig.web}/northwind/actions.git`, '.');
});
afterAll(() => rig.close());

function wholeSecond(): number {
  return Math.floor(Date.now() / 1_000);
}

async function git(...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Admin', '-c', 'user.email=admin@example.com'];
  await exec('git', [...who, ...args], { cwd: clone });
}

/** What a job of this App has in its environment. */
function environment({ id, token }: ForgeAccount): Record<string, string> {
  return {
    COUNTERSIGN_API_URL: `${rig.web}/api/v3`,
    COUNTERSIGN_REPOSITORY: 'northwind/actions',
    COUNTERSIGN_TOKEN: token,
    COUNTERSIGN_MIRROR: join(rig.directory, `mirror-${id}.git`),
    COUNTERSIGN_LEDGER_KEY: join(clone, 'ledger.pem'),
  };
}

async function run(who: ForgeAccount, args: readonly string[], over: Readonly<Record<string, string>> = {}) {
  const { io, out, err } = heard({ ...environment(who), ...over });
  const code = await main(args, io);
  return { code, out: out(), err: err() };
}

function accountOf(login: string): ForgeAccount {
  const found = rig.accounts.find((one) => one.login === login);
  if (found === undefined) throw new Error(`${login} is nobody`);
  return found;
}

describe('a first installation', () => {
  it('pins the ledger’s key under the number of this repository', async () => {
    const found = ['found', '--key-file', 'ledger.pem', '--repository-id', '4711'];
    const { stdout } = await exec(process.execPath, [join(ROOT, 'scripts/countersign.mjs'), ...found], { cwd: clone });
    expect(stdout).toContain('policies/keys.yaml pins countersign/4711+');
    await git('commit', '--quiet', '--all', '-m', 'Pin the ledger’s key');
    await git(
      'push',
      '--quiet',
      `http://x:${ADMIN.token}@${rig.web.slice('http://'.length)}/northwind/actions.git`,
      'HEAD:main',
    );
    pushed = wholeSecond();
  });

  it('applies the settings with an administrator’s token', async () => {
    const { code, out } = await run(ADMIN, ['setup', '--yes', ...APPS]);
    expect([code, out]).toEqual([0, expect.not.stringContaining('still differs')]);
  });

  it('founds the ledger as the merge App, past the rules that hold everybody else', async () => {
    // The forge tells whole seconds: a push in the very second of the founding would count as one after it.
    await expect.poll(wholeSecond).toBeGreaterThan(pushed);
    const refused = await run(ADMIN, ['found', '--open']).catch(String);
    expect(JSON.stringify(refused)).toContain('creations being restricted');
    expect((await run(AS_MADE.merge, ['found', '--open'])).out).toBe('The ledger is founded.\n');
  });

  it('takes its first request from the proposer to the merge', async () => {
    const { io } = heard(environment(accountOf('northwind-ransomware-responder[bot]')));
    const draft = new TextEncoder().encode(JSON.stringify(isolation()));
    const proposed = await propose(draft, 'draft', await openWorkplace(io));
    if (proposed.kind !== 'opened') throw new Error(JSON.stringify(proposed));
    const { number, head } = proposed.pull;
    expect((await run(AS_MADE.gate, ['gate'])).out).toContain(`request ${number}: waiting: Waiting for Lena Lindqvist`);
    // Before the answer the merge App finds nothing to do, and GitHub itself would refuse.
    expect((await run(AS_MADE.merge, ['merge'])).out).toBe('merged 0, closed 0\n');
    const review = { commit_id: head, event: 'APPROVE' };
    expect((await rig.ask(accountOf('lena-northwind'), `POST /pulls/${number}/reviews`, review)).status).toBe(200);
    expect((await run(AS_MADE.gate, ['gate'])).out).toContain(`request ${number}: approved: `);
    expect((await run(AS_MADE.merge, ['merge'])).out).toBe('merged 1, closed 0\n');
    expect(await run(AS_MADE.gate, ['sweep'])).toMatchObject({ code: 0 });
  });

  it('is as it should be for the doctor’s own job, and for an auditor', async () => {
    const settings = { COUNTERSIGN_SETTINGS_TOKEN: DOCTOR.token };
    const { code, out } = await run(AS_MADE.gate, ['doctor', '--record'], settings);
    expect([code, out]).toEqual([0, 'Protection is as it should be.\n']);
    await git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    const { findings } = await verify({ directory: clone });
    expect(findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
  });
});
