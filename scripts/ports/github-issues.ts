// Issues on GitHub, with who is behind their words: only GraphQL tells who changed them.
import type { Account } from '../core/facts.ts';
import type { Instant } from '../core/time.ts';
import { formatInstant } from '../core/time.ts';
import type { GithubClient } from './github-client.ts';
import { type Fields, fieldsOf, GHOST } from './github-fields.ts';
import { ask } from './github-graphql.ts';
import { ACTOR_FIELDS } from './github-query.ts';
import { actorOf, commentsOf } from './github-seen.ts';
import { ForgeFault, type Issue } from './forge.ts';

const ISSUE = `number body state createdAt lastEditedAt author ${ACTOR_FIELDS} editor ${ACTOR_FIELDS}`;

const ONE = `query Issue($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { ${ISSUE} } }
}`;

// By the moment of opening, so that one that is touched while the pages are read shifts none.
const SINCE = `query Issues($owner: String!, $name: String!, $since: DateTime!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(first: 50, after: $after, filterBy: { since: $since }, orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ${ISSUE}
        comments(first: 20) { totalCount pageInfo { hasNextPage } nodes { id fullDatabaseId body author ${ACTOR_FIELDS} } }
      }
    }
  }
}`;

/** Reads one issue, `null` where there is none of this number (it may be a pull request's). */
export async function issue(client: GithubClient, url: string | null, number: number): Promise<Issue | null> {
  const data = await ask(client, spoken(url), ONE, { ...placeOf(client), number }, ['repository.issue']);
  const fields = data.fields('repository').fieldsOrNull('issue');
  return fields === null ? null : issueOf(fields);
}

/** Whether an issue has this number, or had it and was deleted. By REST, which every server speaks. */
export async function isIssue(client: GithubClient, number: number): Promise<boolean> {
  const parameters = { issue_number: number };
  const { status, data } = await client.read(
    'GET /repos/{owner}/{repo}/issues/{issue_number}',
    parameters,
    [301, 403, 404, 410],
  );
  if (status === 301) {
    // Only an issue can go to another repository, unless it was the repository itself that went.
    await client.read('GET /repos/{owner}/{repo}');
    return true;
  }
  // Nobody can delete a pull request, and one that may not be looked at is nothing that is known.
  if (status !== 200) return status === 410;
  return !fieldsOf(data, 'the issue').has('pull_request');
}

/**
 * Reads every issue of any state that was touched at or after a moment, by number, each with our comments on it: a request for each
 * of them would let whoever opens many issues use up what the gate may ask for.
 */
export async function issuesSince(
  client: GithubClient,
  url: string | null,
  moment: Instant,
  me: Account,
): Promise<readonly Issue[]> {
  const found = new Map<number, Issue>();
  for (let after: string | null = null; ;) {
    const asked = { ...placeOf(client), since: formatInstant(moment), after };
    const page = (await ask(client, spoken(url), SINCE, asked)).fields('repository').fields('issues');
    for (const node of page.list('nodes')) {
      const comments = node.has('comments') ? commentsOf(node.fields('comments'), me) : null;
      const ours = comments === null ? {} : { comments: comments.map(({ shown }) => shown) };
      found.set(node.whole('number'), { ...issueOf(node), ...ours });
    }
    const info = page.fields('pageInfo');
    if (!info.flag('hasNextPage')) return [...found.values()].sort((a, b) => a.number - b.number);
    const next: string = info.text('endCursor');
    if (next === after)
      throw new ForgeFault('The forge’s list of issues does not go on: its next page is the same.', null);
    after = next;
  }
}

function issueOf(fields: Fields): Issue {
  const author = actorOf(fields.fieldsOrNull('author'));
  const editor = fields.fieldsOrNull('editor');
  // Changed by an account that is no longer there is still changed by somebody else.
  const last = editor === null ? (fields.has('lastEditedAt') ? GHOST : author) : actorOf(editor);
  return {
    number: fields.whole('number'),
    body: fields.text('body'),
    isOpen: fields.text('state') === 'OPEN',
    openedAt: fields.instant('createdAt'),
    author,
    lastEditor: last,
  };
}

function placeOf({ fullName }: GithubClient): { readonly owner: string; readonly name: string } {
  const [owner = '', name = ''] = fullName.split('/');
  return { owner, name };
}

function spoken(url: string | null): string {
  if (url !== null) return url;
  throw new ForgeFault(
    'This forge answers no GraphQL, so nobody knows who changed an issue: ask with the verb instead.',
    null,
  );
}
