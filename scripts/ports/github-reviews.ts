// Who said what about a pull request, and who wrote its commits, as GitHub attributes them.
import type { Account, Review, ReviewState, Sha } from '../core/facts.ts';
import type { Instant } from '../core/time.ts';
import type { CommitAccounts } from './forge.ts';
import { ForgeFault } from './forge.ts';
import type { GithubClient } from './github-client.ts';
import { accountOf, type Fields, fieldsOf } from './github-fields.ts';

const PULL = '/repos/{owner}/{repo}/pulls/{pull_number}';
const TIMELINE = '/repos/{owner}/{repo}/issues/{issue_number}/timeline';
const STATES = ['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED'] as const;
// GitHub lists no more commits of a pull request than these, and does not say that there are more.
const MOST_COMMITS = 250;

type Earlier = NonNullable<Review['was']>;

/** Reads all submitted reviews, oldest first. A dismissed one says what it was, where the timeline tells. */
export async function reviews(client: GithubClient, number: number): Promise<readonly Review[]> {
  const list = await client.readAll(`GET ${PULL}/reviews`, { pull_number: number });
  // A pending review is a draft that only its writer sees; nothing has been said yet.
  const said = list.map((item) => fieldsOf(item, 'the review')).filter((fields) => fields.text('state') !== 'PENDING');
  // A comment or a denial is what it is; what an approval was given for, and what was dismissed, the timeline tells.
  const told = said.some((fields) => ['APPROVED', 'DISMISSED'].includes(fields.text('state')));
  const { before, retargets } = told ? await pastOf(client, number) : NO_PAST;
  const read = said.map((fields) => reviewOf(fields, before)).sort((a, b) => a.at - b.at || a.id - b.id);
  return sinceRetarget(read, retargets);
}

/**
 * What was said while the request went to another branch was said about another change: the commit that it was about is taken for
 * forgotten, so that an approval of it is stale (gate.md rule 14), and whoever gave it looks at the whole change again.
 * @param retargets when its base was changed
 */
export function sinceRetarget(list: readonly Review[], retargets: readonly Instant[]): readonly Review[] {
  return list.map((review) => (retargets.some((moment) => review.at <= moment) ? { ...review, commit: null } : review));
}

/** Submits a review of exactly `head`. */
export async function review(
  client: GithubClient,
  number: number,
  head: Sha,
  event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT',
  body: string,
): Promise<void> {
  const words = body === '' ? {} : { body };
  await client.write(`POST ${PULL}/reviews`, { pull_number: number, commit_id: head, event, ...words });
}

/**
 * Reads the accounts behind each commit. Throws a `ForgeFault` at 250 commits, where GitHub's list ends: a commit that is
 * not listed could hide its author (gate.md rule 11).
 */
export async function commitAccounts(client: GithubClient, number: number): Promise<readonly CommitAccounts[]> {
  const list = await client.readAll(`GET ${PULL}/commits`, { pull_number: number });
  if (list.length >= MOST_COMMITS) {
    const why = `Pull request ${number} has ${MOST_COMMITS} commits or more, and the forge lists no more than that`;
    throw new ForgeFault(`${why}: close it and propose the action again with a single commit.`, null);
  }
  return list.map((item) => {
    const fields = fieldsOf(item, 'the commit');
    return {
      sha: fields.sha('sha'),
      author: attributed(fields, 'author'),
      committer: attributed(fields, 'committer'),
      coAuthors: coAuthorsOf(fields.fields('commit').text('message')),
    };
  });
}

/**
 * Finds every co-author named in a commit message, wherever and however it is written: one too many costs a look, one too
 * few would let a person approve their own work.
 * @returns the account of each where the address is one that the forge gave out, else `null`
 */
export function coAuthorsOf(message: string): readonly (Account | null)[] {
  // Invisible characters, odd line ends and folded lines hide a trailer from a reader of lines, not necessarily from the forge.
  const lines = message.replaceAll(/\p{Cf}/gu, '').replaceAll(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n');
  const text = lines.replaceAll(/(?<!\n)\n+[^\S\n]+/g, ' ');
  const trailers = text.matchAll(/(?<![\p{L}\p{N}-])co-authored-by[^\S\n]*:((?:(?!co-authored-by[^\S\n]*:)[^\n])*)/giu);
  return Array.from(trailers, ([, value = '']) => {
    const addresses = [...value.matchAll(/<([^<>]*)>/g)].map(([, address = '']) => address.trim());
    const [address] = addresses;
    return addresses.length !== 1 || address === undefined ? null : noreplyAccount(address);
  });
}

/** The account that an address names which the forge gave out itself, `<id>+<login>@users.noreply…`; else `null`. */
export function noreplyAccount(address: string): Account | null {
  const [, id, login] = /^(\d+)\+([^\s@]+)@users\.noreply\.[a-z0-9.-]+$/i.exec(address) ?? [];
  if (login === undefined || !Number.isSafeInteger(Number(id))) return null;
  return { id: Number(id), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

/** One of the states that a submitted review can have; `null` for any other word. */
export function reviewState(word: string): ReviewState | null {
  return STATES.find((known) => known === word) ?? null;
}

interface Past {
  readonly before: ReadonlyMap<number, Earlier | null>;
  readonly retargets: readonly Instant[];
}

const NO_PAST: Past = { before: new Map(), retargets: [] };
const RETARGETS: readonly string[] = ['base_ref_changed', 'automatic_base_change_succeeded'];

async function pastOf(client: GithubClient, number: number): Promise<Past> {
  const before = new Map<number, Earlier | null>();
  const retargets: Instant[] = [];
  for (const item of await client.readAll(`GET ${TIMELINE}`, { issue_number: number })) {
    const event = fieldsOf(item, 'the timeline');
    const what = event.has('event') ? event.text('event') : '';
    if (RETARGETS.includes(what)) retargets.push(event.instant('created_at'));
    if (what !== 'review_dismissed') continue;
    const { id, state } = dismissalOf(event.fields('dismissed_review'));
    const earlier = reviewState(state);
    before.set(id, earlier === 'DISMISSED' ? null : earlier);
  }
  return { before, retargets };
}

function dismissalOf(fields: Fields) {
  return { id: fields.whole('review_id'), state: fields.text('state').toUpperCase() };
}

function reviewOf(fields: Fields, before: ReadonlyMap<number, Earlier | null>): Review {
  const id = fields.whole('id');
  const state = reviewState(fields.text('state'));
  if (state === null) {
    throw new ForgeFault(
      `The forge says that review ${id} is "${fields.text('state')}", which is no known state.`,
      null,
    );
  }
  return {
    id,
    by: accountOf(fields.fieldsOrNull('user')),
    state,
    was: state === 'DISMISSED' ? (before.get(id) ?? null) : null,
    commit: fields.has('commit_id') ? fields.sha('commit_id') : null,
    at: fields.instant('submitted_at'),
    body: fields.textOrNull('body') ?? '',
  };
}

/** GitHub answers `null`, or an object without fields, where no account has the commit's address. */
function attributed(commit: Fields, role: 'author' | 'committer'): Account | null {
  const fields = commit.fieldsOrNull(role);
  return fields === null || !fields.has('id') ? null : accountOf(fields);
}
