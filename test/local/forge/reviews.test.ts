// Reviews of the embedded forge: who may say what about which commit, and what a dismissal leaves behind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cloneOf, propose, startForge } from './harness.ts';
import type { Harness } from './harness.ts';

let forge: Harness;
beforeAll(async () => {
  forge = await startForge();
});
afterAll(() => forge.close());

describe('a review', () => {
  it.each([
    ['lena', 'APPROVE', '', 'APPROVED'],
    ['lena', 'REQUEST_CHANGES', 'not tonight', 'CHANGES_REQUESTED'],
    ['lena', 'COMMENT', 'looks odd', 'COMMENTED'],
    ['gast', 'APPROVE', '', 'APPROVED'],
    ['proposer[bot]', 'COMMENT', 'more to come', 'COMMENTED'],
  ])('by %s with %s "%s" becomes %s on the head', async (login, event, body, state) => {
    const { number, head } = await propose(forge, `by-${login.replaceAll(/\W/g, '')}-${event}`);
    const answer = await forge.call(login, `POST /pulls/${number}/reviews`, { event, body });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      state,
      body,
      commit_id: head,
      submitted_at: '2026-03-02T12:00:00Z',
      user: { login },
    });
    expect((await forge.call('nina', `GET /pulls/${number}/reviews`)).body).toEqual([answer.body]);
  });

  it.each([
    ['proposer[bot]', { event: 'APPROVE' }, 'Can not approve your own pull request'],
    ['proposer[bot]', { event: 'REQUEST_CHANGES', body: 'x' }, 'Can not request changes on your own pull request'],
    ['lena', { event: 'REQUEST_CHANGES' }, 'Body is required'],
    ['lena', { event: 'COMMENT', body: ' ' }, 'Body is required'],
    ['lena', { event: 'APPROVE', commit_id: 'f'.repeat(40) }, 'not part of the pull request'],
    ['lena', { event: 'APPROVE', commit_id: '--help' }, 'not part of the pull request'],
    ['lena', {}, 'name an event'],
    ['lena', { event: 'LGTM' }, 'one of APPROVE, REQUEST_CHANGES, COMMENT'],
  ])('by %s as %j is refused: %s', async (login, review, sentence) => {
    const { number } = await propose(forge, `refused-${crypto.randomUUID()}`);
    const answer = await forge.call(login, `POST /pulls/${number}/reviews`, review);
    expect(answer.status).toBe(422);
    expect(answer.body.message).toContain(sentence);
    expect((await forge.call('lena', `GET /pulls/${number}/reviews`)).body).toEqual([]);
  });

  it("of a commit of main is refused, for it is not one of the request's", async () => {
    const { number, base } = await propose(forge, 'based');
    const answer = await forge.call('lena', `POST /pulls/${number}/reviews`, { event: 'APPROVE', commit_id: base });
    expect(answer.status).toBe(422);
  });

  it('stays with the commit that was looked at when the branch moves on', async () => {
    const { number, head } = await propose(forge, 'moving');
    await forge.call('lena', `POST /pulls/${number}/reviews`, { event: 'APPROVE' });
    const clone = await cloneOf(forge, 'nina', 'moving');
    await clone.git('checkout', '--quiet', 'moving');
    const moved = await clone.commit({ 'more.txt': 'more' });
    await clone.git('push', '--quiet', 'origin', 'moving');
    expect((await forge.call('lena', `GET /pulls/${number}`)).body.head.sha).toBe(moved);
    const old = { event: 'COMMENT', body: 'about the first', commit_id: head };
    expect((await forge.call('nina', `POST /pulls/${number}/reviews`, old)).body.commit_id).toBe(head);
    const { body } = await forge.call('lena', `GET /pulls/${number}/reviews`);
    expect(body.map((review: { state: string; commit_id: string }) => [review.state, review.commit_id])).toEqual([
      ['APPROVED', head],
      ['COMMENTED', head],
    ]);
    expect(body[0].id).toBeLessThan(body[1].id);
  });

  it.each([
    ['APPROVE', 422],
    ['REQUEST_CHANGES', 422],
    ['COMMENT', 200],
  ])('with %s of a closed request answers %i', async (event, status) => {
    const { number } = await propose(forge, `closed-${event}`);
    await forge.call('lena', `PATCH /pulls/${number}`, { state: 'closed' });
    const answer = await forge.call('nina', `POST /pulls/${number}/reviews`, { event, body: 'late' });
    expect(answer.status).toBe(status);
  });
});

describe('dismissing a review', () => {
  it.each([
    ['APPROVE', 'approved'],
    ['REQUEST_CHANGES', 'changes_requested'],
  ])('with %s keeps it as DISMISSED, and the timeline says that it was %s', async (event, was) => {
    const { number } = await propose(forge, `dismissed-${event}`);
    const review = (await forge.call('lena', `POST /pulls/${number}/reviews`, { event, body: 'b' })).body;
    const path = `PUT /pulls/${number}/reviews/${review.id}/dismissals`;
    expect((await forge.call('gast', path, { message: 'no' })).status).toBe(403);
    const answer = await forge.call('nina', path, { message: 'wrong host' });
    expect(answer.body).toMatchObject({ id: review.id, state: 'DISMISSED', user: { login: 'lena' } });
    const { body } = await forge.call('lena', `GET /issues/${number}/timeline`);
    expect(body).toMatchObject([
      {
        event: 'review_dismissed',
        actor: { login: 'nina' },
        dismissed_review: { state: was, review_id: review.id, dismissal_message: 'wrong host' },
      },
    ]);
    expect((await forge.call('nina', path, { message: 'again' })).status).toBe(422);
  });
});

describe('asking for a review', () => {
  it('lists the people asked until they have answered', async () => {
    const { number } = await propose(forge, 'asked');
    const path = `/pulls/${number}/requested_reviewers`;
    const asked = await forge.call('proposer[bot]', `POST ${path}`, { reviewers: ['lena', 'NINA'] });
    expect(asked.status).toBe(201);
    const logins = async (): Promise<string[]> =>
      (await forge.call('lena', `GET /pulls/${number}`)).body.requested_reviewers.map(
        (user: { login: string }) => user.login,
      );
    expect(await logins()).toEqual(['lena', 'nina']);
    await forge.call('lena', `POST /pulls/${number}/reviews`, { event: 'APPROVE' });
    expect(await logins()).toEqual(['nina']);
    expect((await forge.call('lena', `DELETE ${path}`, { reviewers: ['nina'] })).status).toBe(200);
    expect(await logins()).toEqual([]);
  });

  it.each([
    ['lena', ['nobody'], 422, 'Reviews may only be requested from collaborators.'],
    ['lena', ['proposer[bot]'], 422, 'Review cannot be requested from pull request author.'],
    ['gast', ['lena'], 403, 'Must have write access'],
  ])('by %s of %j answers %i', async (login, reviewers, status, sentence) => {
    const { number } = await propose(forge, `ask-${crypto.randomUUID()}`);
    const answer = await forge.call(login, `POST /pulls/${number}/requested_reviewers`, { reviewers });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(sentence);
  });
});
