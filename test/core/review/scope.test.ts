// Which records and which policies a review rests on: one moment, one type or one file different a row.
import { describe, expect, it } from 'vitest';
import type { Indexed } from '../../../scripts/core/records.ts';
import { commitsOf, scopeOf } from '../../../scripts/core/review/scope.ts';
import { itemsOf } from '../../../scripts/core/review/open-items.ts';
import { isMaterial } from '../../../scripts/core/review/standard-changes.ts';
import { policyOf, reviewOf } from './world.ts';

const [BEGIN, END] = ['2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'];

/** Records as far as they are looked at, each with its place. */
function records(...sketches: readonly object[]): readonly Indexed[] {
  return sketches.map((one, index) => ({ v: 1, index, main: 'm', ...one })) as unknown as readonly Indexed[];
}
const held = (quarter: string, at = '2026-07-05T00:00:00Z') => ({ type: 'review-held', at, quarter });
const note = (at: string, main = 'm') => ({ type: 'population', at, main });

describe('the period of a review', () => {
  it('holds its first moment and not its last', () => {
    const moments = ['2026-09-30T23:59:59Z', BEGIN, '2026-12-31T23:59:59Z', END];
    const scope = scopeOf('2026-Q4', records(held('2026-Q3'), ...moments.map((at) => note(at))));
    const at = (some: readonly Indexed[]) => some.map((one) => one.index);
    expect([at(scope.before), at(scope.within), at(scope.upTo)]).toEqual([
      [0, 1],
      [2, 3],
      [0, 1, 2, 3],
    ]);
  });

  it.each([
    ['of the quarter before', [held('2026-Q3')], '2026-Q3', BEGIN],
    ['of an older one, where that is the last', [held('2026-Q1'), held('2026-Q2')], '2026-Q2', '2026-07-01T00:00:00Z'],
    [
      'of this very quarter, which does not count',
      [held('2026-Q2'), held('2026-Q4')],
      '2026-Q2',
      '2026-07-01T00:00:00Z',
    ],
    ['of a later one, which does not count', [held('2026-Q3'), held('2027-Q1')], '2026-Q3', BEGIN],
  ])('begins behind the last review, %s', (_name, given, last, from) => {
    const scope = scopeOf('2026-Q4', records(...given));
    expect([scope.lastReview, scope.from]).toEqual([last, Date.parse(from)]);
  });
});

describe('the commits of a review', () => {
  const merge = { type: 'policy-changed', at: '2026-11-01T00:00:00Z', main: 'c', merge: { commit: 'd' } };
  const founded = { type: 'key-enrolled', at: '2026-07-01T00:00:00Z', main: '' };

  it('are main before it, at its end and last, by the records that know main', () => {
    const given = records(held('2026-Q3'), { ...note('2026-08-01T00:00:00Z', 'a') }, merge, founded, note(END, 'e'));
    expect(commitsOf(scopeOf('2026-Q4', given))).toEqual({ start: 'a', end: 'd', latest: 'e' });
  });

  it('begin with a merge where that came before it', () => {
    const given = records(held('2026-Q3'), { ...merge, at: '2026-08-01T00:00:00Z' }, note('2026-11-02T00:00:00Z', 'f'));
    expect(commitsOf(scopeOf('2026-Q4', given))).toEqual({ start: 'd', end: 'f', latest: 'f' });
    expect(commitsOf(scopeOf('2026-Q4', records(founded)))).toBeNull();
  });
});

describe('the scope of the standard', () => {
  const change = (...paths: readonly string[]) =>
    ({ type: 'policy-changed', change: 'policy', files: paths.map((path) => ({ path })) }) as never; // what is looked at
  it.each([
    ['policies/standard.yaml', true],
    ['policies/actions/aws.yaml', true],
    ['x/policies/standard.yaml', false],
    ['policies/standard.yaml.orig', false],
    ['policies/people.yaml', false],
  ])('is touched by %s: %s', (path, answer) => {
    expect(isMaterial(change(path))).toBe(answer);
    expect(isMaterial(change('policies/people.yaml', path))).toBe(answer);
  });
});

it('an operation without a tier is open from before the end of the period on', () => {
  const refused = (at: string, operation: string) => {
    return {
      type: 'action-refused',
      at,
      action: { operation },
      verdict: { refusals: [{ code: 'operation-unclassified' }] },
    };
  };
  const given = records(held('2026-Q3'), refused('2026-12-31T23:59:59Z', 'teleport'), refused(END, 'levitate'));
  const policy = policyOf({ automations: new Map() });
  const { openItems } = itemsOf(scopeOf('2026-Q4', given), { start: policy, latest: policy });
  expect(openItems.map(({ id }) => id)).toEqual(['unclassified:teleport']);
});

it('only those who are still active may sign', () => {
  const { people } = policyOf();
  const sam = people.get('sam') ?? expect.fail('the roster has no sam');
  const latest = policyOf({ people: new Map([...people, ['sam', { ...sam, active: false }]]) });
  const { data } = reviewOf(() => undefined, { latest });
  expect(data.attendance.flatMap((seat) => seat.people)).not.toContain('sam');
  expect(reviewOf(() => undefined).data.attendance.flatMap((seat) => seat.people)).toContain('sam');
});
