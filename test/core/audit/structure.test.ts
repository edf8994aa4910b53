// The commits of a ledger: one line from nothing, each adding records where they belong and renewing the checkpoint.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Entry, History, LedgerCommit } from '../../../scripts/core/audit/history.ts';
import { isAppend, ledgerStructure } from '../../../scripts/core/audit/structure.ts';
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

  it('gets its checkpoint once: a second one beside it is found', () => {
    const beside = { ...second, changes: [record, { ...checkpoint, status: 'A' }] };
    expect(said(ledgerStructure(ledgerOf([{ ...first, changes: beside.changes }, second])))).toEqual([]);
    expect(said(ledgerStructure(ledgerOf([first, beside])))).toEqual([
      'undefined checkpoint-twice Commit d of ledger/2026 does not renew the one checkpoint there was: it can have two, and which one counts depends on the reader.',
    ]);
  });

  it('has no merges', () => {
    expect(said(ledgerStructure(ledgerOf([first, { ...second, parents: ['c', 'x'] }])))).toEqual([
      'undefined ledger-not-a-line Commit d of ledger/2026 has the parents c, x; the branch must be one line from nothing.',
    ]);
  });

  it('has no commit that stands beside it', () => {
    expect(said(ledgerStructure(ledgerOf([first, { ...second, parents: ['x'] }])))).toEqual([
      'undefined ledger-not-a-line Commit d of ledger/2026 has the parents x; the branch must be one line from nothing.',
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
      'that has two checkpoints',
      [record, checkpoint, { ...checkpoint, status: 'A' }],
      [
        'checkpoint-twice Commit c of ledger/2026 does not renew the one checkpoint there was: it can have two, and which one counts depends on the reader.',
      ],
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
    ['another file', { path: 'notes.txt' }, 'file-foreign'],
    ['a change of a record', { status: 'M' }, 'record-edited'],
    ['the end of a record', { status: 'D' }, 'record-dropped'],
  ])('may not have a commit that brings %s alone', (_name, change, code) => {
    const changes = [{ ...record, ...change }, checkpoint];
    expect(ledgerStructure(ledgerOf([{ ...first, changes }]))).toMatchObject([
      { code, file: changes[0]?.path, commit: 'c' },
      { code: 'commit-empty', commit: 'c' },
    ]);
  });

  it.each([
    'x/records/11/20/00000000-gate-failure.json',
    'records/11/20/00000000-gate-failure.json.orig',
    'records/11/20/0-gate-failure.json',
    'records/11/20/00000000-Gate.json',
  ])('knows a record by the whole of its path, not by %s', (path) => {
    const changes = [record, checkpoint, { ...record, path }];
    expect(ledgerStructure(ledgerOf([{ ...first, changes }]))).toMatchObject([{ code: 'file-foreign', file: path }]);
  });

  it('takes plain files for records', () => {
    const changes = [{ ...record, mode: '100755' }, checkpoint];
    expect(said(ledgerStructure(ledgerOf([{ ...first, changes }])))).toEqual([
      'undefined record-not-regular The record is no plain file (mode 100755).',
    ]);
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
      'another month than it says',
      { value: { index: 0, type: 'gate-failure', at: '2026-12-20T10:00:00Z' } },
      ['2026/0 path-differs The record says that it is of "2026-12-20T10:00:00Z", and lies under 11/20.'],
    ],
    [
      'another day than it says',
      { value: { index: 0, type: 'gate-failure', at: '2026-11-21T10:00:00Z' } },
      ['2026/0 path-differs The record says that it is of "2026-11-21T10:00:00Z", and lies under 11/20.'],
    ],
    [
      'a heading alone that says another number',
      { value: undefined, heading: { index: 5, type: 'gate-failure', at: '2026-11-20T10:00:00Z' } },
      ['2026/0 path-differs The record says that it is number 5.'],
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

describe('an append and nothing else', () => {
  const renewed = { ...checkpoint, status: 'A' };
  it.each<readonly [string, boolean, Partial<LedgerCommit>, string | null]>([
    ['the first one', true, { changes: [renewed, record] }, null],
    ['a later one', true, { parents: ['c'] }, 'c'],
    ['the first one with a parent', false, { changes: [renewed, record], parents: ['c'] }, null],
    ['a later one without', false, {}, 'c'],
    ['one behind another', false, { parents: ['x'] }, 'c'],
    ['no checkpoint', false, { parents: ['c'], changes: [record, record] }, 'c'],
    ['no record', false, { parents: ['c'], changes: [checkpoint] }, 'c'],
    [
      'a tile as well',
      false,
      { parents: ['c'], changes: [checkpoint, record, { ...record, path: 'tile/0/000' }] },
      'c',
    ],
  ])('is seen: %s, %s', (_name, answer, commit, before) => {
    expect(isAppend({ ...first, ...commit }, before)).toBe(answer);
  });

  it('is never what something could be said about', () => {
    const path = fc.constantFrom(PATH, 'checkpoint', 'tile/0/000', 'records/x.json', 'x');
    const change = fc.record({
      path,
      status: fc.constantFrom('A', 'M', 'D', 'T'),
      mode: fc.constantFrom('100644', '100644', '120000'),
      blob: fc.constant('b'),
    });
    const oneOf = <T>(one: T, ...others: readonly fc.Arbitrary<T>[]) => fc.oneof(fc.constant(one), ...others);
    const changes = fc
      .tuple(
        oneOf(record, change),
        oneOf(checkpoint, fc.constant({ ...checkpoint, status: 'A' }), change),
        fc.array(change, { maxLength: 1 }),
      )
      .map(([one, other, more]) => [one, other, ...more]);
    const parents = fc.constantFrom([], ['c'], ['x'], ['c', 'x']);
    fc.assert(
      fc.property(fc.boolean(), parents, changes, (isFirst, its, made) => {
        const commit = { ...second, parents: its, changes: made };
        if (!isAppend(commit, isFirst ? null : 'c')) return;
        expect(ledgerStructure(ledgerOf(isFirst ? [commit] : [first, commit]))).toEqual([]);
      }),
    );
  });

  it('is taken for one where that was seen before', () => {
    const seen = { ...second, parents: ['x'], changes: [], isAppend: true };
    expect(ledgerStructure(ledgerOf([first, seen]))).toEqual([]);
    expect(ledgerStructure(ledgerOf([first, { ...seen, isAppend: false }]))).toHaveLength(3);
  });
});
