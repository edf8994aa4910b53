// Gate failures and what became of them, their number by quarter, and the root-cause review that a review waits for.
import { describe, expect, it } from 'vitest';
import {
  failureStates,
  failuresByQuarter,
  isReport,
  reportMark,
  reportOf,
  tellsOfCommit,
} from '../../scripts/core/gate-failures.ts';
import { detectedOnce } from '../../scripts/core/once.ts';
import { isBarred } from '../../scripts/core/ledger-precondition.ts';
import type { GateFailure, Indexed } from '../../scripts/core/records.ts';
import { quarterFailures, reviewRefusals, rootCauseId, rootCauseMissing } from '../../scripts/core/review-rule.ts';
import { basePolicy, situation } from '../fixtures/situation.ts';
import { historyOf } from './audit/situation.ts';
import type { Sketch } from './audit/situation.ts';

const FAILURE: Sketch = { type: 'gate-failure', how: 'It ran.', detectedBy: 'x', remediation: null, action: null };
const ID = 'fs01-r0123abcd';
const filed = (event: string, ...records: readonly string[]): Sketch => ({ type: 'gate-event-filed', event, records });
const done = (event: string, remediation = 'Mended.'): Sketch => ({
  type: 'gate-failure-remediated',
  event,
  remediation,
});

function recordsOf(...sketches: readonly Sketch[]): readonly Indexed[] {
  return historyOf(...sketches).known.map(({ record }) => record);
}

describe('a gate failure', () => {
  it.each<[string, readonly Sketch[], readonly string[], string | null]>([
    ['is open at first', [FAILURE], [], null],
    ['is filed by an event that names it', [FAILURE, filed('a', '2026/0')], ['a'], null],
    ['is not filed by one about another', [FAILURE, filed('a', '2026/7')], [], null],
    ['is closed by the remediation of that event', [FAILURE, filed('a', '2026/0'), done('a')], ['a'], 'Mended.'],
    ['is not closed by that of another event', [FAILURE, filed('a', '2026/0'), done('b')], ['a'], null],
    ['keeps what was done at once', [{ ...FAILURE, remediation: 'Stopped.' }, done('a')], [], 'Stopped.'],
    [
      'that was reported is filed by the report of its name',
      [{ ...FAILURE, kind: 'reported', how: `It ran.${reportMark(ID)}` }, filed(ID), done(ID)],
      [ID],
      'Mended.',
    ],
  ])('%s', (_name, sketches, events, remediation) => {
    const [state] = failureStates(recordsOf(...sketches));
    expect(state?.events.map(({ event }) => event)).toEqual(events);
    expect(state).toMatchObject({ id: '2026/0', remediation });
  });

  it.each<[string, Partial<GateFailure>, string | null]>([
    ['a report', { kind: 'reported', how: `x${reportMark(ID)}` }, ID],
    ['what nearly happened', { kind: 'near-miss', how: `x${reportMark(ID)}` }, ID],
    ['words without a mark', { kind: 'reported', how: 'x' }, null],
    ['a mark of another kind of event', { kind: 'reported', how: `x${reportMark('2026-11-20-record-2026-17')}` }, null],
    ['a mark within the words', { kind: 'reported', how: `x${reportMark(ID)} and more` }, null],
    ['something that was noticed', { kind: 'other', how: `x${reportMark(ID)}` }, null],
  ])('%s gives its report', (_name, over, id) => {
    expect(reportOf({ ...FAILURE, ...over } as GateFailure)).toBe(id);
  });

  it.each([
    [ID, true],
    ['2026-11-20-record-2026-17', false],
    ['root-cause-2026-q4', false],
  ])('has a report called %s, or none', (id, expected) => {
    expect(isReport(id)).toBe(expected);
  });

  it.each<[string, Sketch, boolean]>([
    ['a merge without verdict', { ...FAILURE, kind: 'merged-without-verdict' }, true],
    ['one of the oldest, by the merge verb', { ...FAILURE, detectedBy: 'merge' }, true],
    ['one of the oldest, by the executor', { ...FAILURE, detectedBy: 'execute' }, false],
    ['what somebody said', { ...FAILURE, kind: 'reported' }, false],
    ['no gate failure', { type: 'action-auto' }, false],
  ])('%s tells of the commit that it names, or not', (_name, sketch, tells) => {
    expect(recordsOf(sketch).map(tellsOfCommit)).toEqual([tells]);
  });

  it('is recorded once: a commit by its id, anything else by its target', () => {
    const record = { ...FAILURE, main: 'm1', kind: 'merged-without-verdict', target: 't' };
    const draft = record as unknown as GateFailure;
    expect(isBarred(detectedOnce(draft), [record])).toBe(true);
    expect(isBarred(detectedOnce({ ...draft, main: 'm2' }), [record])).toBe(false);
    const other = { ...record, kind: 'other' };
    expect(isBarred(detectedOnce({ ...draft, kind: 'other', main: 'm2' }), [other])).toBe(true);
    expect(isBarred(detectedOnce({ ...draft, kind: 'other', target: 'u' }), [other])).toBe(false);
    const { kind: _kind, target: _target, ...bare } = draft;
    expect(isBarred(detectedOnce(bare), [{ ...other, target: '' }])).toBe(true);
  });
});

describe('gate failures by quarter', () => {
  it('count in the quarter in which they happened, also when they were reported later', () => {
    const late = { ...FAILURE, occurredAt: '2026-09-30T23:59:59Z' };
    const quarters = failuresByQuarter(recordsOf(late, FAILURE, { type: 'action-auto' }, FAILURE));
    expect([...quarters].map(([quarter, failures]) => [quarter, failures.length])).toEqual([
      ['2026-Q3', 1],
      ['2026-Q4', 2],
    ]);
  });

  it('leave out what nearly was one', () => {
    const near = { ...FAILURE, kind: 'near-miss' };
    expect([...failuresByQuarter(recordsOf(near, FAILURE, near)).values()].map(({ length }) => length)).toEqual([1]);
    expect(failureStates(recordsOf(near))).toMatchObject([{ id: '2026/0', remediation: null }]);
  });

  const three = [FAILURE, FAILURE, FAILURE];
  it.each<[string, readonly Sketch[], number | null, boolean]>([
    ['none', [], 2, false],
    ['as many as are allowed', three.slice(1), 2, false],
    ['one more', three, 2, true],
    ['one more and a review of them that nobody completed', [...three, filed('root-cause-2026-q4')], 2, true],
    ['one more and a review of them that was approved', [...three, done('root-cause-2026-q4')], 2, false],
    ['one more and a review of another quarter', [...three, done('root-cause-2026-q3')], 2, true],
    ['one where the policy says nothing', [FAILURE], null, true],
  ])('%s: the root-cause review is missing or not', (_name, sketches, most, missing) => {
    const review = most === null ? {} : { review: { everyMonths: 3, failuresBeforeRootCause: most } };
    const failures = quarterFailures(recordsOf(...sketches));
    expect(rootCauseMissing('2026-Q4', failures, review)).toBe(missing);
    const base = basePolicy();
    const policy = { ...base, standard: { ...base.standard, ...review } };
    const asked = (kind: 'review' | 'code', id: string) =>
      reviewRefusals(situation({ policy, ledger: { failures }, proposal: { kind, id, action: null } }));
    expect(asked('review', '2026-q4').map(({ code }) => code)).toEqual(missing ? ['root-cause-missing'] : []);
    expect(asked('review', 'gone')).toEqual([]);
    expect(asked('code', '2026-q4')).toEqual([]);
  });

  it('is said with what has to be done', () => {
    const failures = quarterFailures(recordsOf(...three));
    const [refused] = reviewRefusals(situation({ ledger: { failures }, proposal: { kind: 'review', id: '2026-q4' } }));
    expect(refused?.fact).toBe('2026-Q4 had 3 gate failures, and their root cause was not looked into.');
    expect(refused?.remedy).toContain(rootCauseId('2026-Q4'));
    expect(reviewRefusals(situation({ proposal: { kind: 'review', id: '2026-q4' } }))).toEqual([]);
  });
});
