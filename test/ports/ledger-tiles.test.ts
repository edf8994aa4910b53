// The tiles in a real ledger: written once by the append that completes them, and every way to bend one found.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerYear } from '../../scripts/core/audit/history.ts';
import { ledgerStructure } from '../../scripts/core/audit/structure.ts';
import { tilesAgree } from '../../scripts/core/audit/tiles.ts';
import { allTiles } from '../../scripts/core/tiles.ts';
import { gitAt } from '../../scripts/ports/git.ts';
import { readLedgerYear } from '../../scripts/verify/read-ledger.ts';
import { BRANCH, denied, foundedWorld, NOW, type World } from './ledger-world.ts';

const RECORDS = 700;
let world: World;
let year: LedgerYear;

beforeAll(async () => {
  world = await foundedWorld();
  const ledger = await world.ledger('writer');
  // One by one where a tile is completed, and in a batch that completes another in its middle.
  await ledger.append(() => Array.from({ length: 254 }, (_, at) => denied(`A${at}`)), NOW);
  for (let at = 255; at < 258; at += 1) await ledger.append(() => [denied(`A${at}`)], NOW);
  await ledger.append(() => Array.from({ length: RECORDS - 258 }, (_, at) => denied(`B${at}`)), NOW);
  year = await readYear();
}, 60_000);
afterAll(() => world.remove());

async function readYear(): Promise<LedgerYear> {
  return readLedgerYear(gitAt(world.origin), 2026, world.git(['rev-parse', BRANCH]));
}

function remarks(one: LedgerYear) {
  const history = { trust: { originBase: null, key: null, keyText: null }, ledgers: [one], main: null, known: [] };
  return [...tilesAgree(history), ...ledgerStructure(history)];
}

/** The codes that a further commit with these changes brings about, among those that tell of tiles. */
async function codesAfter(changes: Readonly<Record<string, string | null>>): Promise<readonly string[]> {
  const before = world.git(['rev-parse', BRANCH]);
  world.tamper(changes);
  const found = remarks(await readYear()).map(({ code }) => code);
  await expect(world.ledger('reader').then((ledger) => ledger.read())).rejects.toThrow(/ledger\/2026/);
  world.git(['update-ref', BRANCH, before]);
  return found.filter((code) => code !== 'commit-empty' && code !== 'checkpoint-missing');
}

describe('the ledger’s tiles', () => {
  it('are the full tiles of its tree, and nothing else lies below tile/', () => {
    const listed = world.git(['ls-tree', '-r', '--name-only', BRANCH, 'tile/']).split('\n');
    expect(listed).toEqual(['tile/0/000', 'tile/0/001']);
    const full = allTiles((at) => year.entries[at]?.leaf ?? expect.fail(`no record ${at}`), RECORDS);
    expect(full.filter(({ width }) => width === 256).map(({ path }) => path)).toEqual(listed);
    for (const path of listed) expect(world.git(['cat-file', '-s', `${BRANCH}:${path}`])).toBe('8192');
  });

  it('come with the very commit that completes them', () => {
    const bringing = year.commits.flatMap(({ size, changes }) =>
      changes.filter(({ path }) => path.startsWith('tile/')).map(({ path, status }) => [path, status, size]),
    );
    expect(bringing).toEqual([
      ['tile/0/000', 'A', 256],
      ['tile/0/001', 'A', RECORDS],
    ]);
  });

  it('are no finding, and a second reader reads on behind them', async () => {
    expect(remarks(year)).toEqual([]);
    expect((await (await world.ledger('second')).read()).size).toBe(RECORDS);
  });

  it.each<readonly [string, Readonly<Record<string, string | null>>, readonly string[]]>([
    ['changed', { 'tile/0/000': 'x' }, ['tile-changed']],
    ['removed', { 'tile/0/001': null }, ['tile-changed']],
    ['brought before it is complete', { 'tile/0/002': 'x' }, ['tile-early']],
    ['brought at a level that has none yet', { 'tile/1/000': 'x' }, ['tile-early']],
    ['partial', { 'tile/0/002.p/188': 'x' }, ['file-foreign']],
    ['named in another way', { 'tile/0/x000/002': 'x' }, ['file-foreign']],
  ])('are found where one is %s', async (_, changes, codes) => {
    expect(await codesAfter(changes)).toEqual(codes);
  });

  it.each([
    [
      'with other hashes',
      (path: string) => ({ path, status: 'A', mode: '100644', blob: '0'.repeat(40) }),
      'tile-differs',
    ],
    ['as a link', (path: string) => ({ ...changeOf(path), mode: '120000' }), 'tile-differs'],
    ['not at all', () => null, 'tile-missing'],
  ])('are found where one comes %s', (_, bend, code) => {
    const commits = year.commits.map((commit) => {
      const changes = commit.changes.flatMap((one) => (one.path === 'tile/0/000' ? (bend(one.path) ?? []) : one));
      const { sha, parents, checkpoint, size } = commit; // its properties are computed when asked for
      return { ...commit, sha, parents, checkpoint, size, changes };
    });
    expect(remarks({ ...year, commits })).toMatchObject([{ code, file: 'tile/0/000' }]);
  });
});

function changeOf(path: string) {
  const all = year.commits.flatMap(({ changes }) => changes);
  return all.find((one) => one.path === path) ?? expect.fail(`nothing changes ${path}`);
}
