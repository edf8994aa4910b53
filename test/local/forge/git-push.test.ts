// Pushing with a real git client: branch rules, and pull requests that follow their branches.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { RULES } from '../../../scripts/local/forge/branch-rules.ts';
import { cloneOf, propose, startForge } from './harness.ts';
import type { Clone, Harness } from './harness.ts';

let forge: Harness;
let clones: Readonly<Record<string, Clone>>;
beforeAll(async () => {
  forge = await startForge();
  const logins = ['acme', 'lena', 'gast', 'ledger[bot]', 'merger[bot]', 'wrong-token'];
  const made = logins.map(async (login) => {
    const clone = await cloneOf(forge, login === 'wrong-token' ? null : login, login.replaceAll(/\W/g, ''));
    await clone.git('remote', 'set-url', 'origin', forge.remote(login));
    await clone.commit({ [`${login}.txt`]: login });
    return [login, clone] as const;
  });
  clones = Object.fromEntries(await Promise.all(made));
});
afterAll(() => forge.close());

const push = async (login: string, ...args: string[]) => {
  const clone = clones[login];
  if (clone === undefined) throw new Error(`no clone of ${login}`);
  return clone.git('push', 'origin', ...args);
};
const tip = async (ref: string): Promise<string | null> => {
  const answer = await forge.call('lena', `GET /git/ref/${ref}`);
  return answer.status === 200 ? answer.body.object.sha : null;
};

describe('a push', () => {
  it.each([
    ['acme', ['HEAD:main'], RULES.main],
    ['merger[bot]', ['HEAD:main'], RULES.main],
    ['acme', ['--force', 'HEAD:main'], RULES.main],
    ['acme', ['--delete', 'main'], RULES.main],
    ['acme', ['HEAD:topic-1', 'HEAD:main'], RULES.main],
    ['acme', ['HEAD:refs/pull/1/head'], RULES.pull],
    ['acme', ['HEAD:refs/notes/commits'], RULES.other],
    ['acme', ['HEAD:ledger/2026'], RULES.ledgerWriter],
    ['gast', ['HEAD:topic-2'], '403'],
    ['wrong-token', ['HEAD:topic-3'], 'Authentication failed'],
  ])('by %s of %j is refused: %s', async (login, args, sentence) => {
    const before = await tip('heads/main');
    const answer = await push(login, ...args);
    expect(answer.code).not.toBe(0);
    expect(answer.text).toContain(sentence);
    expect(await tip('heads/main')).toBe(before);
    expect(await tip('heads/topic-1')).toBeNull();
  });

  it('straight into the folder is refused, for nobody knows who is pushing', async () => {
    const answer = await clones['lena']?.git('push', forge.forge.git.directory, 'HEAD:sneaky');
    expect(answer?.text).toContain(RULES.stranger);
    expect(await tip('heads/sneaky')).toBeNull();
  });

  it('to a branch of ones own succeeds, also by force, and can delete it', async () => {
    expect((await push('lena', 'HEAD:free')).code).toBe(0);
    await clones['lena']?.git('commit', '--amend', '--quiet', '-m', 'Amended');
    expect((await push('lena', 'HEAD:free')).code).not.toBe(0);
    expect((await push('lena', '--force', 'HEAD:free')).code).toBe(0);
    expect((await push('lena', '--delete', 'free')).code).toBe(0);
    expect(await tip('heads/free')).toBeNull();
  });

  it('of megabytes, which comes in chunks, arrives whole', async () => {
    const clone = await cloneOf(forge, 'nina', 'large');
    const large = Array.from({ length: 400_000 }, (_, at) => Math.imul(at, 2_654_435_761).toString(36)).join('');
    await clone.git('checkout', '--quiet', '-b', 'large');
    const sha = await clone.commit({ 'large.txt': large });
    expect((await clone.git('push', '--quiet', 'origin', 'large')).code).toBe(0);
    expect(await tip('heads/large')).toBe(sha);
    const { body } = await forge.call('nina', 'GET /contents/large.txt?ref=large');
    expect(body).toMatchObject({ encoding: 'none', content: '', size: large.length });
  });

  it('to the ledger only ever adds', async () => {
    const clone = clones['ledger[bot]'];
    expect((await push('ledger[bot]', 'HEAD:ledger/2026')).code).toBe(0);
    const kept = await clone?.commit({ 'two.json': '{}' });
    expect((await push('ledger[bot]', 'HEAD:ledger/2026')).code).toBe(0);
    await clone?.git('commit', '--amend', '--quiet', '-m', 'Rewritten');
    for (const args of [
      ['--force', 'HEAD:ledger/2026'],
      ['--delete', 'ledger/2026'],
    ]) {
      const answer = await push('ledger[bot]', ...args);
      expect(answer.code).not.toBe(0);
      expect(answer.text).toContain(RULES.ledgerRewrite);
    }
    expect(await tip('heads/ledger/2026')).toBe(kept);
  });
});

describe('a pull request', () => {
  it('follows a push to its branch, keeps its own ref, and tells of a forced push', async () => {
    const { number, head } = await propose(forge, 'followed');
    const clone = await cloneOf(forge, 'nina', 'followed');
    await clone.git('checkout', '--quiet', 'followed');
    const second = await clone.commit({ 'second.txt': '2' });
    await clone.git('push', '--quiet', 'origin', 'followed');
    const follows = async (): Promise<string> => (await forge.call('lena', `GET /pulls/${number}`)).body.head.sha;
    expect(await follows()).toBe(second);
    await clone.git('reset', '--quiet', '--hard', head);
    const third = await clone.commit({ 'third.txt': '3' });
    await clone.git('push', '--quiet', '--force', 'origin', 'followed');
    expect(await follows()).toBe(third);
    await clone.git('fetch', '--quiet', 'origin', `refs/pull/${number}/head`);
    expect((await clone.git('rev-parse', 'FETCH_HEAD')).text).toBe(third);
    const { body } = await forge.call('lena', `GET /issues/${number}/timeline`);
    expect(body).toMatchObject([{ event: 'head_ref_force_pushed', actor: { login: 'nina' }, commit_id: third }]);
  });

  it.each([
    ['is deleted', ['push', '--quiet', 'origin', '--delete', 'ending']],
    ['is reset to main', ['push', '--quiet', '--force', 'origin', 'origin/main:ending']],
  ])('is closed, not merged, when its branch %s', async (what, args) => {
    const own = await startForge();
    const { number } = await propose(own, 'ending');
    const clone = await cloneOf(own, 'nina', 'ending');
    expect(await clone.git(...args), what).toMatchObject({ code: 0 });
    const { body } = await own.call('lena', `GET /pulls/${number}`);
    expect(body).toMatchObject({ state: 'closed', merged: false });
    await own.close();
  });

  it('is announced to the listeners, as is every push', async () => {
    let heard = 0;
    const stop = forge.forge.onChange(() => (heard += 1));
    await push('lena', 'HEAD:announced');
    expect(heard).toBeGreaterThan(0);
    const before = heard;
    await propose(forge, 'announced-too');
    expect(heard).toBeGreaterThan(before);
    stop();
    const after = heard;
    await push('lena', '--delete', 'announced');
    expect(heard).toBe(after);
  });
});
