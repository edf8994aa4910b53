// One record as it lies on the ledger: its place in the tree of hashes, what its bytes say, and what is kept of it.
import type { Entry, Known } from '../core/audit/history.ts';
import { lightened } from '../core/audit/light.ts';
import { shapeFaults } from '../core/audit/shape.ts';
import { hasCanonicalForm, isCanonicalForm } from '../core/canonical.ts';
import type { Sha } from '../core/facts.ts';
import { appendLeaf, type Frontier, leafHash, rootOfFrontier } from '../core/merkle.ts';
import type { Indexed } from '../core/records.ts';
import { reviewable } from '../core/review/reviewable.ts';
import { type ClosedPart, mentionsSealed, type Openings, openParts, withPlaceholders } from '../core/sealed.ts';
import { LeanRecord } from './lean-record.ts';
import type { LeanYear } from './lean.ts';

/** Is shown each well-formed record with all its evidence, in the ledger's order, before that is let go; and as it is kept. */
export type Judge = (known: Known, kept: Known) => Promise<void>;

/** The records of a year as far as they are read. */
export interface Intake {
  readonly lean: LeanYear;
  readonly known: Known[];
  /** Files of personal parts that no record has asked for yet, and parts that no record has. */
  readonly unasked: Map<number, Sha>;
  readonly foreign: string[];
  frontier: Frontier;
}

/**
 * Takes in the next record, whatever its bytes are.
 * @param openings what opens its personal parts
 * @param judge without one the record is kept as it is
 */
export async function addRecord(
  place: Pick<Entry, 'path' | 'mode' | 'commit'>,
  bytes: Uint8Array,
  openings: Openings | null,
  reading: Intake,
  judge: Judge | null,
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
  if (judge === null) {
    entries.push(entry);
    reading.known.push(known);
    return;
  }
  const kept = isWritten ? null : Buffer.from(bytes);
  const light = lightened(record, kept === null ? JSON.stringify : undefined);
  // What a review reads of a record is kept as well.
  const forReviews = { ...light, record: reviewable(record, light.record) };
  const lean = new LeanRecord(reading.lean, { position, ...place, bytes: kept, closed: known.closed }, forReviews);
  await judge(known, lean);
  entries.push(lean);
  reading.known.push(lean);
}

const NONE: readonly string[] = [];
const NOTHING_CLOSED: readonly ClosedPart[] = [];

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
  { unasked, foreign }: Intake,
): { readonly opened: unknown; readonly closed: readonly ClosedPart[] } {
  if (typeof value !== 'object' || value === null || source === null) return { opened: value, closed: NOTHING_CLOSED };
  if (!mentionsSealed(source)) return { opened: value, closed: NOTHING_CLOSED };
  const answer = openParts({ ...value }, openings ?? new Map());
  // A file that is there and cannot be read opens nothing, so that nobody would ask for it where its parts were erased.
  if (unasked.delete(numberIn(path)) && openings === null) foreign.push(`${path}: a file of another form`);
  for (const part of openings?.keys() ?? []) if (!answer.sealed.has(part)) foreign.push(`${path}: ${part}`);
  return { opened: answer.record, closed: answer.closed };
}

/** The number that a record's path gives it, larger than any where it gives none. */
export function numberIn(path: string): number {
  return Number(/\/(\d+)-[^/]*$/.exec(path)?.[1] ?? Number.MAX_SAFE_INTEGER);
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

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
