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

/** The same in base64. */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** The same in hexadecimal, as git writes an id. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/**
 * Finds pieces by what they are.
 * @returns the place of a piece that is given in hexadecimal, `undefined` where there is none like it
 */
export function finderOf(pieces: Pieces): (hex: string) => number | undefined {
  const order = Uint32Array.from({ length: pieces.length() }, (_, place) => place);
  order.sort((a, b) => Buffer.compare(pieces.at(a), pieces.at(b)));
  return (hex) => {
    const wanted = Buffer.from(hex, 'hex');
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Buffer.compare(pieces.at(order[middle] ?? 0), wanted) < 0) low = middle + 1;
      else high = middle;
    }
    const place = order[low];
    // What is no hexadecimal text is read as nothing, or in part.
    return place !== undefined && hexOf(pieces.at(place)) === hex ? place : undefined;
  };
}

const NOTHING = new Uint8Array();
