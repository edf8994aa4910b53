// Reads an action file that is written exactly as this product writes it, many times faster than any YAML reader could.

/** Texts without escapes, on lines without anything unseen: whatever else there may be is for the YAML reader. */
const SIMPLE = /^[\n\x20-\x5b\x5d-\x7e]*$/;

/** Far below the limits of the YAML reader. */
const LONGEST = 16_384;
const DEEPEST = 10;

const FIELD = /^([A-Za-z][A-Za-z0-9]*):(?: (.+))?$/;

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
  if (text.length > LONGEST || !SIMPLE.test(text) || !text.endsWith('\n')) return null;
  const fields: Record<string, unknown> = {};
  for (const { line, below } of withBelow(text.slice(0, -1).split('\n'))) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined) return null;
    const read = value === undefined ? block(below) : below.length === 0 ? flow(value) : undefined;
    if (read === undefined) return null;
    fields[name] = read;
  }
  return fields;
}

/** Each line with those below it that stand further in. */
function withBelow(lines: readonly string[]): readonly { readonly line: string; readonly below: readonly string[] }[] {
  const groups: { readonly line: string; readonly below: string[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last !== undefined && line.startsWith('  ')) last.below.push(line.slice(2));
    else groups.push({ line, below: [] });
  }
  return groups;
}

/** Entries of a list, or fields of a map, one a line. */
function block(lines: readonly string[]): unknown {
  if (lines[0]?.startsWith('- ') === true) {
    const entries = lines.map((line) => (line.startsWith('- ') ? flow(line.slice(2)) : undefined));
    return entries.includes(undefined) ? undefined : entries;
  }
  const fields: Record<string, unknown> = {};
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    const read = value === undefined ? undefined : flow(value);
    if (name === undefined || read === undefined) return undefined;
    fields[name] = read;
  }
  return fields;
}

/** A value on one line, `undefined` where it is in no form that is written. */
function flow(text: string): unknown {
  const cursor: Cursor = { text, at: 0 };
  const value = valueAt(cursor, 0);
  return cursor.at === text.length ? value : undefined;
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
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

function plainAt(cursor: Cursor): unknown {
  PLAIN.lastIndex = cursor.at;
  const [text] = PLAIN.exec(cursor.text) ?? [];
  if (text === undefined) return undefined;
  cursor.at += text.length;
  if (WORDS.has(text)) return WORDS.get(text);
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
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
