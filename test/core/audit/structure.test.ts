// The commits of a ledger: one line from nothing, each adding records where they belong and renewing the checkpoint.
import { describe, expect, it } from 'vitest';
import type { Change, Entry, History, LedgerCommit } from '../../../scripts/core/audit/history.ts';
import { ledgerStructure } from '../../../scripts/core/audit/structure.ts';
import { historyOf, said } from './situation.ts';

const PATH = 'records/11/20/00000000-gate-failure.json';
const record: Change = { path: PATH, status: 'A', mode: '100644', blob: 'b' };
const checkpoint: Change = { path: 'checkpoint', status: 'M', mode: '100644', blob: 'b' };
const first: LedgerCommit = {
  sha: 'c',
  parents: [],
  message: '',
  changes: [record, checkpoint],
  checkpoint: 'note',
  size: 1,
};
const second: LedgerCommit = { ...first, sha: 'd', parents: ['c'] };

function ledgerOf(commits: readonly LedgerCommit[], entry: Partial<Entry> = {}): History {
  const history = historyOf({ type: 'gate-failure' });
  const ledgers = history.ledgers.map((ledger) => ({
    ...ledger,
    commits,
    entries: ledger.entries.map((one) => ({ ...one, ...entry })),
  }));
  return { ...history, ledgers };
}

describe('a ledger', () => {
  it('has to be there', () => {
    expect(said(ledgerStructure({ ...historyOf(), ledgers: [] }))).toEqual([
      'undefined ledger-missing There is no branch ledger/<year> here: nothing shows what was decided. Where git ls-remote origin shows one, get it with: git fetch origin "+refs/heads/*:refs/remotes/origin/*"',
    ]);
  });

  it('that is one line of records says nothing', () => {
    expect(ledgerStructure(ledgerOf([first, second]))).toEqual([]);
  });

  it('has no merges', () => {
    expect(said(ledgerStructure(ledgerOf([first, { ...second, parents: ['c', 'x'] }])))).toEqual([
      'undefined ledger-not-a-line Commit d of ledger/2026 has the parents c, x; the branch must be one line from nothing.',
    ]);
  });

  it.each([
    ['that brings no record', [checkpoint], ['commit-empty Commit c of ledger/2026 brings no record.']],
    [
      'that leaves the checkpoint as it was',
      [record],
      ['checkpoint-missing Commit c of ledger/2026 does not renew the checkpoint.'],
    ],
    [
      'that removes the checkpoint',
      [record, { ...checkpoint, status: 'D' }],
      ['checkpoint-missing Commit c of ledger/2026 does not renew the checkpoint.'],
    ],
    [
      'whose checkpoint is a link',
      [record, { ...checkpoint, mode: '120000' }],
      ['checkpoint-missing Commit c of ledger/2026 does not renew the checkpoint.'],
    ],
    [
      'with another file',
      [record, checkpoint, { ...record, path: 'notes.txt' }],
      ['file-foreign The file is no record and has no place in the ledger.'],
    ],
    [
      'that drops a record',
      [record, checkpoint, { ...record, status: 'D' }],
      ['record-dropped The record was removed.'],
    ],
    [
      'that edits a record',
      [record, checkpoint, { ...record, status: 'M' }],
      ['record-edited The record was changed after it was written.'],
    ],
  ])('may not have a commit %s', (_name, changes, sentences) => {
    expect(said(ledgerStructure(ledgerOf([{ ...first, changes }])))).toEqual(
      sentences.map((text) => `undefined ${text}`),
    );
  });

  it.each([
    [
      'another number than its turn',
      { position: 3 },
      ['2026/0 index-gap The path says record 0, and it is number 3 on ledger/2026.'],
    ],
    ['no JSON, which another check tells', { value: undefined }, []],
    ['nothing in it', { value: null }, []],
    [
      'no place of a record',
      { path: 'records/odd.json' },
      [
        '2026/0 index-gap The path says record NaN, and it is number 0 on ledger/2026.',
        '2026/0 path-differs The record says that it is number 0.',
        '2026/0 path-differs The record says that its type is "gate-failure".',
        '2026/0 path-differs The record says that it is of "2026-11-20T10:00:00Z", and lies under undefined/undefined.',
      ],
    ],
    [
      'no moment',
      { value: { index: 0, type: 'gate-failure' } },
      ['2026/0 path-differs The record says that it is of undefined, and lies under 11/20.'],
    ],
  ])('is told of a record with %s', (_name, entry, sentences) => {
    expect(said(ledgerStructure(ledgerOf([first], entry)))).toEqual(sentences);
  });
});
