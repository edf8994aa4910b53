// The strict YAML reader of policies and action files: one plain tree of values, or every reason why not.
import { Composer, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import type { ParsedNode, YAMLMap } from 'yaml';
import { refusedTokens } from './document-tokens.ts';
import type { DocumentProblem, Place } from './problem.ts';
import { decode, placeAt, unsafeIn } from './text-safety.ts';

export type Pointer = readonly (string | number)[];

export interface Limits {
  readonly bytes: number;
  /** Levels of nested maps and lists. */
  readonly depth: number;
}

/** Of an action file, and of every file of the policy: at most 64 KiB and 20 levels. */
export const LIMITS: Limits = { bytes: 65_536, depth: 20 };

export interface ReadDocument {
  readonly ok: true;
  readonly value: unknown;
  /** Where a value begins; for a path that does not exist, where its nearest existing ancestor begins. */
  readonly locate: (pointer: Pointer) => Place;
  /** Where the key of a value stands; the same as `locate` for an entry of a list. */
  readonly locateKey: (pointer: Pointer) => Place;
}

export interface Unreadable {
  readonly ok: false;
  readonly problems: readonly DocumentProblem[];
}

/** So many problems of one file are listed; a hostile file would otherwise be answered by one many times its size. */
const LISTED = 100;

/** A problem before its offset (UTF-16 units) is a place. */
interface Finding {
  readonly offset: number;
  readonly fact: string;
  readonly remedy: string;
}

/**
 * Reads one YAML 1.2 document as plain data (core schema): no aliases, anchors, tags, directives, merge keys, duplicate
 * or non-text keys, no number that JSON cannot carry exactly, no character that hides (gate.md `text-unsafe`).
 * Never throws, whatever the bytes are.
 * @param path only for the problems
 */
export function readDocument(
  source: string | Uint8Array,
  path: string,
  limits: Limits = LIMITS,
): ReadDocument | Unreadable {
  const size = typeof source === 'string' ? new TextEncoder().encode(source).byteLength : source.byteLength;
  if (size > limits.bytes) {
    const fact = `the file has ${size} bytes, more than the ${limits.bytes} that are allowed`;
    return refuse([{ code: 'schema-invalid', path, line: 1, column: 1, fact, remedy: 'Shorten it.' }]);
  }
  const text = typeof source === 'string' ? source : decode(source, path);
  if (typeof text !== 'string') return refuse([text]);
  const unsafe = unsafeIn(text);
  if (unsafe.length > 0) return refuse(listed('text-unsafe', path, unsafe, (offset) => placeAt(text, offset)));
  return readSafe(text, path, limits);
}

function readSafe(text: string, path: string, limits: Limits): ReadDocument | Unreadable {
  const lines = new LineCounter();
  const place = placesOf(lines);
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tokenFindings = refusedTokens(tokens, limits.depth);
  if (tokenFindings.length > 0) return refuse(listed('schema-invalid', path, tokenFindings, place));
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, merge: false });
  const documents = [...composer.compose(tokens, true, text.length)];
  const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  const syntax = faults.map((error) => ({
    offset: error.pos[0],
    fact: `this is not valid YAML: ${lowered(error.message)}`,
    remedy:
      'Correct the syntax: a comma, bracket or quote may be missing before it; put texts with special characters in quotes.',
  }));
  if (syntax.length > 0) return refuse(listed('schema-invalid', path, syntax, place));
  const root: ParsedNode | null =
    documents.map(({ contents }) => contents).find((contents) => contents !== null) ?? null;
  if (root === null || (isScalar(root) && root.value === null)) {
    const fact = 'the file is empty';
    return refuse(listed('schema-invalid', path, [{ offset: 0, fact, remedy: 'Fill it in or delete it.' }], place));
  }
  const reading: Reading = { unfit: [], unsafe: [] };
  const value = plain(root, reading);
  const problems = [
    ...listed('schema-invalid', path, reading.unfit, place),
    ...listed('text-unsafe', path, reading.unsafe, place),
  ];
  return problems.length > 0 ? refuse(problems) : { ok: true, value, ...locators(root, place) };
}

function refuse(problems: readonly DocumentProblem[]): Unreadable {
  return { ok: false, problems };
}

function placesOf(lines: LineCounter): (offset: number) => Place {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}

function listed(
  code: DocumentProblem['code'],
  path: string,
  findings: readonly Finding[],
  place: (offset: number) => Place,
): readonly DocumentProblem[] {
  const problems = findings
    .slice(0, LISTED)
    .map(({ offset, fact, remedy }): DocumentProblem => ({ code, path, ...place(offset), fact, remedy }));
  const rest = findings[LISTED];
  if (rest === undefined) return problems;
  const fact = `${findings.length - LISTED} further problems follow`;
  return [...problems, { code, path, ...place(rest.offset), fact, remedy: 'Mend those listed first.' }];
}

function lowered(message: string): string {
  const line = message.replace(/\n.*/s, '');
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/\.$/, '');
}

interface Reading {
  readonly unfit: Finding[];
  readonly unsafe: Finding[];
}

/** Turns a node into plain data. Its depth is bounded by `refusedTokens`, so recursion is safe. */
function plain(node: ParsedNode | null, reading: Reading): unknown {
  if (isMap(node)) return plainMap(node, reading);
  if (isSeq(node)) return node.items.map((item) => plain(item, reading));
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'string') checkText(value, offsetOf(node), reading);
  if (typeof value === 'number' && !isExact(value)) {
    const fact = `the number ${node.source} cannot be carried exactly`;
    reading.unfit.push({ offset: offsetOf(node), fact, remedy: 'Put it in quotes, or use a smaller one.' });
  }
  return value;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** An escape such as "\u202e" is harmless as a text of the file, but not as the value that people are shown. */
function checkText(value: string, offset: number, reading: Reading): void {
  for (const { fact, remedy } of unsafeIn(value)) {
    reading.unsafe.push({ offset, fact: fact.replace('the text', 'the value'), remedy });
  }
}

function plainMap(map: YAMLMap.Parsed, reading: Reading): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? key.value : null;
    const finding = unfitKey(key, name, result);
    if (finding !== null) reading.unfit.push({ offset: offsetOf(key) || offsetOf(map), ...finding });
    const read = plain(value, reading);
    if (typeof name !== 'string' || finding !== null) continue;
    checkText(name, offsetOf(key), reading);
    result[name] = read;
  }
  return result;
}

function unfitKey(key: unknown, name: unknown, before: object): Omit<Finding, 'offset'> | null {
  if (typeof name !== 'string') {
    const shown = isScalar(key) ? `the key ${key.source || '(empty)'}` : 'a key that is a list or a map';
    return { fact: `${shown} is not a text`, remedy: 'Put it in quotes.' };
  }
  if (name === '<<') return { fact: 'a merge key (<<) is not allowed here', remedy: 'Write the entries out.' };
  if (name === '__proto__') return { fact: 'the key "__proto__" is not allowed here', remedy: 'Remove it.' };
  if (!Object.hasOwn(before, name)) return null;
  return { fact: `the key "${name}" stands twice in the same map`, remedy: 'Keep one of them.' };
}

function offsetOf(node: ParsedNode): number {
  return node.range[0];
}

/** An entry of a list is its own key. */
type Entry = Pick<YAMLMap.Parsed['items'][number], 'key' | 'value'>;

function locators(root: ParsedNode, place: (offset: number) => Place): Pick<ReadDocument, 'locate' | 'locateKey'> {
  const indexes = new WeakMap<YAMLMap.Parsed, ReadonlyMap<string, Entry>>();
  const pairOf = (map: YAMLMap.Parsed, key: string): Entry | undefined => {
    const known = indexes.get(map) ?? new Map(map.items.map((pair) => [String(pair.key), pair]));
    indexes.set(map, known);
    return known.get(key);
  };
  const at = (pointer: Pointer, ofKey: boolean): Place => {
    let node: ParsedNode | null = root;
    let offset = offsetOf(root);
    for (const [index, segment] of pointer.entries()) {
      const entry: Entry | undefined = isMap(node) ? pairOf(node, String(segment)) : itemOf(node, segment);
      if (entry === undefined) break;
      const { key, value }: Entry = entry;
      offset = offsetOf(ofKey && index === pointer.length - 1 ? key : (value ?? key));
      node = value;
    }
    return place(offset);
  };
  return { locate: (pointer) => at(pointer, false), locateKey: (pointer) => at(pointer, true) };
}

function itemOf(node: ParsedNode | null, segment: string | number): Entry | undefined {
  const item = isSeq(node) ? node.items[Number(segment)] : undefined;
  return item && { key: item, value: item };
}
