// Many short byte strings of one width in few large pieces of memory: each by itself takes ten times its own size.

export interface Pieces {
  /** Takes a copy. @throws RangeError where it has another width */
  readonly add: (bytes: Uint8Array) => void;
  /** The one at this place, empty where there is none. It is a window onto the store: not to be written to. */
  readonly at: (place: number) => Uint8Array;
  readonly length: () => number;
}

const EACH = 1_024;

/** An empty store. @param width of each, in bytes */
export function piecesOf(width: number): Pieces {
  const pieces: Uint8Array[] = [];
  let count = 0;
  return {
    add: (bytes) => {
      if (bytes.length !== width) throw new RangeError(`${bytes.length} bytes were given where each has ${width}`);
      if (count % EACH === 0) pieces.push(new Uint8Array(EACH * width));
      pieces.at(-1)?.set(bytes, (count % EACH) * width);
      count += 1;
    },
    at: (place) => {
      const start = (place % EACH) * width;
      return place < count ? (pieces[Math.floor(place / EACH)]?.subarray(start, start + width) ?? NOTHING) : NOTHING;
    },
    length: () => count,
  };
}

const NOTHING = new Uint8Array();
