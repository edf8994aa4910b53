// Reading many objects with one git process that stays for a while: names go in, exact bytes come out, each held against its id.
import type { Sha } from '../core/facts.ts';
import { type GitPlace, readObjects } from './object-reader.ts';
import { GitFault } from './git.ts';

/**
 * Reads blobs, however many there are.
 * @returns the bytes of each id, in the order asked for.
 * @throws GitFault where an object is missing, is not a blob, or git breaks off: a part is never returned as the whole.
 */
export async function readBlobs(git: GitPlace, ids: readonly Sha[]): Promise<readonly Uint8Array[]> {
  return (await readObjects(git, ids)).map((object, at) => {
    if (object?.type === 'blob' && object.id === ids[at]) return object.bytes;
    throw new GitFault(`git has no readable blob ${ids[at] ?? ''}${object === null ? '' : `: ${object.type}`}`, null);
  });
}

/**
 * Reads blobs by `commit:path`.
 * @returns the bytes for each name; `null` where there is no such file
 * @throws GitFault where git breaks off
 */
export async function readNamed(git: GitPlace, names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
  return (await readObjects(git, names)).map((object) => (object?.type === 'blob' ? object.bytes : null));
}

/**
 * Reads what commits say, without judging them: whoever may push can have put them there.
 * @returns each commit's message, `null` where the object is not here, is no commit, or is not UTF-8
 * @throws GitFault where git breaks off
 */
export async function readMessages(git: GitPlace, ids: readonly Sha[]): Promise<readonly (string | null)[]> {
  return (await readObjects(git, ids)).map((object) => (object?.type === 'commit' ? messageOf(object.bytes) : null));
}

function messageOf(commit: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(commit);
    const border = text.indexOf('\n\n');
    return border < 0 ? null : text.slice(border + 2);
  } catch {
    return null;
  }
}
