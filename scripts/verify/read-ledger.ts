// One year's ledger, read once as it lies there: nothing is refused, what the checks need is kept, the rest is judged and let go.
import type { HistoryCommit, Known, LedgerYear } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { EMPTY_FRONTIER, rootOfFrontier } from '../core/merkle.ts';
import type { Openings } from '../core/sealed.ts';
import type { Git } from '../ports/git.ts';
import { type GitObject, type ObjectReader, openReader } from '../ports/object-reader.ts';
import { lineBatches } from './commits.ts';
import { LeanCommit } from './lean-commit.ts';
import { leanYear, rootsOf } from './lean.ts';
import { addRecord, type Intake, type Judge, numberIn } from './read-record.ts';
import { openingsOf, type SealedYear } from './sealed.ts';
import { fileIn } from './tree-file.ts';

/** What goes along while a ledger is read. */
export interface Companion {
  readonly judge: Judge;
  /** Is told of some checkpoints at a time, and says beside the reading which keys have signed each of them. */
  readonly signers: (checkpoints: readonly string[]) => Promise<readonly (readonly string[])[]>;
  /** Records before this place were verified another time: their commits' checkpoints are not looked at again. */
  readonly from: (year: number) => number;
  /** Is told now and then how many of how many commits are read. */
  readonly progress: (done: number, total: number) => void;
}

/** What is known of a year while it is being read. */
interface Reading extends Intake {
  /** The signatures of the batch before, which are checked beside the reading. */
  signing: Promise<unknown> | null;
}

/** How many records are worked on before git is listened to again. */
const BREATH = 32;

/**
 * Reads every record that the branch ever brought, in its order, and every checkpoint.
 * @param companion without one everything is kept as it is
 * @returns the year, and its well-formed records
 * @throws GitFault as `lineBatches` does
 */
export async function readLedgerYear(
  git: Git,
  year: number,
  head: Sha,
  companion: Companion | null = null,
  sealed: SealedYear = { head: null, files: new Map(), foreign: [] },
): Promise<LedgerYear & { readonly known: readonly Known[] }> {
  const reading: Reading = {
    lean: leanYear(year, head.length),
    known: [],
    signing: null,
    unasked: new Map(sealed.files),
    foreign: [...sealed.foreign],
    frontier: EMPTY_FRONTIER,
  };
  reading.lean.roots.add(rootOfFrontier(reading.frontier));
  const reader = openReader(git);
  try {
    let before: Batch | null = null;
    for await (const { commits, total } of lineBatches(git, head)) {
      const next = ask(commits, reader, sealed);
      if (before !== null) await take(before, reading, companion);
      before = next;
      companion?.progress(reading.lean.commits.length, total);
    }
    if (before !== null) await take(before, reading, companion);
    await reading.signing;
  } finally {
    reader.close();
  }
  const { lean, known, unasked, foreign } = reading;
  const { commits, entries } = lean;
  const foreignParts = [...foreign, ...[...unasked.keys()].map((index) => `the file of record ${index}`)];
  return { year, head, commits, entries, roots: rootsOf(lean), known, foreignParts, isUnsealed: sealed.head === null };
}

/** Commits whose files git is reading meanwhile. */
interface Batch {
  readonly commits: readonly Taken[];
  /** The files of each commit in turn: its records, then its checkpoint. */
  readonly files: Promise<readonly (GitObject | null)[]>;
  /** What opens the personal parts of its records, by the number in the path. */
  readonly openings: Promise<ReadonlyMap<number, Openings | null>>;
}

interface Taken {
  readonly commit: HistoryCommit;
  readonly records: HistoryCommit['changes'];
  readonly checkpoint: HistoryCommit['changes'][number] | undefined;
}

function ask(line: readonly HistoryCommit[], reader: ObjectReader, sealed: SealedYear): Batch {
  const commits: Taken[] = [];
  const [blobs, numbers]: [Sha[], number[]] = [[], []];
  for (const commit of line) {
    const records = recordsOf(commit.changes);
    const checkpoint = checkpointIn(commit.changes);
    commits.push({ commit, records, checkpoint });
    for (const { blob, path } of records) {
      blobs.push(blob);
      numbers.push(numberIn(path));
    }
    if (checkpoint !== undefined) blobs.push(checkpoint.blob);
  }
  const files = reader.read(blobs);
  const openings = openingsOf(sealed, numbers, reader);
  for (const asked of [files, openings]) asked.catch(() => undefined); // awaited when its turn comes
  return { commits, files, openings };
}

function checkpointIn(changes: HistoryCommit['changes']): HistoryCommit['changes'][number] | undefined {
  return changes.find(({ path, status }) => path === 'checkpoint' && status !== 'D');
}

/** The files that a commit adds below records/, in the order of their paths' numbers. */
function recordsOf(changes: HistoryCommit['changes']): HistoryCommit['changes'] {
  const added = changes.filter(({ path, status }) => status === 'A' && path.startsWith('records/'));
  return added.length < 2
    ? added
    : added.toSorted((a, b) => numberIn(a.path) - numberIn(b.path) || (a.path < b.path ? -1 : 1));
}

async function take(batch: Batch, reading: Reading, companion: Companion | null): Promise<void> {
  const [files, openings] = await Promise.all([batch.files, batch.openings]);
  const signed: { readonly commit: LeanCommit; readonly note: string }[] = [];
  let next = 0;
  for (const { commit, records, checkpoint } of batch.commits) {
    for (const change of records) {
      const { path, mode } = change;
      const bytes = fileIn(files[next++], change)?.bytes ?? new Uint8Array();
      const beside = openings.get(numberIn(path)) ?? null;
      await addRecord({ path, mode, commit: commit.sha }, bytes, beside, reading, companion?.judge ?? null);
      if (reading.lean.entries.length % BREATH === 0) await new Promise(setImmediate);
    }
    const note = checkpoint === undefined ? null : fileIn(files[next++], checkpoint);
    const { lean } = reading;
    // One that a trusted later checkpoint covers was looked at before that was saved.
    const isOld = companion !== null && lean.entries.length < companion.from(lean.year);
    const kept = note === null || isOld ? null : textOf(note.bytes);
    const own = new LeanCommit(lean, commit, kept);
    lean.commits.push(own);
    if (kept !== null) signed.push({ commit: own, note: kept });
  }
  // Not those that begin now: while they are checked the next batch is read.
  await reading.signing;
  reading.signing = signersOf(signed, companion);
  reading.signing.catch(() => undefined); // awaited in its turn
}

/** All of a batch at once: whoever checks them beside this is woken once, and not for each. */
async function signersOf(
  signed: readonly { readonly commit: LeanCommit; readonly note: string }[],
  companion: Companion | null,
): Promise<void> {
  const keys = await companion?.signers(signed.map(({ note }) => note));
  for (const [at, { commit }] of signed.entries()) commit.signedBy = keys?.[at] ?? [];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
