// The file beside a record that opens its sealed parts: on a branch of its own, which nothing signs and which may be written anew.
import { canonicalize, isCanonicalForm } from './canonical.ts';
import type { Opening, Openings } from './sealed.ts';

/** Files of one folder: with folders for months and days each append would write one tree more, a tenth of all it costs. */
const FOLDER = 256;

/** Where it lies on `sealed/<year>`, for the index of its record. */
export function sealedPath(index: number): string {
  return `${Math.floor(index / FOLDER)}/${String(index).padStart(8, '0')}.json`;
}

/** The index of the record that such a path belongs to, `null` where it is none. */
export function sealedIndex(path: string): number | null {
  const index = Number(/^\d+\/(\d{8})\.json$/.exec(path)?.[1] ?? Number.NaN);
  return sealedPath(index) === path ? index : null;
}

/** @returns the file's text, canonical JSON */
export function formatSealed(index: number, openings: Openings): string {
  return canonicalize(fileOf(index, openings));
}

function fileOf(index: number, openings: Openings): unknown {
  return { parts: Object.fromEntries(openings), record: index, v: 1 };
}

/**
 * Reads such a file; what it opens the commitments decide. It is byte for byte as `formatSealed` writes it: behind a key twice or a
 * field that nobody reads, what was erased could go on lying there.
 * @returns `null` where it is none, or that of another record
 */
export function parseSealed(bytes: Uint8Array, index: number): Openings | null {
  const value = parse(bytes);
  if (!isObject(value) || !isObject(value['parts'])) return null;
  const openings = new Map<string, Opening>();
  for (const [path, opening] of Object.entries(value['parts'])) {
    if (!isObject(opening)) return null;
    const { salt, text } = opening;
    if (typeof salt !== 'string' || typeof text !== 'string') return null;
    openings.set(path, { salt, text });
  }
  return isCanonicalForm(fileOf(index, openings), bytes) ? openings : null;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
