// What became of each number, and the months that are due, from records and pull requests made by hand.
import { describe, expect, it } from 'vitest';
import {
  accountFor,
  endOf,
  fatesIn,
  periodAfter,
  type Placed,
  populationsDue,
  rangeOf,
  type ShownPull,
} from '../../scripts/core/completeness.ts';
import type { Indexed } from '../../scripts/core/records.ts';

type Sketch = Readonly<Record<string, unknown>> & { readonly type: string };

/** Records in the ledgers of their years; only the fields that are counted by. */
function placed(...sketches: readonly (readonly [at: string, sketch: Sketch])[]): readonly Placed[] {
  const sizes = new Map<string, number>();
  return sketches.map(([at, sketch]) => {
    const index = sizes.get(at.slice(0, 4)) ?? 0;
    sizes.set(at.slice(0, 4), index + 1);
    const record = { v: 1, index, at: `${at}T10:00:00Z`, ...sketch } as unknown as Indexed; // only what is counted by
    return { year: Number(at.slice(0, 4)), record };
  });
}

const recordsOf = (...sketches: readonly Sketch[]): readonly Indexed[] =>
  placed(...sketches.map((sketch) => ['2026-11-20', sketch] as const)).map(({ record }) => record);
const shown = (number: number, state: ShownPull['state'], day: string): ShownPull => ({
  number,
  state,
  openedAt: Date.parse(`${day}T09:00:00Z`),
});
const founded: Sketch = { type: 'key-enrolled' };
const proposed = (pull: number, day: string): Sketch => ({
  type: 'action-proposed',
  pull,
  openedAt: `${day}T09:00:00Z`,
});

describe('what became of a request', () => {
  it.each([
    ['action-approved', 'merged'],
    ['action-auto', 'merged'],
    ['action-denied', 'denied'],
    ['action-expired', 'expired'],
    ['action-refused', 'refused'],
    ['window-approved', 'window'],
    ['exception-approved', 'exception'],
  ])('is told by its %s', (type, fate) => {
    expect(fatesIn(recordsOf({ type, pull: { number: 7 } }))).toEqual(new Map([[7, fate]]));
  });

  it('is told by records that name the number alone, and not by those that name none', () => {
    const records = recordsOf(
      { type: 'action-withdrawn', pull: 1 },
      { type: 'gate-failure', pull: 2 },
      { type: 'gate-failure', pull: null },
      { type: 'action-proposed', pull: 3 },
      founded,
    );
    expect(fatesIn(records)).toEqual(
      new Map([
        [1, 'withdrawn'],
        [2, 'failure'],
      ]),
    );
  });

  it('stays merged where the approval lapsed afterwards', () => {
    const pull = { number: 7 };
    const records = recordsOf({ type: 'action-approved', pull }, { type: 'action-expired', pull });
    expect(fatesIn(records).get(7)).toBe('merged');
  });
});

describe('an account', () => {
  it('puts every number under one head, and names those that are under none', () => {
    const pulls = [shown(1, 'merged', '2026-11-20'), shown(2, 'closed', '2026-11-20'), shown(4, 'open', '2026-11-20')];
    const records = recordsOf({ type: 'action-auto', pull: { number: 1 } });
    const account = accountFor([1, 5], records, pulls);
    expect(account).toMatchObject({ open: [4], gaps: [3, 5], pulls: { merged: 1, other: 1, open: 1, denied: 0 } });
    expect(Object.values(account.pulls).reduce((sum, count) => sum + count) + account.gaps.length).toBe(5);
  });
});

describe('a month', () => {
  it('ends where the next one begins, also at the end of a year', () => {
    expect(new Date(endOf('2026-11')).toISOString()).toBe('2026-12-01T00:00:00.000Z');
    expect(periodAfter('2026-11')).toBe('2026-12');
    expect(periodAfter('2026-12')).toBe('2027-01');
  });

  it('has the records up to its end, behind those of the month before', () => {
    const records = placed(['2026-10-31', founded], ['2026-11-01', founded], ['2026-12-01', founded]);
    const before = { period: '2026-10', until: 1 };
    expect(rangeOf('2026-10', records, null)).toEqual({ from: 0, until: 1, counts: { 'key-enrolled': 1 } });
    expect(rangeOf('2026-11', records, before)).toEqual({ from: 1, until: 2, counts: { 'key-enrolled': 1 } });
    expect(rangeOf('2026-12', records, { period: '2026-11', until: 2 })).toMatchObject({ from: 2, until: 3 });
  });

  it('without records has none', () => {
    expect(rangeOf('2026-11', placed(['2026-12-01', founded]), null)).toEqual({ from: 0, until: 0, counts: {} });
  });

  it('begins at 0 in a new year, and December has what its ledger has', () => {
    const records = placed(['2026-12-31', founded], ['2027-01-01', founded]);
    const late = { type: 'action-denied', at: '2027-01-01T00:00:01Z' };
    const [first, second] = [records.slice(0, 1), placed(['2026-12-31', founded], ['2026-12-31', late])];
    expect(rangeOf('2027-01', [...first, ...records.slice(1)], { period: '2026-12', until: 1 })).toMatchObject({
      from: 0,
      until: 1,
    });
    expect(rangeOf('2026-12', second, null).until).toBe(2);
  });
});

describe('the counts that are due', () => {
  const now = Date.parse('2027-01-15T10:00:00Z');

  it('are none for a ledger without records, and none before the month is over', () => {
    expect(populationsDue([], [], now)).toEqual([]);
    expect(populationsDue(placed(['2027-01-01', founded]), [], now)).toEqual([]);
  });

  it('are one for each month that is over, each number in one of them', () => {
    const pulls = [shown(1, 'closed', '2026-11-20'), shown(3, 'open', '2026-12-05'), shown(4, 'open', '2027-01-02')];
    const records = placed(['2026-11-20', founded], ['2026-12-05', proposed(3, '2026-12-05')]);
    const due = populationsDue(records, pulls, now);
    expect(due.map(({ period, from, until }) => [period, from, until])).toEqual([
      ['2026-11', 0, 1],
      ['2026-12', 1, 2],
    ]);
    expect(due.map(({ firstPull, lastPull, open, gaps }) => [firstPull, lastPull, open, gaps])).toEqual([
      [1, 1, [], []],
      [2, 3, [3], [2]],
    ]);
  });

  it('go on behind the last one', () => {
    const last = { type: 'population', period: '2026-11', until: 1, lastPull: 4 };
    const due = populationsDue(placed(['2026-11-20', founded], ['2026-12-01', last]), [], now);
    expect(due).toMatchObject([{ period: '2026-12', from: 1, until: 2, firstPull: 5, lastPull: 4 }]);
  });

  it('miss a request that the ledger has seen and the code host shows no more', () => {
    const [count] = populationsDue(placed(['2026-12-05', proposed(2, '2026-12-05')]), [], now);
    expect(count).toMatchObject({ firstPull: 1, lastPull: 2, gaps: [1, 2] });
  });
});
