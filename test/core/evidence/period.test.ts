// A period is whole days in UTC, both inclusive; whatever is none is refused in a sentence that says how to write it.
import { describe, expect, it } from 'vitest';
import { type PeriodOptions, periodOf } from '../../../scripts/core/evidence/period.ts';

describe('a period', () => {
  it.each<[options: PeriodOptions, from: string, until: string, name: string]>([
    [{ from: '2026-07-01', to: '2026-09-30' }, '2026-07-01', '2026-10-01', '2026-07-01 to 2026-09-30'],
    [{ quarter: '2026-q3' }, '2026-07-01', '2026-10-01', '2026-07-01 to 2026-09-30'],
    [{ quarter: '2026-Q4' }, '2026-10-01', '2027-01-01', '2026-10-01 to 2026-12-31'],
    [{ from: '2026-07-01', to: '2026-07-01' }, '2026-07-01', '2026-07-02', '2026-07-01 to 2026-07-01'],
    [{ from: '2028-02-01', to: '2028-02-29' }, '2028-02-01', '2028-03-01', '2028-02-01 to 2028-02-29'],
    [{ from: '2026-12-01', to: '2027-01-31' }, '2026-12-01', '2027-02-01', '2026-12-01 to 2027-01-31'],
  ])('is %o', (options, from, until, name) => {
    const period = { from: Date.parse(from), until: Date.parse(until), name };
    expect(periodOf(options)).toEqual({ ok: true, period });
  });

  it.each<[options: PeriodOptions, sentence: string]>([
    [{}, 'The period lacks a day: give --from 2026-07-01 --to 2026-09-30, or --quarter 2026-q3.'],
    [{ from: '2026-07-01' }, 'The period lacks a day: give --from 2026-07-01 --to 2026-09-30, or --quarter 2026-q3.'],
    [{ to: '2026-07-01' }, 'The period lacks a day: give --from 2026-07-01 --to 2026-09-30, or --quarter 2026-q3.'],
    [
      { from: '2026-07-02', to: '2026-07-01' },
      'The period ends on 2026-07-01, before it begins on 2026-07-02: give --from the earlier day.',
    ],
    [{ from: '1.7.2026', to: '2026-07-01' }, '--from is "1.7.2026", which is no day: write it as 2026-07-01.'],
    [{ from: '2026-02-30', to: '2026-07-01' }, '--from is "2026-02-30", which is no day: write it as 2026-07-01.'],
    [{ from: '2026-07-01', to: '2026-13-01' }, '--to is "2026-13-01", which is no day: write it as 2026-07-01.'],
    [
      { from: '2026-07-01', to: '2026-07-01T00:00:00Z' },
      '--to is "2026-07-01T00:00:00Z", which is no day: write it as 2026-07-01.',
    ],
    [{ quarter: '2026-q5' }, '--quarter is "2026-q5", which is no quarter: write it as 2026-q3.'],
    [{ quarter: 'q3' }, '--quarter is "q3", which is no quarter: write it as 2026-q3.'],
    [
      { quarter: '2026-q3', from: '2026-07-01' },
      '--quarter stands for both days: leave it out, or leave out --from and --to.',
    ],
    [
      { quarter: '2026-q3', to: '2026-07-01' },
      '--quarter stands for both days: leave it out, or leave out --from and --to.',
    ],
  ])('is not %o', (options, sentence) => {
    expect(periodOf(options)).toEqual({ ok: false, sentence });
  });
});
