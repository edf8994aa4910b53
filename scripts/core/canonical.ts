// RFC 8785 canonical JSON and SHA-256 digests: the one byte form in which records and payloads are hashed.
import { hash } from 'node:crypto';
import type { Digest } from './facts.ts';

/**
 * Writes a JSON value in the form of RFC 8785 (keys by UTF-16 code units, no white space, shortest numbers).
 * @returns the canonical text; its UTF-8 bytes are what is hashed and stored.
 * @throws TypeError naming the path, for whatever JSON cannot carry: undefined, non-finite numbers, bigints, symbols,
 * functions, lone surrogates, objects that are not plain, cycles.
 */
export function canonicalize(value: unknown): string {
  return write(value, '$', []);
}

/** @returns the SHA-256 of the bytes, or of the UTF-8 form of the text, as `sha256:` and 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): Digest {
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}

/** @returns the digest of the value's canonical form. @throws TypeError as `canonicalize` does. */
export function digestOf(value: unknown): Digest {
  return sha256(canonicalize(value));
}

/**
 * Whether two JSON values are the same in canonical form. Most that are compared are, and that shows without writing them.
 * @throws TypeError as `canonicalize` does, where they are not plainly the same
 */
export function sameJson(a: unknown, b: unknown): boolean {
  return isAlike(a, b) || canonicalize(a) === canonicalize(b);
}

/** The same texts, numbers and words in the same places; `undefined` is like nothing. */
function isAlike(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b && a !== undefined;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isAlike(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

/**
 * Whether the bytes are the canonical form of a value that `JSON.parse` has read; several times as fast as writing that form.
 * @param source the text that the bytes stand for, where the caller has it: then it need not be encoded again
 */
export function isCanonicalForm(value: unknown, bytes: Uint8Array, source: string | null = null): boolean {
  if (isWrittenInOrder(value)) {
    // With keys in order everywhere, what JSON.stringify writes is the canonical form, but for lone surrogates.
    const text = JSON.stringify(value);
    const isSame = source === null ? Buffer.from(text).equals(bytes) : text === source;
    if (isSame && !text.includes('\\ud')) return true;
  }
  try {
    return Buffer.from(canonicalize(value)).equals(bytes);
  } catch {
    return false; // a lone surrogate or the like: JSON.parse takes what canonical JSON cannot carry
  }
}

/** Whether there is a canonical form of a value at all: half of a character, which `JSON.parse` takes, has none. */
export function hasCanonicalForm(value: unknown): boolean {
  try {
    canonicalize(value);
    return true;
  } catch {
    return false;
  }
}

function isWrittenInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (Array.isArray(value)) return value.every(isWrittenInOrder);
  const members: Readonly<Record<string, unknown>> = Object(value);
  let last: string | null = null;
  for (const key in members) {
    if ((last !== null && key <= last) || !isWrittenInOrder(members[key])) return false;
    last = key;
  }
  return true;
}

function write(value: unknown, path: string, above: readonly object[]): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeText(value, path);
  if (typeof value === 'number') return writeNumber(value, path);
  if (typeof value !== 'object') throw unfit(path, `is ${describe(value)}`);
  if (above.includes(value)) throw unfit(path, 'contains itself');
  return Array.isArray(value) ? writeArray(value, path, above) : writeObject(value, path, above);
}

function writeText(text: string, path: string): string {
  // JSON.stringify would escape a lone surrogate; RFC 8785 section 3.2.2.2 demands an error instead.
  if (!text.isWellFormed()) throw unfit(path, 'is text with a lone surrogate');
  return JSON.stringify(text);
}

function writeNumber(number: number, path: string): string {
  if (!Number.isFinite(number)) throw unfit(path, `is ${number}`);
  return JSON.stringify(number);
}

function writeArray(items: readonly unknown[], path: string, above: readonly object[]): string {
  // Array.from visits holes too, so that a sparse array is refused and not written with `null` in its gaps.
  return `[${Array.from(items, (item, index) => write(item, `${path}[${index}]`, [...above, items])).join(',')}]`;
}

function writeObject(value: object, path: string, above: readonly object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unfit(path, 'is not a plain object');
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => {
      const at = `${path}.${key.toWellFormed()}`;
      return `${writeText(key, at)}:${write(member, at, [...above, value])}`;
    });
  return `{${members.join(',')}}`;
}

function describe(value: unknown): string {
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}

function unfit(path: string, why: string): TypeError {
  return new TypeError(`${path} ${why}, which canonical JSON cannot carry`);
}
