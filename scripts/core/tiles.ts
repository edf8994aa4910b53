// C2SP tlog-tiles: the hashes of the Merkle tree in files of 256, so that other tools of that family can read it.
import { type Hash, rootOf } from './merkle.ts';

/** How many hashes a full tile has; a tile spans eight levels of the tree. */
export const TILE_WIDTH = 256;
const HEIGHTS = 64;

/** Where a tile is: its level from 0 at the leaves, its number within the level, and how many hashes it has. */
export interface TileName {
  readonly level: number;
  readonly index: number;
  /** From 1 to 256; fewer than 256 make a partial tile. */
  readonly width: number;
}

export interface Tile extends TileName {
  /** Below the ledger's root, for example `tile/0/x001/234`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Gives the hash of the leaf with this number. */
export type LeafAt = (index: number) => Hash;

/**
 * The full tiles that a tree gains when it grows from one size to another. Full tiles never change, so these are all
 * that an append has to write: one for every 256 records, and one more for every 256 of those.
 */
export function tilesCompleted(leafAt: LeafAt, from: number, to: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, span = TILE_WIDTH; span <= to; level += 1, span *= TILE_WIDTH) {
    for (let index = Math.floor(from / span); index < Math.floor(to / span); index += 1) {
      tiles.push(tileOf(leafAt, { level, index, width: TILE_WIDTH }));
    }
  }
  return tiles;
}

/** Every tile of a tree of this size, the partial ones at its right edge included, as the specification serves them. */
export function allTiles(leafAt: LeafAt, size: number): readonly Tile[] {
  const tiles = [...tilesCompleted(leafAt, 0, size)];
  for (let level = 0, unit = 1; unit <= size; level += 1, unit *= TILE_WIDTH) {
    const hashes = Math.floor(size / unit);
    const width = hashes % TILE_WIDTH;
    if (width > 0) tiles.push(tileOf(leafAt, { level, index: Math.floor(hashes / TILE_WIDTH), width }));
  }
  return tiles;
}

/** @returns the tile's path: the number in groups of three digits, all but the last with an `x` before it. */
export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index);
  const groups = [...digits.padStart(Math.ceil(digits.length / 3) * 3, '0').matchAll(/\d{3}/g)];
  const number = groups.map(([group], at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
  return `tile/${level}/${number}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Reads a tile's path, strictly. @returns `null` where it is not the one way to write a tile's place. */
export function parseTilePath(path: string): TileName | null {
  const match = /^tile\/(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match?.[2] === undefined) return null;
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  const name = { level: Number(match[1]), index: Number(match[2].replaceAll(/[x/]/g, '')), width };
  if (name.level >= HEIGHTS || !Number.isSafeInteger(name.index) || width < 1 || width > TILE_WIDTH) return null;
  // Zeros too many, or a partial tile of full width, would give one tile two names.
  return tilePath(name) === path ? name : null;
}

function tileOf(leafAt: LeafAt, name: TileName): Tile {
  const first = name.index * TILE_WIDTH;
  const hashes = Array.from({ length: name.width }, (_, at) => hashAt(leafAt, name.level, first + at));
  return { ...name, path: tilePath(name), bytes: Buffer.concat(hashes) };
}

/** The hash over a full subtree of 256^level leaves. */
function hashAt(leafAt: LeafAt, level: number, index: number): Hash {
  if (level === 0) return leafAt(index);
  const first = index * TILE_WIDTH;
  return rootOf(Array.from({ length: TILE_WIDTH }, (_, at) => hashAt(leafAt, level - 1, first + at)));
}
