// Quarters: calendar quarters in UTC, from their first moment to the first that is no longer theirs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, parseQuarter, quarterOf, shiftQuarter, slugOf } from '../../scripts/core/quarters.ts';
import type { Quarter } from '../../scripts/core/quarters.ts';

describe('a moment', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-Q1'],
    ['2026-03-31T23:59:59.999Z', '2026-Q1'],
    ['2026-04-01T00:00:00Z', '2026-Q2'],
    ['2028-02-29T12:00:00Z', '2028-Q1'],
    ['2026-09-30T23:59:59Z', '2026-Q3'],
    ['2026-12-31T23:59:59Z', '2026-Q4'],
    ['2027-01-01T00:00:00Z', '2027-Q1'],
  ])('%s lies in %s', (moment, quarter) => {
    expect(quarterOf(Date.parse(moment))).toBe(quarter);
  });
});

describe('a quarter', () => {
  it.each(['2026-Q4', '2026-Q1'])('reads %s', (text) => {
    expect(parseQuarter(text)).toBe(text);
  });

  it.each(['', '2026-Q0', '2026-Q5', '2026-q4', '26-Q4', '2026Q4', ' 2026-Q4', '2026-Q4 ', '1026-Q4', '../2026-Q4'])(
    'does not read %j',
    (text) => {
      expect(parseQuarter(text)).toBeNull();
    },
  );

  it.each([
    ['2026-Q4', 0, '2026-Q4'],
    ['2026-Q4', 1, '2027-Q1'],
    ['2026-Q1', -1, '2025-Q4'],
    ['2026-Q2', -4, '2025-Q2'],
  ] as const)('%s shifted by %d is %s', (quarter, distance, other) => {
    expect(shiftQuarter(quarter, distance)).toBe(other);
  });

  it('is written in lower case in file names', () => {
    expect(slugOf('2026-Q4')).toBe('2026-q4');
  });

  it('holds every moment that lies in it, and the next one begins where it ends', () => {
    const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2090, 0) });
    fc.assert(
      fc.property(moments, (at) => {
        const quarter: Quarter = quarterOf(at);
        const { from, until } = boundsOf(quarter);
        expect(from <= at && at < until).toBe(true);
        expect(boundsOf(shiftQuarter(quarter, 1)).from).toBe(until);
        expect(parseQuarter(quarter)).toBe(quarter);
      }),
    );
  });
});
