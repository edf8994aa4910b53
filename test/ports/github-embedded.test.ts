// The adapter and the embedded forge together: the same words as on GitHub, and each of them in GitHub's own description.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { propose, type Running, runForge, START } from './embedded-forge.ts';

let run: Running;
beforeAll(async () => {
  run = await runForge();
});
afterEach(() => {
  expect(run.problems.splice(0)).toEqual([]);
});
afterAll(() => run.close());

describe('the repository', () => {
  it('and the accounts are known', async () => {
    expect(await run.as('ada').repository()).toEqual({ id: 77, fullName: 'acme/queue', defaultBranch: 'main' });
    expect(await run.as('ada').whoAmI()).toEqual({ id: 41, login: 'ada', type: 'User' });
    expect(await run.as('gate').whoAmI()).toEqual({ id: 3, login: 'gate[bot]', type: 'Bot' });
    // An app is no collaborator on GitHub, whatever it may do.
    expect([...(await run.as('ada').writers())].sort((a, b) => a - b)).toEqual([1, 41]);
  });

  it('is read file by file', async () => {
    expect(await run.as('eve').fileAt('main', 'README.md')).toBe('Hello ä\n');
    expect(await run.as('eve').fileAt('main', 'queue/none.yaml')).toBeNull();
    await expect(run.as('eve').fileAt('none', 'README.md')).rejects.toThrow('404 ("No commit found for the ref none")');
  });

  it('is closed to those who may only read', async () => {
    const put = run.as('eve').putFileOnBranch('action/e', 'queue/e.yaml', 'x', 'm');
    await expect(put).rejects.toMatchObject({ name: 'ForgeFault', status: 403 });
  });
});

describe('a proposal', () => {
  it('is the same one however often it is made', async () => {
    const proposer = run.as('proposer');
    const first = await propose(proposer, 'twice');
    await proposer.putFileOnBranch('action/twice', 'queue/twice.yaml', 'something else', 'again');
    expect(await proposer.fileAt('action/twice', 'queue/twice.yaml')).toBe('id: twice\n');
    expect(await proposer.openPull('action/twice', 'Other', '')).toEqual({ kind: 'exists', pull: first });
    expect(first).toMatchObject({ state: 'open', headBranch: 'action/twice', base: 'main', draft: false, fork: false });
    expect(first).toMatchObject({ opener: { id: 2, login: 'proposer[bot]', type: 'Bot' }, title: 'Do twice' });
    expect(first.openedAt).toBeGreaterThan(START);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/requests\/\d+$/);
  });

  it('is found by number, branch and state', async () => {
    const proposer = run.as('proposer');
    const pull = await propose(proposer, 'found');
    expect(await proposer.pull(pull.number)).toEqual(pull);
    expect(await proposer.pullFrom('action/found')).toEqual(pull);
    expect(await proposer.pullFrom('action/never')).toBeNull();
    await proposer.close(pull.number);
    await proposer.close(pull.number);
    expect(await proposer.pullFrom('action/found')).toMatchObject({ state: 'closed', closedAt: expect.any(Number) });
    expect((await proposer.openPulls()).map((each) => each.number)).not.toContain(pull.number);
    expect((await proposer.allPulls()).map((each) => each.number)).toContain(pull.number);
  });

  it('that is missing is a fault', async () => {
    await expect(run.as('proposer').pull(999)).rejects.toMatchObject({ status: 404 });
  });

  it('has labels and the reviewers asked for', async () => {
    const pull = await propose(run.as('proposer'), 'labels');
    await run.as('proposer').setLabels(pull.number, ['tier-2', 'urgent']);
    await run.as('proposer').requestReviews(pull.number, ['ada']);
    expect((await run.as('ada').pull(pull.number)).labels).toEqual(['tier-2', 'urgent']);
    const before = run.exchanges.length;
    await run.as('proposer').setLabels(pull.number, ['urgent', 'tier-2']);
    expect(run.exchanges.slice(before)).toEqual([expect.stringMatching(/^GET .*labels\?per_page=100&page=1$/)]);
  });

  it('asks those whom the forge lets be asked, and says whom it does not', async () => {
    const pull = await propose(run.as('proposer'), 'left');
    const ask = (...logins: string[]) => run.as('proposer').requestReviews(pull.number, logins);
    expect(await ask('ada', 'left-the-firm', 'owner')).toEqual(['left-the-firm']);
    expect((await run.as('ada').pull(pull.number)).asked).toEqual(['ada', 'owner']);
    expect(await ask('left-the-firm')).toEqual(['left-the-firm']);
    expect(await ask()).toEqual([]);
  });

  it('names the accounts behind its commits', async () => {
    const message =
      'Propose\n\nCo-authored-by: Ada <41+ada@users.noreply.github.com>\nCo-authored-by: X <x@nowhere.test>\n';
    const pull = await propose(run.as('proposer'), 'authors', message);
    const proposer = { id: 2, login: 'proposer[bot]', type: 'Bot' };
    const ada = { id: 41, login: 'ada', type: 'User' };
    expect(await run.as('gate').commitAccounts(pull.number)).toEqual([
      { sha: pull.head, author: proposer, committer: proposer, coAuthors: [ada, null] },
    ]);
  });
});

describe('reviews', () => {
  it('are read with state, commit and moment, oldest first', async () => {
    const pull = await propose(run.as('proposer'), 'reviews');
    await run.as('ada').review(pull.number, pull.head, 'REQUEST_CHANGES', 'Not on a Friday.');
    await run.as('eve').review(pull.number, pull.head, 'COMMENT', 'Hm.');
    await run.as('owner').review(pull.number, pull.head, 'APPROVE', '');
    const reviews = await run.as('gate').reviews(pull.number);
    expect(reviews).toMatchObject([
      {
        by: { id: 41, type: 'User' },
        state: 'CHANGES_REQUESTED',
        commit: pull.head,
        body: 'Not on a Friday.',
        was: null,
      },
      { by: { id: 42 }, state: 'COMMENTED' },
      { by: { id: 1 }, state: 'APPROVED', body: '' },
    ]);
    await run.inside.dismissReview(run.accounts.owner, pull.number, reviews[0]?.id ?? 0, 'a mistake');
    expect((await run.as('gate').reviews(pull.number))[0]).toMatchObject({
      state: 'DISMISSED',
      was: 'CHANGES_REQUESTED',
    });
  });

  it('over more than one page are all read', async () => {
    const pull = await propose(run.as('proposer'), 'pages');
    for (let count = 0; count < 205; count += 1) {
      const words = { event: 'COMMENT', body: `${count}`, commit: null } as const;
      await run.inside.submitReview(run.accounts.ada, pull.number, words);
    }
    const bodies = (await run.as('gate').reviews(pull.number)).map((review) => review.body);
    expect(bodies).toEqual(Array.from({ length: 205 }, (_, index) => String(index)));
  });

  it("of one's own request are refused", async () => {
    const pull = await propose(run.as('proposer'), 'own');
    const own = run.as('proposer').review(pull.number, pull.head, 'APPROVE', '');
    await expect(own).rejects.toThrow(/422 \(".*Can not approve your own pull request/);
  });
});

describe('the gate', () => {
  it('keeps one comment and one check run up to date', async () => {
    const pull = await propose(run.as('proposer'), 'notes');
    const gate = run.as('gate');
    const check = { name: 'gate', head: pull.head, title: 'Waiting', summary: 'For Ada.', conclusion: null };
    const settled = { ...check, title: 'Approved', conclusion: 'success' } as const;
    for (const report of [check, check, settled, settled, check]) await gate.report(report);
    for (const words of ['one', 'one', 'two']) await gate.upsertComment(pull.number, 'verdict', words);
    const runs = (await run.inside.checks(pull.head)).map(({ title, status, conclusion }) => ({
      title,
      status,
      conclusion,
    }));
    expect(runs).toEqual([{ title: 'Waiting', status: 'in_progress', conclusion: null }]);
    expect(run.inside.comments(pull.number).map((comment) => comment.body)).toEqual(['<!-- verdict -->\ntwo']);
    const writes = run.exchanges.filter((line) => /^(?:POST|PATCH) .*(?:check-runs|comments)/.test(line));
    expect(writes.map((line) => line.split(' ')[0])).toEqual(['POST', 'PATCH', 'PATCH', 'POST', 'PATCH']);
  });

  it('reports as an app only', async () => {
    const pull = await propose(run.as('proposer'), 'app');
    const check = { name: 'gate', head: pull.head, title: 'T', summary: 'S', conclusion: null };
    await expect(run.as('ada').report(check)).rejects.toMatchObject({ status: 403 });
  });

  it('merges exactly the head that it evaluated, and says so once', async () => {
    const pull = await propose(run.as('proposer'), 'merged');
    const gate = run.as('gate');
    expect(await gate.merge(pull.number, 'f'.repeat(40), 'T', 'M')).toEqual({ kind: 'head-moved' });
    const answer = await gate.merge(pull.number, pull.head, 'Do it', 'Approved-by: ada');
    expect(answer).toEqual({ kind: 'merged', commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const merged = await gate.pull(pull.number);
    expect(merged).toMatchObject({ state: 'merged', mergeCommit: answer.kind === 'merged' ? answer.commit : '' });
    expect(await gate.fileAt('main', 'queue/merged.yaml')).toBe('id: merged\n');
    expect(await gate.merge(pull.number, pull.head, 'T', 'M')).toMatchObject({ kind: 'not-mergeable' });
    expect(await gate.pullFrom('action/merged')).toEqual(merged);
  });

  it('is the only one who merges', async () => {
    const pull = await propose(run.as('proposer'), 'refused');
    expect(await run.as('owner').merge(pull.number, pull.head, 'T', 'M')).toMatchObject({ kind: 'not-mergeable' });
  });
});
