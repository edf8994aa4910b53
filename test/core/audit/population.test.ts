// The monthly counts against records made by hand: what agrees is passed over, and each disagreement is said in a sentence.
import { describe, expect, it } from 'vitest';
import { populationsAgree } from '../../../scripts/core/audit/population.ts';
import { FATES } from '../../../scripts/core/completeness.ts';
import { historyOf, historyOfYears, said, type Sketch } from './situation.ts';

const NONE = Object.fromEntries(FATES.map((fate) => [fate, 0]));
const founded: Sketch = { type: 'key-enrolled' };
const denied: Sketch = { type: 'action-denied', pull: { number: 1 } };
const count: Sketch = {
  type: 'population',
  at: '2026-12-01T00:10:00Z',
  period: '2026-11',
  from: 0,
  until: 2,
  counts: { 'key-enrolled': 1, 'action-denied': 1 },
  firstPull: 1,
  lastPull: 3,
  pulls: { ...NONE, denied: 1, other: 1, open: 1 },
  open: [2],
  gaps: [],
};
const looked = (change: object, ...more: readonly Sketch[]): readonly string[] =>
  said(populationsAgree(historyOf(founded, denied, { ...count, ...change }, ...more)));
const differs = (why: string): string => `2026/2 population-differs The count of 2026-11 is wrong: ${why}.`;

describe('a count', () => {
  it('that the records give is passed over', () => {
    expect(looked({})).toEqual([]);
  });

  it.each([
    ['another range', { until: 1 }, 'it covers records 0 to before 1, and the month has 0 to before 2'],
    ['another start', { from: 1 }, 'it covers records 1 to before 2, and the month has 0 to before 2'],
    ['other types', { counts: {} }, 'it says none, and there are 1 action-denied, 1 key-enrolled'],
    ['another first number', { firstPull: 2 }, 'it accounts for requests 2 to 3, and 1 is the first one'],
    ['a last number before it', { lastPull: -1 }, 'it accounts for requests 1 to -1, and 1 is the first one'],
    ['another fate', { pulls: { ...NONE, denied: 2 } }, 'it says 2 denied, and the records say 1'],
    ['an open one that ended', { open: [1] }, 'it names request 1, which had ended or is none of its own'],
    ['an open one twice', { open: [2, 2] }, 'the requests that were open are not as many as it says'],
    ['an open one less', { open: [] }, 'the requests that were open are not as many as it says'],
    [
      'more of another kind',
      { pulls: { ...(count['pulls'] as object), other: 2 } },
      'it says 2 other, and 1 are left for that',
    ],
  ])('with %s is wrong', (_name, change, why) => {
    expect(looked(change)).toEqual([differs(why)]);
  });

  it('that stops before a request of its month leaves it out', () => {
    const proposed = (openedAt: string): Sketch => ({ type: 'action-proposed', pull: 5, openedAt });
    const counts = { 'key-enrolled': 1, 'action-denied': 1, 'action-proposed': 1 };
    const after = (openedAt: string): readonly string[] =>
      said(populationsAgree(historyOf(founded, denied, proposed(openedAt), { ...count, until: 3, counts })));
    expect(after('2026-12-01T00:00:00Z')).toEqual([]);
    const last = { until: 3, counts, pulls: { ...NONE, denied: 1, other: 3, open: 1 }, lastPull: 5 };
    const history = historyOf(founded, denied, proposed('2026-11-30T23:59:59Z'), { ...count, ...last });
    expect(said(populationsAgree(history))).toEqual([]);
    expect(after('2026-11-30T23:59:59Z')).toEqual([
      '2026/3 population-differs The count of 2026-11 is wrong: it accounts for requests up to 3, and 5 was open then.',
    ]);
  });

  it('that names one request twice has one less left for the others', () => {
    const twice = { gaps: [2], pulls: { ...NONE, denied: 1, open: 1 } };
    expect(looked(twice)).toEqual([
      differs('the requests that were open are not as many as it says'),
      '2026/2 request-missing Nobody could account for request 2 in 2026-11.',
    ]);
  });

  it('is taken when its month is over', () => {
    expect(looked({ at: '2026-12-01T00:00:00Z' })).toEqual([]);
    const at = '2026-11-30T23:00:00Z';
    expect(looked({ at })).toEqual([`2026/2 population-order It was taken at ${at}, and 2026-11 was not over.`]);
  });

  it('is of the month that follows the last one counted, and there is none before the first record', () => {
    const next = { ...count, period: '2027-01', at: '2027-02-01T00:10:00Z' };
    expect(looked({}, next)[0]).toBe(
      '2026/3 population-order It counts 2027-01, and the month to be counted was 2026-12.',
    );
    expect(said(populationsAgree(historyOf(count)))[0]).toContain(
      'It counts 2026-11, and the month to be counted was 2026-12.',
    );
  });

  it('goes on behind the one before, into the next year', () => {
    const december = {
      ...count,
      at: '2027-01-01T00:10:00Z',
      period: '2026-12',
      from: 2,
      until: 3,
      counts: { population: 1 },
      firstPull: 4,
      pulls: NONE,
      open: [],
    };
    const years = { 2026: [founded, denied, count], 2027: [{ ...founded, at: '2027-01-01T00:00:00Z' }, december] };
    expect(said(populationsAgree(historyOfYears(years)))).toEqual([]);
  });

  it('names what nobody could account for, which the auditor is told', () => {
    const [remark] = populationsAgree(
      historyOf(founded, denied, { ...count, gaps: [3], pulls: { ...NONE, denied: 1, open: 1 } }),
    );
    expect(remark).toMatchObject({
      code: 'request-missing',
      severity: 'reported',
      sentence: 'Nobody could account for request 3 in 2026-11.',
    });
    const both = { open: [], gaps: [2, 3], pulls: { ...NONE, denied: 1 } };
    expect(looked(both)).toEqual(['2026/2 request-missing Nobody could account for request 2, request 3 in 2026-11.']);
  });
});

describe('a month that nobody counted', () => {
  const later: Sketch = { type: 'action-denied', pull: { number: 2 }, at: '2027-01-02T10:00:00Z' };

  it('is reported once the ledger goes on after it', () => {
    const [first, ...more] = populationsAgree(historyOf(founded, denied, later));
    expect(more).toEqual([]);
    const further = said(populationsAgree(historyOf(founded, denied, later, { ...later, at: '2027-01-03T10:00:00Z' })));
    expect(further).toEqual([expect.stringMatching(/^2026\/3 population-missing /)]);
    expect(first).toMatchObject({ code: 'population-missing', severity: 'reported', record: '2026/2' });
    expect(looked({}, later)[0]).toContain('The months from 2026-12 on have not been counted');
  });

  it('is nothing while it lasts, or where there is no record', () => {
    expect(said(populationsAgree(historyOf(founded, denied)))).toEqual([]);
    expect(said(populationsAgree(historyOf()))).toEqual([]);
  });
});
