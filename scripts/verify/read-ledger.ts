// One year's ledger, read once as it lies there: nothing is refused, what the checks need is kept, the rest is judged and let go.
import type { Entry, HistoryCommit, Known, LedgerYear } from '../core/audit/history.ts';
import { hasCanonicalForm, isCanonicalForm } from '../core/canonical.ts';
import { lightened } from '../core/audit/light.ts';
import { reviewable } from '../core/review/reviewable.ts';
import { shapeFaults } from '../core/audit/shape.ts';
import type { Sha } from '../core/facts.ts';
import { type ClosedPart, mentionsSealed, type Openings, openParts, withPlaceholders } from '../core/sealed.ts';
import { appendLeaf, EMPTY_FRONTIER, type Frontier, leafHash, rootOfFrontier } from '../core/merkle.ts';
import type { Indexed } from '../core/records.ts';
import type { Git } from '../ports/git.ts';
import { lineBatches } from './commits.ts';
import { LeanCommit } from './lean-commit.ts';
import { LeanRecord } from './lean-record.ts';
import { type LeanYear, leanYear, rootsOf } from './lean.ts';
import { type GitObject, type ObjectReader, openReader } from '../ports/object-reader.ts';
import { openingsOf, type SealedYear } from './sealed.ts';
import { fileIn } from './tree-file.ts';

/** What goes along while a ledger is read. */
export interface Companion {
  /** Is shown each well-formed record with all its evidence, in the ledger's order, before that is let go; and as it is kept. */
  readonly judge: (known: Known, kept: Known) => Promise<void>;
  /** Is told of some checkpoints at a time, and says beside the reading which keys have signed each of them. */
  readonly signers: (checkpoints: readonly string[]) => Promise<readonly (readonly string[])[]>;
  /** Records before this place were verified another time: their commits' checkpoints are not looked at again. */
  readonly from: (year: number) => number;
  /** Is told now and then how many of how many commits are read. */
  readonly progress: (done: number, total: number) => void;
}

/** What is known of a year while it is being read. */
interface Reading {
  readonly lean: LeanYear;
  readonly known: Known[];
  /** Files of personal parts that no record has asked for yet, and parts that no record has. */
  readonly unasked: Map<number, Sha>;
  readonly foreign: string[];
  frontier: Frontier;
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

function numberIn(path: string): number {
  return Number(/\/(\d+)-[^/]*$/.exec(path)?.[1] ?? Number.MAX_SAFE_INTEGER);
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
      await addRecord({ path, mode, commit: commit.sha }, bytes, beside, reading, companion);
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
  for (const [at, { commit }] of signed.entries()) commit.signedBy = keys?.[at] ?? NONE;
}

const NONE: readonly string[] = [];
const NOTHING_CLOSED: readonly ClosedPart[] = [];

async function addRecord(
  place: Pick<Entry, 'path' | 'mode' | 'commit'>,
  bytes: Uint8Array,
  openings: Openings | null,
  reading: Reading,
  companion: Companion | null,
): Promise<void> {
  const { year, entries, leaves, roots } = reading.lean;
  const position = entries.length;
  const leaf = leafHash(bytes);
  reading.frontier = appendLeaf(reading.frontier, leaf);
  leaves.add(leaf);
  roots.add(rootOfFrontier(reading.frontier));
  const { value, source } = parsed(bytes);
  const { opened, closed } = openedRecord(value, source, openings, place.path, reading);
  const isWritten = isCanonicalForm(value, bytes, source);
  const shape = value === undefined ? NONE : faultsIn(opened, isWritten);
  const entry: Entry = { year, position, id: `${year}/${position}`, ...place, leaf, bytes, value, shape };
  if (value === undefined || shape.length > 0) {
    entries.push({ ...entry, bytes: Buffer.from(bytes) }); // no longer a part of all that git said with it
    return;
  }
  // The schema has just been asked about this very value: that is what makes it a record.
  const record = (closed.length === 0 ? opened : withPlaceholders(Object(opened))) as Indexed;
  const known: Known = { entry, record, ...(closed.length === 0 ? {} : { closed }) };
  if (companion === null) {
    entries.push(entry);
    reading.known.push(known);
    return;
  }
  const kept = isWritten ? null : Buffer.from(bytes);
  const light = lightened(record, kept === null ? JSON.stringify : undefined);
  // What a review reads of a record is kept as well.
  const forReviews = { ...light, record: reviewable(record, light.record) };
  const lean = new LeanRecord(reading.lean, { position, ...place, bytes: kept, closed: known.closed }, forReviews);
  await companion.judge(known, lean);
  entries.push(lean);
  reading.known.push(lean);
}

/** What its schema says against it; where it has no canonical form nothing can be compared with it, so it is no record either. */
function faultsIn(opened: unknown, isWritten: boolean): readonly string[] {
  const faults = shapeFaults(opened);
  if (faults.length > 0) return faults;
  return isWritten || hasCanonicalForm(opened) ? NONE : UNWRITABLE;
}

const UNWRITABLE: readonly string[] = [
  'The record has a text with half of a character, which canonical JSON cannot carry.',
];

/** The record with its personal parts as far as they can be opened; what is held here and belongs to no part is noted. */
function openedRecord(
  value: unknown,
  source: string | null,
  openings: Openings | null,
  path: string,
  { unasked, foreign }: Reading,
): { readonly opened: unknown; readonly closed: readonly ClosedPart[] } {
  if (typeof value !== 'object' || value === null || source === null) return { opened: value, closed: NOTHING_CLOSED };
  if (!mentionsSealed(source)) return { opened: value, closed: NOTHING_CLOSED };
  const answer = openParts({ ...value }, openings ?? new Map());
  // A file that is there and cannot be read opens nothing, so that nobody would ask for it where its parts were erased.
  if (unasked.delete(numberIn(path)) && openings === null) foreign.push(`${path}: a file of another form`);
  for (const part of openings?.keys() ?? []) if (!answer.sealed.has(part)) foreign.push(`${path}: ${part}`);
  return { opened: answer.record, closed: answer.closed };
}

/** The JSON value in a record with the text that it was read from, `undefined` and `null` where there is none. */
function parsed(bytes: Uint8Array): { readonly value: unknown; readonly source: string | null } {
  try {
    const source = DECODER.decode(bytes);
    return { value: JSON.parse(source), source };
  } catch {
    return { value: undefined, source: null };
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
