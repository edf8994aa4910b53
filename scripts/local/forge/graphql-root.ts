// What GraphQL shows of the forge: the asker, the repository, its issues, and its pull requests page by page.
import { codeownersAt } from './codeowners-file.ts';
import type { EmbeddedForge } from './forge.ts';
import { issueNode, issuePage } from './graphql-issues.ts';
import { mutations } from './graphql-mutations.ts';
import { type Asking, labelNode, pullNode } from './graphql-pull.ts';
import type { Links } from './http.ts';
import type { ForgeAccount, StoredPull } from './model.ts';
import { nodeId } from './shape-account.ts';

export interface PageQuestion {
  readonly first?: number;
  readonly after?: string;
  readonly filterBy?: { readonly since?: string };
  readonly states?: readonly string[];
  readonly orderBy?: { readonly direction: 'ASC' | 'DESC'; readonly field: string };
}

const LARGEST_PAGE = 100;

/** The root of the answer; functions are asked only for the fields that the question names. */
export function rootOf(forge: EmbeddedForge, links: Links, actor: ForgeAccount) {
  const { id, owner, name } = forge.repository;
  const repository = {
    id: nodeId('Repository', id),
    databaseId: id,
    labels: () => {
      const names = [...Object.keys(forge.settings().labels), ...forge.pulls().flatMap((pull) => pull.labels)];
      return { nodes: [...new Set(names)].map(labelNode) };
    },
    assignableUsers: () => {
      const people = forge.accounts.filter(({ type }) => type === 'User');
      return { nodes: people.map((one) => ({ id: nodeId('User', one.id), databaseId: one.id, login: one.login })) };
    },
    nameWithOwner: `${owner}/${name}`,
    defaultBranchRef: { name: 'main' },
    codeowners: ({ refName = 'main' }: { readonly refName?: string }) => codeownersAt(forge, refName),
    pullRequests: (question: PageQuestion) => page({ forge, links, viewer: actor }, question, { databaseId: id }),
    issue: ({ number }: { readonly number: number }) => issueNode(forge, links, number),
    issues: (question: PageQuestion) => issuePage(forge, links, question),
  };
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  return {
    viewer: { __typename: 'User', databaseId: actor.id, login: actor.login },
    repository: (asked: { readonly owner: string; readonly name: string }) =>
      same(asked.owner, owner) && same(asked.name, name) ? repository : null,
    ...mutations(forge, actor),
  };
}

function page(asking: Asking, question: PageQuestion, repository: { readonly databaseId: number }) {
  const { first, after, states, orderBy } = question;
  if (first === undefined || first < 1 || first > LARGEST_PAGE) {
    throw new Error('You must provide a `first` between 1 and 100 to properly paginate the `pullRequests` connection.');
  }
  const up = orderBy?.direction === 'DESC' ? -1 : 1;
  const wanted = asking.forge.pulls().filter((pull) => states === undefined || states.includes(stateOf(pull)));
  const sorted = wanted.toSorted((a, b) => up * (a.number - b.number));
  // A cursor is a number: what is opened or closed meanwhile shifts no page.
  const from = after === undefined || after === null ? null : Number(Buffer.from(after, 'base64url').toString());
  const left = sorted.filter((pull) => from === null || up * (pull.number - from) > 0);
  const shown = left.slice(0, first);
  const last = shown.at(-1);
  const endCursor = last === undefined ? null : Buffer.from(String(last.number)).toString('base64url');
  return {
    totalCount: wanted.length,
    pageInfo: { hasNextPage: left.length > shown.length, endCursor },
    nodes: shown.map((pull) => pullNode(asking, pull, repository)),
  };
}

function stateOf({ state, merged }: StoredPull): string {
  return merged === null ? state.toUpperCase() : 'MERGED';
}
