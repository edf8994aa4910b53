// The records that the ledger keeps about itself: its keys, and the counts of each month.
import type { Checkpoint } from './checkpoint.ts';
import type { Fate } from './completeness.ts';
import type { RecordBase } from './record-parts.ts';

/** A year's ledger begins (ports/found-ledger.ts), or one key hands over to another (keys.ts). */
export interface KeyEnrolled extends RecordBase {
  readonly type: 'key-enrolled';
  /** A founding unless said otherwise. A rotation's checkpoint is signed by both keys, every later one by the new one. */
  readonly role?: 'founding' | 'rotation';
  /** The key that signs from here on, as a C2SP verifier key. */
  readonly key: string;
  /** The key that signed until here, in a rotation. */
  readonly replaces?: string;
  readonly origin: string;
  /** The last checkpoint of the year before, `null` in the very first ledger, and in a rotation unless that year got more since. */
  readonly previous: Checkpoint | null;
}

/** A replaced key is given up for good. */
export interface KeyRetired extends RecordBase {
  readonly type: 'key-retired';
  readonly key: string;
  /** The year whose ledger `from` counts in. */
  readonly year: number;
  /** The first index at which the key is no longer one. */
  readonly from: number;
}

/** A key was in other hands: what it alone signed from there on proves nothing. */
export interface KeyCompromised extends RecordBase {
  readonly type: 'key-compromised';
  readonly key: string;
  readonly year: number;
  readonly from: number;
  readonly reason: string;
}

/** How many records of each type a month had, and what became of every pull request by number; counted once it is over. */
export interface Population extends RecordBase {
  readonly type: 'population';
  /** A month in UTC, for example `2026-11`. */
  readonly period: string;
  /** The month's records in the ledger of its year: from this index, */
  readonly from: number;
  /** to before this one. */
  readonly until: number;
  readonly counts: Readonly<Record<string, number>>;
  /** The numbers accounted for: those after the last count, up to the highest that was opened by the month's end. */
  readonly firstPull: number;
  readonly lastPull: number;
  readonly pulls: Readonly<Record<Fate, number>>;
  readonly open: readonly number[];
  /** Numbers that the code host does not show as pull requests and the ledger knows no end of. */
  readonly gaps: readonly number[];
}
