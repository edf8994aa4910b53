// Reading one year's ledger: only what is new since the last time, and nothing that its checkpoint does not cover.
import { ledgerOrigin, openCheckpoint } from '../core/checkpoint.ts';
import type { Sha } from '../core/facts.ts';
import { appendLeaf, EMPTY_FRONTIER, type Frontier, rootOfFrontier } from '../core/merkle.ts';
import type { VerifierKey } from '../core/note-keys.ts';
import { readBlobs } from './cat-file.ts';
import type { Git } from './git.ts';
import { type LedgerCommit, ledgerCommits } from './ledger-commits.ts';
import { branchOf, readRecord } from './ledger-record.ts';
import { type LedgerBranch, LedgerFault, type StoredRecord } from './ledger.ts';
import { previousOf } from './ledger-years.ts';

/** Who signs, and for which repository. */
export interface Trust {
  /** For example `countersign/700001`: with the repository's numeric id, which no rename changes. */
  readonly originBase: string;
  readonly keys: readonly VerifierKey[];
}

/** A branch and what is needed to go on reading or appending behind it. */
export interface BranchState extends LedgerBranch {
  readonly frontier: Frontier;
}

/**
 * Reads the branch up to `head`, going on from `before` where that is given.
 * @throws LedgerFault naming the record and what is wrong with it.
 */
export async function readBranch(
  git: Git,
  trust: Trust,
  year: number,
  head: Sha,
  before: BranchState | null,
): Promise<BranchState> {
  if (before?.head === head) return before;
  const commits = await ledgerCommits(git, year, head, before);
  const fresh = await readRecords(git, year, commits);
  const frontier = fresh.reduce((range, { leaf }) => appendLeaf(range, leaf), before?.frontier ?? EMPTY_FRONTIER);
  const [checkpoint = ''] = (
    await readBlobs(
      git,
      commits.slice(-1).map((commit) => commit.checkpoint),
    )
  ).map(String);
  const wrong = faultIn(checkpoint, frontier, trust, year);
  if (wrong !== null) {
    const index = await firstUncovered(git, trust, year, commits, fresh, before?.frontier ?? EMPTY_FRONTIER);
    throw new LedgerFault(
      branchOf(year),
      index,
      `the checkpoint of commit ${head} does not cover the records: ${wrong}`,
    );
  }
  const records = [...(before?.records ?? []), ...fresh];
  return {
    year,
    head,
    size: frontier.size,
    root: rootText(frontier),
    checkpoint,
    records,
    frontier,
    previous: before === null ? previousOf(trust.originBase, year, records) : before.previous,
  };
}

/** The root in base64, as checkpoints have it. */
export function rootText(frontier: Frontier): string {
  return Buffer.from(rootOfFrontier(frontier)).toString('base64');
}

async function readRecords(git: Git, year: number, commits: readonly LedgerCommit[]): Promise<readonly StoredRecord[]> {
  const files = commits.flatMap(({ sha, records }) => records.map((file) => ({ ...file, sha })));
  const blobs = await readBlobs(
    git,
    files.map(({ blob }) => blob),
  );
  return files.flatMap(({ index, path, sha }, at) => {
    const bytes = blobs[at];
    return bytes === undefined ? [] : [readRecord(bytes, year, index, path, sha)];
  });
}

/** What is wrong with a checkpoint over these records, `null` where nothing is. */
function faultIn(note: string, frontier: Frontier, { keys, originBase }: Trust, year: number): string | null {
  const answer = openCheckpoint(note, keys, ledgerOrigin(originBase, year));
  if (answer.kind === 'refused') return answer.why;
  const { size, root } = answer.checkpoint;
  if (size !== frontier.size) return `it counts ${size} records, the branch has ${frontier.size}`;
  return root === rootText(frontier) ? null : 'the root over the records is another one than the signed root';
}

/** Looks for the first commit whose own checkpoint fails, so that the fault can name the record it brought. */
async function firstUncovered(
  git: Git,
  trust: Trust,
  year: number,
  commits: readonly LedgerCommit[],
  records: readonly StoredRecord[],
  start: Frontier,
): Promise<number | null> {
  const notes = await readBlobs(
    git,
    commits.map(({ checkpoint }) => checkpoint),
  );
  let [frontier, at] = [start, 0];
  for (const [number, commit] of commits.entries()) {
    const brought = records.slice(at, at + commit.records.length);
    frontier = brought.reduce((range, { leaf }) => appendLeaf(range, leaf), frontier);
    at += brought.length;
    if (faultIn(String(notes[number] ?? ''), frontier, trust, year) !== null) return brought[0]?.index ?? null;
  }
  return null;
}
