// Tiles among the commits of a ledger: each full one brought once, by the commit that completes it, with the true hashes.
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Change, History, LedgerCommit } from '../../../scripts/core/audit/history.ts';
import { isTile, tilesAgree } from '../../../scripts/core/audit/tiles.ts';
import { historyOf, said } from './situation.ts';

const LEAVES = Array.from({ length: 300 }, (_, at) => hash('sha256', `record ${at}`, 'buffer'));
const PATH = 'tile/0/000';

/** The id that git gives to a file of these hashes. */
function idOf(leaves: readonly Uint8Array[], algorithm = 'sha1'): string {
  const bytes = Buffer.concat(leaves);
  return hash(algorithm, Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]), 'hex');
}

const whole: Change = { path: PATH, status: 'A', mode: '100644', blob: idOf(LEAVES.slice(0, 256)) };

/** A ledger whose two commits reach these sizes; the first brings the tile it completes, the second the changes. */
function growing(changes: readonly Change[], sizes: readonly [number, number] = [255, 256], kept = 300): History {
  const commit = (sha: string, size: number, its: readonly Change[]): LedgerCommit => {
    return { sha, parents: [], message: '', checkpoint: null, size, changes: its };
  };
  const commits = [commit('c', sizes[0], sizes[0] < 256 ? [] : [whole]), commit('d', sizes[1], changes)];
  const history = historyOf({ type: 'gate-failure' });
  const ledgers = history.ledgers.map((ledger) => {
    const entries = ledger.entries.flatMap((entry) => LEAVES.slice(0, kept).map((leaf) => ({ ...entry, leaf })));
    return { ...ledger, commits, entries };
  });
  return { ...history, ledgers };
}

const differs = 'undefined tile-differs The tile holds something else than the hashes of the records.';
const early = 'undefined tile-early The tile is not complete with the records of this commit.';

describe('a path', () => {
  it.each([
    [PATH, true],
    ['tile/1/x001/234', true],
    ['tile/0/000.p/12', false],
    ['checkpoint', false],
  ])('%s is that of a full tile: %s', (path, answer) => {
    expect(isTile(path)).toBe(answer);
  });
});

describe('a full tile', () => {
  it.each([
    ['brought by the commit that completes it', growing([whole])],
    ['in a repository with SHA-256 ids', growing([{ ...whole, blob: idOf(LEAVES.slice(0, 256), 'sha256') }])],
    ['that is not complete yet and not there', growing([], [1, 255])],
    ['beside files that are none', growing([whole, { ...whole, path: 'checkpoint', blob: 'b' }])],
  ])('%s is as it must be', (_name, history) => {
    expect(tilesAgree(history)).toEqual([]);
  });

  it('that is left out is missed', () => {
    const remarks = tilesAgree(growing([]));
    const sentence = 'Commit d of ledger/2026 completes this tile and does not bring it.';
    expect(remarks).toEqual([{ code: 'tile-missing', file: PATH, commit: 'd', sentence }]);
    expect(tilesAgree(growing([{ ...whole, path: 'checkpoint' }]))).toEqual(remarks);
  });

  it('is missed also of a commit that was found to be an append alone, of which no other is looked at', () => {
    const appended = (sizes: readonly [number, number]): History => {
      const history = growing([whole], sizes);
      const alone = (commit: LedgerCommit): LedgerCommit => ({ ...commit, changes: [], isAppend: true });
      return { ...history, ledgers: history.ledgers.map((one) => ({ ...one, commits: one.commits.map(alone) })) };
    };
    expect(tilesAgree(appended([255, 256]))).toMatchObject([{ code: 'tile-missing', commit: 'd' }]);
    expect(tilesAgree(appended([254, 255]))).toEqual([]);
  });

  it.each([
    ['with other hashes', growing([{ ...whole, blob: idOf(LEAVES.slice(1, 257)) }]), differs],
    ['with a hash too few', growing([{ ...whole, blob: idOf(LEAVES.slice(0, 255)) }]), differs],
    ['that is a link', growing([{ ...whole, mode: '120000' }]), differs],
    ['over a record that cannot be found', growing([whole], [255, 256], 255), differs],
    ['before its last record', growing([whole], [254, 255]), early],
    ['beside the one that is complete', growing([whole, { ...whole, path: 'tile/0/001' }]), early],
    ['a second time, after the commit that completed it', growing([whole], [256, 257]), early],
  ])('%s is found', (_name, history, sentence) => {
    expect(said(tilesAgree(history))).toEqual([sentence]);
    expect(tilesAgree(history)).toMatchObject([{ commit: 'd' }]);
  });

  it.each([
    ['changed', 'M'],
    ['removed', 'D'],
  ])('that is %s later is found', (what, status) => {
    expect(said(tilesAgree(growing([{ ...whole, status }], [257, 258])))).toEqual([
      `undefined tile-changed The tile was ${what}; a full tile never changes.`,
    ]);
  });
});
