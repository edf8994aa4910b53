// Which reviews were due, and which of them nobody held in time.
import { describe, expect, it } from 'vitest';
import type { Indexed } from '../../../scripts/core/records.ts';
import { missedReviews } from '../../../scripts/core/review/cadence.ts';

const record = (at: string, over: object = {}): Indexed =>
  ({ v: 1, index: 0, type: 'population', at: `${at}T00:00:00Z`, ...over }) as unknown as Indexed; // what the function reads
const held = (quarter: string, at: string) => record(at, { type: 'review-held', quarter });
const FIRST = record('2026-02-10');
const standard = (everyMonths: number) => ({ review: { everyMonths, failuresBeforeRootCause: 2 } });
const on = (day: string) => Date.parse(`${day}T00:00:00Z`);

describe('reviews that were missed', () => {
  it.each([
    ['none while there is no ledger', [], 3, '2030-01-01', []],
    ['none while the next quarter goes on', [FIRST], 3, '2026-06-30', []],
    ['the first, from the moment on that the next quarter is over', [FIRST], 3, '2026-07-01', ['2026-Q1']],
    ['none that was held in time', [FIRST, held('2026-Q1', '2026-04-08')], 3, '2026-07-01', []],
    ['one that was held too late', [FIRST, held('2026-Q1', '2026-07-01')], 3, '2026-07-02', ['2026-Q1']],
    ['none that a later one covered in time', [FIRST, held('2026-Q2', '2026-06-30')], 3, '2026-07-02', []],
    ['one, though an older one was held', [FIRST, held('2026-Q1', '2026-04-08')], 3, '2026-10-01', ['2026-Q2']],
    ['each of several', [FIRST], 3, '2026-12-31', ['2026-Q1', '2026-Q2']],
    ['every other quarter where it is due twice a year', [FIRST], 6, '2027-02-01', ['2026-Q2']],
    ['every quarter where it is due each month', [FIRST], 1, '2026-10-01', ['2026-Q1', '2026-Q2']],
  ] as const)('%s', (_name, records, months, day, quarters) => {
    const missed = missedReviews(records, standard(months), on(day));
    expect(missed.map(({ quarter }) => quarter)).toEqual(quarters);
  });

  it('are due every quarter where the policy says nothing', () => {
    expect(missedReviews([FIRST], {}, on('2026-07-01'))).toEqual([{ quarter: '2026-Q1', due: on('2026-07-01') }]);
  });
});
