// Merging on the embedded forge: only mergers, only the evaluated head, only what merges cleanly.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { account, cloneOf, propose, startForge } from './harness.ts';
import type { Harness } from './harness.ts';

const MERGER = 'merger[bot]';
let forge: Harness;
beforeEach(async () => {
  forge = await startForge();
});
afterEach(() => forge.close());

describe('a merge', () => {
  it('makes a commit with both parents, by the merger, with the words that were given', async () => {
    const { number, head, base } = await propose(forge, 'one');
    const wish = { sha: head, merge_method: 'merge', commit_title: 'Merge one', commit_message: 'Approved-by: lena' };
    const answer = await forge.call(MERGER, `PUT /pulls/${number}/merge`, wish);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ sha: expect.any(String), merged: true, message: 'Pull Request successfully merged' });
    const clone = await cloneOf(forge, null, 'clone');
    const shown = await clone.git('log', '-1', '--format=%H|%P|%an <%ae>|%cn|%cI|%B');
    const who = 'merger[bot] of Acme <51+merger[bot]@users.noreply.github.com>';
    const words = 'Merge one\n\nApproved-by: lena';
    const day = '2026-03-02T12:00:00';
    expect(shown.text.replace(/\+00:00|Z\|/, (zone) => (zone === 'Z|' ? '|' : ''))).toBe(
      `${answer.body.sha}|${base} ${head}|${who}|merger[bot] of Acme|${day}|${words}`,
    );
    const { body } = await forge.call('lena', `GET /pulls/${number}`);
    expect(body).toMatchObject({
      state: 'closed',
      merged: true,
      merged_at: '2026-03-02T12:00:00Z',
      merge_commit_sha: answer.body.sha,
      merged_by: { login: MERGER },
      mergeable: null,
      head: { sha: head },
      base: { sha: base },
      commits: 1,
      changed_files: 1,
    });
    const timeline = await forge.call('lena', `GET /issues/${number}/timeline`);
    expect(timeline.body.map((event: { event: string }) => event.event)).toEqual(['merged', 'closed']);
  });

  it.each([
    ['lena', {}, 405, "You're not authorized to push to this branch"],
    ['acme', {}, 405, "You're not authorized to push to this branch"],
    ['gast', {}, 403, 'Must have write access'],
    [MERGER, { sha: 'a'.repeat(40) }, 409, 'Head branch was modified. Review and try the merge again.'],
    [MERGER, { merge_method: 'squash' }, 405, 'squash merges are not allowed'],
  ])('by %s with %j answers %i: %s', async (login, change, status, sentence) => {
    const { number, head, base } = await propose(forge, 'refused');
    const answer = await forge.call(login, `PUT /pulls/${number}/merge`, { sha: head, ...change });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(sentence);
    expect((await forge.call('lena', 'GET /git/ref/heads/main')).body.object.sha).toBe(base);
  });

  it.each(['draft', 'closed', 'merged', 'in conflict'])('of a request that is %s answers 405', async (kind) => {
    const { number, head } = await propose(forge, 'mine', 'same.yaml', 'a\n');
    let subject = { number, head };
    if (kind === 'closed') await forge.call('lena', `PATCH /pulls/${number}`, { state: 'closed' });
    if (kind === 'merged') await forge.call(MERGER, `PUT /pulls/${number}/merge`, { sha: head });
    if (kind === 'in conflict') {
      subject = await propose(forge, 'theirs', 'same.yaml', 'b\n');
      await forge.call(MERGER, `PUT /pulls/${number}/merge`, { sha: head });
      expect((await forge.call('lena', `GET /pulls/${subject.number}`)).body).toMatchObject({ mergeable: false });
    }
    if (kind === 'draft') {
      await forge.call('lena', `PATCH /pulls/${number}`, { state: 'closed' });
      const wanted = { title: 'Draft', head: 'mine', base: 'main', draft: true };
      subject = { number: (await forge.call('lena', 'POST /pulls', wanted)).body.number, head };
    }
    const answer = await forge.call(MERGER, `PUT /pulls/${subject.number}/merge`, { sha: subject.head });
    expect([answer.status, answer.body.message]).toEqual([405, 'Pull Request is not mergeable']);
  });

  it('leaves the other requests open and mergeable, on the new base', async () => {
    const [one, two] = [await propose(forge, 'one'), await propose(forge, 'two')];
    const merged = await forge.call(MERGER, `PUT /pulls/${one.number}/merge`, { sha: one.head });
    const { body } = await forge.call('lena', `GET /pulls/${two.number}`);
    expect(body).toMatchObject({
      state: 'open',
      mergeable: true,
      base: { sha: merged.body.sha },
      commits: 1,
      changed_files: 1,
    });
  });

  it('also ends a request whose commits came into main with another', async () => {
    const one = await propose(forge, 'one');
    await forge.call('lena', 'POST /git/refs', { ref: 'refs/heads/stacked', sha: one.head });
    const file = { message: 'More', content: 'eA==', branch: 'stacked' };
    const head = (await forge.call('lena', 'PUT /contents/more.txt', file)).body.commit.sha;
    const stacked = await forge.call('lena', 'POST /pulls', { title: 'Stacked', head: 'stacked', base: 'main' });
    const merged = await forge.call(MERGER, `PUT /pulls/${stacked.body.number}/merge`, { sha: head });
    const { body } = await forge.call('lena', `GET /pulls/${one.number}`);
    expect(body).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: merged.body.sha });
  });

  it('happens once where two mergers ask at the same time', async () => {
    const { number, head } = await propose(forge, 'raced');
    const wish = { sha: head, title: null, message: null };
    const asked = [1, 2, 3].map(() => forge.forge.merge(account(MERGER), number, wish));
    const answers = await Promise.allSettled(asked);
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    const count = await forge.forge.git.text(['rev-list', '--count', '--merges', 'main']);
    expect(count).toBe('1');
  });
});
