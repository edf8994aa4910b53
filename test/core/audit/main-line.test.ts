// Main's line and the ledger, each by what the other says of it: the sizes and roots in trailers, the tips in records.
import { describe, expect, it } from 'vitest';
import { type History, type HistoryCommit, mainLine } from '../../../scripts/core/audit/history.ts';
import { tipsAreOnMain, trailersAgree } from '../../../scripts/core/audit/main-line.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const base: HistoryCommit = { sha: 'm', parents: [], message: 'first', changes: [] };
const merged: HistoryCommit = { sha: 'c1', parents: ['m', 'h1'], message: 'Merge', changes: [] };
const auto: Sketch = {
  type: 'action-auto',
  main: 'c1',
  merge: { commit: 'c1', base: 'm', head: 'h1' },
  policy: { commit: 'm' },
};

function withMain(history: History, commits: readonly HistoryCommit[]): History {
  return { ...history, main: mainLine({ head: 'c1', commits, pins: [] }) };
}

describe('a trailer about the ledger', () => {
  it.each([
    ['none 0 none', null],
    ['2026 1 root-1', null],
    ['2026 1 root-x', 'the first 1 records of ledger/2026 have another root'],
    ['2026 2 root-2', 'ledger/2026 has only 1 records'],
    ['2026 12 root-12', 'ledger/2026 has only 1 records'],
    ['x2026 1 root-1', 'that is no size and root'],
    ['2026 1 root-1 x', 'that is no size and root'],
    ['2025 1 root-1', 'there is no ledger/2025'],
    ['nonsense', 'that is no size and root'],
  ])('"%s" is held against it', (text, why) => {
    const commit = { ...merged, message: `Merge\n\nCountersign-Ledger: ${text}` };
    const remarks = said(trailersAgree(withMain(historyOf(auto), [base, commit])));
    expect(remarks).toEqual(
      why === null
        ? []
        : [`undefined ledger-rewound Commit c1 of main says "Countersign-Ledger: ${text}", and ${why}.`],
    );
  });

  it('is cut where it has no end', () => {
    const commit = { ...merged, message: `Countersign-Ledger: ${'9'.repeat(200)}` };
    expect(trailersAgree(withMain(historyOf(auto), [base, commit]))[0]?.sentence).toBe(
      `Commit c1 of main says "Countersign-Ledger: ${'9'.repeat(120)}", and that is no size and root.`,
    );
  });
});

describe('the tips that records name', () => {
  it('are quoted by their first characters', () => {
    const gone = 'a'.repeat(40);
    expect(said(tipsAreOnMain(withMain(historyOf({ type: 'gate-failure', main: gone }), [base])))).toEqual([
      `2026/0 main-rewound Main had the commit ${gone.slice(0, 12)} when this was written, and has it no more.`,
    ]);
  });

  it('may lag for a while, and are told when they lag for hours', () => {
    const late: Sketch = { type: 'action-withdrawn', main: 'm' };
    const inTime = withMain(historyOf(auto, late), [base, merged]);
    expect(tipsAreOnMain(inTime)).toEqual([]);
    const remarks = tipsAreOnMain(withMain(historyOf(auto, late, late), [base, merged]));
    expect(said(remarks)).toEqual([
      '2026/2 main-behind It names the tip m, and the ledger had seen a newer one an hour before.',
    ]);
    expect(remarks[0]?.severity).toBe('reported');
  });

  const newest: Sketch = { type: 'action-withdrawn', main: 'c1' };
  const older: Sketch = { type: 'action-withdrawn', main: 'm' };
  const none: Sketch = { type: 'key-enrolled', main: '' };
  const failure: Sketch = { type: 'gate-failure', main: 'm' };
  it.each<readonly [string, readonly Sketch[], readonly string[]]>([
    ['stay the same for hours', [newest, newest, newest, newest], []],
    ['are an hour behind, by the first sight of the newer one', [newest, newest, older], ['2026/2']],
    ['go on', [older, older, older, newest], []],
    ['are none', [newest, newest, none], []],
    ['follow upon none', [none, older, older, older], []],
    ['are those of a late record of a merge', [newest, newest, { ...auto, main: 'm' }], []],
    ['are those of a late record about that commit', [newest, newest, failure], []],
    ['are those of a late report', [newest, newest, { ...failure, kind: 'reported' }], ['2026/2']],
  ])('that %s are judged by that', (_name, sketches, records) => {
    const remarks = tipsAreOnMain(withMain(historyOf(...sketches), [base, merged]));
    expect(remarks.map(({ record, code }) => `${record} ${code}`)).toEqual(
      records.map((record) => `${record} main-behind`),
    );
  });
});
