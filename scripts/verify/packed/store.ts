// JSON values in little memory, outside of the heap, in the order in which they came.
import type { Vocabulary } from './form.ts';
import { readerOf } from './read.ts';
import { writerInto } from './write.ts';

/** A store of values; each is told again as it was given, as a copy of its own. */
export interface Store {
  /** Takes a JSON value. @returns its place */
  readonly add: (value: unknown) => number;
  /** Reads a value. @param place as `add` returned it. @throws RangeError where none lies there */
  readonly at: (place: number) => unknown;
  /** Of a list the first value alone. @throws RangeError where no list lies there, or one of nothing */
  readonly firstAt: (place: number) => unknown;
}

/** Bytes of one piece of memory. */
const PIECE = 524_288;
/** A place is the number of the piece times this, and how far into it; so it is a small number, which takes no memory of its own. */
const SPAN = 2 ** 24;

/** An empty store. */
export function storeOf(): Store {
  const vocabulary: Vocabulary = { shapes: [], words: [] };
  const pieces: Buffer[] = [];
  const writer = writerInto(vocabulary);
  const reader = readerOf(vocabulary, (place) => ({
    bytes: pieces[Math.floor(place / SPAN)] ?? NOTHING,
    at: place % SPAN,
  }));
  let used = PIECE;
  return {
    add: (value) => {
      const bytes = writer.write(value);
      if (used + bytes.length > PIECE) {
        pieces.push(Buffer.allocUnsafeSlow(Math.max(PIECE, bytes.length)));
        used = 0;
      }
      const place = (pieces.length - 1) * SPAN + used;
      pieces.at(-1)?.set(bytes, used);
      used += bytes.length;
      writer.lies(place, SPAN - (place % SPAN));
      return place;
    },
    ...reader,
  };
}

const NOTHING = Buffer.alloc(0);
