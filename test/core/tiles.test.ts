// Tiles against the specification's own examples, against the tree they are cut from, and as the only input of a reader.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryBundles } from '../../scripts/core/entry-bundles.ts';
import { type Hash, leafHash, nodeHash, rootOf } from '../../scripts/core/merkle.ts';
import { allTiles, parseTilePath, type Tile, tilePath, tilesCompleted } from '../../scripts/core/tiles.ts';

const LEAVES = Array.from({ length: 70_000 }, (_, at) => leafHash(Buffer.from(`record ${at}`)));
const leafAt = (index: number): Hash => LEAVES[index] ?? expect.fail(`there is no leaf ${index}`);

describe('a path', () => {
  it.each([
    ['the example of the specification', 1_234_067, 256, 'tile/0/x001/x234/067'],
    ['the first tile', 0, 256, 'tile/0/000'],
    ['the last of three digits', 999, 256, 'tile/0/999'],
    ['the first of four', 1_000, 256, 'tile/0/x001/000'],
    ['a partial tile', 273, 112, 'tile/0/273.p/112'],
  ])('of %s is written and read', (_, index, width, path) => {
    expect(tilePath({ level: 0, index, width })).toBe(path);
    expect(parseTilePath(path)).toEqual({ level: 0, index, width });
  });

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/001/067',
    'tile/0/x067',
    'tile/0/067.p/0',
    'tile/0/067.p/256',
    'tile/0/067.p/007',
    'tile/0/067/',
    'tile/entries/000',
    '/tile/0/000',
    'tile/0/../000',
  ])('%s is none', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  it('and its tile are one: whatever is written is read back, never under two names', () => {
    const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    const name = fc.record({ level: fc.nat(63), index: number, width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(name, (one) => {
        expect(parseTilePath(tilePath(one))).toEqual(one);
      }),
    );
  });
});

describe('a tree of', () => {
  it('70,000 records has the tiles that the specification counts', () => {
    const tiles = allTiles(leafAt, 70_000);
    const count = (level: number, full: boolean): number =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;
    expect([0, 1, 2].map((level) => [count(level, true), count(level, false)])).toEqual([
      [273, 1],
      [1, 1],
      [0, 1],
    ]);
    expect(tiles.filter(({ width }) => width < 256).map(({ path }) => path)).toEqual([
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ]);
  });

  it('256 records has a full tile and above it a partial one of a single hash', () => {
    expect(allTiles(leafAt, 256).map(({ path }) => path)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
  });

  it('no record has none', () => {
    expect(allTiles(leafAt, 0)).toEqual([]);
  });
});

describe('the root', () => {
  const sizes = [1, 2, 255, 256, 257, 511, 512, 513, 5_000, 65_535, 65_536, 65_537, 70_000];
  it.each(sizes)('of %i records is found from their tiles alone', (size) => {
    const root = rootFrom(allTiles(leafAt, size), size);
    expect(root && Buffer.from(root)).toEqual(Buffer.from(rootOf(LEAVES.slice(0, size))));
  });
});

describe('entry bundles', () => {
  it('have every record behind its length, 256 to a file', () => {
    const { files, missing } = entryBundles(Array.from({ length: 300 }, () => Buffer.from('ab')));
    expect([...files.keys()]).toEqual(['tile/entries/000', 'tile/entries/001.p/44']);
    expect(files.get('tile/entries/001.p/44')).toEqual(Buffer.from('\0\u0002ab'.repeat(44)));
    expect(missing).toEqual([]);
  });

  it('are left out and named where a record is longer than its length can tell', () => {
    const entries = (length: number) => [...Array.from({ length: 256 }, () => Buffer.from('a')), Buffer.alloc(length)];
    expect(entryBundles(entries(65_535)).missing).toEqual([]);
    expect(entryBundles(entries(65_536))).toMatchObject({ missing: ['tile/entries/001.p/1'], files: { size: 1 } });
  });
});

describe('growing', () => {
  it('adds each full tile once, in whatever steps', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 12 });
    const whole = (tile: Tile): boolean => tile.width === 256;
    fc.assert(
      fc.property(steps, (widths) => {
        const sizes = widths.reduce((all, width) => [...all, (all.at(-1) ?? 0) + width], [0]);
        const added = sizes.slice(1).flatMap((size, at) => tilesCompleted(leafAt, sizes[at] ?? 0, size));
        const expected = allTiles(leafAt, sizes.at(-1) ?? 0).filter(whole);
        expect(new Map(added.map(({ path, bytes }) => [path, bytes]))).toEqual(
          new Map(expected.map(({ path, bytes }) => [path, bytes])),
        );
        expect(added).toHaveLength(expected.length);
      }),
      { numRuns: 20 },
    );
  });

  it('by one record adds nothing but every 256th time', () => {
    const adding = Array.from({ length: 600 }, (_, size) => tilesCompleted(leafAt, size, size + 1).length);
    expect(adding.flatMap((count, size) => (count === 0 ? [] : [size + 1]))).toEqual([256, 512]);
  });
});

/** How a reader of the tile family does it: the largest full subtrees first, each from the tile that has its root. */
function rootFrom(tiles: readonly Tile[], size: number): Hash {
  const hashes = new Map(
    tiles.flatMap(({ level, index, bytes }) =>
      Array.from(
        { length: bytes.length / 32 },
        (_, at) => [`${level}/${index * 256 + at}`, bytes.subarray(at * 32, at * 32 + 32)] as const,
      ),
    ),
  );
  const node = (height: number, index: number): Hash => {
    if (height % 8 === 0) return hashes.get(`${height / 8}/${index}`) ?? expect.fail(`no tile has ${height}/${index}`);
    return nodeHash(node(height - 1, index * 2), node(height - 1, index * 2 + 1));
  };
  const subtrees: Hash[] = [];
  for (let height = 40, done = 0; height >= 0; height -= 1) {
    if (done + 2 ** height > size) continue;
    subtrees.push(node(height, done / 2 ** height));
    done += 2 ** height;
  }
  return subtrees.reduceRight((right, left) => nodeHash(left, right));
}
