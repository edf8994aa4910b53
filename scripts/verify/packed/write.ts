// Writing packed values: texts that recur are written once, ids and moments as the bytes that they stand for.
import { isPlainMoment, parseInstant } from '../../core/time.ts';
import { DIGEST, LETTER, SMALL, type Shape, type Vocabulary } from './form.ts';

/** Writes one value at a time. */
export interface Writer {
  /** @returns the bytes, to be copied before the next call */
  readonly write: (value: unknown) => Uint8Array;
  /** Says where those bytes lie, so that later values can point to their texts. */
  readonly lies: (place: number) => void;
}

/** A text shorter than this takes no more room than a pointer to it. */
const SHORT = 6;
/** Longer ones are seldom the same, and looking for them takes time. */
const LONG = 512;
/** A text of so many letters or more is no word. */
const NO_WORD = 64;
/** As many texts are remembered by their places, and as many again from before. */
const MOST_PLACES = 8_192;
const MOST_WORDS = 4_096;
/** An object of so many members that is no part of another one is read member by member: who asks for a record wants two or three. */
const MANY = 8;
/** How far two bytes tell where a member ends. */
const FAR = 2 ** 16;

/** @param vocabulary grows with what is written */
export function writerInto(vocabulary: Vocabulary): Writer {
  const { shapes, words } = vocabulary;
  const numbers = new Map<string, number>();
  const known = nameless();
  const recent = recentPlaces();
  const fresh: { readonly text: string; readonly from: number }[] = [];
  let bytes = Buffer.alloc(65_536);
  let at = 0;

  const room = (more: number): void => {
    if (at + more > bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length + more)]);
  };
  const byte = (one: number): void => {
    room(1);
    bytes[at++] = one;
  };
  const count = (number: number): void => {
    let rest = number;
    for (; rest >= 128; rest = Math.floor(rest / 128)) byte((rest % 128) + 128);
    byte(rest);
  };
  const encoded = (letter: number, text: string, encoding: 'latin1' | 'utf16le' | 'hex'): void => {
    byte(letter);
    const length = encoding === 'hex' ? text.length / 2 : encoding === 'latin1' ? text.length : text.length * 2;
    count(length);
    room(length);
    bytes.write(text, at, encoding);
    at += length;
  };
  const newText = (text: string): void => {
    if (text.length >= SHORT && text.length <= LONG) fresh.push({ text, from: at });
    if (isDigest(text)) {
      byte(LETTER.digest);
      room(32);
      bytes.write(text.slice(DIGEST.length), at, 'hex');
      at += 32;
    } else if (isHex(text)) encoded(LETTER.hex, text, 'hex');
    else if (/^[\0-\u00ff]*$/.test(text))
      encoded(LETTER.text, text, 'latin1'); // eslint-disable-line no-control-regex -- every letter of one byte
    else encoded(LETTER.wide, text, 'utf16le');
  };
  const text = (value: string): void => {
    const word = value.length < NO_WORD ? numbers.get(value) : undefined;
    if (word !== undefined) return numbered(LETTER.word, word);
    const seconds = secondsOf(value);
    if (seconds !== null) {
      byte(LETTER.moment);
      room(4);
      at = bytes.writeUInt32LE(seconds, at);
      return;
    }
    // A short text, and one that comes for the second time and is no id, is a word from then on.
    const place = value.length < SHORT || value.length > LONG ? undefined : recent.get(value);
    const isWord = value.length < SHORT || (value.length < NO_WORD && place !== undefined && !isHex(value));
    if (isWord && words.length < MOST_WORDS) {
      numbers.set(value, words.length);
      numbered(LETTER.word, words.push(value) - 1);
    } else if (place === undefined) newText(value);
    else numbered(LETTER.again, place);
  };
  const numbered = (letter: number, number: number): void => {
    byte(letter);
    count(number);
  };
  const object = (members: Members, isOuter: boolean): void => {
    let end = known;
    let size = 0;
    for (const name in members) {
      end = after(end, name);
      size += 1;
    }
    end.shape ??= shapes.push(shapeOf(Object.keys(members))) - 1;
    if (isOuter && size >= MANY && isWrittenWithEnds(end.shape, size, members)) return;
    numbered(LETTER.object, end.shape);
    for (const name in members) any(members[name]);
  };
  /** Writes nothing where they do not. @returns whether two bytes suffice to tell where each member ends */
  const isWrittenWithEnds = (shape: number, size: number, members: Members): boolean => {
    const [start, old] = [at, fresh.length];
    numbered(LETTER.members, shape);
    let end = at;
    room(2 * size);
    at += 2 * size;
    const from = at;
    for (const name in members) {
      any(members[name]);
      if (at - from >= FAR) {
        [at, fresh.length] = [start, old];
        return false;
      }
      end = bytes.writeUInt16LE(at - from, end);
    }
    return true;
  };
  /** @param isOuter whether it is no part of an object */
  const any = (value: unknown, isOuter = false): void => {
    if (typeof value === 'string') text(value);
    else if (typeof value === 'number') {
      if (!Number.isSafeInteger(value) || value < 0) encoded(LETTER.number, String(value), 'latin1');
      else if (value < 256 - SMALL) byte(value + SMALL);
      else numbered(LETTER.whole, value);
    } else if (Array.isArray(value)) {
      numbered(LETTER.list, value.length);
      for (const member of value) any(member, isOuter);
    } else if (typeof value === 'object' && value !== null) object(Object(value), isOuter);
    else if (value === null) byte(LETTER.null);
    else if (typeof value === 'boolean') byte(value ? LETTER.true : LETTER.false);
    else throw new TypeError(`a ${typeof value} is no JSON value`);
  };
  return {
    write: (value) => {
      at = 0;
      fresh.length = 0;
      any(value, true);
      return bytes.subarray(0, at);
    },
    lies: (place) => {
      for (const { text: own, from } of fresh) recent.set(own, place + from);
    },
  };
}

type Members = Readonly<Record<string, unknown>>;

/** The names so far; a name may hold whatever could stand between two, so that they are never joined. */
interface Names {
  readonly next: Map<string, Names>;
  /** Where it went on the last time, which is mostly where it goes on again. */
  last: { readonly name: string; readonly names: Names } | null;
  shape: number | null;
}

function nameless(): Names {
  return { next: new Map(), last: null, shape: null };
}

function after(names: Names, name: string): Names {
  if (names.last?.name === name) return names.last.names;
  const known = names.next.get(name) ?? nameless();
  names.next.set(name, known);
  names.last = { name, names: known };
  return known;
}

/** Object.fromEntries makes a member of its own even of the name of a prototype. */
function shapeOf(names: readonly string[]): Shape {
  return {
    names,
    empty: Object.fromEntries(names.map((name) => [name, null])),
    places: new Map(names.map((name, place) => [name, place])),
  };
}

function isDigest(text: string): boolean {
  return text.length === 71 && /^sha256:[0-9a-f]{64}$/.test(text);
}

function isHex(text: string): boolean {
  return (text.length === 40 || text.length === 64) && /^[0-9a-f]+$/.test(text);
}

/** @returns `null` where the text is no moment, or not written as this product writes one */
function secondsOf(text: string): number | null {
  if (text.length !== 20 || text[10] !== 'T') return null;
  const instant = parseInstant(text) ?? -1;
  const fits = instant >= 0 && instant < 2 ** 32 * 1_000;
  return fits && isPlainMoment(text, instant) ? instant / 1_000 : null;
}

/** Where texts lie that came not long ago. */
function recentPlaces(): {
  readonly get: (text: string) => number | undefined;
  readonly set: Map<string, number>['set'];
} {
  let [now, before] = [new Map<string, number>(), new Map<string, number>()];
  return {
    get: (text) => now.get(text) ?? before.get(text),
    set: (text, place) => {
      if (now.size >= MOST_PLACES) [now, before] = [new Map(), now];
      return now.set(text, place);
    },
  };
}
