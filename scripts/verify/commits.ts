// One branch's first-parent line with what each commit changes: four processes, however long the branch, and never all of it in memory.
import type { Change, HistoryCommit } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { type GitObject, openReader } from '../ports/object-reader.ts';
import { hexOf, type Pieces, piecesOf } from '../ports/pieces.ts';
import { alone, printed } from '../ports/printed.ts';
import { readAhead } from '../ports/read-ahead.ts';
import { changesOf, type Turn } from './changes.ts';

/** How many commits are worked on at a time: enough to keep git busy, few enough to forget again. */
const BATCH = 64;

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
  const total = ids.length();
  const reader = openReader(git);
  const listed = changesOf(git, () => turnsOf(ids));
  try {
    const asked = async (turn: Turn) => ({ turn, objects: await reader.read(turn.map(({ sha }) => sha)) });
    for await (const { turn, objects } of readAhead(turnsOf(ids), asked)) {
      yield { commits: commitsOf(turn, objects, await listed.of(turn)), total };
    }
    await listed.ended();
  } finally {
    reader.close();
    await listed.close();
  }
}

function commitsOf(
  turn: Turn,
  objects: readonly (GitObject | null)[],
  changes: readonly (readonly Change[])[],
): readonly HistoryCommit[] {
  return turn.map(({ sha, before }, at) => {
    const object = objects[at];
    const header = headerOf(object?.type === 'commit' ? object.bytes : null, before);
    return { sha, ...header, changes: changes[at] ?? [] };
  });
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

/** The whole line, some at a time. */
function* turnsOf(ids: Pieces): Generator<Turn> {
  let before: Sha | null = null;
  for (let from = 0; from < ids.length(); from += BATCH) {
    const turn: { sha: Sha; before: Sha | null }[] = [];
    for (let at = from; at < Math.min(from + BATCH, ids.length()); at += 1) {
      const sha = hexOf(ids.at(at));
      turn.push({ sha, before });
      before = sha;
    }
    yield turn;
  }
}

/** @param before nearly always the one parent: then its text at hand is taken instead of the same once more */
function headerOf(bytes: Uint8Array | null, before: Sha | null): Pick<HistoryCommit, 'parents' | 'message'> {
  if (bytes === null) return { parents: ['unreadable'], message: '' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const parents: Sha[] = [];
  const trailers: string[] = [];
  let isHeader = true;
  for (let at = 0, end = 0; at < text.length; at = end + 1) {
    const found = text.indexOf('\n', at);
    end = found === -1 ? text.length : found;
    if (isHeader && text.startsWith(PARENT, at)) {
      const parent = text.slice(at + PARENT.length, end);
      parents.push(parent === before ? before : alone(parent));
    } else if (!isHeader && text.startsWith(TRAILER, at)) trailers.push(text.slice(at, end));
    if (end === at) isHeader = false; // an empty line is where the message begins
  }
  return { parents, message: trailers.length === 0 ? '' : alone(trailers.join('\n')) };
}

const PARENT = 'parent ';
const TRAILER = 'Countersign-';
