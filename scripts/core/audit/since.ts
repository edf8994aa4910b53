// A checkpoint that was saved after an earlier audit: the ledger must continue it, and what it covers was verified then.
import { ledgerOrigin, openCheckpoint, parseCheckpoint } from '../checkpoint.ts';
import { readNote } from '../note.ts';
import { parseVerifierKey } from '../note-keys.ts';
import { consistencyProof, verifyConsistency } from '../merkle-proofs.ts';
import { type History, ofTypes, type Remark, type Trust } from './history.ts';

/** A saved checkpoint, as far as its text goes. */
export interface Saved {
  readonly year: number;
  readonly size: number;
  readonly root: string;
  readonly note: string;
}

/** Reads a saved checkpoint without trusting it yet. @returns `null` where the text is none of a year's ledger */
export function readSaved(note: string): Saved | null {
  const checkpoint = parseCheckpoint(readNote(note)?.text ?? '');
  const year = /\/ledger\/(\d{4})$/.exec(checkpoint?.origin ?? '')?.[1];
  return checkpoint === null || year === undefined
    ? null
    : { year: Number(year), size: checkpoint.size, root: checkpoint.root, note };
}

/**
 * The place before which records of a year need not be verified again.
 * Only a checkpoint that the trusted key itself has signed saves any work; whatever else is in the file saves none.
 */
export function verifiedBefore(saved: Saved | null, trust: Trust): (year: number) => number {
  if (saved === null || !isSigned(saved, trust, [])) return () => 0;
  return (year) => (year === saved.year ? saved.size : year < saved.year ? Number.POSITIVE_INFINITY : 0);
}

/**
 * Proves that a year's records continue those that the checkpoint was saved over (RFC 6962 section 2.1.2): from the leaf
 * hashes as they are now, checked against the saved root and the newest one as anybody can check it who has the two.
 * @returns the hashes of the proof in base64, `null` where there is none
 */
export function consistencyFrom({ year, size, root }: Saved, ledgers: History['ledgers']): readonly string[] | null {
  const ledger = ledgers.find((one) => one.year === year);
  const newest = ledger?.roots.at(-1);
  if (ledger === undefined || newest === undefined || size > ledger.entries.length) return null;
  const leaves = ledger.entries.map(({ leaf }) => leaf);
  const proof = consistencyProof(leaves, size);
  const [before, now] = [Buffer.from(root, 'base64'), Buffer.from(newest, 'base64')];
  if (!verifyConsistency(size, leaves.length, before, now, proof)) return null;
  return proof.map((hash) => Buffer.from(hash).toString('base64'));
}

/** Whether today's records continue those that the checkpoint was saved over, by a consistency proof. */
export function continues(saved: Saved, { ledgers, known, trust }: History): readonly Remark[] {
  const { year, size } = saved;
  const enrolled = ofTypes(known, 'key-enrolled').map(({ record }) => record.key);
  const place = { file: 'checkpoint', record: size === 0 ? null : `${year}/${size - 1}` };
  if (!isSigned(saved, trust, enrolled)) {
    const sentence = `The saved checkpoint of ${size} records is not one that this ledger's key has signed.`;
    return [{ ...place, code: 'saved-unsigned', sentence }];
  }
  const ledger = ledgers.find((one) => one.year === year);
  const now = ledger?.entries.length ?? 0;
  if (now < size) {
    const sentence = `ledger/${year} has ${now} records, and had ${size} when the checkpoint was saved: it was cut off.`;
    return [{ ...place, code: 'ledger-shrunk', sentence }];
  }
  if (consistencyFrom(saved, ledgers) !== null) return [];
  const sentence = `The first ${size} records of ledger/${year} are not those that the checkpoint was saved over: it was written anew.`;
  return [{ ...place, code: 'ledger-forked', sentence }];
}

function isSigned({ note, year }: Saved, { keyText, originBase }: Trust, enrolled: readonly string[]): boolean {
  if (originBase === null) return false;
  const keys = [keyText, ...enrolled].flatMap((text) => (text === null ? [] : (parseVerifierKey(text) ?? [])));
  return openCheckpoint(note, keys, ledgerOrigin(originBase, year)).kind === 'verified';
}
