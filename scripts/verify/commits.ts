// One branch's first-parent line with what each commit changes: three processes, however long the branch, and never all of it in memory.
import { Readable } from 'node:stream';
import type { Change, HistoryCommit } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { parseRaw } from '../ports/git-history.ts';
import { type Git, GitFault } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { openReader } from '../ports/object-reader.ts';
import { hexOf, type Pieces, piecesOf } from '../ports/pieces.ts';
import { alone, printed } from '../ports/printed.ts';

/** How many commits are worked on at a time: enough to keep git busy, few enough to forget again. */
const BATCH = 256;

/** Some commits of a line, and how many it has altogether. */
export interface LineBatch {
  readonly commits: readonly HistoryCommit[];
  readonly total: number;
}

/** The whole line at once. See `lineBatches`. */
export async function lineOf(git: Git, head: Sha): Promise<readonly HistoryCommit[]> {
  const commits: HistoryCommit[] = [];
  for await (const batch of lineBatches(git, head)) commits.push(...batch.commits);
  return commits;
}

/**
 * Lists the line that ends at `head`, oldest first, some at a time. Parents come from the commits themselves, so that a
 * graft or a shallow clone shows as a commit that does not follow the one before it.
 * @throws GitFault where git lacks a tree of the line
 */
export async function* lineBatches(git: Git, head: Sha): AsyncGenerator<LineBatch> {
  const ids = await idsOf(git, head);
  const reader = openReader(git);
  const changes = changesOf(git, ids);
  try {
    let next = reader.read(some(ids, 0));
    let change = await changes.next();
    let last = '';
    for (let from = 0; from < ids.length(); from += BATCH) {
      const objects = await next;
      const batch = some(ids, from);
      next = reader.read(some(ids, from + BATCH));
      next.catch(() => undefined); // awaited in the next round, where its fault belongs
      const commits: HistoryCommit[] = [];
      for (const [place, sha] of batch.entries()) {
        const object = objects[place];
        let own: readonly Change[] = [];
        if (change.done !== true && change.value.sha === sha) {
          own = change.value.changes;
          change = await changes.next();
        }
        const { parents, message } = headerOf(object?.type === 'commit' ? object.bytes : null);
        // The id at hand instead of the same text once more.
        commits.push({
          sha,
          parents: parents.map((parent) => (parent === last ? last : parent)),
          message,
          changes: own,
        });
        last = sha;
      }
      yield { commits, total: ids.length() };
    }
    if (change.done !== true) throw new GitFault('git told of changes by a commit that it did not list', null);
  } finally {
    reader.close();
    await changes.return(undefined);
  }
}

/** The ids of the line, oldest first. */
async function idsOf(git: Git, head: Sha): Promise<Pieces> {
  const ids = piecesOf(head.length / 2);
  const args = ['rev-list', '--first-parent', '--reverse', '--end-of-options', objectId(head)];
  for await (const lines of printed(git, args, '\n')) {
    for (const line of lines) ids.add(Buffer.from(objectId(line), 'hex'));
  }
  return ids;
}

/** As many of them as are worked on at a time. */
function some(ids: Pieces, from: number): readonly Sha[] {
  const length = Math.max(0, Math.min(BATCH, ids.length() - from));
  return Array.from({ length }, (_, at) => hexOf(ids.at(from + at)));
}

function headerOf(bytes: Uint8Array | null): Pick<HistoryCommit, 'parents' | 'message'> {
  if (bytes === null) return { parents: ['unreadable'], message: '' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const border = text.indexOf('\n\n');
  const lines = (border === -1 ? text : text.slice(0, border)).split('\n');
  const parents = lines.flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []));
  const trailers =
    border === -1
      ? []
      : text
          .slice(border + 2)
          .split('\n')
          .filter((line) => line.startsWith(TRAILER));
  return { parents: parents.map(alone), message: alone(trailers.join('\n')) };
}

const TRAILER = 'Countersign-';

/** What the auditor's files or settings say of submodules must hide no change: a `.gitmodules` can have git leave one out. */
const NO_SUBMODULES = '--ignore-submodules=none';

interface CommitChanges {
  readonly sha: Sha;
  readonly changes: readonly Change[];
}

/** Each commit against the one before it, and the first against nothing; those that change nothing are left out. */
async function* changesOf(git: Git, ids: Pieces): AsyncGenerator<CommitChanges, undefined> {
  const args = ['diff-tree', '--stdin', '--root', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', NO_SUBMODULES];
  let sha: Sha | null = null;
  let own: string[] = [];
  let line: string | null = null;
  for await (const tokens of printed(git, args, '\0', Readable.from(pairsOf(ids)))) {
    const done: CommitChanges[] = [];
    for (const token of tokens) {
      if (line !== null) {
        own.push(line, token);
        line = null;
      } else if (token.startsWith(':')) {
        // A change is a line that begins with a colon and the path behind it; whatever else stands here is a commit's id.
        line = token;
      } else if (token !== '') {
        if (sha !== null) done.push({ sha, changes: parseRaw(own).map(changeOf) });
        [sha, own] = [commitId(token), []];
      }
    }
    yield* done;
  }
  if (line !== null) throw new GitFault('git printed a change without its path', null);
  if (sha !== null) yield { sha, changes: parseRaw(own).map(changeOf) };
  return undefined;
}

/** Each commit with the one before it, some at a time: a long history would be a long text. */
function* pairsOf(ids: Pieces): Generator<string> {
  for (let from = 0; from < ids.length(); from += BATCH) {
    const pairs = some(ids, from).map((sha, at) => `${sha} ${hexOf(ids.at(from + at - 1))}`.trimEnd());
    yield `${pairs.join('\n')}\n`;
  }
}

function commitId(token: string): Sha {
  const id = token.trim();
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFault('git printed a commit that cannot be read', null);
  return id;
}

function changeOf({ path, status, newMode, blob }: ReturnType<typeof parseRaw>[number]): Change {
  return {
    path: path === 'checkpoint' ? 'checkpoint' : alone(path), // one text for all commits
    status: status === 'A' ? 'A' : status,
    mode: newMode === '100644' ? '100644' : newMode,
    blob: alone(blob),
  };
}
