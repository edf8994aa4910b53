// One record as a file: where it lies, and that its bytes are the canonical form of what it says.
import { canonicalize, isCanonicalForm } from '../core/canonical.ts';
import type { Sha } from '../core/facts.ts';
import { type Hash, leafHash } from '../core/merkle.ts';
import { type ClosedPart, mentionsSealed } from '../core/sealed.ts';
import { parseInstant } from '../core/time.ts';
import { LedgerFault, type LedgerRecord, type RecordDraft, type StoredRecord } from './ledger.ts';

/** A record's bytes and where they belong. */
export type RecordFile = Required<Omit<StoredRecord, 'commit' | 'closed'>>;

export const branchOf = (year: number): string => `ledger/${year}`;

/**
 * Gives a draft its place.
 * @throws TypeError where the draft names its own place, has no valid type or moment, or is not JSON.
 */
export function recordFile(draft: RecordDraft, year: number, index: number): RecordFile {
  if ('v' in draft || 'index' in draft) throw new TypeError('a draft has neither v nor index: the ledger gives them');
  const record: LedgerRecord = { ...draft, v: 1, index };
  const wrong = faultIn(record);
  if (wrong !== null) throw new TypeError(`a record of type "${record.type}" cannot be appended: ${wrong}`);
  const bytes = Buffer.from(canonicalize(record));
  return { record, bytes, year, index, leaf: leafHash(bytes), path: pathOf(record) };
}

/** Reads a stored record. @throws LedgerFault where path, bytes and content do not belong together. */
export function readRecord(bytes: Uint8Array, year: number, index: number, path: string, commit: Sha): StoredRecord {
  const fault = (what: string): LedgerFault => new LedgerFault(branchOf(year), index, `${path} ${what}`);
  const { record, source } = parse(bytes);
  if (record === null) throw fault('is not a JSON object');
  if (record.index !== index) throw fault(`says that it is record ${JSON.stringify(record.index ?? null)}`);
  const wrong = faultIn(record);
  if (wrong !== null) throw fault(wrong);
  if (pathOf(record) !== path) throw fault(`belongs at ${pathOf(record)}`);
  // Duplicate keys, other number forms or white space would let two readers see two records in the same bytes.
  if (!isCanonicalForm(record, bytes, source)) throw fault('is not in canonical form (RFC 8785)');
  return keptRecord({ record, bytes, year, leaf: leafHash(bytes) }, commit);
}

/**
 * A stored record in little memory: its path and its index are told by the record, and so are its bytes, unless personal parts
 * are held apart from them.
 */
export function keptRecord(
  file: Pick<RecordFile, 'record' | 'bytes' | 'year' | 'leaf'>,
  commit: Sha,
  closed: readonly ClosedPart[] = [],
): StoredRecord {
  return new KeptRecord(file, commit, closed);
}

/** The bytes of the record's file, over which its leaf hash is. */
export function bytesOf({ bytes, record }: Pick<StoredRecord, 'bytes' | 'record'>): Uint8Array {
  return bytes ?? Buffer.from(canonicalize(record));
}

/** The record as its file has it, with commitments in place of its personal parts. */
export function writtenRecord({ bytes, record }: Pick<StoredRecord, 'bytes' | 'record'>): LedgerRecord {
  return bytes === undefined ? record : (parse(bytes).record ?? record);
}

/** The index in a record's path, `null` where the path is not that of a record. */
export function indexInPath(path: string): number | null {
  const match = /^records\/\d\d\/\d\d\/(\d{8})-[a-z][a-z0-9-]*\.json$/.exec(path);
  return match === null ? null : Number(match[1]);
}

/** A class, so that its functions are there once for all records. */
class KeptRecord implements StoredRecord {
  readonly record: LedgerRecord;
  readonly year: number;
  readonly commit: Sha;
  readonly bytes?: Uint8Array;
  readonly closed?: readonly ClosedPart[];
  /** A letter for each byte: so short an array would take several times its own size. */
  readonly #leaf: string;
  constructor(...[{ record, bytes, year, leaf }, commit, closed = []]: Parameters<typeof keptRecord>) {
    [this.record, this.year, this.commit] = [record, year, commit];
    this.#leaf = Buffer.from(leaf).toString('latin1');
    // A copy, and not in the pool of small buffers: what git said with it is let go.
    if (mentionsSealed(bytes)) this.bytes = Buffer.from(new Uint8Array(bytes).buffer);
    if (closed.length > 0) this.closed = closed;
  }
  get index(): number {
    return this.record.index;
  }
  get path(): string {
    return pathOf(this.record);
  }
  get leaf(): Hash {
    return new Uint8Array(Buffer.from(this.#leaf, 'latin1')); // in memory of its own, as every hash is
  }
}

function pathOf({ at, index, type }: LedgerRecord): string {
  return `records/${at.slice(5, 7)}/${at.slice(8, 10)}/${String(index).padStart(8, '0')}-${type}.json`;
}

function faultIn(record: LedgerRecord): string | null {
  if (record.v !== 1) return 'is of an unknown version';
  if (typeof record.type !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(record.type)) return 'has no valid type';
  if (typeof record.at !== 'string' || parseInstant(record.at) === null) return 'has no moment in UTC (RFC 3339)';
  return null;
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The record and the text that it was read from. */
function parse(bytes: Uint8Array): { readonly record: LedgerRecord | null; readonly source: string } {
  try {
    const source = DECODER.decode(bytes);
    const value: unknown = JSON.parse(source);
    // The fields are checked one by one by the caller; a cast is the edge between text and type.
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return { record: isObject ? (value as LedgerRecord) : null, source };
  } catch {
    return { record: null, source: '' };
  }
}
