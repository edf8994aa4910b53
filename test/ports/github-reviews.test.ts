// Reviews as the forge tells them: deleted accounts, drafts, dismissals; and the accounts behind the commits.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coAuthorsOf } from '../../scripts/ports/github-reviews.ts';
import { HEAD, nextPage, OTHER, reviewAnswer, scriptedForge, user } from './scripted-forge.ts';

const REVIEWS = 'GET /pulls/7/reviews';
const TIMELINE = 'GET /issues/7/timeline';
const COMMITS = 'GET /pulls/7/commits';
const dismissal = (review: number, state: string) => ({
  event: 'review_dismissed',
  dismissed_review: { review_id: review, state, dismissal_message: 'mistake' },
});

describe('reviews', () => {
  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['an approval', {}, { id: 4, by: user(4), state: 'APPROVED', was: null, commit: HEAD, body: '' }],
    [
      'a denial with its reason',
      { state: 'CHANGES_REQUESTED', body: 'no' },
      { state: 'CHANGES_REQUESTED', body: 'no' },
    ],
    ['one by a deleted account', { user: null }, { by: { id: 0, login: 'ghost', type: 'User' } }],
    ['one by a bot', { user: user(9, 'ci[bot]', 'Bot') }, { by: { id: 9, login: 'ci[bot]', type: 'Bot' } }],
    [
      'one by an organisation, which is no person',
      { user: user(9, 'acme', 'Organization') },
      { by: { id: 9, type: 'Bot' } },
    ],
    ['one of a forgotten commit', { commit_id: null }, { commit: null }],
  ])('include %s', async (_, changes, expected) => {
    const { forge } = scriptedForge({ [REVIEWS]: { json: [reviewAnswer(4, changes)] }, [TIMELINE]: { json: [] } });
    expect(await forge.reviews(7)).toMatchObject([expected]);
  });

  it('that are no approvals need no look at the timeline', async () => {
    const { forge, calls } = scriptedForge({ [REVIEWS]: { json: [reviewAnswer(4, { state: 'COMMENTED' })] } });
    await forge.reviews(7);
    expect(calls).toHaveLength(1);
  });

  it.each<[string, unknown, string | null]>([
    ['before its base was changed', { event: 'base_ref_changed', created_at: '2026-11-20T10:00:00Z' }, null],
    ['as its base was changed', { event: 'base_ref_changed', created_at: '2026-11-20T09:30:00Z' }, null],
    ['after its base was changed', { event: 'base_ref_changed', created_at: '2026-11-20T09:29:59Z' }, HEAD],
    [
      'before its base went away',
      { event: 'automatic_base_change_succeeded', created_at: '2026-11-20T10:00:00Z' },
      null,
    ],
    ['before its title was changed', { event: 'renamed', created_at: '2026-11-20T10:00:00Z' }, HEAD],
  ])('given %s are of the commit %3$s', async (_, event, commit) => {
    const given = reviewAnswer(4, { submitted_at: '2026-11-20T09:30:00Z' });
    const { forge } = scriptedForge({ [REVIEWS]: { json: [given] }, [TIMELINE]: { json: [event] } });
    expect(await forge.reviews(7)).toMatchObject([{ state: 'APPROVED', commit }]);
  });

  it('leave out what is not submitted', async () => {
    const draft = { id: 5, user: user(5), state: 'PENDING', body: '', commit_id: HEAD };
    const { forge } = scriptedForge({ [REVIEWS]: { json: [draft, reviewAnswer(6)] }, [TIMELINE]: { json: [] } });
    expect((await forge.reviews(7)).map((review) => review.id)).toEqual([6]);
  });

  it('come oldest first, by number where the moment is the same', async () => {
    const at = { submitted_at: '2026-11-20T09:00:00Z' };
    const list = [reviewAnswer(9, at), reviewAnswer(8, { submitted_at: '2026-11-20T09:00:01Z' }), reviewAnswer(3, at)];
    const { forge } = scriptedForge({ [REVIEWS]: { json: list }, [TIMELINE]: { json: [] } });
    expect((await forge.reviews(7)).map((review) => review.id)).toEqual([3, 9, 8]);
  });

  it.each<[string, unknown[], string | null]>([
    ['an approval', [dismissal(4, 'approved')], 'APPROVED'],
    [
      'a denial',
      [{ event: 'labeled' }, { sha: 'a commit has no event' }, dismissal(4, 'changes_requested')],
      'CHANGES_REQUESTED',
    ],
    ['a comment', [dismissal(4, 'commented')], 'COMMENTED'],
    ['not told, for it is another review', [dismissal(5, 'approved')], null],
    ['not told, for the word is unknown', [dismissal(4, 'blessed')], null],
    ['not told, for the timeline is empty', [], null],
  ])('that were dismissed say that it was %s', async (_, timeline, was) => {
    const { forge } = scriptedForge({
      [REVIEWS]: { json: [reviewAnswer(4, { state: 'DISMISSED' })] },
      [TIMELINE]: { json: timeline },
    });
    expect(await forge.reviews(7)).toMatchObject([{ state: 'DISMISSED', was }]);
  });

  it('are a fault where the timeline cannot be read completely', async () => {
    const full = Array.from({ length: 100 }, () => ({ event: 'labeled' }));
    const { forge } = scriptedForge({
      [REVIEWS]: { json: [reviewAnswer(4, { state: 'DISMISSED' })] },
      [TIMELINE]: { json: full, headers: nextPage('/issues/7/timeline', 2) },
      [`${TIMELINE} page 2`]: { status: 500, json: {} },
    });
    await expect(forge.reviews(7)).rejects.toMatchObject({ name: 'ForgeFault', status: 500 });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown state', { state: 'BLESSED' }, 'The forge says that review 4 is "BLESSED", which is no known state.'],
    ['no moment', { submitted_at: null }, 'the review, submitted_at is null and not a moment'],
    [
      'a number that is not whole',
      { user: { id: 1.5, login: 'x', type: 'User' } },
      'the review, user, id is 1.5 and not a whole number',
    ],
    ['a number as text', { id: '4' }, "the review, id is '4' and not a whole number"],
    ['a number beyond what is exact', { user: { id: 2 ** 60, login: 'x', type: 'User' } }, 'not a whole number'],
  ])('with %s are a fault', async (_, changes, words) => {
    const { forge } = scriptedForge({ [REVIEWS]: { json: [reviewAnswer(4, changes)] }, [TIMELINE]: { json: [] } });
    await expect(forge.reviews(7)).rejects.toThrow(words);
  });
});

const commit = (message: string, author: unknown, committer: unknown) => ({
  sha: OTHER,
  commit: { message },
  author,
  committer,
});

describe('commit accounts', () => {
  it.each<[string, unknown, unknown, unknown, unknown]>([
    ['attributes both', user(1), user(2), user(1), user(2)],
    ['attributes none where there is none', null, null, null, null],
    ['takes an object without fields for none', {}, user(2), null, user(2)],
  ])('%s', async (_, author, committer, expectedAuthor, expectedCommitter) => {
    const { forge } = scriptedForge({ [COMMITS]: { json: [commit('m', author, committer)] } });
    const expected = { sha: OTHER, author: expectedAuthor, committer: expectedCommitter, coAuthors: [] };
    expect(await forge.commitAccounts(7)).toEqual([expected]);
  });

  it('are a fault at the 250 commits where the list of the forge ends', async () => {
    const page = (count: number) => ({ json: Array.from({ length: count }, () => commit('m', user(1), user(1))) });
    const script = (last: number) => ({
      [COMMITS]: page(100),
      [`${COMMITS} page 2`]: page(100),
      [`${COMMITS} page 3`]: page(last),
    });
    expect(await scriptedForge(script(49)).forge.commitAccounts(7)).toHaveLength(249);
    await expect(scriptedForge(script(50)).forge.commitAccounts(7)).rejects.toThrow(
      'Pull request 7 has 250 commits or more, and the forge lists no more than that: close it and propose the action again',
    );
  });
});

const ada = { id: 41, login: 'ada', type: 'User' };
const ADA = 'Ada <41+ada@users.noreply.github.com>';

describe('co-authors', () => {
  it.each<[string, string, unknown[]]>([
    ['none', 'Fix the co-author list', []],
    ['a trailer', `Fix\n\nCo-authored-by: ${ADA}`, [ada]],
    ['one of an enterprise', 'x\n\nCo-authored-by: A <41+ada@users.noreply.forge.example>', [ada]],
    ['any spelling', `x\n\ncO-AuThOrEd-bY:${ADA}`, [ada]],
    ['several', `x\n\nCo-authored-by: ${ADA}\nCo-authored-by: B <b@example.com>`, [ada, null]],
    ['one in the middle of the message', `x\n\nCo-authored-by: ${ADA}\n\nmore words`, [ada]],
    ['one in the subject', `Co-authored-by: ${ADA}`, [ada]],
    ['two on one line', `x\n\nCo-authored-by: ${ADA} Co-authored-by: B <b@example.com>`, [ada, null]],
    ['one after other words', `x\n\n> Co-authored-by: ${ADA}`, [ada]],
    ['tabs and hard spaces', `x\n\n\t\u00a0Co-authored-by\t:\u2003${ADA}\t`, [ada]],
    ['invisible characters', `x\n\n\u200bCo-auth\u2060ored-by\u200d: ${ADA}`, [ada]],
    ['old line ends', `x\r\rCo-authored-by: ${ADA}\rend`, [ada]],
    ['Windows line ends', `x\r\n\r\nCo-authored-by: ${ADA}\r\n`, [ada]],
    ['odd line ends', `x\u2028Co-authored-by: ${ADA}\u0085Co-authored-by: B\fend`, [ada, null]],
    ['a folded line', `x\n\nCo-authored-by:\n  ${ADA}`, [ada]],
    ['spaces within the address', 'x\n\nCo-authored-by: A < 41+ada@users.noreply.github.com >', [ada]],
    ['another address', 'x\n\nCo-authored-by: A <a@example.com>', [null]],
    ['the old kind of address, without a number', 'x\n\nCo-authored-by: A <ada@users.noreply.github.com>', [null]],
    ['a look-alike', 'x\n\nCo-authored-by: A <41+ada@users.noreply.github.com.@evil.test>', [null]],
    ['two addresses', `x\n\nCo-authored-by: ${ADA} <b@example.com>`, [null]],
    ['no address', 'x\n\nCo-authored-by: Ada', [null]],
    ['nothing', 'x\n\nCo-authored-by:', [null]],
    [
      'a number beyond what is exact',
      'x\n\nCo-authored-by: A <99999999999999999999+a@users.noreply.github.com>',
      [null],
    ],
  ])('are found: %s', (_, message, expected) => {
    expect(coAuthorsOf(message)).toEqual(expected);
  });

  it('are never lost among any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        expect(coAuthorsOf(`${before}\nCo-authored-by: ${ADA}\n${after}`).length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['line ends', '\r\n'],
    ['line feeds', '\n'],
    ['spaces', 'Co-authored-by '],
    ['brackets', 'Co-authored-by: <'],
    ['trailers', 'Co-authored-by:'],
  ])('are read in linear time from hostile %s', (_, part) => {
    const message = `${part.repeat(30_000)} ${' '.repeat(30_000)}x`;
    const start = process.cpuUsage();
    coAuthorsOf(message);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});
