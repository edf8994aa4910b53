// Policy files read once: few of them differ between two states of a policy, and the same text always reads the same.
import { type ReadDocument, readDocument, type Unreadable } from './document.ts';

/** How many are kept: several states of a policy with some tens of files. */
export const KEPT = 128;

const known = new Map<string, ReadDocument | Unreadable>();

/**
 * As `readDocument`, by the file's own text and path and nothing else. What it gives is frozen, so that nobody can change what
 * somebody else will be given.
 */
export function rememberedDocument(text: string | Uint8Array, path: string): ReadDocument | Unreadable {
  if (typeof text !== 'string') return readDocument(text, path); // bytes may be changed by whoever holds them
  // Whoever chooses both must not be able to make one pair of them look like another.
  const key = `${path.length}:${path}${text}`;
  const document = known.get(key) ?? frozen(readDocument(text, path));
  known.delete(key); // last in line again: the one that was not asked for longest goes first
  known.set(key, document);
  const [oldest = key] = known.keys();
  if (known.size > KEPT) known.delete(oldest);
  return document;
}

/** Plain data only, and no deeper than the reader lets through. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const one of Object.values(value)) frozen(one);
  return Object.freeze(value);
}
