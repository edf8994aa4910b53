// What the embedded forge answers to requests that the adapter does not make is in GitHub's description as well.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Name, propose, type Running, runForge } from './embedded-forge.ts';

const REPO = '/repos/acme/queue';
let run: Running;
beforeAll(async () => {
  run = await runForge();
  const { number, head } = await propose(run.as('proposer'), 'one');
  expect(number).toBe(1);
  await run.as('ada').review(1, head, 'APPROVE', 'Fine.');
  await run.as('proposer').setLabels(1, ['tier-2']);
  run.problems.splice(0);
});
afterEach(() => {
  expect(run.problems.splice(0)).toEqual([]);
});
afterAll(() => run.close());

describe("the embedded forge's answer", () => {
  it.each<[Name | null, string, string, unknown, number]>([
    ['ada', 'GET', `${REPO}/pulls/1/files`, undefined, 200],
    ['ada', 'GET', `${REPO}/pulls?state=all&head=acme:action/one&base=main&per_page=1`, undefined, 200],
    ['ada', 'GET', `${REPO}/collaborators/eve/permission`, undefined, 200],
    ['ada', 'GET', `${REPO}/collaborators/nobody/permission`, undefined, 404],
    ['ada', 'GET', `${REPO}/contents/README.md`, undefined, 200],
    ['ada', 'PUT', `${REPO}/contents/README.md`, { message: 'm', content: 'eA==', branch: 'action/one' }, 422],
    ['ada', 'PUT', `${REPO}/contents/new.md`, { message: 'm', content: 'eA==', branch: 'main' }, 409],
    ['ada', 'PATCH', `${REPO}/pulls/1`, { title: 'Better words' }, 200],
    ['ada', 'POST', `${REPO}/issues/1/labels`, { labels: ['urgent'] }, 200],
    ['ada', 'POST', `${REPO}/pulls/1/requested_reviewers`, { reviewers: ['owner'] }, 201],
    ['ada', 'POST', `${REPO}/pulls/1/requested_reviewers`, { reviewers: ['nobody'] }, 422],
    ['ada', 'DELETE', `${REPO}/pulls/1/requested_reviewers`, { reviewers: ['owner'] }, 200],
    ['eve', 'POST', `${REPO}/pulls/1/requested_reviewers`, { reviewers: ['ada'] }, 403],
    ['proposer', 'POST', `${REPO}/pulls`, { title: 't', head: 'action/one', base: 'main' }, 422],
    ['proposer', 'POST', `${REPO}/pulls/1/reviews`, { event: 'COMMENT' }, 422],
    ['gate', 'POST', `${REPO}/check-runs`, { name: 'gate', head_sha: 'f'.repeat(40) }, 422],
    ['eve', 'POST', `${REPO}/issues/1/comments`, { body: 'Hm.' }, 201],
    ['eve', 'POST', `${REPO}/issues`, { title: 'Exception: drill', body: 'x', labels: ['tier 3'] }, 201],
    ['eve', 'POST', `${REPO}/issues`, { title: ' ' }, 422],
    ['ada', 'POST', `${REPO}/issues`, { title: 'With a label', labels: ['tier 3'] }, 201],
    ['ada', 'GET', `${REPO}/issues?state=all`, undefined, 200],
    ['ada', 'GET', `${REPO}/issues`, undefined, 200],
    ['ada', 'GET', `${REPO}/issues/1`, undefined, 200],
    ['ada', 'GET', `${REPO}/issues/2`, undefined, 200],
    ['ada', 'GET', `${REPO}/issues/99`, undefined, 404],
    ['eve', 'PATCH', `${REPO}/issues/2`, { body: 'y' }, 200],
    ['eve', 'PATCH', `${REPO}/issues/2`, { body: 'x'.repeat(65_537) }, 422],
    ['eve', 'PATCH', `${REPO}/issues/3`, { body: 'y' }, 403],
    ['ada', 'PATCH', `${REPO}/issues/2`, { title: 'x'.repeat(257) }, 422],
    ['ada', 'PATCH', `${REPO}/issues/2`, { title: 'Drill', state: 'closed' }, 200],
    ['ada', 'PATCH', `${REPO}/issues/2`, { state: 'open' }, 200],
    ['eve', 'POST', `${REPO}/issues/2/comments`, { body: 'Hm.' }, 201],
    ['ada', 'POST', `${REPO}/issues/2/labels`, { labels: ['urgent'] }, 200],
    ['ada', 'POST', `${REPO}/git/refs`, { ref: 'refs/heads/main', sha: 'f'.repeat(40) }, 422],
    ['ada', 'GET', `${REPO}/git/ref/heads/none`, undefined, 404],
    ['ada', 'GET', `${REPO}/issues/1/timeline`, undefined, 200],
    ['ada', 'DELETE', `${REPO}/git/refs/heads/main`, undefined, 422],
    ['eve', 'PUT', `${REPO}/pulls/1/merge`, { sha: 'f'.repeat(40) }, 403],
    ['ada', 'DELETE', `${REPO}/git/refs/heads/action/one`, undefined, 204],
    ['ada', 'GET', `${REPO}/issues/1/timeline?per_page=100`, undefined, 200],
    ['ada', 'GET', '/repos/acme/other', undefined, 404],
    [null, 'GET', '/user', undefined, 401],
  ])('to %s, %s %s %j is described', async (name, method, path, body, status) => {
    const answer = await run.ask(name, method, path, body);
    expect(answer).toMatchObject({ status });
  });

  it('to a dismissal is described', async () => {
    const [review] = await run.as('ada').reviews(1);
    const path = `${REPO}/pulls/1/reviews/${review?.id}/dismissals`;
    expect(await run.ask('eve', 'PUT', path, { message: 'no' })).toMatchObject({ status: 403 });
    expect(await run.ask('owner', 'PUT', path, { message: 'no' })).toMatchObject({
      status: 200,
      json: { state: 'DISMISSED' },
    });
    expect(await run.as('gate').reviews(1)).toMatchObject([{ state: 'DISMISSED', was: 'APPROVED' }]);
  });
});
