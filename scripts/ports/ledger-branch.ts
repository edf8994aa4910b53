// Reading one year's ledger: only what is new since the last time, and nothing that its checkpoint does not cover.
import type { Sha } from '../core/facts.ts';
import type { KeyHistory, KeyStep } from '../core/key-history.ts';
import { appendLeaf, EMPTY_FRONTIER, type Frontier, rootOfFrontier } from '../core/merkle.ts';
import type { VerifierKey } from '../core/note-keys.ts';
import { readBlobs } from './cat-file.ts';
import type { Git } from './git.ts';
import { type LedgerCommit, ledgerCommits, type Placed } from './ledger-commits.ts';
import { assertInForce, assertRecords, checkpointFault, keysBefore, keyStep } from './ledger-keys.ts';
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
  /** The batches of the queue that came in since the branch was first read here, by name. */
  readonly taken: ReadonlyMap<string, Taken>;
}

/** Where a batch came in, and with which commit. */
export interface Taken extends Placed {
  readonly commit: Sha;
}

/**
 * Reads the branch up to `head`, going on from `before` where that is given.
 * @param earlier the keys at the end of the year before, `null` where there is none
 * @throws LedgerFault naming the record and what is wrong with it.
 */
export async function readBranch(
  git: Git,
  trust: Trust,
  year: number,
  head: Sha,
  before: BranchState | null,
  earlier: KeyHistory | null = null,
): Promise<BranchState> {
  if (before?.head === head) return before;
  const commits = await ledgerCommits(git, year, head, before);
  const fresh = await readRecords(git, year, commits);
  const start = before?.keys ?? keysBefore(earlier, trust.keys, year, fresh[0]);
  const stops = stopsOf(year, commits, fresh, before?.frontier ?? EMPTY_FRONTIER, start);
  // The last checkpoint covers everything; one by two keys has to be seen as well, or anybody could have handed over.
  const needed = stops.filter(({ keys }, at) => at === stops.length - 1 || keys.required.length > 1);
  const notes = await notesOf(git, needed);
  const wrong = needed.findIndex((stop, at) => faultIn(notes[at] ?? '', stop, trust, year) !== null);
  const [end] = stops.slice(-1);
  const stop = needed[wrong];
  if (stop !== undefined) {
    const index = await firstUncovered(git, trust, year, stops);
    const why = faultIn(notes[wrong] ?? '', stop, trust, year);
    throw new LedgerFault(
      branchOf(year),
      index,
      `the checkpoint of commit ${stop.commit.sha} does not cover the records: ${why}`,
    );
  }
  for (const { keys } of stops) assertRecords(year, keys);
  const frontier = end?.frontier ?? before?.frontier ?? EMPTY_FRONTIER;
  const keys = end?.keys.after ?? start;
  assertInForce(year, keys);
  const records = [...(before?.records ?? []), ...fresh];
  return {
    year,
    head,
    size: frontier.size,
    root: rootText(frontier),
    checkpoint: notes.at(-1) ?? '',
    records,
    frontier,
    taken: before === null ? new Map() : takenWith(before.taken, commits),
    keys,
    previous: before === null ? previousOf(trust.originBase, year, records) : before.previous,
  };
}

/** What had come in before, and what came in with these commits. */
export function takenWith(
  before: BranchState['taken'],
  commits: readonly Pick<LedgerCommit, 'sha' | 'taken'>[],
): BranchState['taken'] {
  const fresh = commits.flatMap(({ sha, taken }) =>
    [...taken].map(([name, at]) => [name, { ...at, commit: sha }] as const),
  );
  return fresh.length === 0 ? before : new Map([...before, ...fresh]);
}

/** The ledger as each commit left it, and who had to sign that. */
interface Stop {
  readonly commit: LedgerCommit;
  readonly frontier: Frontier;
  readonly keys: KeyStep;
  /** The index of the first record that the commit brought. */
  readonly first: number;
}

function stopsOf(
  year: number,
  commits: readonly LedgerCommit[],
  records: readonly StoredRecord[],
  start: Frontier,
  keys: KeyHistory,
): readonly Stop[] {
  let [frontier, history, at] = [start, keys, 0];
  return commits.map((commit) => {
    const brought = records.slice(at, at + commit.records.length);
    const first = frontier.size;
    const step = keyStep(history, year, first, brought);
    frontier = brought.reduce((range, { leaf }) => appendLeaf(range, leaf), frontier);
    [history, at] = [step.after, at + brought.length];
    return { commit, frontier, keys: step, first };
  });
}

async function notesOf(git: Git, stops: readonly Stop[]): Promise<readonly string[]> {
  return (
    await readBlobs(
      git,
      stops.map(({ commit }) => commit.checkpoint),
    )
  ).map(String);
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

/** What is wrong with the checkpoint of a commit, `null` where nothing is. */
function faultIn(note: string, { frontier, keys }: Stop, { originBase }: Trust, year: number): string | null {
  return checkpointFault(note, keys.required, originBase, year, { size: frontier.size, root: rootText(frontier) });
}

/** Looks for the first commit whose own checkpoint fails, so that the fault can name the record it brought. */
async function firstUncovered(git: Git, trust: Trust, year: number, stops: readonly Stop[]): Promise<number | null> {
  const notes = await notesOf(git, stops);
  const found = stops.find((stop, at) => faultIn(notes[at] ?? '', stop, trust, year) !== null);
  return found?.first ?? null;
}
