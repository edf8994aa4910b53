// The personal parts of a record, held apart: the record keeps a salted commitment in place of each, so that a part can be dropped later.
import { canonicalize, sha256 } from './canonical.ts';
import type { Digest } from './facts.ts';
import { strictBase64 } from './note-keys.ts';

/** What opens a commitment: it is SHA-256 over the salt's bytes and the text's bytes in UTF-8. */
export interface Opening {
  /** 32 random bytes in base64: without it nobody can find the part by guessing. */
  readonly salt: string;
  /** The part in canonical JSON (RFC 8785). */
  readonly text: string;
}

/** Openings by the path of the part in its record, for example `pull.reviews.0.body`. */
export type Openings = ReadonlyMap<string, Opening>;

/** A part that stayed closed. */
export interface ClosedPart {
  readonly path: string;
  readonly commitment: Digest;
  readonly why: 'missing' | 'altered';
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Where a record may hold personal data: free text that people wrote or that quotes it, the request's file, what platforms and
 * channels answered. What the standard wants to be logged (date, action, target, who, outcome) is not among them.
 */
export const PARTS = [
  'contactAttempts',
  'detail',
  'evidence',
  'file',
  'pull.reviews.*.body',
  'reason',
  'verdict.refusals.*.fact',
  'verdict.summary',
] as const;
export type Part = (typeof PARTS)[number];

/** Records that prove an erasure, a key or a count: nothing in them may ever be dropped. */
const NEVER_SEALED: ReadonlySet<unknown> = new Set([
  'erasure-approved',
  'record-erased',
  'key-enrolled',
  'key-retired',
  'key-compromised',
  'population',
]);

/** What people read where a part is gone. */
export const NOT_HELD = '[not held any more]';

/**
 * Seals the personal parts of a record; empty ones stay as they are.
 * @param salt gives 32 random bytes, other ones each time
 * @returns the record as it is stored, and what opens it
 */
export function sealParts<T extends Json>(record: T, salt: () => Uint8Array): { record: T; openings: Openings } {
  const openings = new Map<string, Opening>();
  if (NEVER_SEALED.has(record['type'])) return { record, openings };
  const sealed = eachPart(record, (value, path) => {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return value;
    const opening = { salt: Buffer.from(salt()).toString('base64'), text: canonicalize(value) };
    openings.set(path, opening);
    return { $sealed: commitmentOf(opening) };
  });
  return { record: sealed, openings };
}

/**
 * Puts the parts back into a stored record, as far as their openings are at hand.
 * @returns the record, in which a closed part is still its commitment, as one stays where no part may be sealed; the parts
 * that are closed; and the paths of all that are sealed in it
 */
export function openParts<T extends Json>(
  record: T,
  openings: Openings,
): { readonly record: T; readonly closed: readonly ClosedPart[]; readonly sealed: ReadonlySet<string> } {
  const closed: ClosedPart[] = [];
  const sealed = new Set<string>();
  const opened = eachPart(record, (value, path) => {
    const commitment = commitmentIn(value);
    if (commitment === null) return value;
    sealed.add(path);
    const opening = openings.get(path);
    const part = opening === undefined ? undefined : partIn(opening, commitment);
    if (part !== undefined) return part;
    closed.push({ path, commitment, why: opening === undefined ? 'missing' : 'altered' });
    return value;
  });
  return { record: opened, closed, sealed };
}

/** Every sealed part of a stored record: where it is and what it is bound to. */
export function sealedPartsOf(record: Json): readonly Omit<ClosedPart, 'why'>[] {
  return openParts(record, new Map()).closed.map(({ path, commitment }) => ({ path, commitment }));
}

/** The record for readers who expect a text, a list or nothing where a part stayed closed. */
export function withPlaceholders<T extends Json>(record: T): T {
  return eachPart(record, (value, _path, part) => {
    if (commitmentIn(value) === null) return value;
    if (part === 'file') return null;
    return part === 'evidence' || part === 'contactAttempts' ? [] : NOT_HELD;
  });
}

/** Which of the kinds of part a path is one of; `null` where it is none. */
export function partAt(path: string): Part | null {
  const pattern = path.replaceAll(/\.\d+(?=\.|$)/g, '.*');
  return PARTS.find((part) => part === pattern) ?? null;
}

/** Whether a record, as its bytes or as their text, can hold a commitment at all: most are told apart without a second look. */
export function mentionsSealed(record: Uint8Array | string): boolean {
  const written = typeof record === 'string' ? record : Buffer.from(record.buffer, record.byteOffset, record.length);
  return written.includes('"$sealed"');
}

function commitmentOf({ salt, text }: Opening): Digest {
  return sha256(Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(text)]));
}

function commitmentIn(value: unknown): Digest | null {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return null;
  const digest: unknown = '$sealed' in value ? value.$sealed : null;
  return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest) ? (digest as Digest) : null;
}

/** @returns the part, `undefined` where this does not open the commitment */
function partIn(opening: Opening, commitment: Digest): unknown {
  if (strictBase64(opening.salt)?.length !== 32 || commitmentOf(opening) !== commitment) return undefined;
  try {
    const value: unknown = JSON.parse(opening.text);
    // A repeated key would let two readers see two parts in one.
    return canonicalize(value) === opening.text ? value : undefined;
  } catch {
    return undefined; // no JSON, or something that canonical JSON cannot carry
  }
}

type Visit = (value: unknown, path: string, part: Part) => unknown;

function eachPart<T extends Json>(record: T, visit: Visit): T {
  // A path leads to the same member in the copy as in the record.
  return PARTS.reduce<unknown>((whole, part) => changed(whole, part.split('.'), '', part, visit), record) as T;
}

function changed(value: unknown, names: readonly string[], at: string, part: Part, visit: Visit): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return visit(value, at.slice(1), part);
  if (name === '*') {
    return Array.isArray(value)
      ? value.map((item: unknown, place) => changed(item, rest, `${at}.${place}`, part, visit))
      : value;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value;
  const { [name]: member } = value as Json; // its own member: asked right above
  return { ...value, [name]: changed(member, rest, `${at}.${name}`, part, visit) };
}
