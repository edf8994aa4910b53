// C2SP tlog-tiles entry bundles: 256 records in one file, each behind its length, for readers that expect them.
import { TILE_WIDTH, tilePath } from './tiles.ts';

/** The longest record that a length of two bytes can tell. */
export const LONGEST_ENTRY = 65_535;

export interface EntryBundles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Places of the bundles that do not exist, because a record in them is longer than the format can tell. */
  readonly missing: readonly string[];
}

/** @param entries the exact bytes of all records, oldest first */
export function entryBundles(entries: readonly Uint8Array[]): EntryBundles {
  const files = new Map<string, Uint8Array>();
  const missing: string[] = [];
  for (let index = 0; index * TILE_WIDTH < entries.length; index += 1) {
    const own = entries.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
    const path = tilePath({ level: 0, index, width: own.length }).replace('tile/0/', 'tile/entries/');
    if (own.some((entry) => entry.length > LONGEST_ENTRY)) missing.push(path);
    else files.set(path, Buffer.concat(own.flatMap((entry) => [lengthOf(entry), entry])));
  }
  return { files, missing };
}

function lengthOf(entry: Uint8Array): Uint8Array {
  return Uint8Array.of(entry.length >> 8, entry.length & 255);
}
