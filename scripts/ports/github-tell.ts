// Everything that the gate says on one pull request, in one GraphQL request, and only what is not said there already.
import { checkChange, create, isAt } from './github-checks.ts';
import type { CheckChange } from './github-checks.ts';
import type { CheckReport, Forge, OpenPull, Pull, Telling } from './forge.ts';
import type { Fields } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { order } from './github-graphql.ts';
import { commentChange, sameNames } from './github-notes.ts';
import type { NodeIds } from './github-seen.ts';

/** GitHub's own names for what is written to. */
export interface Target extends NodeIds {
  readonly repository: string;
  /** By name, and by login, in lower case. */
  readonly labels: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
}

/** What is left to be said; a part that is said already is not there. */
export type Left = Partial<Telling>;

/** One part of the request: what is asked of GraphQL, and the type and value of what is sent with it. */
interface Part {
  readonly name: keyof Telling;
  readonly field: string;
  readonly type: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Says what can be said in one request: for what a look showed, and where GitHub's own names for everything in it are known.
 * @returns what is left to be said one by one
 */
export async function tellAtOnce(
  client: GithubClient,
  url: string | null,
  telling: Telling,
  shown: OpenPull | undefined,
  target: Target | undefined,
): Promise<Left> {
  if (url === null || shown === undefined || target === undefined) return telling;
  const change = shown.checks === null ? null : checkChange(telling.check, shown.checks);
  const parts = [
    change === null ? null : checkPart(telling.check, change, target),
    labelsPart(telling.labels, shown.pull.labels, target),
    commentPart(telling.comment, shown, target),
    reviewsPart(telling.ask, target),
  ].filter((part) => part !== null);
  const answer = parts.length === 0 ? null : await order(client, url, mutationOf(parts), inputsOf(parts), ['ask']);
  if (answer !== null && change !== null) await opened(client, telling.check, change, answer);
  // Whoever has lost access since the look is refused together with the others, who are asked one by one.
  const said = parts.filter(({ name }) => name !== 'ask' || answer?.has(name) === true);
  return leftOf(telling, shown, said);
}

/** Says each part by itself, after reading what the look did not show. @returns those who cannot be asked for a review */
export async function tellOneByOne(
  forge: Forge,
  pull: Pull,
  left: Left,
  shown: OpenPull | undefined,
): Promise<readonly string[]> {
  const { check, labels, comment, ask = [] } = left;
  if (check !== undefined) await forge.report(check, shown?.checks);
  if (labels !== undefined) await forge.setLabels(pull.number, labels, pull.labels);
  if (comment !== undefined) await forge.upsertComment(pull.number, comment.marker, comment.body, shown?.comments);
  return forge.requestReviews(pull.number, ask);
}

function leftOf(telling: Telling, shown: OpenPull, parts: readonly Part[]): Left {
  const said = new Set(parts.map(({ name }) => name));
  const { check, labels, comment, ask } = telling;
  return {
    ...(shown.checks === null ? { check } : {}),
    ...(said.has('labels') ? {} : { labels }),
    ...(shown.comments === null ? { comment } : {}),
    ...(said.has('ask') ? {} : { ask }),
  };
}

function checkPart(
  check: CheckReport,
  { update, wanted, annotations, note }: CheckChange,
  target: Target,
): Part | null {
  const { status, output } = wanted;
  const conclusion = wanted.conclusion === undefined ? {} : { conclusion: wanted.conclusion.toUpperCase() };
  const state = { repositoryId: target.repository, status: status.toUpperCase(), ...conclusion };
  if (update !== null) {
    const checkRunId = target.checks.get(update.id);
    const input = { ...state, checkRunId, output };
    return { name: 'check', field: 'updateCheckRun', type: 'UpdateCheckRunInput', input };
  }
  const notes = annotations.map(({ path, annotation_level, title, message, ...place }) => {
    const { start_line: startLine, end_line: endLine, start_column: startColumn, end_column: endColumn } = place;
    const location = { startLine, endLine, startColumn, endColumn };
    return { path, annotationLevel: annotation_level.toUpperCase(), title, message, location };
  });
  const noted = notes.length === 0 ? { output } : { output: { ...output, annotations: notes }, externalId: note };
  const input = { ...state, name: check.name, headSha: check.head, ...noted };
  return { name: 'check', field: 'createCheckRun', type: 'CreateCheckRunInput', input };
}

/** Labels that the repository does not have yet are made by REST when they are first set. */
function labelsPart(wanted: readonly string[], present: readonly string[], target: Target): Part | null {
  const labelIds = wanted.map((label) => target.labels.get(label.toLowerCase()));
  if (sameNames(wanted, present) || labelIds.includes(undefined)) return null;
  const input = { pullRequestId: target.pull, labelIds };
  return { name: 'labels', field: 'updatePullRequest', type: 'UpdatePullRequestInput', input };
}

function commentPart({ marker, body }: Telling['comment'], { comments }: OpenPull, target: Target): Part | null {
  const change = comments === null ? null : commentChange(marker, body, comments);
  if (change === null) return null;
  const text = { body: change.body };
  if (change.update === null) {
    return {
      name: 'comment',
      field: 'addComment',
      type: 'AddCommentInput',
      input: { subjectId: target.pull, ...text },
    };
  }
  const input = { id: target.comments.get(change.update.id), ...text };
  return { name: 'comment', field: 'updateIssueComment', type: 'UpdateIssueCommentInput', input };
}

function reviewsPart(ask: readonly string[], target: Target): Part | null {
  const userIds = ask.map((login) => target.users.get(login.toLowerCase()));
  if (ask.length === 0 || userIds.includes(undefined)) return null;
  const input = { pullRequestId: target.pull, userIds, union: true };
  return { name: 'ask', field: 'requestReviews', type: 'RequestReviewsInput', input };
}

/** The fields are carried out in their order, so that the verdict on the commit comes first. */
export function mutationOf(parts: readonly Pick<Part, 'name' | 'field' | 'type'>[]): string {
  const variables = parts.map(({ name, type }) => `$${name}: ${type}!`).join(', ');
  const fields = parts.map(
    ({ name, field }) => `${name}: ${field}(input: $${name}) { ${ANSWERS[field] ?? 'clientMutationId'} }`,
  );
  return `mutation Tell(${variables}) { ${fields.join(' ')} }`;
}

const ANSWERS: Readonly<Record<string, string>> = {
  createCheckRun: 'checkRun { status conclusion }',
  updateCheckRun: 'checkRun { status conclusion }',
};

function inputsOf(parts: readonly Part[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(parts.map(({ name, input }) => [name, input]));
}

/** A run that is complete need not let itself be opened again. */
async function opened(client: GithubClient, check: CheckReport, change: CheckChange, answer: Fields): Promise<void> {
  const run = answer.fields('check').fields('checkRun');
  const conclusion = run.textOrNull('conclusion')?.toLowerCase() ?? null;
  if (!isAt({ status: run.text('status').toLowerCase(), conclusion }, change.wanted))
    await create(client, check, change);
}
