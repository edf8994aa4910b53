// What the embedded forge still knows after a restart, a crash, and a damaged file.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openForge } from '../../../scripts/local/forge/forge.ts';
import { commitMerge, mergeTree, setRef } from '../../../scripts/local/forge/git-write.ts';
import { statePath } from '../../../scripts/local/forge/state-file.ts';
import { account, ACCOUNTS, cloneOf, NOON, propose, startForge } from './harness.ts';

const OPTIONS = { clock: () => NOON, repository: { id: 1, owner: 'acme', name: 'control' }, accounts: ACCOUNTS };

describe('after a restart', () => {
  it('everything is there, and new ids go on from the old ones', async () => {
    let forge = await startForge();
    const { number } = await propose(forge, 'kept');
    await forge.call('lena', `POST /pulls/${number}/reviews`, { event: 'REQUEST_CHANGES', body: 'no' });
    await forge.call('lena', `PUT /issues/${number}/labels`, { labels: ['denied'] });
    const paths = [
      `/pulls/${number}`,
      `/pulls/${number}/reviews`,
      `/pulls/${number}/commits`,
      `/issues/${number}/labels`,
    ];
    const all = async (): Promise<unknown[]> =>
      Promise.all(paths.map(async (path) => (await forge.call('lena', `GET ${path}`)).body));
    const before = JSON.stringify(await all()).replaceAll(forge.web, '');
    forge = await forge.reopen();
    expect(JSON.stringify(await all()).replaceAll(forge.web, '')).toBe(before);
    const review = await forge.call('nina', `POST /pulls/${number}/reviews`, { event: 'APPROVE' });
    const ids = (await forge.call('nina', `GET /pulls/${number}/reviews`)).body.map((each: { id: number }) => each.id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => Number(a) - Number(b)));
    expect(review.status).toBe(200);
    expect((await propose(forge, 'next')).number).toBe(number + 1);
    await forge.close();
  });

  it('a merge that was cut off after main had moved is complete', async () => {
    let forge = await startForge();
    const { number, head, base } = await propose(forge, 'cut');
    const { git } = forge.forge;
    const tree = await mergeTree(git, base, head);
    const words = { by: account('merger[bot]'), at: NOON, message: 'Merge\n' };
    const commit = await commitMerge(git, tree ?? '', [base, head], words);
    await setRef(git, 'refs/heads/main', commit);
    forge = await forge.reopen();
    expect((await forge.call('lena', `GET /pulls/${number}`)).body).toMatchObject({
      merged: true,
      merge_commit_sha: commit,
      base: { sha: base },
      commits: 1,
    });
    await forge.close();
  });

  it('a push whose news was lost is seen', async () => {
    let forge = await startForge();
    const { number } = await propose(forge, 'lost');
    const clone = await cloneOf(forge, 'lena', 'clone');
    await clone.git('checkout', '--quiet', 'lost');
    const pushed = await clone.commit({ 'a.txt': 'a' });
    await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/aside');
    await setRef(forge.forge.git, 'refs/heads/lost', pushed);
    forge = await forge.reopen();
    expect((await forge.call('lena', `GET /pulls/${number}`)).body.head.sha).toBe(pushed);
    await forge.close();
  });
});

describe('the state file', () => {
  it('is a whole one at every moment, even while it is being replaced', async () => {
    const forge = await startForge();
    const { number } = await propose(forge, 'busy');
    const seen = new Set<number>();
    const look = async (): Promise<void> => {
      const state: { comments: unknown[] } = JSON.parse(await readFile(statePath(forge.directory), 'utf8'));
      seen.add(state.comments.length);
    };
    let last: Promise<unknown> = Promise.resolve();
    let isDone = false;
    for (let at = 0; at < 40; at += 1) {
      last = forge.forge.comment(account('lena'), number, `${at}`.repeat(20_000));
      await look();
    }
    const ended = last.then(() => (isDone = true));
    // However slow the disk is: until the last one is there.
    while (!isDone) await look();
    await ended;
    await look();
    expect(seen.size).toBeGreaterThan(1);
    expect(forge.forge.comments(number)).toHaveLength(40);
    await forge.close();
  });

  it('half written beside the old one by a crash is ignored', async () => {
    let forge = await startForge();
    const { number } = await propose(forge, 'crash');
    await writeFile(`${statePath(forge.directory)}.new`, '{"format":1,"pul');
    forge = await forge.reopen();
    expect((await forge.call('lena', `GET /pulls/${number}`)).status).toBe(200);
    await forge.close();
  });

  it('keeps what it had where a change is refused or fails', async () => {
    const forge = await startForge();
    const { number } = await propose(forge, 'refused');
    const before = await readFile(statePath(forge.directory), 'utf8');
    await forge.call('proposer[bot]', `POST /pulls/${number}/reviews`, { event: 'APPROVE' });
    await forge.call('lena', `PUT /pulls/${number}/merge`, {});
    expect(await readFile(statePath(forge.directory), 'utf8')).toBe(before);
    await forge.close();
  });

  it.each([
    ['{"format":1,', 'not readable as JSON; restore it from a backup, or move it away.'],
    ['{"format":2}', 'written by another version; start that version, or move it away.'],
  ])('that reads %s is never replaced by an empty one', async (text, sentence) => {
    const directory = await mkdtemp(join(tmpdir(), 'forge-'));
    await writeFile(statePath(directory), text);
    await expect(openForge({ ...OPTIONS, directory })).rejects.toThrow(sentence);
    expect(await readFile(statePath(directory), 'utf8')).toBe(text);
    await rm(directory, { recursive: true });
  });
});

describe('the accounts', () => {
  const [first, second] = ACCOUNTS;
  it.each([
    [[first, { ...second, id: 1 }], 'the id "1" is empty or used twice'],
    [[first, { ...second, login: 'ACME' }], 'the login "acme" is empty or used twice'],
    [[first, { ...second, token: first.token }], 'a token is empty or used twice'],
    [[first, { ...second, token: '' }], 'a token is empty or used twice'],
    [[second], 'none has the permission "admin"'],
  ])('that could be taken for one another stop the start', async (accounts, sentence) => {
    const directory = join(tmpdir(), 'forge-that-never-starts');
    await expect(openForge({ ...OPTIONS, directory, accounts })).rejects.toThrow(sentence);
  });
});
