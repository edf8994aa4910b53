// One record as a file: where it lies, and that its bytes are the canonical form of what it says.
import { canonicalize } from '../core/canonical.ts';
import type { Sha } from '../core/facts.ts';
import { leafHash } from '../core/merkle.ts';
import { parseInstant } from '../core/time.ts';
import { LedgerFault, type LedgerRecord, type RecordDraft, type StoredRecord } from './ledger.ts';

/** A record's bytes and where they belong. */
export type RecordFile = Omit<StoredRecord, 'commit' | 'closed'>;

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
  const record = parse(bytes);
  if (record === null) throw fault('is not a JSON object');
  if (record.index !== index) throw fault(`says that it is record ${JSON.stringify(record.index ?? null)}`);
  const wrong = faultIn(record);
  if (wrong !== null) throw fault(wrong);
  if (pathOf(record) !== path) throw fault(`belongs at ${pathOf(record)}`);
  // Duplicate keys, other number forms or white space would let two readers see two records in the same bytes.
  if (!Buffer.from(canonicalize(record)).equals(bytes)) throw fault('is not in canonical form (RFC 8785)');
  return { record, bytes, year, index, leaf: leafHash(bytes), commit, path };
}

/** The index in a record's path, `null` where the path is not that of a record. */
export function indexInPath(path: string): number | null {
  const match = /^records\/\d\d\/\d\d\/(\d{8})-[a-z][a-z0-9-]*\.json$/.exec(path);
  return match === null ? null : Number(match[1]);
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

function parse(bytes: Uint8Array): LedgerRecord | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    // The fields are checked one by one by the caller; a cast is the edge between text and type.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LedgerRecord) : null;
  } catch {
    return null;
  }
}
