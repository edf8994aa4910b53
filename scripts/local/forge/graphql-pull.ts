// One pull request as GraphQL shows it: its conversation, its commits and the check runs on its head.
import type { EmbeddedForge } from './forge.ts';
import type { CommitDetail } from './git-read.ts';
import type { Links } from './http.ts';
import type { ForgeAccount, StoredCheck, StoredPull, StoredReview } from './model.ts';
import { needGrant } from './settings-model.ts';
import { iso, nodeId } from './shape-account.ts';

interface Page {
  readonly first?: number;
  readonly last?: number;
}

/** Who asks, and of which repository. */
export interface Asking {
  readonly forge: EmbeddedForge;
  readonly links: Links;
  readonly viewer: ForgeAccount;
}

interface CheckQuestion extends Page {
  readonly filterBy?: { readonly appId?: number; readonly checkName?: string; readonly checkType?: 'ALL' | 'LATEST' };
}

// GitHub shows no more commits of a pull request than these.
const MOST_COMMITS = 250;

/** A `PullRequest`; functions are asked only for the fields that the question names. */
export function pullNode(
  { forge, links, viewer }: Asking,
  pull: StoredPull,
  repository: { readonly databaseId: number },
) {
  const { number, title, head } = pull;
  const review = (one: StoredReview) => reviewNode(forge, one);
  return {
    id: nodeId('PullRequest', pull.id),
    number,
    title,
    url: `${links.web}/requests/${number}`,
    createdAt: iso(pull.openedAt),
    isDraft: pull.draft,
    isCrossRepository: false,
    headRefOid: head,
    headRefName: pull.headBranch,
    baseRefName: pull.base,
    author: actorNode(forge.accountById(pull.by)),
    headRepository: repository,
    labels: (asked: Page) => connection(pull.labels.map(labelNode), asked),
    reviewRequests: (asked: Page) =>
      connection(
        pull.reviewers.map((id) => ({ requestedReviewer: actorNode(forge.accountById(id)) })),
        asked,
      ),
    reviews: (asked: Page) => connection(forge.reviews(number).map(review), asked),
    commits: async (asked: Page) => {
      const { commits } = await forge.pullDetails(pull);
      const shown = commits.slice(0, MOST_COMMITS);
      return connection(
        shown.map((one) => ({ commit: commitNode(forge, viewer, one) })),
        asked,
      );
    },
    comments: commentsOn(forge, number),
    timelineItems: (asked: Page) => {
      const events = forge.timeline(number).flatMap(({ event, dismissed, at }): readonly object[] => {
        if (event === 'base_ref_changed') return [{ __typename: 'BaseRefChangedEvent', createdAt: iso(at) }];
        if (dismissed === null) return [];
        const target = forge.reviews(number).find(({ id }) => id === dismissed.review);
        return [
          {
            __typename: 'ReviewDismissedEvent',
            previousReviewState: dismissed.state,
            review: target === undefined ? null : review(target),
          },
        ];
      });
      return connection(events, asked);
    },
  };
}

/** The comments on an issue or a pull request. */
export function commentsOn(forge: EmbeddedForge, number: number) {
  return (asked: Page) => {
    const all = forge.comments(number).map(({ id, body, by }) => {
      const author = actorNode(forge.accountById(by));
      return { id: nodeId('IssueComment', id), fullDatabaseId: String(id), body, author };
    });
    return connection(all, asked);
  };
}

/** One page of a list, from its beginning or, with `last`, from its end. */
function connection<T>(all: readonly T[], { first, last }: Page) {
  const nodes = last === undefined ? all.slice(0, first) : all.slice(-last);
  const hasNextPage = last === undefined && all.length > nodes.length;
  return {
    nodes,
    totalCount: all.length,
    pageInfo: { hasNextPage, endCursor: hasNextPage ? String(nodes.length) : null },
  };
}

/** GraphQL writes an app's login without the `[bot]` that REST has. */
export function actorNode(account: ForgeAccount | null) {
  if (account === null) return null;
  const login = account.type === 'Bot' ? account.login.replace(/\[bot\]$/, '') : account.login;
  return { __typename: account.type, databaseId: account.id, login };
}

function reviewNode(forge: EmbeddedForge, review: StoredReview) {
  const { id, state, at, body, commit, by } = review;
  const author = actorNode(forge.accountById(by));
  return { fullDatabaseId: String(id), state, submittedAt: iso(at), body, commit: { oid: commit }, author };
}

function commitNode(forge: EmbeddedForge, viewer: ForgeAccount, { sha, message, author, committer }: CommitDetail) {
  const person = ({ email }: CommitDetail['author']) => {
    const account = forge.accountByEmail(email);
    // The schema has a place for users only.
    const user = account?.type === 'User' ? { databaseId: account.id, login: account.login } : null;
    return { email, user };
  };
  const checkSuites = async ({ filterBy, ...asked }: CheckQuestion) => {
    // An App without the right to read checks gets everything else, and an error beside it.
    if (viewer.grants !== undefined) needGrant(viewer, 'checks', 'read');
    const checks = (await forge.checks(sha)).filter(({ name }) => name === (filterBy?.checkName ?? name));
    const apps = [...new Set(checks.map(({ by }) => by))];
    return connection(
      apps.map((by) => suiteNode(forge, by, checks)),
      asked,
    );
  };
  return { oid: sha, message, author: person(author), committer: person(committer), checkSuites };
}

function suiteNode(forge: EmbeddedForge, by: number, checks: readonly StoredCheck[]) {
  const slug = (forge.accountById(by)?.login ?? '').replace(/\[bot\]$/, '');
  const checkRuns = ({ filterBy, ...asked }: CheckQuestion) => {
    const runs = checks.filter((check) => check.by === by && check.name === (filterBy?.checkName ?? check.name));
    return connection((filterBy?.checkType === 'ALL' ? runs : runs.slice(-1)).map(checkNode), asked);
  };
  return { app: { databaseId: by, slug }, checkRuns };
}

/** A `Label`; labels are nothing but names here. */
export function labelNode(name: string) {
  return { id: nodeId('Label', name), name };
}

/** A `CheckRun`. */
export function checkNode({ id, name, status, conclusion, title, summary, text, externalId }: StoredCheck) {
  const state = { status: status.toUpperCase(), conclusion: conclusion?.toUpperCase() ?? null };
  return { id: nodeId('CheckRun', id), databaseId: id, name, ...state, title, summary, text, externalId };
}
