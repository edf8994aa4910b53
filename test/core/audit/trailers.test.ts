// The trailers on main: the merge bot's word, which nobody else may write there.
import { describe, expect, it } from 'vitest';
import { type History, type HistoryCommit, mainLine } from '../../../scripts/core/audit/history.ts';
import { trailersAreOfMerges } from '../../../scripts/core/audit/main-line.ts';
import { historyOf, type Sketch } from './situation.ts';

const base: HistoryCommit = { sha: 'm', parents: [], message: 'first', changes: [] };
const merged: HistoryCommit = {
  sha: 'c1',
  parents: ['m', 'h1'],
  message: 'x\n\nCountersign-Request: 7\n',
  changes: [],
};
const auto: Sketch = { type: 'action-auto', main: 'c1', merge: { commit: 'c1', base: 'm', head: 'h1' } };

function onMain(history: History, commits: readonly HistoryCommit[]): History {
  return { ...history, main: mainLine({ head: 'c1', commits, pins: [] }) };
}

describe('a commit of main with the trailers of a merge', () => {
  const forged: HistoryCommit = { sha: 'c2', parents: ['c1'], message: 'x\n\nCountersign-Id: A1\n', changes: [] };
  const failure: Sketch = { type: 'gate-failure', main: 'c2', action: null };
  it.each([
    ['is the merge of a record', [merged], [auto], []],
    ['has none', [{ ...forged, message: 'x' }], [auto], []],
    [
      'is known to no record',
      [merged, forged],
      [auto],
      ['failure Commit c2 of main has the trailer "Countersign-Id", and no record knows it.'],
    ],
    [
      'is a gate failure that the ledger names',
      [merged, forged],
      [auto, failure],
      ['reported Commit c2 of main has the trailer "Countersign-Id", and no record knows it.'],
    ],
    [
      'was only the tip when somebody reported one',
      [merged, forged],
      [auto, { ...failure, kind: 'reported' }],
      ['failure Commit c2 of main has the trailer "Countersign-Id", and no record knows it.'],
    ],
  ])('%s', (_name, commits, sketches, sentences) => {
    const remarks = trailersAreOfMerges(onMain(historyOf(...sketches), [base, ...commits]));
    expect(remarks.map(({ severity, sentence }) => `${severity} ${sentence}`)).toEqual(sentences);
    expect(remarks.every(({ code }) => code === 'trailer-forged')).toBe(true);
  });

  it('is not looked for without main', () => {
    expect(trailersAreOfMerges(historyOf(auto))).toEqual([]);
  });
});
