// The months counted anew beside the ledger's own count: what agrees, what differs, and what nobody has counted yet.
import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../../scripts/core/completeness.ts';
import { countsOf } from '../../../scripts/core/evidence/counts.ts';
import { type Period, periodOf } from '../../../scripts/core/evidence/period.ts';
import { type Sketch, sketch } from './sketches.ts';
import { quarter, rowsOf, told } from './world.ts';

const day = (at: string): object => ({ at: `${at}T10:00:00Z` });
const counted = (at: string, period: string, counts: Readonly<Record<string, number>>) =>
  sketch('population', { ...day(at), period, counts });

function days(from: string, to: string): Period {
  const answer = periodOf({ from, to });
  if (!answer.ok) throw new Error(answer.sentence);
  return answer.period;
}

/** Short: month, type, rows of records.csv, in the whole month, signed, result, by. */
function countsIn(period: Period, ...sketches: readonly Sketch[]): readonly string[] {
  return countsOf(told(...sketches), period).rows.map((row) => row.join(' '));
}

const LEDGER = [
  sketch('key-enrolled', day('2026-07-02')),
  sketch('action-auto', day('2026-07-03')),
  sketch('action-auto', day('2026-08-04')),
  sketch('action-denied', day('2026-08-20')),
  counted('2026-08-21', '2026-07', { 'key-enrolled': 1, 'action-auto': 1 }),
  counted('2026-10-01', '2026-08', { 'action-auto': 2, 'action-denied': 1, party: 1 }),
  counted('2026-10-01', '2026-08', { 'action-auto': 9 }),
  counted('2026-10-01', '2026-09', {}),
];

describe('the counts', () => {
  it('agree, differ, or are not there yet', () => {
    expect(countsIn(quarter('2026-q3'), ...LEDGER)).toEqual([
      '2026-07 action-auto 1 1 1 agrees 2026/4',
      '2026-07 key-enrolled 1 1 1 agrees 2026/4',
      '2026-08 action-auto 1 1 2 differs 2026/5',
      '2026-08 action-denied 1 1 1 agrees 2026/5',
      '2026-08 party 0 0 1 differs 2026/5',
      '2026-08 population 1 1 0 differs 2026/5',
      '2026-09 (none) 0 0 0 agrees 2026/7',
    ]);
    expect(countsIn(quarter('2026-q4'), ...LEDGER)).toEqual(['2026-10 population 3 3  not counted yet ']);
  });

  it('say what they are', () => {
    const { name, about, criterion } = countsOf(told(...LEDGER), quarter('2026-q3'));
    expect([name, criterion, about]).toEqual(['counts', 'CC7.2', expect.stringContaining('by type')]);
  });

  it('tell the whole month beside the rows of a period that cuts it', () => {
    expect(countsIn(days('2026-08-10', '2026-08-20'), ...LEDGER)).toEqual([
      '2026-08 action-auto 0 1 2 differs 2026/5',
      '2026-08 action-denied 1 1 1 agrees 2026/5',
      '2026-08 party 0 0 1 differs 2026/5',
      '2026-08 population 0 1 0 differs 2026/5',
    ]);
  });

  it('are none without records, or after the last one', () => {
    expect(countsIn(quarter('2026-q3'))).toEqual([]);
    expect(countsIn(quarter('2027-q1'), ...LEDGER)).toEqual([]);
    expect(countsIn(quarter('2026-q1'), ...LEDGER)).toEqual([]);
    expect(countsIn(days('2026-12-01', '9999-12-31'), ...LEDGER)).toEqual([]);
  });

  it('begin anew with each year', () => {
    const rows = countsIn(
      days('2026-12-01', '2027-01-31'),
      sketch('action-auto', day('2026-12-30')),
      sketch('action-auto', day('2027-01-02')),
      counted('2027-01-03', '2026-12', { 'action-auto': 1 }),
      counted('2027-02-01', '2027-01', { 'action-auto': 1, population: 1 }),
    );
    expect(rows).toEqual([
      '2026-12 action-auto 1 1 1 agrees 2027/1',
      '2027-01 action-auto 1 1 1 agrees 2027/2',
      '2027-01 population 1 1 1 agrees 2027/2',
    ]);
  });

  it('have the borders of the ledger where a clock was some minutes behind', () => {
    const sketches = [
      sketch('action-denied', day('2026-07-31')),
      sketch('action-auto', { at: '2026-08-01T00:00:30Z' }),
      sketch('action-expired', { at: '2026-07-31T23:59:00Z' }),
    ];
    const { counts } = rangeOf('2026-07', told(...sketches), null);
    expect(countsIn(quarter('2026-q3'), ...sketches, counted('2026-08-02', '2026-07', counts))).toEqual([
      '2026-07 action-auto 0 1 1 agrees 2026/3',
      '2026-07 action-denied 1 1 1 agrees 2026/3',
      '2026-07 action-expired 1 1 1 agrees 2026/3',
      '2026-08 action-auto 1 0  not counted yet ',
      '2026-08 population 1 1  not counted yet ',
    ]);
  });

  it('have a month that a clock shows before the first record', () => {
    const sketches = [
      sketch('key-enrolled', { at: '2026-08-01T00:00:30Z' }),
      sketch('action-auto', { at: '2026-07-31T23:59:00Z' }),
    ];
    expect(
      rowsOf(countsOf(told(...sketches), quarter('2026-q3'))).map((row) => `${row['month']} ${row['type']}`),
    ).toEqual(['2026-07 action-auto', '2026-08 action-auto', '2026-08 key-enrolled']);
  });
});
