// Pull requests on GitHub: listed, opened, merged at one exact commit, closed.
import type { Sha } from '../core/facts.ts';
import { accountOf, type Fields, fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { badAnswer, reasonOf, refused } from './github-faults.ts';
import type { Instant } from '../core/time.ts';
import { ForgeFault, type MergeAnswer, type OpenAnswer, type Pull } from './forge.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const PULL = `${PULLS}/{pull_number}`;

/**
 * Merges exactly `head` with a merge commit, and asks once: whatever has no clear answer is `unknown`, to be resolved by reading.
 * Throws a `ForgeFault` where the forge refuses for a reason that has nothing to do with the pull request's state.
 */
export async function merge(
  client: GithubClient,
  number: number,
  head: Sha,
  title: string,
  message: string,
): Promise<MergeAnswer> {
  const order = { sha: head, merge_method: 'merge', commit_title: title, commit_message: message };
  try {
    const { status, data } = await client.write(`PUT ${PULL}/merge`, { pull_number: number, ...order }, [405, 409]);
    if (status === 409) return { kind: 'head-moved' };
    if (status === 405) return { kind: 'not-mergeable', why: reasonOf(data) || 'the forge gives no reason' };
    const answer = fieldsOf(data, 'the merge');
    if (!answer.flag('merged')) return { kind: 'unknown', why: 'The forge answered 200 without having merged.' };
    return { kind: 'merged', commit: answer.sha('sha') };
  } catch (error) {
    if (!(error instanceof ForgeFault) || !isUnclear(error.status)) throw error;
    return { kind: 'unknown', why: error.message };
  }
}

/** Reads one pull request. */
export async function pull(client: GithubClient, number: number): Promise<Pull> {
  const { data } = await client.read(`GET ${PULL}`, { pull_number: number });
  return pullOf(data);
}

/** Reads every pull request of this state, by number. Created first comes first, so that new ones cannot shift a page. */
export async function pulls(client: GithubClient, state: 'open' | 'all'): Promise<readonly Pull[]> {
  return byNumber(await client.readAll(`GET ${PULLS}`, { state, sort: 'created', direction: 'asc' }));
}

/** The number of the newest pull request, whatever its state. */
export async function highestPull(client: GithubClient): Promise<number> {
  const { data } = await client.read(`GET ${PULLS}`, { state: 'all', sort: 'created', direction: 'desc', per_page: 1 });
  if (!Array.isArray(data)) throw badAnswer('the newest pull request', 'it is not a list');
  const [newest]: readonly unknown[] = data;
  return newest === undefined ? 0 : pullOf(newest).number;
}

/**
 * Reads every pull request, of any state, that was touched at or after a moment, by number. The newest touch comes first: one that
 * is touched while the pages are read moves to the front and pushes none of the others out of sight.
 */
export async function pullsSince(client: GithubClient, moment: Instant): Promise<readonly Pull[]> {
  const since = (item: unknown): boolean => fieldsOf(item, 'the pull request').instant('updated_at') >= moment;
  const query = { state: 'all', sort: 'updated', direction: 'desc' };
  const list = await client.readAll(`GET ${PULLS}`, query, undefined, (items) => items.every(since));
  return byNumber(list.filter(since));
}

/** Finds the newest pull request from this branch of the repository itself, of any state. */
export async function pullFrom(client: GithubClient, branch: string): Promise<Pull | null> {
  const all = await client.readAll(`GET ${PULLS}`, { state: 'all', head: `${client.owner}:${branch}` });
  // GitHub ignores a filter that it does not understand and lists everything.
  return byNumber(all).findLast((found) => found.headBranch === branch && !found.fork) ?? null;
}

/** Opens a pull request from this branch, or finds the open one. */
export async function openPull(
  client: GithubClient,
  branch: string,
  base: string,
  title: string,
  body: string,
): Promise<OpenAnswer> {
  const { status, data } = await client.write(`POST ${PULLS}`, { head: branch, base, title, body }, [422]);
  if (status !== 422) return { kind: 'opened', pull: pullOf(data) };
  // The reason's wording is not part of GitHub's description, so what counts is whether there is an open one.
  const existing = await pullFrom(client, branch);
  if (existing?.state === 'open' && existing.base === base) return { kind: 'exists', pull: existing };
  throw refused(`a pull request from ${branch} to ${base}`, status, data, {}, 0);
}

/** Closes a pull request; one that is closed or merged stays as it is. */
export async function close(client: GithubClient, number: number): Promise<void> {
  const { state } = await pull(client, number);
  if (state === 'open') await client.write(`PATCH ${PULL}`, { pull_number: number, state: 'closed' });
}

/**
 * Asks these people to review; none is no request. GitHub asks nobody where one of them has no access (any more) or another name
 * by now, so then each is asked alone: somebody who has left must not keep the others from being asked.
 * @returns the logins of those whom the forge does not let be asked
 */
export async function requestReviews(
  client: GithubClient,
  number: number,
  logins: readonly string[],
): Promise<readonly string[]> {
  if (logins.length === 0) return [];
  const wish = { pull_number: number, reviewers: [...logins] };
  const { status } = await client.write(`POST ${PULL}/requested_reviewers`, wish, [422]);
  if (status !== 422) return [];
  if (logins.length === 1) return logins;
  const refused: string[] = [];
  for (const login of logins) refused.push(...(await requestReviews(client, number, [login])));
  return refused;
}

function pullOf(data: unknown): Pull {
  const fields = fieldsOf(data, 'the pull request');
  const head = fields.fields('head');
  const base = fields.fields('base');
  const merged = fields.has('merged_at');
  return {
    number: fields.whole('number'),
    title: fields.text('title'),
    url: fields.text('html_url'),
    state: merged ? 'merged' : openOrClosed(fields),
    opener: accountOf(fields.fieldsOrNull('user')),
    openedAt: fields.instant('created_at'),
    closedAt: fields.instantOrNull('closed_at'),
    head: head.sha('sha'),
    headBranch: head.text('ref'),
    base: base.text('ref'),
    draft: fields.has('draft') && fields.flag('draft'),
    // The head's repository is gone where a fork was deleted; GitHub then has no repository to name.
    fork: head.fieldsOrNull('repo')?.whole('id') !== base.fields('repo').whole('id'),
    // Before the merge this field holds a trial merge, which is nobody's decision.
    mergeCommit: merged ? fields.sha('merge_commit_sha') : null,
    labels: fields.list('labels').map((label) => label.text('name')),
    asked: fields.has('requested_reviewers')
      ? fields.list('requested_reviewers').map((account) => account.text('login'))
      : [],
  };
}

function openOrClosed(fields: Fields): 'open' | 'closed' {
  const state = fields.text('state');
  if (state === 'open' || state === 'closed') return state;
  throw new ForgeFault(
    `The forge says that pull request ${fields.whole('number')} is "${state}", which is no state.`,
    null,
  );
}

/** Each pull request once, even if the list moved between two pages. */
function byNumber(list: readonly unknown[]): readonly Pull[] {
  const found = new Map(list.map(pullOf).map((each) => [each.number, each]));
  return [...found.values()].sort((a, b) => a.number - b.number);
}

function isUnclear(status: number | null): boolean {
  return status === null || status === 408 || status >= 500;
}
