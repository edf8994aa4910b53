// Issues as GraphQL shows them: with who changed their words last, which REST does not tell.
import type { EmbeddedForge } from './forge.ts';
import { actorNode, commentsOn } from './graphql-pull.ts';
import type { PageQuestion } from './graphql-root.ts';
import type { Links } from './http.ts';
import type { StoredIssue } from './model.ts';
import { iso } from './shape-account.ts';

/** An `Issue`; one that is not there is an error at its place, as at GitHub. */
export function issueNode(forge: EmbeddedForge, links: Links, number: number) {
  const issue = forge.issues().find((each) => each.number === number);
  if (issue === undefined) throw new Error(`Could not resolve to an Issue with the number of ${number}.`);
  return nodeOf(forge, links, issue);
}

/** One page of the issues that were touched since a moment, oldest number first. */
export function issuePage(forge: EmbeddedForge, links: Links, { first = 0, after, filterBy }: PageQuestion) {
  const since = filterBy?.since === undefined ? 0 : Date.parse(filterBy.since);
  const from = Number(after ?? 0);
  const wanted = forge.issues().filter(({ updatedAt }) => updatedAt >= since);
  const left = wanted.filter(({ number }) => number > from);
  const shown = left.slice(0, first);
  return {
    totalCount: wanted.length,
    pageInfo: { hasNextPage: left.length > shown.length, endCursor: String(shown.at(-1)?.number ?? from) },
    nodes: shown.map((issue) => nodeOf(forge, links, issue)),
  };
}

function nodeOf(forge: EmbeddedForge, links: Links, issue: StoredIssue) {
  const { number, body, state, openedAt, by, edited } = issue;
  return {
    number,
    url: `${links.web}/issues/${number}`,
    body: body ?? '',
    state: state.toUpperCase(),
    createdAt: iso(openedAt),
    author: actorNode(forge.accountById(by)),
    editor: edited === null ? null : actorNode(forge.accountById(edited.by)),
    lastEditedAt: edited === null ? null : iso(edited.at),
    comments: commentsOn(forge, number),
  };
}
