// Reads an action file that is written exactly as this product writes it, many times faster than any YAML reader could.

/** Texts without escapes, on lines without anything unseen: whatever else there may be is for the YAML reader. */
const SIMPLE = /^[\n\x20-\x5b\x5d-\x7e]*$/;

/** Far below the limits of the YAML reader. */
const LONGEST = 16_384;
const DEEPEST = 10;

/** What a field is called, up to the colon. */
const NAME = /[A-Za-z][A-Za-z0-9]*(?=:)/y;

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * Guesses the value of an action file. It is a guess alone: only where writing that value gives the very same text again
 * is it what the YAML reader would read, because that reads back whatever is written.
 * @returns `null` where the text is of another form
 */
export function guessWritten(text: string): Readonly<Record<string, unknown>> | null {
  if (text.length > LONGEST || !SIMPLE.test(text)) return null;
  const cursor: Cursor = { text, at: 0 };
  const fields: Record<string, unknown> = {};
  while (cursor.at < text.length) {
    const name = taken(cursor, NAME);
    const value = took(cursor, ':\n') ? blockAt(cursor) : fieldAt(cursor);
    if (name === undefined || value === undefined) return null;
    fields[name] = value;
  }
  return fields;
}

/** The lines below a name: entries of a list, or fields of a map, one a line. */
function blockAt(cursor: Cursor): unknown {
  const entries: unknown[] = [];
  while (took(cursor, '  - ')) {
    const entry = lineAt(cursor);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  if (entries.length > 0) return entries;
  const fields: Record<string, unknown> = {};
  while (took(cursor, '  ')) {
    const name = taken(cursor, NAME);
    const value = fieldAt(cursor);
    if (name === undefined || value === undefined) return undefined;
    fields[name] = value;
  }
  return fields;
}

/** The value behind a name, to the end of its line. */
function fieldAt(cursor: Cursor): unknown {
  return took(cursor, ': ') ? lineAt(cursor) : undefined;
}

/** The value that fills the rest of a line, `undefined` where that is in no form that is written. */
function lineAt(cursor: Cursor): unknown {
  const value = valueAt(cursor, 0);
  return took(cursor, '\n') ? value : undefined;
}

function valueAt(cursor: Cursor, depth: number): unknown {
  if (depth > DEEPEST) return undefined;
  const first = cursor.text[cursor.at];
  if (first === '"') return quotedAt(cursor);
  if (first === '[') return listAt(cursor, depth);
  return first === '{' ? mapAt(cursor, depth) : plainAt(cursor);
}

function quotedAt(cursor: Cursor): string | undefined {
  const end = cursor.text.indexOf('"', cursor.at + 1);
  if (end === -1) return undefined;
  const text = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return text;
}

const PLAIN = /[A-Za-z0-9_./@()+-]+(?: +[A-Za-z0-9_./@()+-]+)*/y;
const NUMBER = /^-?\d{1,15}$/;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

function plainAt(cursor: Cursor): unknown {
  const text = taken(cursor, PLAIN);
  if (text === undefined) return undefined;
  if (WORDS.has(text)) return WORDS.get(text);
  return NUMBER.test(text) ? Number(text) : text;
}

function listAt(cursor: Cursor, depth: number): unknown {
  const entries: unknown[] = [];
  for (cursor.at += 1; !took(cursor, ']');) {
    if (entries.length > 0 && !took(cursor, ', ')) return undefined;
    const entry = valueAt(cursor, depth + 1);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
}

function mapAt(cursor: Cursor, depth: number): unknown {
  const fields: Record<string, unknown> = {};
  if (took(cursor, '{}')) return fields;
  if (!took(cursor, '{ ')) return undefined;
  for (let count = 0; !took(cursor, ' }'); count += 1) {
    if (count > 0 && !took(cursor, ', ')) return undefined;
    const name = plainAt(cursor);
    // A merge key or the name of a prototype is nothing that is written without quotes.
    if (typeof name !== 'string' || !/^[A-Za-z]/.test(name) || !took(cursor, ': ')) return undefined;
    const value = valueAt(cursor, depth + 1);
    if (value === undefined) return undefined;
    fields[name] = value;
  }
  return fields;
}

function took(cursor: Cursor, what: string): boolean {
  const isThere = cursor.text.startsWith(what, cursor.at);
  if (isThere) cursor.at += what.length;
  return isThere;
}

/** @param what looks from where it is told, and no further */
function taken(cursor: Cursor, what: RegExp): string | undefined {
  what.lastIndex = cursor.at;
  if (!what.test(cursor.text)) return undefined;
  const text = cursor.text.slice(cursor.at, what.lastIndex);
  cursor.at = what.lastIndex;
  return text;
}
