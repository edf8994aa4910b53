// Finds the last matching CODEOWNERS rule in a few map look-ups per path segment instead of trying every rule.
import { matchesPattern } from './codeowners-pattern.ts';
import type { Pattern, Segment } from './codeowners-pattern.ts';

/** Made by `buildIndex`, read by `lastMatch`. */
export interface CodeownersIndex {
  readonly root: Directory;
  /** Patterns such as `name` and `name/`, which match at any depth. */
  readonly names: Map<string, Slots>;
  /** Patterns such as `*.ext`, by `.ext`. */
  readonly extensions: Map<string, Slots>;
}

/** The last rule for this very place (`either`: and below it, `below`: only below it), -1 where there is none. */
interface Slots {
  either: number;
  below: number;
}

interface Directory extends Slots {
  readonly directories: Map<string, Directory>;
  /** The last rule for the entries of this directory, not nested (`dir/*`), -1 where there is none. */
  entries: number;
  /** Patterns that go on with wildcards from here, by a name or an `.ext` that their paths must contain. */
  readonly keyed: Map<string, Candidate[]>;
  /** Patterns that go on with wildcards from here and have no such key. */
  readonly rest: Candidate[];
}

/** A rule that has to be tried; lists of them are in the order of the file. */
interface Candidate {
  readonly order: number;
  readonly pattern: Pattern;
}

/**
 * Finds the rule that decides on a path: the last one that matches replaces all earlier ones.
 * @returns the rule's position in the list given to `buildIndex`, or -1 where no rule matches.
 */
export function lastMatch(index: CodeownersIndex, path: string): number {
  const names = path.split('/');
  let best = -1;
  let left = names.length;
  let directory: Directory | undefined = index.root;
  for (const name of names) {
    if (directory !== undefined) {
      if (left === 1 && name !== '') best = Math.max(best, directory.entries);
      best = bestInDirectory(directory, names, left, best);
      directory = directory.directories.get(name);
    }
    left -= 1;
    best = Math.max(best, fromSlots(index.names.get(name), left));
    const extension = extensionOf(name);
    if (extension !== null) best = Math.max(best, fromSlots(index.extensions.get(extension), left));
  }
  return directory === undefined ? best : bestInDirectory(directory, names, left, best);
}

/** Files the patterns, the first rule first, under what a path can be looked up by. */
export function buildIndex(patterns: readonly Pattern[]): CodeownersIndex {
  const index: CodeownersIndex = { root: emptyDirectory(), names: new Map(), extensions: new Map() };
  for (const [order, pattern] of patterns.entries()) addPattern(index, order, pattern);
  return index;
}

function addPattern(index: CodeownersIndex, order: number, pattern: Pattern): void {
  const floating = floatingSlots(index, pattern);
  if (floating !== null) return fillSlots(floating, order, pattern);
  let directory = index.root;
  let depth = 0;
  for (const segment of pattern.segments) {
    if (segment.kind !== 'literal') break;
    directory = getOrAdd(directory.directories, segment.text, emptyDirectory);
    depth += 1;
  }
  const wild = pattern.segments.length - depth;
  if (wild === 0) fillSlots(directory, order, pattern);
  else if (wild === 1 && pattern.tail === 'self') directory.entries = order;
  else candidatesFor(directory, pattern.segments.slice(depth)).push({ order, pattern });
}

function floatingSlots(index: CodeownersIndex, pattern: Pattern): Slots | null {
  const [deep, only] = pattern.segments;
  if (deep?.kind !== 'deep' || pattern.segments.length !== 2) return null;
  if (only?.kind === 'literal') return getOrAdd(index.names, only.text, emptySlots);
  const extension = only?.kind === 'suffix' && only.text.lastIndexOf('.') === 0;
  return extension ? getOrAdd(index.extensions, only.text, emptySlots) : null;
}

/** The list for a pattern under its most telling segment, the last one with a whole name or a whole extension. */
function candidatesFor(directory: Directory, wild: readonly Segment[]): Candidate[] {
  const key = wild.map(keyOf).findLast((one) => one !== null);
  return key === undefined || key === null ? directory.rest : getOrAdd(directory.keyed, key, () => []);
}

function keyOf(segment: Segment): string | null {
  if (segment.kind === 'literal') return segment.text;
  return segment.kind === 'suffix' ? extensionOf(segment.text) : null;
}

/** From the last dot on; `null` where there is no dot. */
function extensionOf(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? null : name.slice(dot);
}

function fillSlots(slots: Slots, order: number, pattern: Pattern): void {
  if (pattern.tail === 'below') slots.below = order;
  else slots.either = order;
}

function fromSlots(slots: Slots | undefined, left: number): number {
  if (slots === undefined) return -1;
  return left > 0 ? Math.max(slots.either, slots.below) : slots.either;
}

function bestInDirectory(directory: Directory, names: readonly string[], left: number, known: number): number {
  let best = bestOf(directory.rest, names, Math.max(known, fromSlots(directory, left)));
  if (directory.keyed.size === 0) return best;
  for (const name of names) {
    best = bestOf(directory.keyed.get(name), names, best);
    const extension = extensionOf(name);
    if (extension !== null) best = bestOf(directory.keyed.get(extension), names, best);
  }
  return best;
}

/** Later rules replace earlier ones, so the search ends at the first hit from the end or at a rule already beaten. */
function bestOf(candidates: readonly Candidate[] | undefined, names: readonly string[], known: number): number {
  const hit = candidates?.findLast(({ order, pattern }) => order < known || matchesPattern(pattern, names));
  return hit === undefined ? known : Math.max(known, hit.order);
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function emptySlots(): Slots {
  return { either: -1, below: -1 };
}

function emptyDirectory(): Directory {
  return { either: -1, below: -1, entries: -1, directories: new Map(), keyed: new Map(), rest: [] };
}
