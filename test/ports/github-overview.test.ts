// The answer to the question about everything open: a part that did not come whole is never taken for the whole.
import { describe, expect, it } from 'vitest';
import type { Forge } from '../../scripts/ports/forge.ts';
import { HEAD, OTHER, scriptedForge } from './scripted-forge.ts';
import type { Scripted } from './scripted-forge.ts';
import { ASK, commit, connection, node, page, review, RUN } from './scripted-look.ts';

const CHECK = 'gate';

function variablesOf(call: { readonly body: unknown } | undefined): unknown {
  return (call?.body as { readonly variables: unknown } | undefined)?.variables;
}

const only = async (forge: Forge) => (await forge.overview(CHECK)).open[0];

describe('a part that did not come whole', () => {
  it.each<[string, object, string]>([
    ['reviews on a further page', { reviews: connection([review('1')], true) }, 'reviews'],
    ['fewer reviews than are counted', { reviews: { ...connection([review('1')]), totalCount: 2 } }, 'reviews'],
    ['a review that is hidden', { reviews: connection([null]) }, 'reviews'],
    ['a review in a state that nobody knows', { reviews: connection([review('1', { state: 'MAYBE' })]) }, 'reviews'],
    ['no reviews at all', { reviews: null }, 'reviews'],
    ['dismissals on a further page', { dismissals: connection([], true) }, 'reviews'],
    ['commits on a further page', { commits: connection([commit()], true) }, 'accounts'],
    ['comments on a further page', { comments: connection([], true) }, 'comments'],
    [
      'check suites on a further page',
      { newest: { nodes: [{ commit: { oid: HEAD, checkSuites: connection([], true) } }] } },
      'checks',
    ],
    [
      'check runs on a further page',
      {
        newest: {
          nodes: [
            {
              commit: {
                oid: HEAD,
                checkSuites: connection([{ app: { slug: 'gate' }, checkRuns: connection([], true) }]),
              },
            },
          ],
        },
      },
      'checks',
    ],
    [
      'a head that moved meanwhile',
      { newest: { nodes: [{ commit: { oid: OTHER, checkSuites: connection([]) } }] } },
      'checks',
    ],
  ])('%s: it is null, not shorter', async (_, over, part) => {
    const { forge } = scriptedForge({ [ASK]: page([node(7, over)]) });
    expect(await only(forge)).toMatchObject({ pull: { number: 7 }, [part]: null });
  });

  it.each<[string, string, string | null]>([
    ['before', '2026-11-20T09:30:01Z', null],
    ['as', '2026-11-20T09:30:00Z', null],
    ['after', '2026-11-20T09:29:59Z', HEAD],
  ])(
    'of a review that came %s the base was changed is the commit that it was about',
    async (_, createdAt, commitOf) => {
      const over = { reviews: connection([review('1')]), dismissals: connection([{ createdAt }]) };
      const { forge } = scriptedForge({ [ASK]: page([node(7, over)]) });
      expect(await only(forge)).toMatchObject({ reviews: [{ id: 1, state: 'APPROVED', commit: commitOf }] });
    },
  );

  it('is nothing where all of it came', async () => {
    const { forge } = scriptedForge({ [ASK]: page([node(7, { reviews: connection([review('1')]) })]) });
    expect(await only(forge)).toMatchObject({
      reviews: [{ id: 1, by: { id: 41, login: 'ada', type: 'User' }, commit: HEAD }],
      accounts: [{ author: { id: 2, login: 'proposer[bot]', type: 'Bot' } }],
      checks: [],
      comments: [],
    });
  });
});

describe('what a token may not be allowed to see', () => {
  const hidden = (...path: string[]) => ({
    type: 'FORBIDDEN',
    message: 'Resource not accessible by integration',
    path,
  });
  const look = (over: object, ...errors: object[]): Scripted => {
    const { data } = page([node(7)], null, over).json as { readonly data: object };
    return { json: { data, errors } };
  };

  it('is asked for otherwise, or done without, where no verdict hangs on it', async () => {
    const nothing = { codeowners: null, labels: null, assignableUsers: null };
    const errors = Object.keys(nothing).map((name) => hidden('repository', name));
    const { forge } = scriptedForge({ [ASK]: look(nothing, ...errors) });
    expect(await forge.overview(CHECK)).toMatchObject({ codeowners: null, open: [{ pull: { number: 7 } }] });
  });

  const NEWEST = ['repository', 'pullRequests', 'nodes', 0, 'newest', 'nodes', 0, 'commit', 'checkSuites'] as const;
  const foreign = connection([{ app: null, checkRuns: connection([RUN]) }]);
  it.each<[string, object | null, readonly unknown[], unknown]>([
    ['check runs, for a token without that right', null, NEWEST, null],
    ['whose App a check run is, for the token of another', foreign, [...NEWEST, 'nodes', 0, 'app'], []],
  ])('is left out at once, with all the rest read in one go: %s', async (_, checkSuites, path, checks) => {
    const newest = { nodes: [{ commit: { oid: HEAD, checkSuites } }] };
    const { data } = page([node(7, { newest, reviews: connection([review('1')]) })]).json as { readonly data: object };
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration', path }];
    const { forge, calls } = scriptedForge({ [ASK]: { json: { data, errors } } });
    expect(await only(forge)).toMatchObject({ reviews: [{ id: 1 }], accounts: [{ sha: HEAD }], checks });
    expect(calls).toHaveLength(1);
  });

  it('is a fault anywhere else', async () => {
    const { forge } = scriptedForge({ [ASK]: look({}, hidden('repository', 'pullRequests', 'nodes', '0', 'reviews')) });
    await expect(forge.overview(CHECK)).rejects.toThrow('Resource not accessible by integration');
  });
});

describe('an account', () => {
  it.each<[string, unknown, object]>([
    [
      'of an app has its login as REST writes it',
      { __typename: 'Bot', login: 'x', databaseId: 3 },
      { id: 3, login: 'x[bot]', type: 'Bot' },
    ],
    [
      'of an organisation is no person',
      { __typename: 'Organization', login: 'x', databaseId: 3 },
      { id: 3, type: 'Bot' },
    ],
    ['of an import is no person', { __typename: 'Mannequin', login: 'x', databaseId: 3 }, { id: 3, type: 'Bot' }],
    ['without a number is nobody', { __typename: 'EnterpriseUserAccount', login: 'x' }, { id: 0, type: 'Bot' }],
    ['that is gone is the ghost', null, { id: 0, login: 'ghost' }],
  ])('%s', async (_, author, expected) => {
    const { forge } = scriptedForge({
      [ASK]: page([node(7, { author, reviews: connection([review('1', { author })]) })]),
    });
    expect(await only(forge)).toMatchObject({ pull: { opener: expected }, reviews: [{ by: expected }] });
  });

  it('behind a commit that GraphQL does not name is asked of REST, once for an address', async () => {
    const web = { email: 'noreply@forge.test', user: null };
    const [made, other] = [commit({ committer: web }), { commit: { ...commit({ committer: web }).commit, oid: HEAD } }];
    const flow = { id: 77, login: 'web-flow', type: 'User' };
    const rest = {
      sha: HEAD,
      author: { id: 2, login: 'proposer[bot]', type: 'Bot' },
      committer: flow,
      commit: { message: 'Propose' },
    };
    const { forge, calls } = scriptedForge({
      [ASK]: page([node(7, { commits: connection([made]) }), node(8, { commits: connection([other]) })]),
      'GET /pulls/7/commits': { json: [rest] },
    });
    const { open } = await forge.overview(CHECK);
    expect(open.map(({ accounts }) => accounts?.[0]?.committer)).toEqual([flow, flow]);
    expect(calls.map(({ line }) => line)).toEqual([ASK, 'GET /pulls/7/commits']);
  });

  it('is not taken from an address that somebody made up', async () => {
    const author = { email: '999+nobody@users.noreply.github.com', user: null };
    const none = { sha: HEAD, author: null, committer: null, commit: { message: 'Propose' } };
    const script = {
      [ASK]: page([node(7, { commits: connection([commit({ author })]) })]),
      'GET /pulls/7/commits': { json: [none] },
    };
    expect((await only(scriptedForge(script).forge))?.accounts).toMatchObject([{ author: null }]);
    const lost = { ...script, 'GET /pulls/7/commits': { status: 500, json: {} } };
    expect((await only(scriptedForge(lost).forge))?.accounts).toBeNull();
  });

  it('of a web commit on github.com is known', async () => {
    const web = { email: 'noreply@github.com', user: null };
    const answer = page([node(7, { commits: connection([commit({ committer: web })]) })]);
    const { forge } = scriptedForge({ 'POST /graphql': answer }, { apiUrl: 'https://api.github.com' });
    expect((await only(forge))?.accounts).toMatchObject([{ committer: { id: 19_864_447, login: 'web-flow' } }]);
  });

  it.each([
    ['is elsewhere', { headRepository: { databaseId: 6 } }],
    ['is gone', { headRepository: null }],
    ['is said to be elsewhere', { isCrossRepository: true }],
  ])('whose branch %s has a fork', async (_, over) => {
    expect(await only(scriptedForge({ [ASK]: page([node(7, over)]) }).forge)).toMatchObject({ pull: { fork: true } });
  });
});

describe('pages', () => {
  it('are read to the end, 25 at a time, each request once and by number', async () => {
    const { forge, calls } = scriptedForge({ [ASK]: [page([node(8), node(7)], 'x'), page([node(8), node(9)])] });
    expect((await forge.overview(CHECK)).open.map(({ pull }) => pull.number)).toEqual([7, 8, 9]);
    expect(calls.map(variablesOf)).toMatchObject([
      { size: 25, after: null, details: true, check: CHECK },
      { size: 25, after: 'x' },
    ]);
  });

  it.each<[string, Scripted]>([
    ['502 after 502', { status: 502, json: {} }],
    ['a part of it with an error', { json: { data: { viewer: null }, errors: [{ message: 'Something went wrong' }] } }],
  ])(
    'that fail with %s are asked for in smaller ones, and one request that always fails comes without details',
    async (_, failure) => {
      const bare = {
        reviews: undefined,
        commits: undefined,
        dismissals: undefined,
        comments: undefined,
        newest: undefined,
      };
      const tries = 'status' in failure ? 3 : 1;
      const fails = Array.from({ length: 3 * tries }, () => failure);
      const { forge, calls } = scriptedForge({ [ASK]: [...fails, page([node(7, bare)], 'x'), page([node(8)])] });
      const { open } = await forge.overview(CHECK);
      expect(open).toMatchObject([
        { pull: { number: 7 }, reviews: null, accounts: null, checks: null, comments: null },
        { reviews: [] },
      ]);
      expect(calls.slice(-2).map(variablesOf)).toMatchObject([
        { size: 1, details: false, after: null },
        { size: 25, details: true, after: 'x' },
      ]);
    },
  );

  it.each<[string, Scripted, RegExp]>([
    ['a wrong token', { status: 401, json: { message: 'Bad credentials' } }, /the token is wrong/],
    ['no list', page([], null, { pullRequests: null }), /not as described/],
    ['an empty repository', page([], null, { defaultBranchRef: null }), /not as described/],
    ['a hidden request', page([null as unknown as object]), /not as described/],
    ['pages that do not go on', page([node(7)], 'same'), /its pages do not go on/],
    [
      'a limit that is used up',
      { json: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] } },
      /limit on questions is used up/,
    ],
    [
      'a limit that only its words tell',
      { json: { errors: [{ message: 'You have exceeded a secondary rate limit.' }] } },
      /limit on questions is used up/,
    ],
    ['no data', { json: {} }, /not as described/],
  ])('with %s are a fault', async (_, answer, words) => {
    await expect(scriptedForge({ [ASK]: answer }).forge.overview(CHECK)).rejects.toThrow(words);
  });
});
