// One open pull request out of the GraphQL answer, in our words; a part that did not come whole is null, never a shorter list.
import type { Account, Review, Sha } from '../core/facts.ts';
import type { Pull, ShownCheck, ShownComment } from './forge.ts';
import { type Fields, GHOST } from './github-fields.ts';
import { coAuthorsOf, reviewState, sinceRetarget } from './github-reviews.ts';

/** A commit with those behind it as far as GraphQL tells: an e-mail address where it names no account. */
export interface SeenCommit {
  readonly sha: Sha;
  readonly author: Account | { readonly email: string };
  readonly committer: Account | { readonly email: string };
  readonly coAuthors: readonly (Account | null)[];
}

export interface Seen {
  readonly pull: Pull;
  readonly reviews: readonly Review[] | null;
  readonly commits: readonly SeenCommit[] | null;
  readonly checks: readonly ShownCheck[] | null;
  readonly comments: readonly ShownComment[] | null;
  /** GitHub's own names for the pull request, and for its check runs and comments by their numbers: what GraphQL writes to. */
  readonly ids: NodeIds;
}

export interface NodeIds {
  readonly pull: string;
  readonly checks: ReadonlyMap<number, string>;
  readonly comments: ReadonlyMap<number, string>;
}

/**
 * Reads one node of the list.
 * @param repository the id of the repository itself: a head elsewhere is a fork
 * @param me whose check runs and comments are ours
 */
export function openPullOf(node: Fields, repository: number, me: Account): Seen {
  const head = node.sha('headRefOid');
  const labels = namesIn(node.fields('labels'));
  const pull: Pull = {
    number: node.whole('number'),
    title: node.text('title'),
    url: node.text('url'),
    state: 'open',
    opener: actorOf(node.fieldsOrNull('author')),
    openedAt: node.instant('createdAt'),
    closedAt: null,
    head,
    headBranch: node.text('headRefName'),
    base: node.text('baseRefName'),
    draft: node.flag('isDraft'),
    // The head's repository is gone where a fork was deleted.
    fork: node.flag('isCrossRepository') || node.fieldsOrNull('headRepository')?.whole('databaseId') !== repository,
    mergeCommit: null,
    labels,
    asked: askedIn(node.fields('reviewRequests')),
  };
  // Without the details each part is null.
  const checks = node.has('newest') ? checksOf(node.fields('newest'), head, me) : null;
  const comments = node.has('comments') ? commentsOf(node.fields('comments'), me) : null;
  const ids = { pull: node.text('id'), checks: idsOf(checks), comments: idsOf(comments) };
  return {
    pull,
    reviews: reviewsOf(node),
    commits: commitsOf(node),
    checks: checks?.map(({ shown }) => shown) ?? null,
    comments: comments?.map(({ shown }) => shown) ?? null,
    ids,
  };
}

/** Something of ours, and GitHub's own name for it. */
interface Named<T> {
  readonly id: string;
  readonly shown: T;
}

function idsOf(list: readonly Named<{ readonly id: number }>[] | null): ReadonlyMap<number, string> {
  return new Map(list?.map(({ id, shown }) => [shown.id, id]));
}

/** The nodes of a connection, `null` where this page does not hold all of them. */
function whole(connection: Fields | null): readonly Fields[] | null {
  if (connection === null || connection.fields('pageInfo').flag('hasNextPage')) return null;
  const nodes = connection.listOrNull('nodes');
  return nodes !== null && connection.has('totalCount') && connection.whole('totalCount') !== nodes.length
    ? null
    : nodes;
}

function reviewsOf(node: Fields): readonly Review[] | null {
  const list = whole(node.fieldsOrNull('reviews'));
  const events = whole(node.fieldsOrNull('dismissals'));
  if (list === null || events === null) return null;
  const dismissals = events.filter((event) => event.has('previousReviewState'));
  const retargets = events.filter((event) => event.has('createdAt')).map((event) => event.instant('createdAt'));
  const before = new Map(
    dismissals.map((event) => {
      const state = reviewState(event.text('previousReviewState'));
      return [event.fieldsOrNull('review')?.text('fullDatabaseId'), state === 'DISMISSED' ? null : state];
    }),
  );
  // A pending review is a draft that only its writer sees; nothing has been said yet.
  const said = list.filter((fields) => fields.text('state') !== 'PENDING');
  const reviews = said.map((fields) => reviewOf(fields, before));
  if (reviews.some((review) => review === null)) return null;
  return sinceRetarget(reviews.filter((review) => review !== null).sort(byTime), retargets);
}

/** `null` where it is in a state that is not known, so that it is read again by itself. */
function reviewOf(fields: Fields, before: ReadonlyMap<string | undefined, Review['was']>): Review | null {
  const state = reviewState(fields.text('state'));
  if (state === null) return null;
  const id = fields.text('fullDatabaseId');
  return {
    id: Number(id),
    by: actorOf(fields.fieldsOrNull('author')),
    state,
    was: state === 'DISMISSED' ? (before.get(id) ?? null) : null,
    commit: fields.fieldsOrNull('commit')?.sha('oid') ?? null,
    at: fields.instant('submittedAt'),
    body: fields.text('body'),
  };
}

function byTime(a: Review, b: Review): number {
  return a.at - b.at || a.id - b.id;
}

function commitsOf(node: Fields): readonly SeenCommit[] | null {
  const list = whole(node.fieldsOrNull('commits'));
  if (list === null) return null;
  return list.map((item) => {
    const commit = item.fields('commit');
    return {
      sha: commit.sha('oid'),
      author: personOf(commit.fieldsOrNull('author')),
      committer: personOf(commit.fieldsOrNull('committer')),
      coAuthors: coAuthorsOf(commit.text('message')),
    };
  });
}

function personOf(person: Fields | null): Account | { readonly email: string } {
  const user = person?.fieldsOrNull('user') ?? null;
  if (user === null) return { email: person?.textOrNull('email') ?? '' };
  const login = user.text('login');
  return { id: user.whole('databaseId'), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

function checksOf(newest: Fields, head: Sha, me: Account): readonly Named<ShownCheck>[] | null {
  const [commit] = newest.list('nodes').map((node) => node.fields('commit'));
  // A head that moved while the forge was answering: look again before writing.
  if (commit === undefined || commit.sha('oid') !== head) return null;
  const suites = whole(commit.fieldsOrNull('checkSuites'));
  const slug = me.login.replace(/\[bot\]$/, '');
  const runs = suites
    // An App that may not be seen is another one than ours.
    ?.filter((suite) => suite.fieldsOrNull('app')?.text('slug') === slug)
    .map((suite) => whole(suite.fieldsOrNull('checkRuns')));
  if (runs === undefined || runs.includes(null)) return null;
  return runs.flatMap((list) => list ?? []).map((run) => ({ id: run.text('id'), shown: checkOf(run) }));
}

function checkOf(run: Fields): ShownCheck {
  return {
    id: run.whole('databaseId'),
    name: run.text('name'),
    status: run.text('status').toLowerCase(),
    conclusion: run.textOrNull('conclusion')?.toLowerCase() ?? null,
    title: run.textOrNull('title') ?? '',
    summary: run.textOrNull('summary') ?? '',
    text: run.textOrNull('text') ?? '',
    note: run.textOrNull('externalId') ?? '',
  };
}

/** Our own of these comments, `null` where not all of them are shown. */
export function commentsOf(comments: Fields, me: Account): readonly Named<ShownComment>[] | null {
  const list = whole(comments);
  if (list === null) return null;
  const mine = list.filter((comment) => actorOf(comment.fieldsOrNull('author')).id === me.id);
  return mine.map((comment) => {
    const shown = { id: Number(comment.text('fullDatabaseId')), body: comment.text('body') };
    return { id: comment.text('id'), shown };
  });
}

/**
 * Reads an account. REST writes an app's login with `[bot]` and GraphQL without; ours is REST's. Whatever is no user (an
 * organisation, a placeholder of an import) is taken for a bot: it must never count as a person (gate.md rule 12).
 */
export function actorOf(actor: Fields | null): Account {
  if (actor === null) return GHOST;
  const [kind, login] = [actor.text('__typename'), actor.text('login')];
  const bot = kind === 'Bot' && !login.endsWith('[bot]');
  const type = kind === 'User' && !login.endsWith('[bot]') ? 'User' : 'Bot';
  return {
    id: actor.has('databaseId') ? actor.whole('databaseId') : GHOST.id,
    login: bot ? `${login}[bot]` : login,
    type,
  };
}

function namesIn(labels: Fields): readonly string[] {
  return labels.list('nodes').map((label) => label.text('name'));
}

function askedIn(requests: Fields): readonly string[] {
  const reviewers = (requests.listOrNull('nodes') ?? []).map((request) => request.fieldsOrNull('requestedReviewer'));
  return reviewers.flatMap((reviewer) => (reviewer?.text('__typename') === 'User' ? [reviewer.text('login')] : []));
}
