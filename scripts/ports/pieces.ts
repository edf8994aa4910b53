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
  return bufferOf(bytes).toString('base64');
}

/** The same in hexadecimal, as git writes an id. */
export function hexOf(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('hex');
}

/**
 * Finds pieces by what they are: in a table by their first four bytes, which of ids and digests are as good as drawn by lot.
 * @returns the place of a piece that is given in hexadecimal, `undefined` where there is none like it
 */
export function finderOf(pieces: Pieces): (hex: string) => number | undefined {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * pieces.length() + 1))).fill(FREE);
  const slotOf = (bytes: Buffer): number => (bytes.length < 4 ? 0 : bytes.readUInt32LE(0)) % slots.length;
  const next = (slot: number): number => (slot + 1) % slots.length;
  for (let place = 0; place < pieces.length(); place += 1) {
    let slot = slotOf(bufferOf(pieces.at(place)));
    while (slots[slot] !== FREE) slot = next(slot);
    slots[slot] = place;
  }
  return (hex) => {
    const wanted = Buffer.from(hex, 'hex');
    if (wanted.toString('hex') !== hex) return undefined; // what is not written as git does is read as nothing, or in part
    for (let slot = slotOf(wanted); ; slot = next(slot)) {
      const place = slots[slot] ?? FREE;
      if (place === FREE) return undefined;
      if (wanted.equals(pieces.at(place))) return place;
    }
  };
}

const FREE = -1;

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const NOTHING = new Uint8Array();
