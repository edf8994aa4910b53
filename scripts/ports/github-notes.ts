// What we leave on a pull request for people: one comment per purpose, and labels. Nothing is written that is there already.
import type { Account } from '../core/facts.ts';
import { ForgeFault } from './forge.ts';
import { fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { splitText } from './github-text.ts';

const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}';
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const MOST_CHARACTERS = 65_536;

/**
 * Creates or updates the one comment of `me` that begins with the marker. Somebody else's comment with our marker is not
 * ours: we could not trust it to stay as we wrote it.
 */
export async function upsertComment(
  client: GithubClient,
  me: Account,
  number: number,
  marker: string,
  body: string,
): Promise<void> {
  if (!/^[\w.:/ ]+(?:-[\w.:/ ]+)*$/.test(marker)) {
    throw new ForgeFault(
      `"${marker}" cannot mark a comment: use letters, digits, spaces, ".", ":", "/", "_", single "-".`,
      null,
    );
  }
  const sign = `<!-- ${marker} -->`;
  const wanted = `${sign}\n${splitText(body, MOST_CHARACTERS - sign.length - 1, ENDING).first}`;
  const list = await client.readAll(`GET ${ISSUE}/comments`, { issue_number: number });
  const ours = list
    .map((item) => fieldsOf(item, 'the comment'))
    .find((each) => each.fieldsOrNull('user')?.whole('id') === me.id && each.textOrNull('body')?.startsWith(sign));
  if (ours === undefined) {
    await client.write(`POST ${ISSUE}/comments`, { issue_number: number, body: wanted });
  } else if (ours.text('body').replaceAll('\r\n', '\n') !== wanted) {
    await client.write(`PATCH ${COMMENT}`, { comment_id: ours.whole('id'), body: wanted });
  }
}

/** Gives the pull request exactly these labels. Upper and lower case are one label to GitHub. */
export async function setLabels(client: GithubClient, number: number, labels: readonly string[]): Promise<void> {
  const list = await client.readAll(`GET ${ISSUE}/labels`, { issue_number: number });
  const present = list.map((item) => fieldsOf(item, 'the label').text('name'));
  if (sameNames(present, labels)) return;
  await client.write(`PUT ${ISSUE}/labels`, { issue_number: number, labels: [...labels] });
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const key = (names: readonly string[]) =>
    JSON.stringify([...new Set(names.map((name) => name.toLowerCase()))].sort());
  return key(a) === key(b);
}

const ENDING = (left: number): string =>
  `\n\n**This comment ends here: ${left} more characters do not fit. The check on the newest commit says the rest.**`;
