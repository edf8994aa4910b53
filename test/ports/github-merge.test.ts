// Merging is asked for once: an answer is merged, moved, refused, or unknown; and pull requests are read as they stand.
import { describe, expect, it } from 'vitest';
import { HEAD, OTHER, pullAnswer, scriptedForge, type Scripted } from './scripted-forge.ts';

const MERGE = 'PUT /pulls/7/merge';
const merge = async (answer: Scripted, options = {}) => {
  const { forge, calls } = scriptedForge({ [MERGE]: answer }, options);
  return { calls, result: await forge.merge(7, HEAD, 'Title', 'Why') };
};

describe('merge', () => {
  it('names the evaluated head and makes a merge commit', async () => {
    const { calls, result } = await merge({ json: { sha: OTHER, merged: true, message: 'done' } });
    expect(result).toEqual({ kind: 'merged', commit: OTHER });
    const body = { sha: HEAD, merge_method: 'merge', commit_title: 'Title', commit_message: 'Why' };
    expect(calls).toMatchObject([{ line: MERGE, body }]);
  });

  it.each<[string, Scripted, object]>([
    ['head-moved on 409', { status: 409, json: { message: 'Head branch was modified.' } }, { kind: 'head-moved' }],
    [
      'not-mergeable on 405',
      { status: 405, json: { message: 'Pull Request is not mergeable' } },
      { kind: 'not-mergeable', why: 'Pull Request is not mergeable' },
    ],
    [
      'not-mergeable on 405 without words',
      { status: 405, json: {} },
      { kind: 'not-mergeable', why: 'the forge gives no reason' },
    ],
    ['unknown on 500', { status: 500, json: {} }, { kind: 'unknown' }],
    ['unknown on 408', { status: 408, json: {} }, { kind: 'unknown' }],
    ['unknown on 502', { status: 502, raw: 'Bad Gateway' }, { kind: 'unknown' }],
    ['unknown on 504', { status: 504, json: {} }, { kind: 'unknown' }],
    ['unknown without a connection', { fails: new TypeError('fetch failed') }, { kind: 'unknown' }],
    ['unknown on an answer that breaks off', { breaks: true }, { kind: 'unknown' }],
    ['unknown on an answer that is not JSON', { raw: '{"sha": "' }, { kind: 'unknown' }],
    ['unknown on an empty answer', { raw: '' }, { kind: 'unknown' }],
    ['unknown on an answer without a commit', { json: { merged: true } }, { kind: 'unknown' }],
    ['unknown on 200 without a merge', { json: { sha: OTHER, merged: false } }, { kind: 'unknown' }],
  ])('answers %s, and asks once', async (_, answer, expected) => {
    const { calls, result } = await merge(answer);
    expect(result).toMatchObject(expected);
    expect(calls).toHaveLength(1);
  });

  it('answers unknown when its time is over, and says so', async () => {
    const { calls, result } = await merge({ hangs: true }, { timeLimit: 5 });
    expect(result).toMatchObject({ kind: 'unknown', why: expect.stringContaining('did not answer in time') });
    expect(calls).toHaveLength(1);
  });

  it.each([401, 403, 404, 422, 429])('is a fault on %i, for surely nothing was merged', async (status) => {
    await expect(merge({ status, json: { message: 'no' } })).rejects.toMatchObject({ name: 'ForgeFault', status });
  });
});

describe('a pull request', () => {
  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['open, without the trial merge', {}, { state: 'open', mergeCommit: null, fork: false, labels: ['tier-2'] }],
    [
      'closed',
      { state: 'closed', closed_at: '2026-11-20T10:00:00Z' },
      { state: 'closed', closedAt: Date.parse('2026-11-20T10:00:00Z') },
    ],
    ['merged', { state: 'closed', merged_at: '2026-11-20T10:00:00Z' }, { state: 'merged', mergeCommit: OTHER }],
    ['from a fork', { head: { ref: 'x', sha: HEAD, repo: { id: 6 } } }, { fork: true }],
    ['from a deleted fork', { head: { ref: 'x', sha: HEAD, repo: null } }, { fork: true }],
    ['opened by a deleted account', { user: null }, { opener: { id: 0, login: 'ghost', type: 'User' } }],
    [
      'opened by a placeholder',
      { user: { id: 4, login: 'm', type: 'Mannequin' } },
      { opener: { id: 4, login: 'm', type: 'Bot' } },
    ],
  ])('is read when it is %s', async (_, changes, expected) => {
    const { forge } = scriptedForge({ 'GET /pulls/7': { json: pullAnswer(7, changes) } });
    expect(await forge.pull(7)).toMatchObject(expected);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no head', { head: {} }, 'the pull request, head, sha is nothing and not a commit id'],
    ['an unknown state', { state: 'limbo' }, 'The forge says that pull request 7 is "limbo", which is no state.'],
    [
      'an opener without a number',
      { user: { login: 'x' } },
      'the pull request, user, id is nothing and not a whole number',
    ],
    ['a moment that is none', { created_at: 'yesterday' }, "created_at is 'yesterday' and not a moment"],
  ])('with %s is a fault', async (_, changes, words) => {
    const { forge } = scriptedForge({ 'GET /pulls/7': { json: pullAnswer(7, changes) } });
    await expect(forge.pull(7)).rejects.toThrow(words);
  });

  it('is found by its branch, the newest first, leaving out other branches and forks', async () => {
    const fork = { head: { ref: 'action/7', sha: HEAD, repo: { id: 6 } } };
    const same = { head: { ref: 'action/7', sha: HEAD, repo: { id: 5 } } };
    const list = [pullAnswer(3, same), pullAnswer(7, same), pullAnswer(8), pullAnswer(9, fork)];
    const { forge, calls } = scriptedForge({ 'GET /pulls': { json: list } });
    expect((await forge.pullFrom('action/7'))?.number).toBe(7);
    expect(await forge.pullFrom('action/none')).toBeNull();
    expect(calls[0]?.url).toContain('state=all&head=acme%3Aaction%2F7');
  });

  it('is opened once; the open one of the same branch is found', async () => {
    const refusal = {
      status: 422,
      json: { message: 'Validation Failed', errors: [{ message: 'A pull request already exists for acme:action/7.' }] },
    };
    const repository = { 'GET ': { json: { id: 5, full_name: 'acme/queue', default_branch: 'main' } } };
    const exists = scriptedForge({ ...repository, 'POST /pulls': refusal, 'GET /pulls': { json: [pullAnswer(7)] } });
    expect(await exists.forge.openPull('action/7', 'T', 'B')).toMatchObject({ kind: 'exists', pull: { number: 7 } });
    const closed = scriptedForge({
      ...repository,
      'POST /pulls': refusal,
      'GET /pulls': { json: [pullAnswer(7, { state: 'closed' })] },
    });
    await expect(closed.forge.openPull('action/7', 'T', 'B')).rejects.toThrow(
      /422 \("Validation Failed; A pull request already/,
    );
  });

  it('is closed only where it is open', async () => {
    const open = scriptedForge({ 'GET /pulls/7': { json: pullAnswer(7) }, 'PATCH /pulls/7': { json: pullAnswer(7) } });
    await open.forge.close(7);
    expect(open.calls.at(-1)).toMatchObject({ line: 'PATCH /pulls/7', body: { state: 'closed' } });
    const closed = scriptedForge({ 'GET /pulls/7': { json: pullAnswer(7, { state: 'closed' }) } });
    await closed.forge.close(7);
    expect(closed.calls).toHaveLength(1);
  });
});

describe('a write', () => {
  it.each([403, 422, 500, 502, 503])('that is answered with %i is a fault and never tried again', async (status) => {
    const { forge, calls } = scriptedForge({ 'POST /pulls/7/reviews': { status, json: { message: 'no' } } });
    await expect(forge.review(7, HEAD, 'APPROVE', '')).rejects.toMatchObject({ name: 'ForgeFault', status });
    expect(calls).toHaveLength(1);
  });

  it('without an answer is a fault and never tried again', async () => {
    const { forge, calls } = scriptedForge({ 'POST /pulls/7/reviews': { hangs: true } }, { timeLimit: 5 });
    await expect(forge.review(7, HEAD, 'COMMENT', 'b')).rejects.toThrow('The forge did not answer in time');
    expect(calls).toMatchObject([{ body: { commit_id: HEAD, event: 'COMMENT', body: 'b' } }]);
  });
});
