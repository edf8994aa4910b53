// Writing packed values: texts that recur are written once, ids and moments as the bytes that they stand for.
import { formatInstant, parseInstant } from '../../core/time.ts';
import { DIGEST, LETTER, SMALL, type Shape, UNREAD, type Vocabulary } from './form.ts';

/** Writes one value at a time. */
export interface Writer {
  /** @returns the bytes, to be copied before the next call */
  readonly write: (value: unknown) => Uint8Array;
  /**
   * Says where those bytes lie, so that later values can point to their texts.
   * @param reach how far beyond it a place can be told
   */
  readonly lies: (place: number, reach: number) => void;
}

/** A text shorter than this takes no more room than a pointer to it. */
const SHORT = 6;
/** Longer ones are seldom the same, and looking for them takes time. */
const LONG = 512;
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
  const known: Names = { next: new Map(), shape: null };
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
    const word = numbers.get(value) ?? learnt(value);
    if (word !== undefined) {
      byte(LETTER.word);
      count(word);
      return;
    }
    const seconds = secondsOf(value);
    if (seconds !== null) {
      byte(LETTER.moment);
      room(4);
      at = bytes.writeUInt32LE(seconds, at);
      return;
    }
    const place = recent.get(value);
    if (place === undefined) newText(value);
    else {
      byte(LETTER.again);
      count(place);
    }
  };
  /** A short text, and one that comes for the second time and is no id, is a word from then on. */
  const learnt = (value: string): number | undefined => {
    const isWord = value.length < SHORT || (value.length < 64 && !isHex(value) && recent.get(value) !== undefined);
    if (!isWord || words.length >= MOST_WORDS) return undefined;
    numbers.set(value, words.length);
    return words.push(value) - 1;
  };
  const object = (value: object, isOuter: boolean): void => {
    const names = Object.keys(value);
    let end = known;
    for (const name of names) end = after(end, name);
    end.shape ??= shapes.push(shapeOf(names)) - 1;
    const start = [at, fresh.length] as const;
    if (isOuter && names.length >= MANY && isWrittenWithEnds(end.shape, Object.values(value))) return;
    [at, fresh.length] = start;
    byte(LETTER.object);
    count(end.shape);
    for (const member of Object.values(value)) any(member);
  };
  /** @returns whether two bytes suffice to tell where each member ends */
  const isWrittenWithEnds = (shape: number, members: readonly unknown[]): boolean => {
    byte(LETTER.members);
    count(shape);
    let end = at;
    room(2 * members.length);
    at += 2 * members.length;
    const from = at;
    for (const member of members) {
      any(member);
      if (at - from >= FAR) return false;
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
      else {
        byte(LETTER.whole);
        count(value);
      }
    } else if (Array.isArray(value)) {
      byte(LETTER.list);
      count(value.length);
      for (const member of value) any(member, isOuter);
    } else if (typeof value === 'object' && value !== null) object(value, isOuter);
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
    lies: (place, reach) => {
      for (const { text: own, from } of fresh) if (from < reach) recent.set(own, place + from);
    },
  };
}

/** The names so far; a name may hold whatever could stand between two, so that they are never joined. */
interface Names {
  readonly next: Map<string, Names>;
  shape: number | null;
}

function after({ next }: Names, name: string): Names {
  const known = next.get(name) ?? { next: new Map<string, Names>(), shape: null };
  next.set(name, known);
  return known;
}

/** Object.fromEntries makes a member of its own even of the name of a prototype. */
function shapeOf(names: readonly string[]): Shape {
  return {
    names,
    empty: Object.fromEntries(names.map((name) => [name, UNREAD])),
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
  const seconds = (parseInstant(text) ?? -1) / 1_000;
  const fits = Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 32;
  return fits && formatInstant(seconds * 1_000) === text ? seconds : null;
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
