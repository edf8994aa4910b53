// Refuses text that a person could read otherwise than a machine: invisible, reordering and ill-encoded characters.
import type { DocumentProblem, Place } from './problem.ts';

/** Plain printable ASCII and line feeds: what nearly every file consists of. */
const PLAIN = /^[\n\x20-\x7e]*$/;

type Kind = readonly [pattern: RegExp, name: string, remedy: string];

/** Kinds of characters that are refused; the first kind that fits names the character. */
const KINDS: readonly Kind[] = [
  [/\ufeff/u, 'a byte order mark', 'Save the file without one.'],
  [/\t/u, 'a tab', 'Indent and separate with spaces.'],
  [/\r/u, 'a carriage return', 'Save the file with line feeds only (LF).'],
  [/(?!\n)\p{Cc}/u, 'a control character', 'Delete it.'],
  [/\p{Bidi_Control}/u, 'a bidirectional control, which shows text in another order than it has', 'Delete it.'],
  [/[\u{e0000}-\u{e007f}]/u, 'an invisible tag character', 'Delete it.'],
  [/\p{Variation_Selector}/u, 'a variation selector, which is invisible', 'Delete it.'],
  [/\u00ad/u, 'a soft hyphen, which is invisible', 'Delete it.'],
  [/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u, 'an invisible character', 'Delete it.'],
  [/[\u2028\u2029]/u, 'a Unicode line or paragraph separator', 'Use a plain line feed.'],
  [/(?! )\p{Zs}/u, 'a space that is not the plain one', 'Replace it with a plain space.'],
  [/\p{Co}/u, 'a private-use character, which has no common meaning', 'Delete it.'],
  [/\p{Cs}/u, 'half of a surrogate pair', 'Delete it.'],
  [/\ufffd/u, 'a replacement character, the trace of a broken encoding', 'Write what was meant.'],
];

/** What is left of the characters that are refused. */
const OTHER: Kind = [/\p{Cn}/u, 'a code point without a character', 'Delete it.'];

const UNSAFE =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}\u2800\ufffd]|(?! )\p{Zs}/gu;

/** More combining marks in a row than any orthography uses; longer runs make normalisation slow. */
const MARKS = /\p{M}{9,}/u;

/** A character of another script than Latin, which may look like a Latin letter. */
const FOREIGN = /[^\x20-\x7e]/u;

export interface Unsafe {
  /** Offset in UTF-16 units of the first occurrence. */
  readonly offset: number;
  readonly fact: string;
  readonly remedy: string;
}

/**
 * Looks for characters that may not stand in a policy or an action file (gate.md `text-unsafe`).
 * @returns one entry for each different character, at its first occurrence, empty where the text is safe
 */
export function unsafeIn(text: string): readonly Unsafe[] {
  if (PLAIN.test(text)) return [];
  const found = new Map<string, { offset: number; times: number }>();
  for (const match of text.matchAll(UNSAFE)) {
    const seen = found.get(match[0]);
    if (seen === undefined) found.set(match[0], { offset: match.index, times: 1 });
    else seen.times += 1;
  }
  const characters = [...found].map(([character, { offset, times }]) => unsafe(character, offset, times));
  return characters.length > 0 ? characters : unnormalised(text);
}

function unsafe(character: string, offset: number, times: number): Unsafe {
  const [, name, remedy] = KINDS.reduceRight((named, kind) => (kind[0].test(character) ? kind : named), OTHER);
  const count = times === 1 ? '' : ` ${times} times`;
  return {
    offset,
    fact: `the text holds ${name} (${codePoint(character)})${count}`,
    remedy,
  };
}

function unnormalised(text: string): readonly Unsafe[] {
  const marks = MARKS.exec(text);
  if (marks !== null) {
    const fact = 'more than 8 combining marks follow one another';
    return [{ offset: marks.index, fact, remedy: 'Write plain letters.' }];
  }
  const normal = text.normalize('NFC');
  if (normal === text) return [];
  let offset = 0;
  while (text[offset] === normal[offset]) offset += 1;
  const fact = 'the text is not in Unicode normal form C, so that equal words may differ in bytes';
  return [{ offset, fact, remedy: 'Save it in normal form C (NFC).' }];
}

/**
 * Finds the character that keeps a text from being an id although it may look like one.
 * @returns the character and its code point in words, or `null` where the text is ASCII
 */
export function lookAlike(text: string): string | null {
  const character = FOREIGN.exec(text)?.[0];
  return character === undefined ? null : `the character "${character}" (${codePoint(character)})`;
}

/** Writes a code point as people look it up, for example `U+0430`. */
export function codePoint(character: string): string {
  return `U+${Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Reads bytes as UTF-8 without a byte order mark.
 * @returns the text, or the problem at the first byte that is not UTF-8
 */
export function decode(bytes: Uint8Array, path: string): string | DocumentProblem {
  const problem = (at: Place, fact: string, remedy: string): DocumentProblem => ({
    code: 'text-unsafe',
    path,
    ...at,
    fact,
    remedy,
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return problem(firstBadByte(bytes), 'the file is not UTF-8', 'Save it as UTF-8.');
  }
}

function firstBadByte(bytes: Uint8Array): Place {
  const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const back = new TextEncoder().encode(lossy);
  let offset = 0;
  while (offset < bytes.length && bytes[offset] === back[offset]) offset += 1;
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  return placeAt(before, before.length);
}

/** Turns an offset in UTF-16 units into a place. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}
