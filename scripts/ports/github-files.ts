// Files on GitHub: one new file on a new branch, and the text of a file at a ref.
import { badAnswer, refused } from './github-faults.ts';
import type { Fields } from './github-fields.ts';
import { fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';

const REPO = '/repos/{owner}/{repo}';

/**
 * Creates `branch` at the tip of `base` with this one file. What is already there stays as it is, so that doing it again
 * after a crash in the middle completes it and changes nothing else.
 */
export async function putFileOnBranch(
  client: GithubClient,
  base: string,
  branch: string,
  path: string,
  text: string,
  message: string,
): Promise<void> {
  const isNew = await makeBranch(client, base, branch);
  if (!isNew && (await fileAt(client, branch, path)) !== null) return;
  const content = Buffer.from(text, 'utf8').toString('base64');
  const put = await client.write(`PUT ${REPO}/contents/{path}`, { path, message, content, branch }, [409, 422]);
  if (put.status < 300 || (await fileAt(client, branch, path)) !== null) return;
  throw refused(`the file ${path} on the branch ${branch}`, put.status, put.data, {}, 0);
}

/** The same with a file that is there already: it is changed from exactly this text to another, and left alone otherwise. */
export async function replaceFileOnBranch(
  client: GithubClient,
  base: string,
  branch: string,
  path: string,
  from: string,
  to: string,
  message: string,
): Promise<void> {
  await makeBranch(client, base, branch);
  const { data } = await client.read(`GET ${REPO}/contents/{path}`, { path, ref: branch });
  const file = fieldsOf(data, 'the file');
  if (textOf(file, `${path} at ${branch}`) !== from) return;
  const content = Buffer.from(to, 'utf8').toString('base64');
  const sha = file.sha('sha');
  const put = await client.write(`PUT ${REPO}/contents/{path}`, { path, message, content, branch, sha }, [409]);
  if (put.status < 300 || (await fileAt(client, branch, path)) === to) return;
  throw refused(`the file ${path} on the branch ${branch}`, put.status, put.data, {}, 0);
}

/** Makes the branch at the tip of `base`. @returns `false` where it was there already, wherever it points to */
async function makeBranch(client: GithubClient, base: string, branch: string): Promise<boolean> {
  const tip = await client.read(`GET ${REPO}/git/ref/{ref}`, { ref: `heads/${base}` });
  const sha = fieldsOf(tip.data, 'the branch').fields('object').sha('sha');
  const made = await client.write(`POST ${REPO}/git/refs`, { ref: `refs/heads/${branch}`, sha }, [422]);
  if (made.status !== 422) return true;
  // 422 says that the branch exists, or that the name is no good; reading it tells which.
  const existing = await client.read(`GET ${REPO}/git/ref/{ref}`, { ref: `heads/${branch}` }, [404]);
  if (existing.status === 404) throw refused(`the branch ${branch}`, made.status, made.data, {}, 0);
  return false;
}

/**
 * Reads a file's text at a branch or commit, byte for byte. `null` where the repository can be read and has no such file.
 * Throws a `ForgeFault` for a folder, a link, a file over 1 MB, or one that is not UTF-8.
 */
export async function fileAt(client: GithubClient, ref: string, path: string): Promise<string | null> {
  const { status, data } = await client.read(`GET ${REPO}/contents/{path}`, { path, ref }, [404]);
  const asked = `${path} at ${ref}`;
  if (status === 404) {
    // The forge also says 404 for what the token may not see, and where the ref is missing; neither means "no file".
    const message = fieldsOf(data, 'the refusal').textOrNull('message') ?? '';
    if (/no commit found/i.test(message)) throw refused(asked, status, data, {}, 0);
    await client.read(`GET ${REPO}`);
    return null;
  }
  if (Array.isArray(data)) throw badAnswer(asked, 'it is a folder');
  const file = fieldsOf(data, 'the file');
  const type = file.text('type');
  if (type !== 'file') throw badAnswer(asked, `it is a ${type} and not a file`);
  return textOf(file, asked);
}

function textOf(file: Fields, asked: string): string {
  if (file.text('encoding') !== 'base64') throw badAnswer(asked, 'it is too long to be sent');
  const bytes = Buffer.from(file.text('content'), 'base64');
  if (bytes.length !== file.whole('size'))
    throw badAnswer(asked, `it has ${bytes.length} of ${file.whole('size')} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badAnswer(asked, 'it is not UTF-8 text');
  }
}
