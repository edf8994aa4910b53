// One year's ledger, read as it lies there: nothing is refused, everything is kept for the checks to judge.
import { shapeFaults } from '../core/audit/shape.ts';
import type { Entry, HistoryCommit, LedgerCommit, LedgerYear } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { appendLeaf, EMPTY_FRONTIER, leafHash, rootOfFrontier } from '../core/merkle.ts';
import type { Git } from '../ports/git.ts';
import { lineOf } from './commits.ts';
import { readObjects } from './objects.ts';

/** Reads every record that the branch ever brought, in its order, and every checkpoint. @throws GitFault as `lineOf` does */
export async function readLedgerYear(git: Git, year: number, head: Sha): Promise<LedgerYear> {
  const commits = await lineOf(git, head);
  const brought = commits.flatMap(({ sha, changes }) =>
    recordsOf(changes).map((change) => ({ ...change, commit: sha })),
  );
  const blobs = await readObjects(
    git,
    brought.map(({ blob }) => blob),
  );
  const entries = brought.map(({ path, mode, commit }, position): Entry => {
    const bytes = blobs[position]?.bytes ?? new Uint8Array();
    const value = parse(bytes);
    const leaf = leafHash(bytes);
    const shape = value === undefined ? [] : shapeFaults(value);
    return { year, position, id: `${year}/${position}`, path, mode, commit, leaf, bytes, value, shape };
  });
  return { year, head, commits: await withCheckpoints(git, commits), entries, roots: rootsOver(entries) };
}

/** The files that a commit adds below records/, in the order of their paths' numbers. */
function recordsOf(changes: HistoryCommit['changes']): HistoryCommit['changes'] {
  const added = changes.filter(({ path, status }) => status === 'A' && path.startsWith('records/'));
  return added.toSorted((a, b) => numberIn(a.path) - numberIn(b.path) || (a.path < b.path ? -1 : 1));
}

function numberIn(path: string): number {
  return Number(/\/(\d+)-[^/]*$/.exec(path)?.[1] ?? Number.MAX_SAFE_INTEGER);
}

async function withCheckpoints(git: Git, commits: readonly HistoryCommit[]): Promise<readonly LedgerCommit[]> {
  const changes = commits.map((commit) =>
    commit.changes.find(({ path, status }) => path === 'checkpoint' && status !== 'D'),
  );
  const notes = await readObjects(
    git,
    changes.flatMap((change) => change?.blob ?? []),
  );
  let [size, next] = [0, 0];
  return commits.map((commit, at) => {
    size += recordsOf(commit.changes).length;
    const note = changes[at] === undefined ? null : notes[next++];
    return { ...commit, size, checkpoint: note ? Buffer.from(note.bytes).toString('utf8') : null };
  });
}

function rootsOver(entries: readonly Entry[]): readonly string[] {
  let frontier = EMPTY_FRONTIER;
  const text = (): string => Buffer.from(rootOfFrontier(frontier)).toString('base64');
  return [
    text(),
    ...entries.map(({ leaf }) => {
      frontier = appendLeaf(frontier, leaf);
      return text();
    }),
  ];
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
