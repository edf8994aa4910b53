// One look at everything open at the embedded forge: the same facts as read one by one, in one request.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { propose, runForge } from './embedded-forge.ts';
import type { Running } from './embedded-forge.ts';

const CHECK = 'gate';

describe('a look at the embedded forge', () => {
  let run: Running;
  beforeAll(async () => {
    run = await runForge();
    const [proposer, gate] = [run.as('proposer'), run.as('gate')];
    const message =
      'Propose\n\nCo-authored-by: Ada <41+ada@users.noreply.github.com>\nCo-authored-by: X <x@nowhere.test>\n';
    const pull = await propose(proposer, 'busy', message);
    await run.as('ada').review(pull.number, pull.head, 'APPROVE', '');
    await run.as('owner').review(pull.number, pull.head, 'REQUEST_CHANGES', 'Not today.');
    await run.as('eve').review(pull.number, pull.head, 'COMMENT', 'Hm.');
    const [first] = await gate.reviews(pull.number);
    await run.inside.dismissReview(run.accounts.owner, pull.number, first?.id ?? 0, 'a mistake');
    await gate.setLabels(pull.number, ['tier 1', 'waiting']);
    await gate.requestReviews(pull.number, ['ada']);
    await gate.report({ name: CHECK, head: pull.head, conclusion: null, title: 'Waiting', summary: 'For Ada.' });
    await gate.upsertComment(pull.number, 'verdict', 'Waiting');
    await run.as('eve').upsertComment(pull.number, 'verdict', 'Approved!');
    for (let count = 0; count < 3; count += 1) await propose(proposer, `quiet-${count}`);
    await gate.close((await propose(proposer, 'closed')).number);
  }, 60_000);
  afterAll(() => run.close());

  it('shows what reading one by one shows', async () => {
    const gate = run.as('gate');
    const { info, open } = await gate.overview(CHECK);
    expect(info).toEqual(await gate.repository());
    expect(open.map(({ pull }) => pull)).toEqual(await gate.openPulls());
    for (const one of open) {
      expect(one.reviews).toEqual(await gate.reviews(one.pull.number));
      expect(one.accounts).toEqual(await gate.commitAccounts(one.pull.number));
    }
    expect(open[0]?.reviews?.map(({ state, was }) => [state, was])).toEqual([
      ['DISMISSED', 'APPROVED'],
      ['CHANGES_REQUESTED', null],
      ['COMMENTED', null],
    ]);
  });

  it('shows our own check run and comment, so that the same is not written again', async () => {
    const gate = run.as('gate');
    const [busy] = (await gate.overview(CHECK)).open;
    if (busy === undefined) throw new Error('nothing is open');
    expect(busy.comments?.map(({ body }) => body)).toEqual(['<!-- verdict -->\nWaiting']);
    expect(busy.checks).toMatchObject([{ name: CHECK, status: 'in_progress', conclusion: null, title: 'Waiting' }]);
    const before = run.exchanges.length;
    const check = { name: CHECK, head: busy.pull.head, conclusion: null, title: 'Waiting', summary: 'For Ada.' };
    await gate.report(check, busy.checks);
    await gate.setLabels(busy.pull.number, ['waiting', 'tier 1'], busy.pull.labels);
    await gate.upsertComment(busy.pull.number, 'verdict', 'Waiting', busy.comments);
    expect(run.exchanges.slice(before)).toEqual([]);
    await gate.report({ ...check, title: 'Approved', conclusion: 'success' }, busy.checks);
    await gate.upsertComment(busy.pull.number, 'verdict', 'Approved', busy.comments);
    expect(run.exchanges.slice(before).map((line) => line.split(' ')[0])).toEqual(['PATCH', 'PATCH']);
  });

  it('of somebody else shows nothing of ours as theirs', async () => {
    const [busy] = (await run.as('eve').overview(CHECK)).open;
    expect(busy).toMatchObject({ checks: [], comments: [{ body: '<!-- verdict -->\nApproved!' }] });
  });

  it('takes one request', async () => {
    const before = run.exchanges.length;
    await run.as('gate').overview(CHECK);
    expect(run.exchanges.slice(before)).toEqual([expect.stringMatching(/^POST .*\/api\/graphql$/)]);
  });
});
