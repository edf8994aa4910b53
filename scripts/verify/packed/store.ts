// JSON values in little memory, in the order in which they came: what is full lies aside, and comes back block by block.
import { asideOf, BLOCK, type Block } from '../../ports/aside.ts';
import type { Vocabulary } from './form.ts';
import { readerOf } from './read.ts';
import { writerInto } from './write.ts';

/** A store of values; each is told again as it was given, as a copy of its own. */
export interface Store {
  /** Takes a JSON value. @returns its place: as a small number, which takes no memory of its own, up to 2 GB of them */
  readonly add: (value: unknown) => number;
  /** Reads a value. @param place as `add` returned it. @throws RangeError where none lies there */
  readonly at: (place: number) => unknown;
  /** Of a list the first value alone. @throws RangeError where no list lies there, or one of nothing */
  readonly firstAt: (place: number) => unknown;
}

/** An empty store. */
export function storeOf(): Store {
  const vocabulary: Vocabulary = { shapes: [], words: [] };
  const writer = writerInto(vocabulary);
  const full = asideOf();
  let newest: Block = { from: 0, bytes: Buffer.alloc(BLOCK) };
  let end = 0;
  return {
    add: (value) => {
      const bytes = writer.write(value);
      if (end + bytes.length > newest.from + newest.bytes.length) {
        full.put(newest.bytes);
        end = newest.from + newest.bytes.length;
        newest = { from: end, bytes: Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK) };
      }
      const place = end;
      newest.bytes.set(bytes, place - newest.from);
      end += bytes.length;
      writer.lies(place);
      return place;
    },
    ...readerOf(vocabulary, (place) => (place >= newest.from && place < end ? newest : full.at(place))),
  };
}
