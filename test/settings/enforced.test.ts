// What the rulesets of the desired state forbid, the forge really refuses: pushes with a real git, and merges.
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForgeAccount } from '../../scripts/local/forge/model.ts';
import { ADMIN, APPS, GATE, LENA, MERGE, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

let rig: Rig;
let clone: string;
beforeAll(async () => {
  rig = await startRig();
  await rig.run(['setup', '--yes', ...APPS]);
  clone = await mkdtemp(join(rig.directory, 'clone-'));
  await git('clone', '--quiet', `${rig.web}/northwind/actions.git`, '.');
  await commit('one');
});
afterAll(() => rig.close());

function git(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: clone,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Lena',
    GIT_AUTHOR_EMAIL: 'lena@example.com',
    GIT_COMMITTER_NAME: 'Lena',
    GIT_COMMITTER_EMAIL: 'lena@example.com',
  };
  return new Promise((resolve) => {
    execFile('git', [...args], { cwd: clone, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, text: `${stdout}${stderr}`.trim() }),
    );
  });
}

async function commit(name: string): Promise<void> {
  await writeFile(join(clone, `${name}.txt`), name);
  await git('add', '--all');
  await git('commit', '--quiet', '-m', name);
}

function push(who: ForgeAccount, ...args: readonly string[]) {
  return git('push', `http://x:${who.token}@${rig.web.slice('http://'.length)}/northwind/actions.git`, ...args);
}

describe('a push', () => {
  it.each([
    [ADMIN, 'HEAD:main', 'Changes must be made through a pull request. (ruleset main-core)'],
    // May move main, but only by merging a request.
    [MERGE, 'HEAD:main', 'Changes must be made through a pull request. (ruleset main-core)'],
    [ADMIN, ':main', 'Cannot delete this protected ref. (ruleset main-core)'],
    [
      LENA,
      'HEAD:refs/heads/ledger/2026',
      'Cannot create ref due to creations being restricted. (ruleset ledger-append)',
    ],
    [ADMIN, 'HEAD:refs/heads/anchors/2026', 'creations being restricted. (ruleset ledger-append)'],
    [LENA, 'HEAD:refs/heads/sealed/2026', 'creations being restricted. (ruleset ledger-append)'],
    [ADMIN, 'HEAD:refs/tags/ledger/2026/1', 'creations being restricted. (ruleset ledger-tags-append)'],
  ])('by %o of %s is refused: %s', async ({ login }, ref, sentence) => {
    const who = [ADMIN, MERGE, LENA].find((one) => one.login === login) ?? LENA;
    const { code, text } = await push(who, '--force', ref);
    expect([code, text]).toEqual([1, expect.stringContaining(sentence)]);
  });

  it('of the ledger is for its keepers, and only ever adds', async () => {
    expect((await push(GATE, 'HEAD:refs/heads/ledger/2026')).code).toBe(0);
    await commit('two');
    expect((await push(LENA, 'HEAD:refs/heads/ledger/2026')).text).toContain('Cannot update this protected ref.');
    expect((await push(MERGE, 'HEAD:refs/heads/ledger/2026')).code).toBe(0);
    await git('commit', '--amend', '--quiet', '-m', 'another');
    expect((await push(MERGE, '--force', 'HEAD:refs/heads/ledger/2026')).text).toContain(
      'Cannot force-push to this ref.',
    );
    expect((await push(MERGE, ':refs/heads/ledger/2026')).text).toContain('Cannot delete this protected ref.');
    await git('checkout', '--quiet', '-b', 'side', 'HEAD~1');
    await commit('side');
    await git('merge', '--quiet', '--no-ff', '-m', 'merged', 'main');
    expect((await push(MERGE, 'HEAD:refs/heads/anchors/2026')).text).toContain('must not contain merge commits');
  });

  it('of sealed parts may be written anew by the keepers', async () => {
    expect((await push(MERGE, 'HEAD:refs/heads/sealed/2026')).code).toBe(0);
    await git('commit', '--amend', '--quiet', '-m', 'squashed');
    expect((await push(MERGE, '--force', 'HEAD:refs/heads/sealed/2026')).code).toBe(0);
  });

  it('of a tag of the ledger stays as it is', async () => {
    expect((await push(MERGE, 'HEAD~1:refs/tags/ledger/2026/1')).code).toBe(0);
    expect((await push(MERGE, '--force', 'HEAD:refs/tags/ledger/2026/1')).text).toContain(
      'Cannot update this protected ref.',
    );
    expect((await push(MERGE, ':refs/tags/ledger/2026/1')).text).toContain('Cannot delete this protected ref.');
  });

  it('of any other branch is free', async () => {
    expect((await push(LENA, 'HEAD:refs/heads/topic')).code).toBe(0);
    expect((await push(LENA, ':refs/heads/topic')).code).toBe(0);
  });
});

describe('the API', () => {
  it.each([
    [
      LENA,
      'PUT /contents/a.txt',
      { message: 'm', content: 'YQ==' },
      409,
      'Changes must be made through a pull request.',
    ],
    [ADMIN, 'DELETE /git/refs/heads/main', undefined, 422, 'Cannot delete this protected ref.'],
    [ADMIN, 'POST /git/refs', { ref: 'refs/heads/ledger/2027', sha: 'main' }, 422, 'creations being restricted'],
  ])('by %o refuses %s', async ({ login }, what, body, status, sentence) => {
    const answer = await rig.ask(login === LENA.login ? LENA : ADMIN, what, body);
    expect(answer).toMatchObject({ status, json: { message: expect.stringContaining(sentence) } });
  });
});

it('a proposer’s App cannot post a check', async () => {
  const proposer = rig.forge.accounts.find((one) => one.login === 'northwind-patch-scheduler[bot]') ?? LENA;
  const { json } = await rig.ask(LENA, 'GET /git/ref/heads/main');
  const { sha } = json['object'] as { sha: string };
  const answer = await rig.ask(proposer, 'POST /check-runs', { name: 'countersign/gate', head_sha: sha });
  expect(answer).toMatchObject({ status: 403, json: { message: 'Resource not accessible by integration' } });
});

describe('a merge', () => {
  const propose = async (branch: string) => {
    const { json } = await rig.ask(LENA, 'GET /git/ref/heads/main');
    const { sha } = json['object'] as { sha: string };
    await rig.ask(LENA, 'POST /git/refs', { ref: `refs/heads/${branch}`, sha });
    const put = await rig.ask(LENA, `PUT /contents/${branch}.txt`, { message: 'm', content: 'YQ==', branch });
    const pull = await rig.ask(LENA, 'POST /pulls', { title: branch, head: branch, base: 'main' });
    return { number: Number(pull.json['number']), head: (put.json['commit'] as { sha: string }).sha };
  };
  const checked = (who: ForgeAccount, head: string, name = 'countersign/gate', conclusion = 'success') =>
    rig.ask(who, 'POST /check-runs', { name, head_sha: head, status: 'completed', conclusion });
  const merge = (who: ForgeAccount, number: number) => rig.ask(who, `PUT /pulls/${number}/merge`, {});

  it.each([
    ['without a check', [], 'Required status check "countersign/gate" is expected.'],
    ['with a check of another App', [[MERGE, 'countersign/gate', 'success']], 'is expected'],
    ['with another check of the gate', [[GATE, 'ci', 'success']], 'is expected'],
    ['with a check that failed', [[GATE, 'countersign/gate', 'failure']], 'is expected'],
    [
      'with a newer check that failed',
      [
        [GATE, 'countersign/gate', 'success'],
        [GATE, 'countersign/gate', 'failure'],
      ],
      'is expected',
    ],
  ] as const)('%s is refused, even to the merge App', async (what, checks, sentence) => {
    const { number, head } = await propose(what.replaceAll(/\W/g, '-'));
    for (const [who, name, conclusion] of checks) await checked(who, head, name, conclusion);
    expect(await merge(MERGE, number)).toMatchObject({
      status: 405,
      json: { message: expect.stringContaining(sentence) },
    });
  });

  it('is for the merge App alone, once the gate has said yes', async () => {
    const { number, head } = await propose('good');
    await checked(GATE, head);
    for (const who of [LENA, ADMIN, GATE]) {
      expect(await merge(who, number)).toMatchObject({
        status: 405,
        json: { message: expect.stringContaining('Cannot update this protected ref.') },
      });
    }
    expect((await merge(MERGE, number)).status).toBe(200);
  });

  it('leaves a trace of what it passed by, and the doctor knows it for what it is', async () => {
    const suites = await rig.ask(ADMIN, 'GET /rulesets/rule-suites?rule_suite_result=bypass&ref=refs/heads/main');
    const [suite] = suites.json as unknown as { id: number; actor_name: string }[];
    expect(suite?.actor_name).toBe('northwind-merge[bot]');
    const { json } = await rig.ask(ADMIN, `GET /rulesets/rule-suites/${suite?.id ?? 0}`);
    expect(json['rule_evaluations']).toMatchObject([
      { rule_type: 'update', rule_source: { name: 'main-only-merge-app' } },
    ]);
    const { out } = await rig.run(['doctor']);
    expect(out).not.toContain('refs/heads/');
  });

  it('shows the rules of a branch', async () => {
    const { json } = await rig.ask(LENA, 'GET /rules/branches/ledger/2026');
    const types = (json as unknown as { type: string }[]).map((one) => one.type);
    expect(types).toEqual([
      'creation',
      'update',
      'deletion',
      'deletion',
      'non_fast_forward',
      'required_linear_history',
    ]);
  });
});
