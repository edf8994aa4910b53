// What an audit looks at: both branches as a clone holds them, read leniently, so that every fault is seen and not the first alone.
import type { Digest, Sha } from '../facts.ts';
import type { Hash } from '../merkle.ts';
import { MERGED_TYPES, type MergedRecord } from '../merged-change.ts';
import type { VerifierKey } from '../note-keys.ts';
import type { Indexed } from '../records.ts';
import type { ClosedPart } from '../sealed.ts';
import { momentOf } from '../snapshots.ts';
import type { Instant } from '../time.ts';

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
  /** What the value says of its own place, where that can be told without reading it. */
  readonly heading?: Claims;
}

/** What a record says of its own place; any value where it is no record. */
export interface Claims {
  readonly index: unknown;
  readonly at: unknown;
  readonly type: unknown;
}

export interface LedgerCommit extends HistoryCommit {
  /** The signed note as text, `null` where the commit leaves none. */
  readonly checkpoint: string | null;
  /** The number of records that the branch has brought up to here. */
  readonly size: number;
  /** Keys whose signature below the checkpoint was checked while reading, as C2SP verifier keys. */
  readonly signedBy?: readonly string[];
  /** It was found to be an append and nothing else while it was read (`isAppend` in structure.ts). */
  readonly isAppend?: boolean;
  /** The log of which its checkpoint states exactly the records up to here, where it was found to while it was read. */
  readonly covers?: string | null;
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
  /** This clone has no `sealed/<year>` at all. */
  readonly isUnsealed?: boolean;
}

/** As an array of texts has them; nothing more is asked of them, so that they need not be texts all the time. */
export type Roots = Pick<readonly string[], 'at' | 'length'>;

/** The root of trust: which ledger this is and who signs it. */
export interface Trust {
  readonly originBase: string | null;
  readonly key: VerifierKey | null;
  readonly keyText: string | null;
}

/** A main line from what is all at hand. */
export function mainLine(
  { head, commits, pins }: Pick<MainLine, 'head' | 'commits' | 'pins'>,
  files: readonly HeadFile[] = [],
  digests: ReadonlyMap<Sha, Digest> = new Map(),
): MainLine {
  const places = new Map(commits.map(({ sha }, place) => [sha, place]));
  return { head, commits, pins, files, placeOf: (sha) => places.get(sha), digestOf: (blob) => digests.get(blob) };
}

export interface HeadFile {
  readonly path: string;
  readonly blob: Sha;
  readonly mode: string;
}

export interface MainLine {
  readonly head: Sha;
  /** The first-parent line, oldest first. */
  readonly commits: readonly HistoryCommit[];
  /** Where in that line a commit stands, from 0; `undefined` where it does not. */
  readonly placeOf: (sha: Sha) => number | undefined;
  /** Every key that policies/keys.yaml has pinned, in order, with the commit. */
  readonly pins: readonly { readonly commit: Sha; readonly origin: string; readonly key: string }[];
  /** The files of the queue and the windows at the head, each path once. */
  readonly files: Iterable<HeadFile>;
  /** The digest of the content of such a file, now or at any commit, by blob; `undefined` for any other blob. */
  readonly digestOf: (blob: Sha) => Digest | undefined;
}

/** A record that has the shape of its type, with the entry that it came from. */
export interface Known {
  readonly entry: Entry;
  /** Perhaps without its evidence, once that has been judged (light.ts). Each look may give a copy of its own: it is never compared by identity. */
  readonly record: Indexed;
  /** Of the record what can be told without reading it. */
  readonly type?: Indexed['type'];
  readonly moment?: Instant;
  readonly heading?: Heading;
  /** Where the evidence was let go: the digest over it. */
  readonly evidence?: Digest | undefined;
  /** Where an intent's steps were let go: the digest over them. */
  readonly steps?: Digest | undefined;
  /** Personal parts that this clone cannot open; the record has placeholders for them. */
  readonly closed?: readonly ClosedPart[] | undefined;
}

/** What is asked of every record. */
export type Heading = Pick<Indexed, 'index' | 'at' | 'type'>;

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
  /** The requirement that is not met, for example `README: The ledger`. */
  readonly clause: string;
  /** What is the case, for people. */
  readonly sentence: string;
}

/** What a check says; the table adds the clause. */
export type Remark = Pick<Finding, 'code' | 'sentence'> & Partial<Omit<Finding, 'code' | 'sentence' | 'clause'>>;

/** What a record says of its own place. */
export function claimsOf(entry: Entry): Claims {
  return entry.heading ?? Object(entry.value); // looked at only where it has to be: reading it may take a while
}

/** A record's type. */
export function typeOf(one: Known): Indexed['type'] {
  return one.type ?? one.record.type;
}

/** A record's place, moment and type. */
export function headingOf(one: Known): Heading {
  return one.heading ?? one.record;
}

/** When a record was written. */
export function momentIn(one: Known): Instant {
  return one.moment ?? momentOf(one.record.at);
}

type OfType<T> = Known & { readonly record: Extract<Indexed, { type: T }> };

/** The records of these types, in their order. */
export function ofTypes<T extends Indexed['type']>(
  known: readonly Known[],
  ...types: readonly T[]
): readonly OfType<T>[] {
  const wanted: readonly Indexed['type'][] = types;
  return known.filter((one): one is OfType<T> => wanted.includes(typeOf(one)));
}

/** The records of what was merged with its approval. */
export function mergedOf(known: readonly Known[]): readonly (Known & { readonly record: MergedRecord })[] {
  return ofTypes(known, ...MERGED_TYPES);
}

/** Where on main the merges of the records stand. */
export function mergesOn(main: MainLine, known: readonly Known[]): ReadonlySet<number | undefined> {
  return new Set(mergedOf(known).map(({ record }) => main.placeOf(record.merge.commit)));
}

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
