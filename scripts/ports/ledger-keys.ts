// The keys of a ledger branch while it is read: who had to sign which checkpoint, and a stop where a key may not sign.
import { type Checkpoint, ledgerOrigin, openCheckpointOfAll } from '../core/checkpoint.ts';
import { historyFrom, type KeyHistory, type KeyStep, keyId, keysAfter, placeText } from '../core/key-history.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '../core/note-keys.ts';
import { branchOf } from './ledger-record.ts';
import { LedgerFault, type StoredRecord } from './ledger.ts';

/** The keys before a year's first record: those of the year before, else the trusted key that the record names. */
export function keysBefore(
  earlier: KeyHistory | null,
  trusted: readonly VerifierKey[],
  year: number,
  first: StoredRecord | undefined,
): KeyHistory {
  if (earlier !== null) return earlier;
  const texts = trusted.map(formatVerifierKey);
  const start = texts.find((text) => text === first?.record['key']) ?? texts[0];
  if (start === undefined) throw new LedgerFault(branchOf(year), null, 'no public key is known to check it with');
  return historyFrom(start);
}

/** The keys after the records of one commit. */
export function keyStep(before: KeyHistory, year: number, next: number, records: readonly StoredRecord[]): KeyStep {
  return keysAfter(
    before,
    year,
    next,
    records.map(({ record }) => record),
  );
}

/** @throws LedgerFault where a record about keys may not stand at its place */
export function assertRecords(year: number, { faults }: KeyStep): void {
  const [wrong] = faults;
  if (wrong !== undefined) throw new LedgerFault(branchOf(year), wrong.place.index, wrong.sentence);
}

/**
 * Nothing that a compromised key signs can be decided on.
 * @throws LedgerFault where that is the key in force, naming the record that says so
 */
export function assertInForce(year: number, { compromised, current }: KeyHistory): void {
  const mark = compromised.find(({ key }) => key === current);
  if (mark === undefined) return;
  const what = `the key in force, ${keyId(mark.key)}, is compromised from record ${placeText(mark)} on`;
  throw new LedgerFault(branchOf(year), mark.by.index, what);
}

/** What is wrong with a checkpoint that must say this and be signed by all of these, `null` where nothing is. */
export function checkpointFault(
  note: string,
  required: readonly string[],
  originBase: string,
  year: number,
  { size, root }: Pick<Checkpoint, 'size' | 'root'>,
): string | null {
  const keys = required.map(parseVerifierKey).filter((key) => key !== null);
  const answer = openCheckpointOfAll(note, keys, ledgerOrigin(originBase, year));
  if (answer.kind === 'refused') return answer.why;
  const signed = answer.checkpoint;
  if (signed.size !== size) return `it counts ${signed.size} records, the branch has ${size}`;
  return signed.root === root ? null : 'the root over the records is another one than the signed root';
}
