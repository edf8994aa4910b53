// What we leave on a pull request for people: one comment per purpose, and labels. Nothing is written that is there already.
import type { Account } from '../core/facts.ts';
import { ForgeFault, type ShownComment } from './forge.ts';
import { fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { splitText } from './github-text.ts';

const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}';
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const MOST_CHARACTERS = 65_536;

/**
 * Reads the comments of `me`. Somebody else's comment with our marker is not ours: we could not trust it to stay as we wrote it.
 */
export async function ourComments(client: GithubClient, me: Account, number: number): Promise<readonly ShownComment[]> {
  const list = await client.readAll(`GET ${ISSUE}/comments`, { issue_number: number });
  const comments = list.map((item) => fieldsOf(item, 'the comment'));
  const mine = comments.filter((each) => each.fieldsOrNull('user')?.whole('id') === me.id);
  return mine.map((each) => ({ id: each.whole('id'), body: each.textOrNull('body') ?? '' }));
}

/** What has to be written so that our comment with this marker says this; `null` where it does. */
export function commentChange(
  marker: string,
  body: string,
  present: readonly ShownComment[],
): { readonly update: ShownComment | null; readonly body: string } | null {
  if (!/^[\w.:/ ]+(?:-[\w.:/ ]+)*$/.test(marker)) {
    throw new ForgeFault(
      `"${marker}" cannot mark a comment: use letters, digits, spaces, ".", ":", "/", "_", single "-".`,
      null,
    );
  }
  const sign = `<!-- ${marker} -->`;
  const wanted = `${sign}\n${splitText(body, MOST_CHARACTERS - sign.length - 1, ENDING).first}`;
  const ours = present.find((each) => each.body.startsWith(sign));
  if (ours === undefined) return { update: null, body: wanted };
  return ours.body.replaceAll('\r\n', '\n').trimEnd() === wanted.trimEnd() ? null : { update: ours, body: wanted };
}

/** Creates or updates the one of our comments that begins with the marker. */
export async function upsertComment(
  client: GithubClient,
  number: number,
  marker: string,
  body: string,
  present: readonly ShownComment[],
): Promise<void> {
  const change = commentChange(marker, body, present);
  if (change === null) return;
  if (change.update === null) await client.write(`POST ${ISSUE}/comments`, { issue_number: number, body: change.body });
  else await client.write(`PATCH ${COMMENT}`, { comment_id: change.update.id, body: change.body });
}

/** The names of the labels that a pull request has. */
export async function labelsOf(client: GithubClient, number: number): Promise<readonly string[]> {
  const list = await client.readAll(`GET ${ISSUE}/labels`, { issue_number: number });
  return list.map((item) => fieldsOf(item, 'the label').text('name'));
}

/** Gives the pull request exactly these labels. Upper and lower case are one label to GitHub. */
export async function setLabels(
  client: GithubClient,
  number: number,
  labels: readonly string[],
  present: readonly string[],
): Promise<void> {
  if (sameNames(present, labels)) return;
  await client.write(`PUT ${ISSUE}/labels`, { issue_number: number, labels: [...labels] });
}

/** Whether two lists name the same labels; upper and lower case are one label to GitHub. */
export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const key = (names: readonly string[]) =>
    JSON.stringify([...new Set(names.map((name) => name.toLowerCase()))].sort());
  return key(a) === key(b);
}

const ENDING = (left: number): string =>
  `\n\n**This comment ends here: ${left} more characters do not fit. The check on the newest commit says the rest.**`;
