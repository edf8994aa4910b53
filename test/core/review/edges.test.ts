// The edges of a review: what lies just inside a period or a basis, what just outside, and what is carried over or closed.
import { describe, expect, it } from 'vitest';
import type { PolicyException } from '../../../scripts/core/policy-model.ts';
import type { Indexed } from '../../../scripts/core/records.ts';
import { exceptionLog, exceptionsOf } from '../../../scripts/core/review/exceptions.ts';
import { failuresOf } from '../../../scripts/core/review/failures.ts';
import { itemsOf } from '../../../scripts/core/review/open-items.ts';
import { reviewable } from '../../../scripts/core/review/reviewable.ts';
import { recordsUpTo, scopeOf } from '../../../scripts/core/review/scope.ts';
import { unclassifiedOf } from '../../../scripts/core/review/unclassified.ts';
import { operation } from '../../fixtures/situation.ts';
import { policyOf } from './world.ts';

/** Records as far as they are looked at, each with its place. */
function records(...sketches: readonly object[]): readonly Indexed[] {
  return sketches.map((one, index) => ({ v: 1, index, main: 'm', ...one })) as unknown as readonly Indexed[];
}
const HELD = { type: 'review-held', at: '2026-10-05T00:00:00Z', quarter: '2026-Q3' };
const [BEGIN, END] = ['2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'];
const scope = (...sketches: readonly object[]) => scopeOf('2026-Q4', records(HELD, ...sketches));

it.each([
  ['of the first record, where that came before the quarter', '2026-08-10T00:00:00Z'],
  ['of the quarter, where the first record came later', '2026-11-10T00:00:00Z'],
])('the first review begins with that %s', (_name, at) => {
  const { from } = scopeOf('2026-Q4', records({ type: 'population', at }, { type: 'population', at: END }));
  expect(from).toBe(Math.min(Date.parse(at), Date.parse(BEGIN)));
});

describe('the records of a basis', () => {
  const of = (year: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: 'population', at: `${year}-05-01T00:00:00Z`, index }));
  const all = records(...of(2025, 2), ...of(2026, 3));
  it.each([
    [2025, 1, ['2025/0']],
    [2025, 2, ['2025/0', '2025/1']],
    [2026, 1, ['2025/0', '2025/1', '2026/0']],
    [2026, 3, ['2025/0', '2025/1', '2026/0', '2026/1', '2026/2']],
    [2026, 4, null],
    [2027, 0, null],
  ])('of ledger/%d and %d records are those, and those of the years before', (year, size, expected) => {
    const found = recordsUpTo({ year, size }, all)?.map(({ at, index }) => `${at.slice(0, 4)}/${index}`) ?? null;
    expect(found).toEqual(expected);
  });
});

describe('an exception', () => {
  const text = (id: string, expires: string | null): PolicyException => ({
    id,
    operations: ['isolate'],
    clients: ['acme'],
    gate: 'auto',
    from: Date.parse('2026-09-01T00:00:00Z'),
    expires: expires === null ? null : Date.parse(expires),
  });
  const used = (exception: string, at: string) => ({
    type: 'action-auto',
    at,
    exception,
    action: { operation: 'isolate', portfolio: true, targets: [] },
  });

  it('ends in the period from its first moment on, and before its last', () => {
    const ends = { first: BEGIN, before: '2026-09-30T23:59:59Z', last: '2026-12-31T23:59:59Z', after: END };
    const exceptions = [...Object.entries(ends).map(([id, end]) => text(id, end)), text('open', null)];
    const log = exceptionLog(scope(used('last', '2026-11-01T00:00:00Z')), policyOf({ exceptions }));
    const ended = { record: null, event: 'ended', by: [], operation: null };
    expect(log).toEqual([
      { ...ended, at: BEGIN, exception: 'first' },
      {
        at: '2026-11-01T00:00:00Z',
        record: '2026/1',
        exception: 'last',
        event: 'used',
        by: ['all'],
        operation: 'isolate',
      },
      { ...ended, at: '2026-12-31T23:59:59Z', exception: 'last' },
    ]);
  });

  it.each<readonly [string, string | null, string | null]>([
    ['over at the first moment', BEGIN, null],
    ['over a second later', '2026-10-01T00:00:01Z', 'ended'],
    ['over at the last moment', END, 'ended'],
    ['over right after that', '2027-01-01T00:00:01Z', 'expiring'],
    ['over thirty days after that', '2027-01-31T00:00:00Z', 'expiring'],
    ['over later', '2027-01-31T00:00:01Z', 'open'],
    ['without an end', null, 'open'],
  ])('%s is listed as what it is', (_name, expires, state) => {
    const policy = policyOf({ exceptions: [text('e', expires)] });
    const approved = { type: 'exception-approved', at: '2026-09-02T00:00:00Z', exception: 'e', requestor: 'tess' };
    const people = { approvals: [{ person: 'sam' }, { person: 'rita' }] };
    const found = exceptionsOf(scope({ ...approved, ...people }), policy, policy);
    const rest = { requestor: 'tess', approvers: ['sam', 'rita'], from: '2026-09-01T00:00:00Z', uses: 0 };
    const entry = { id: 'e', operations: ['isolate'], clients: ['acme'], ...rest };
    const end = expires === null ? null : expires;
    expect(found).toEqual(state === null ? [] : [{ ...entry, expires: end, state }]);
  });

  it('counts its own uses, also where it was over', () => {
    const policy = policyOf({ exceptions: [text('a', '2026-09-30T00:00:00Z'), text('b', null), text('c', null)] });
    const [first, second] = ['2026-10-02T00:00:00Z', '2026-10-03T00:00:00Z'];
    const found = exceptionsOf(scope(used('a', first), used('b', first), used('b', second)), policy, policy);
    expect(found.map(({ id, uses, state }) => [id, uses, state])).toEqual([
      ['a', 1, 'unapproved'],
      ['b', 2, 'unapproved'],
      ['c', 0, 'unapproved'],
    ]);
  });
});

const failure = (at: string, over: object = {}) => ({
  type: 'gate-failure',
  at,
  pull: null,
  action: null,
  how: `It ran on ${at}`,
  detectedBy: 'detect',
  remediation: null,
  ...over,
});

it('gate failures are listed by when they were recorded or happened, and counted by when they happened', () => {
  const targets = [{ name: 'A' }, { name: 'B' }];
  const given = [
    failure('2026-08-10T00:00:00Z', { remediation: 'Mended.' }),
    failure('2026-08-11T00:00:00Z'),
    failure(BEGIN, { remediation: 'Mended.', action: { targets } }),
    failure('2026-12-31T23:59:59Z', { kind: 'near-miss' }),
    failure(END),
    failure('2026-11-01T00:00:00Z', { remediation: 'Mended.', occurredAt: '2026-06-30T00:00:00Z' }),
  ];
  const { standard } = policyOf();
  const { entries, trend, quarter } = failuresOf(scope(...given), standard);
  expect(entries.map(({ record, target }) => [record, target])).toEqual([
    ['2026/2', null],
    ['2026/3', 'A, B'],
    ['2026/4', null],
    ['2026/6', null],
  ]);
  expect(trend.map((one) => [one.quarter, one.count, one.open])).toEqual([
    ['2026-Q1', 0, 0],
    ['2026-Q2', 1, 0],
    ['2026-Q3', 2, 1],
    ['2026-Q4', 1, 0],
  ]);
  expect(quarter).toBe(1);
});

describe('what has to be done', () => {
  it('is carried over while it is open, and told once it is closed', () => {
    const [a, b] = [failure('2026-08-10T00:00:00Z'), failure('2026-08-11T00:00:00Z', { kind: 'near-miss' })];
    const filed = { type: 'gate-event-filed', at: '2026-11-01T00:00:00Z', event: 'g', records: ['2026/1'] };
    const done = { type: 'gate-failure-remediated', at: '2026-11-02T00:00:00Z', event: 'g', remediation: 'Mended.' };
    const policy = policyOf({ automations: new Map() });
    const { standard } = policy;
    const lenient = { ...policy, standard: { ...standard, review: { failuresBeforeRootCause: 9 } } } as typeof policy;
    const late = failure('2026-12-01T00:00:00Z');
    const { openItems, closedItems } = itemsOf(scope(a, b, filed, done, late, failure(END)), {
      start: lenient,
      latest: lenient,
    });
    const closes = 'Its report is filed, and a remediation that both approvers accept.';
    expect(openItems).toEqual([
      {
        id: 'gate-failure:2026/2',
        since: b.at,
        sentence: `Gate event, not remediated: ${b.how}`,
        closes,
        carried: true,
      },
      {
        id: 'gate-failure:2026/5',
        since: late.at,
        sentence: `Gate failure, not remediated: ${late.how}`,
        closes,
        carried: false,
      },
    ]);
    expect(closedItems).toEqual([{ id: 'gate-failure:2026/1', sentence: `Gate failure, not remediated: ${a.how}` }]);
  });

  it('is a new version, for each change of the scope that came before the end of the period', () => {
    const policy = policyOf({ automations: new Map() });
    const files = [{ path: 'policies/authority.yaml' }];
    const change = (at: string) => {
      const version = { from: '1.0', to: '1.0' };
      return { type: 'policy-changed', change: 'policy', at, files, version, pull: { number: 9 } };
    };
    const given = scope(change('2026-12-31T23:59:59Z'), change(END));
    expect(itemsOf(given, { start: policy, latest: policy }).openItems).toEqual([
      {
        id: 'version:2026/1',
        since: '2026-12-31T23:59:59Z',
        sentence: 'The scope of the standard changed with request 9, and its version stayed 1.0.',
        closes: 'A change of policies/standard.yaml raises the version.',
        carried: false,
      },
    ]);
  });

  const refused = (at: string, code: string, name = 'teleport') => ({
    type: 'action-refused',
    at,
    action: { operation: name },
    verdict: { refusals: [{ code: 'schema-invalid' }, { code }] },
  });
  const CODE = 'operation-unclassified';

  it.each([
    ['before the period, without a tier', [refused('2026-09-30T23:59:59Z', CODE)], false, [['teleport', 0]]],
    ['before the period, with a tier by now', [refused('2026-09-30T23:59:59Z', CODE)], true, []],
    ['at its first moment', [refused(BEGIN, CODE)], true, [['teleport', 1]]],
    ['and refused for something else', [refused(BEGIN, 'client-unknown')], false, []],
  ])('names an operation that was asked for %s', (_name, given, isKnown, expected) => {
    const latest = policyOf(isKnown ? { operations: new Map([['teleport', operation('teleport')]]) } : {});
    const found = unclassifiedOf(scope(...given), latest);
    expect(found.map((one) => [one.operation, one.refused])).toEqual(expected);
  });
});

describe('a record as an audit keeps it for a review', () => {
  const [full, light] = records(
    {
      type: 'action-refused',
      pull: { openedAt: 'o', files: ['f'], number: 7 },
      verdict: { refusals: [{ code: 'x', fact: 'Mrs Example' }] },
    },
    { type: 'action-refused', pull: { number: 7 }, verdict: { refusals: [] } },
  ) as readonly [Indexed, Indexed];

  it('says by which codes it was refused, and nobody’s words', () => {
    expect(reviewable(full, light)).toEqual({ ...light, verdict: { refusals: [{ code: 'x', fact: '' }] } });
    const denied = { ...full, denial: { person: 'lena' } } as unknown as Indexed;
    expect(reviewable(denied, light)).toMatchObject({ pull: { number: 7, openedAt: 'o', files: ['f'] } });
  });

  it('is the light one where it is of another type', () => {
    const other = { ...light, type: 'action-withdrawn' } as unknown as Indexed;
    expect([reviewable(other, light), reviewable(full, other)]).toEqual([light, other]);
  });
});
