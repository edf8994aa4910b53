// The ledger in our words: an append-only list of signed records, decided upon only when it is whole.
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Sha } from '../core/facts.ts';
import type { KeyHistory } from '../core/key-history.ts';
import type { Claim } from '../core/ledger-inbox.ts';
import type { Wish } from '../core/ledger-precondition.ts';
import type { Hash } from '../core/merkle.ts';
import type { ClosedPart } from '../core/sealed.ts';
import type { Instant } from '../core/time.ts';

/** A record before it has its place: the ledger gives it `v` and `index`. */
export interface RecordDraft {
  /** Lower-case words joined by hyphens, for example `action-denied`. */
  readonly type: string;
  /** When it happened, RFC 3339 in UTC; its month and day name the folder. */
  readonly at: string;
  readonly [field: string]: unknown;
}

export interface LedgerRecord extends RecordDraft {
  readonly v: 1;
  /** Its place within the year's ledger, from 0 and without gaps. */
  readonly index: number;
}

export interface StoredRecord {
  /** With its personal parts put back, as far as they are there; the others are placeholders. */
  readonly record: LedgerRecord;
  /**
   * The file's bytes: the RFC 8785 form of the record, without a newline, with commitments in place of its personal parts.
   * Where this is missing, that is the form of `record` itself; `bytesOf` writes it.
   */
  readonly bytes?: Uint8Array;
  readonly year: number;
  readonly index: number;
  /** The RFC 6962 leaf hash over the bytes. */
  readonly leaf: Hash;
  /** The commit on the ledger's branch that brought it. */
  readonly commit: Sha;
  readonly path: string;
  /** Personal parts that are not there; none where this is missing. */
  readonly closed?: readonly ClosedPart[];
}

/** One year's ledger. */
export interface LedgerBranch {
  readonly year: number;
  readonly head: Sha;
  readonly size: number;
  /** The RFC 6962 root in base64, as the checkpoint has it. */
  readonly root: string;
  /** The signed note of the head commit. */
  readonly checkpoint: string;
  /** What the first record quotes of the year before; `null` where this is the very first ledger. */
  readonly previous: Checkpoint | null;
  readonly records: readonly StoredRecord[];
  /** The keys up to here, all years included. */
  readonly keys: KeyHistory;
}

/** The whole ledger, verified. The first five fields speak of the newest year; a ledger not yet founded has none. */
export interface LedgerView {
  readonly head: Sha | null;
  readonly year: number | null;
  readonly size: number;
  readonly root: string | null;
  readonly checkpoint: string | null;
  /** Every record of every year, oldest first. */
  readonly records: readonly StoredRecord[];
  /** Every year, oldest first. */
  readonly branches: readonly LedgerBranch[];
}

export type AppendResult = {
  /** The ledger right after the append. */
  readonly view: LedgerView;
  /** How many times something had to be pushed for it: one, where nobody else was writing. */
  readonly pushes: number;
} & (
  | {
      readonly kind: 'appended';
      /** The caller's own; the same commit may have brought those of others too. */
      readonly records: readonly StoredRecord[];
      readonly commit: Sha;
    }
  | { readonly kind: 'nothing' }
);

/** Drafts that depend on the head that they will follow: asked again where somebody else was faster. */
export type Build = (view: LedgerView) => readonly RecordDraft[];

/** Drafts whose only condition is what must not be there yet; these may be appended by whoever is next. */
export type Wishes = readonly Wish<RecordDraft>[];

/** What becomes of a draft that came without a signature: a wish of our own making, or a sentence that says why not. */
export type Admit = (claim: Claim) => Wish<RecordDraft> | string;

/** What came of the batches that waited. */
export interface Sequenced {
  readonly appended: readonly StoredRecord[];
  readonly refused: readonly { readonly batch: string; readonly why: string }[];
}

export interface Ledger {
  /** Reads and verifies everything. @throws LedgerFault where anything is not as it was signed. */
  read(): Promise<LedgerView>;
  /**
   * Appends what `build` returns, all or nothing. `build` sees the very head that the records will follow, and is asked
   * again where somebody else was faster; so a condition it checks ("no intent yet") holds at the place of the append.
   * Wishes hold the same condition as data, each for itself; where many write at once they wait in a queue, and whoever
   * appends next takes them along.
   * @throws LedgerFault where the ledger is not whole, the year is not founded, or the origin refuses.
   */
  append(build: Build | Wishes, now: Instant): Promise<AppendResult>;
  /** Appends what waits, signed or not. @throws LedgerFault as `append` does */
  sequence(admit: Admit, now: Instant): Promise<Sequenced>;
  /**
   * Puts drafts into the inbox, for which no key is needed: claims, which count only once the sequencer admits them.
   * @returns the name of the batch. @throws LedgerFault where the origin does not take it
   */
  claim(claims: readonly Claim[], now: Instant): Promise<string>;
}

/** The ledger is not what was signed, or cannot be written. Nothing may be decided on it. */
export class LedgerFault extends Error {
  /** The branch, for example `ledger/2026`. */
  readonly branch: string;
  /** The first record concerned, where one can be named. */
  readonly index: number | null;
  constructor(branch: string, index: number | null, what: string, options?: ErrorOptions) {
    super(`${branch}${index === null ? '' : `, record ${index}`}: ${what}`, options);
    this.name = 'LedgerFault';
    this.branch = branch;
    this.index = index;
  }
}
