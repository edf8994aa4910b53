// The forge's answer to the one question about everything open, written down by a test.
import { HEAD } from './scripted-forge.ts';
import type { Scripted } from './scripted-forge.ts';

/** How the scripted forge names the question. */
export const ASK = 'POST /api/graphql';

/** A connection with all of its nodes, or with more to come. */
export const connection = (nodes: readonly unknown[], more = false) => {
  return { totalCount: nodes.length, pageInfo: { hasNextPage: more, endCursor: more ? 'more' : null }, nodes };
};
export const ada = { __typename: 'User', login: 'ada', databaseId: 41 };
const GATE = { databaseId: 9, login: 'gate[bot]' };
/** A commit of the proposer, with a difference. */
export const commit = (over: object = {}) => {
  const person = { email: '2+proposer[bot]@users.noreply.github.com', user: null };
  return { commit: { oid: HEAD, message: 'Propose', author: person, committer: person, ...over } };
};
/** An approval of the head, with a difference. */
export const review = (id: string, over: object = {}) => {
  const at = '2026-11-20T09:30:00Z';
  return {
    fullDatabaseId: id,
    state: 'APPROVED',
    submittedAt: at,
    body: '',
    commit: { oid: HEAD },
    author: ada,
    ...over,
  };
};

/** An open pull request on which nobody has said anything, with a difference. */
export function node(number: number, over: object = {}): object {
  return {
    id: `PR_${number}`,
    number,
    title: `Request ${number}`,
    url: `https://forge.test/requests/${number}`,
    createdAt: '2026-11-20T09:00:00Z',
    isDraft: false,
    isCrossRepository: false,
    headRefOid: HEAD,
    headRefName: `action/${number}`,
    baseRefName: 'main',
    author: { __typename: 'Bot', login: 'proposer', databaseId: 2 },
    headRepository: { databaseId: 5 },
    labels: { nodes: [] },
    reviewRequests: { nodes: [] },
    reviews: connection([]),
    commits: connection([commit()]),
    dismissals: connection([]),
    comments: connection([]),
    newest: { nodes: [{ commit: { oid: HEAD, checkSuites: connection([]) } }] },
    ...over,
  };
}

/** One page of the answer, with a difference in the repository. */
export function page(nodes: readonly object[], after: string | null = null, over: object = {}): Scripted {
  const pullRequests = { pageInfo: { hasNextPage: after !== null, endCursor: after }, nodes };
  const names = {
    id: 'R_5',
    databaseId: 5,
    nameWithOwner: 'acme/queue',
    defaultBranchRef: { name: 'main' },
    codeowners: null,
  };
  return { json: { data: { viewer: GATE, repository: { ...names, pullRequests, ...over } } } };
}

/** Our check run, waiting. */
export const RUN = {
  id: 'CR_5',
  databaseId: 5,
  name: 'countersign/gate',
  status: 'IN_PROGRESS',
  conclusion: null,
  title: 'Waiting',
  summary: 'For Ada.',
  text: '',
  externalId: '',
};

const ME = { __typename: 'Bot', login: 'gate', databaseId: 9 };

/** Our comment, waiting. */
export const COMMENT = { id: 'IC_6', fullDatabaseId: '6', body: '<!-- verdict -->\nWaiting', author: ME };
