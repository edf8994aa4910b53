// What an audit looks at: both branches as a clone holds them, read leniently, so that every fault is seen and not the first alone.
import type { Digest, Sha } from '../facts.ts';
import type { Hash } from '../merkle.ts';
import type { VerifierKey } from '../note-keys.ts';
import type { Indexed } from '../records.ts';
import type { ClosedPart } from '../sealed.ts';

/** One file that a commit changes against its first parent. */
export interface Change {
  readonly path: string;
  /** Git's letter: A, M, D or T. */
  readonly status: string;
  readonly mode: string;
  /** Empty for a record or a checkpoint whose content was looked at and whose id was let go. */
  readonly blob: Sha;
}

export interface HistoryCommit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  /** Of its message the lines with this product's trailers: nothing else in it is looked at. */
  readonly message: string;
  readonly changes: readonly Change[];
}

/** A record as it lies in the ledger, whatever it is worth. */
export interface Entry {
  readonly year: number;
  /** Its place in the order in which the branch brought it, from 0. */
  readonly position: number;
  /** As it would be called, for example `2026/17`. */
  readonly id: string;
  readonly path: string;
  readonly mode: string;
  readonly commit: Sha;
  readonly leaf: Hash;
  /** The exact bytes, `null` where they were found to be the canonical form of a good record and let go. */
  readonly bytes: Uint8Array | null;
  /** The JSON value in it, `undefined` where there is none; of a good record perhaps without its evidence (light.ts). */
  readonly value: unknown;
  /** What its schema says against it, in sentences. */
  readonly shape: readonly string[];
}

export interface LedgerCommit extends HistoryCommit {
  /** The signed note as text, `null` where the commit leaves none. */
  readonly checkpoint: string | null;
  /** The number of records that the branch has brought up to here. */
  readonly size: number;
  /** Keys whose signature below the checkpoint was checked while reading, as C2SP verifier keys. */
  readonly signedBy?: readonly string[];
}

export interface LedgerYear {
  readonly year: number;
  readonly head: Sha;
  readonly commits: readonly LedgerCommit[];
  readonly entries: readonly Entry[];
  /** RFC 6962 roots in base64 over the first records, by how many. */
  readonly roots: Roots;
  /** What lies on `sealed/<year>` and belongs to no part of a record: paths, and behind a record's path the part's. */
  readonly foreignParts?: readonly string[];
}

/** As an array of texts has them; nothing more is asked of them, so that they need not be texts all the time. */
export type Roots = Pick<readonly string[], 'at' | 'length'>;

/** The root of trust: which ledger this is and who signs it. */
export interface Trust {
  readonly originBase: string | null;
  readonly key: VerifierKey | null;
  readonly keyText: string | null;
}

export interface MainLine {
  readonly head: Sha;
  /** The first-parent line, oldest first. */
  readonly commits: readonly HistoryCommit[];
  /** Every key that policies/keys.yaml has pinned, in order, with the commit. */
  readonly pins: readonly { readonly commit: Sha; readonly origin: string; readonly key: string }[];
  /** The files of the queue and the windows at the head, by path. */
  readonly files: ReadonlyMap<string, { readonly blob: Sha; readonly mode: string }>;
  /** Digests of the contents of such files, now and at any commit, by blob. */
  readonly digests: ReadonlyMap<Sha, Digest>;
}

/** A record that has the shape of its type, with the entry that it came from. */
export interface Known {
  readonly entry: Entry;
  /** Perhaps without its evidence, once that has been judged (light.ts). */
  readonly record: Indexed;
  /** Where the evidence was let go: the digest over it. */
  readonly evidence?: Digest;
  /** Where an intent's steps were let go: the digest over them. */
  readonly steps?: Digest;
  /** Personal parts that this clone cannot open; the record has placeholders for them. */
  readonly closed?: readonly ClosedPart[];
}

export interface History {
  readonly trust: Trust;
  readonly ledgers: readonly LedgerYear[];
  readonly main: MainLine | null;
  /** The well-formed records of all years, oldest first. */
  readonly known: readonly Known[];
}

/** `reported` is known to the ledger already, or harmless: it is shown and does not fail the audit. */
export type Severity = 'failure' | 'reported';

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** The record concerned, for example `2026/17`. */
  readonly record: string | null;
  readonly file: string | null;
  readonly commit: Sha | null;
  /** The requirement that is not met, for example `ARCHITECTURE: The ledger`. */
  readonly clause: string;
  /** What is the case, for people. */
  readonly sentence: string;
}

/** What a check says; the table adds the clause. */
export type Remark = Pick<Finding, 'code' | 'sentence'> & Partial<Omit<Finding, 'code' | 'sentence' | 'clause'>>;

/** The number of the pull request that a record is about, `null` where it is about none. */
export function pullOf(record: Indexed): number | null {
  if (!('pull' in record)) return null;
  return typeof record.pull === 'object' && record.pull !== null ? record.pull.number : record.pull;
}

/** The action that a record is about, `null` where it is about none. */
export function actionOf(record: Indexed) {
  return 'action' in record ? record.action : null;
}

/** The first characters of an object id, as people quote it. */
export function short(sha: Sha): string {
  return sha.slice(0, 12);
}
