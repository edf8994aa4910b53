// Which numbers still have to be looked at, from records made by hand.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Indexed } from '../../scripts/core/records.ts';
import { countedOver, touchedSince, unaccounted } from '../../scripts/core/unaccounted.ts';

type Sketch = Readonly<Record<string, unknown>>;

/** Records with only the fields that are looked at. */
const records = (...sketches: readonly Sketch[]): readonly Indexed[] =>
  sketches.map((sketch, index) => ({ index, at: '2026-11-20T10:00:00Z', ...sketch }) as unknown as Indexed);
const denied = (number: number): Sketch => ({ type: 'action-denied', pull: { number } });
const count = (firstPull: number, lastPull: number, open: number[] = [], gaps: number[] = []): Sketch => {
  return { type: 'population', firstPull, lastPull, open, gaps };
};

describe('the numbers that nobody has accounted for', () => {
  it.each<[string, number, readonly Sketch[], readonly number[], readonly number[]]>([
    ['are all of them at first', 3, [], [], [1, 2, 3]],
    ['are none where there is nothing', 0, [], [], []],
    ['are without those that have ended', 3, [denied(2)], [], [1, 3]],
    ['are without those that are shown', 3, [], [1, 3], [2]],
    ['are without those that were counted before', 5, [count(1, 3)], [], [4, 5]],
    ['are with those that were open when they were counted', 5, [count(1, 3, [2])], [], [2, 4, 5]],
    ['are without the gaps of a count', 5, [count(1, 3, [2], [1])], [2], [4, 5]],
    ['are those after several counts', 7, [count(1, 3), count(4, 5, [5]), denied(5)], [], [6, 7]],
  ])('%s', (_, highest, sketches, shown, expected) => {
    const pulls = shown.map((number) => ({ number }));
    expect(unaccounted(highest, records(...sketches), pulls)).toEqual(expected);
  });

  it('never lose one that was open, is not shown now, and has no ending', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(numbers, numbers, numbers, (ended, open, shown) => {
        const all = records(
          count(
            1,
            20,
            open.filter((number) => number <= 20),
          ),
          ...ended.map(denied),
        );
        const left = unaccounted(
          30,
          all,
          shown.map((number) => ({ number })),
        );
        const lost = open.filter(
          (number) => !ended.includes(number) && !shown.includes(number) && !left.includes(number),
        );
        expect(lost).toEqual([]);
      }),
    );
  });
});

describe('what an earlier count found to be over', () => {
  it('is without what was open, is a gap, or has an ending', () => {
    expect(countedOver(records(denied(1), count(1, 6, [2], [3]), { type: 'key-enrolled' }))).toEqual([4, 5, 6]);
  });
});

describe('the list of what was touched', () => {
  it('begins a day before the newest record, and with nothing where there is none', () => {
    expect(touchedSince([])).toBe(0);
    const newest = records({ at: '2026-11-19T10:00:00Z' }, { at: '2026-11-20T10:00:00Z' });
    expect(touchedSince(newest)).toBe(Date.parse('2026-11-19T10:00:00Z'));
  });
});
