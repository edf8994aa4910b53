// Issues read by GraphQL: all pages, every state, and who changed the words last, where doubt never makes it the author.
import { describe, expect, it } from 'vitest';
import { scriptedForge } from './scripted-forge.ts';

const GRAPHQL = 'POST /api/graphql';
const TESS = { __typename: 'User', login: 'tess', databaseId: 41 };
const BOT = { __typename: 'Bot', login: 'agent', databaseId: 7 };
const node = (number: number, over: object = {}) => ({
  number,
  body: 'x',
  state: 'OPEN',
  createdAt: '2026-11-20T10:00:00Z',
  lastEditedAt: null,
  author: TESS,
  editor: null,
  ...over,
});
const page = (nodes: readonly object[], hasNextPage = false, endCursor: string | null = null) => ({
  json: { data: { repository: { issues: { pageInfo: { hasNextPage, endCursor }, nodes } } } },
});
const one = (issue: object | null, errors?: readonly object[]) => ({
  json: { data: { repository: { issue } }, errors },
});
const EDITED = '2026-11-20T10:01:00Z';

describe('an issue', () => {
  it.each([
    ['that nobody changed is its author’s', {}, { id: 41, login: 'tess', type: 'User' }],
    [
      'that its author changed is its author’s',
      { editor: TESS, lastEditedAt: EDITED },
      { id: 41, login: 'tess', type: 'User' },
    ],
    [
      'that a bot changed is the bot’s',
      { editor: BOT, lastEditedAt: EDITED },
      { id: 7, login: 'agent[bot]', type: 'Bot' },
    ],
    [
      'that an account changed which is gone is nobody’s',
      { lastEditedAt: EDITED },
      { id: 0, login: 'ghost', type: 'User' },
    ],
  ])('%s', async (_, over, lastEditor) => {
    const { forge } = scriptedForge({ [GRAPHQL]: one(node(12, over)) });
    expect(await forge.issue(12)).toEqual({
      number: 12,
      body: 'x',
      isOpen: true,
      openedAt: Date.parse('2026-11-20T10:00:00Z'),
      author: { id: 41, login: 'tess', type: 'User' },
      lastEditor,
    });
  });

  it('that is not there is null, and any other error is a fault', async () => {
    const missing = { message: 'Could not resolve to an Issue', path: ['repository', 'issue'] };
    expect(await scriptedForge({ [GRAPHQL]: one(null, [missing]) }).forge.issue(12)).toBeNull();
    const hidden = { message: 'Resource not accessible', path: ['repository'] };
    await expect(scriptedForge({ [GRAPHQL]: one(null, [hidden]) }).forge.issue(12)).rejects.toThrow(
      'Resource not accessible',
    );
  });
});

describe('the issues since a moment', () => {
  const ME = { 'GET /user': { json: { id: 9, login: 'gate[bot]', type: 'Bot' } } };
  const since = Date.parse('2026-11-18T10:00:00Z');

  it('are read to the end, each once, by number', async () => {
    const { forge, calls } = scriptedForge({
      ...ME,
      [GRAPHQL]: [page([node(5), node(3, { state: 'CLOSED' })], true, 'A'), page([node(5), node(4)])],
    });
    const issues = await forge.issuesSince(since);
    expect(issues.map(({ number, isOpen }) => [number, isOpen])).toEqual([
      [3, false],
      [4, true],
      [5, true],
    ]);
    const asked = calls.filter(({ line }) => line === GRAPHQL);
    expect(asked.map(({ body }) => (body as { variables: object }).variables)).toMatchObject([
      { since: '2026-11-18T10:00:00Z', after: null },
      { since: '2026-11-18T10:00:00Z', after: 'A' },
    ]);
  });

  it('come with our own comments, unless there are more than one look shows', async () => {
    const comment = (author: object | null, body: string) => ({ id: 'IC', fullDatabaseId: '71', body, author });
    const mine = { __typename: 'Bot', login: 'gate', databaseId: 9 };
    const comments = (hasNextPage: boolean) => ({
      totalCount: 2,
      pageInfo: { hasNextPage },
      nodes: [comment(TESS, 'theirs'), comment(mine, 'ours')],
    });
    const { forge } = scriptedForge({
      ...ME,
      [GRAPHQL]: page([node(3, { comments: comments(false) }), node(4, { comments: comments(true) }), node(5)]),
    });
    const found = await forge.issuesSince(since);
    expect(found.map((one) => one.comments)).toEqual([[{ id: 71, body: 'ours' }], undefined, undefined]);
  });

  it('are a fault where the list does not go on', async () => {
    const { forge } = scriptedForge({ ...ME, [GRAPHQL]: [page([node(1)], true, 'A')] });
    await expect(forge.issuesSince(since)).rejects.toThrow('its next page is the same');
  });
});

const MOVED = {
  status: 301,
  json: { message: 'Moved Permanently' },
  headers: { location: 'https://forge.test/api/v3/repositories/9/issues/3' },
};

describe('a number', () => {
  it.each([
    ['an issue has', { json: { number: 12 } }, true],
    ['a pull request has', { json: { number: 12, pull_request: { url: 'x' } } }, false],
    ['nothing has', { status: 404, json: { message: 'Not Found' } }, false],
    ['an issue that went to another repository had', MOVED, true],
    ['a deleted issue had', { status: 410, json: { message: 'This issue was deleted' } }, true],
    ['that may not be looked at', { status: 403, json: { message: 'Resource not accessible by integration' } }, false],
  ])('%s', async (_, answer, expected) => {
    const there = { 'GET ': { json: { id: 5 } } };
    expect(await scriptedForge({ ...there, 'GET /issues/12': answer }).forge.isIssue(12)).toBe(expected);
  });

  it('is nobody’s where the repository itself has moved', async () => {
    const { forge } = scriptedForge({ 'GET ': MOVED, 'GET /issues/12': MOVED });
    await expect(forge.isIssue(12)).rejects.toThrow('the repository has moved');
  });
});
