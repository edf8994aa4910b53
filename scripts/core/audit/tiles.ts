// The ledger's tiles: each full one written once, by the commit that completes it, with exactly the hashes of the records.
import { hash } from 'node:crypto';
import type { Hash } from '../merkle.ts';
import { parseTilePath, TILE_WIDTH, type Tile, tilesCompleted } from '../tiles.ts';
import { type Change, type History, type LedgerCommit, type LedgerYear, type Remark, short } from './history.ts';

/** Whether a path is the place of a full tile; what lies there is judged here. */
export function isTile(path: string): boolean {
  return path.startsWith('tile/') && parseTilePath(path)?.width === TILE_WIDTH;
}

/** Every commit's tiles, recomputed (C2SP tlog-tiles). */
export function tilesAgree({ ledgers }: History): readonly Remark[] {
  return ledgers.flatMap((ledger) => {
    const { commits, entries } = ledger;
    const leafAt = (index: number): Hash => entries[index]?.leaf ?? new Uint8Array();
    return commits.flatMap((commit, at) => {
      const tiles = tilesCompleted(leafAt, commits[at - 1]?.size ?? 0, commit.size);
      if (tiles.length === 0 && commit.isAppend === true) return [];
      const touched = commit.changes.filter(({ path }) => isTile(path));
      return [...missing(tiles, commit, ledger), ...touched.flatMap((change) => judge(change, tiles, commit))];
    });
  });
}

function missing(tiles: readonly Tile[], { sha, changes }: LedgerCommit, { year }: LedgerYear): readonly Remark[] {
  return tiles.flatMap(({ path }) => {
    if (changes.some((change) => change.path === path)) return [];
    const sentence = `Commit ${short(sha)} of ledger/${year} completes this tile and does not bring it.`;
    return [{ code: 'tile-missing', file: path, commit: sha, sentence }];
  });
}

function judge({ path, status, mode, blob }: Change, tiles: readonly Tile[], { sha }: LedgerCommit): readonly Remark[] {
  const place = { file: path, commit: sha };
  const tile = tiles.find((one) => one.path === path);
  if (status !== 'A') {
    const what = status === 'D' ? 'removed' : 'changed';
    return [{ ...place, code: 'tile-changed', sentence: `The tile was ${what}; a full tile never changes.` }];
  }
  if (tile === undefined) {
    return [{ ...place, code: 'tile-early', sentence: 'The tile is not complete with the records of this commit.' }];
  }
  if (mode !== '100644' || blob !== blobId(tile.bytes, blob.length)) {
    return [
      { ...place, code: 'tile-differs', sentence: 'The tile holds something else than the hashes of the records.' },
    ];
  }
  return [];
}

/** Git names content by its hash: the id says what the file holds, without reading it. */
function blobId(bytes: Uint8Array, digits: number): string {
  const content = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
  return hash(digits === 64 ? 'sha256' : 'sha1', content, 'hex');
}
