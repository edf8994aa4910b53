// How a request begins and ends: proposed before it is decided, ended once, and no review used for two.
import { describe, expect, it } from 'vitest';
import { actionOf, pullOf } from '../../../scripts/core/audit/history.ts';
import {
  gateFailures,
  lapsesFollowApprovals,
  nothingAfterTheEnd,
  oneEnding,
  proposedFirst,
  reviewsUsedOnce,
} from '../../../scripts/core/audit/requests.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const action = { id: 'A1', path: 'actions-queue/2026/11/A1.yaml' };
const founded: Sketch = { type: 'key-enrolled' };
const proposed: Sketch = { type: 'action-proposed', pull: 7, action };
const judged = { policy: {}, pull: { number: 7 }, file: null, decidedAt: '2026-11-20T10:00:00Z' };
const approved: Sketch = {
  ...judged,
  type: 'action-approved',
  action,
  verdict: { state: 'approved' },
  approvals: [{ review: 1, name: 'Lena Brandt' }],
};
const auto: Sketch = { ...judged, type: 'action-auto', action, verdict: { state: 'auto' } };
const denied: Sketch = { ...judged, type: 'action-denied', action, verdict: { state: 'denied' } };
const withdrawn: Sketch = { type: 'action-withdrawn', pull: 7, action: null };
const deferred: Sketch = { type: 'action-deferred', pull: 7, action };
const intended: Sketch = { type: 'action-intended', action };
const failure: Sketch = {
  type: 'gate-failure',
  pull: null,
  action: null,
  how: 'h',
  detectedBy: 'd',
  remediation: null,
};

describe('a request', () => {
  it.each([
    ['proposed and approved', [founded, proposed, approved], []],
    ['proposed and passed by itself', [proposed, auto], []],
    [
      'approved unseen',
      [founded, approved, proposed],
      ['2026/1 not-proposed Request 7 was decided as A1, and nobody proposed it before.'],
    ],
    [
      'passed as another',
      [{ ...proposed, action: { id: 'A2' } }, auto],
      ['2026/1 not-proposed Request 7 was decided as A1, and it was proposed as A2.'],
    ],
    ['denied', [denied], []],
  ])('that was %s is judged by its beginning', (_name, sketches, sentences) => {
    expect(said(proposedFirst(historyOf(...sketches)))).toEqual(sentences);
  });

  it.each([
    ['once', [proposed, approved, intended], []],
    [
      'twice',
      [proposed, approved, denied],
      ['2026/2 ended-twice Request 7 has ended already, with record 2026/1 (action-approved).'],
    ],
    [
      'by its deadline, and denied',
      [proposed, { ...denied, type: 'action-expired', verdict: { state: 'expired' } }, denied],
      ['2026/2 ended-twice Request 7 has ended already, with record 2026/1 (action-expired).'],
    ],
    [
      'three times',
      [denied, withdrawn, auto],
      [
        '2026/1 ended-twice Request 7 has ended already, with record 2026/0 (action-denied).',
        '2026/2 ended-twice Request 7 has ended already, with record 2026/0 (action-denied).',
      ],
    ],
  ])('that ended %s is judged by its end', (_name, sketches, sentences) => {
    expect(said(oneEnding(historyOf(...sketches)))).toEqual(sentences);
  });

  it.each([
    ['nothing', [proposed, denied], []],
    ['an intent under its approval', [approved, intended], []],
    [
      'a call of a stand-in',
      [denied, deferred],
      ['2026/1 after-the-end Request 7 had ended with record 2026/0 (action-denied) when this was written.'],
    ],
    [
      'an execution',
      [approved, withdrawn, { ...intended, type: 'action-executed' }],
      ['2026/2 after-the-end Request 7 had ended with record 2026/1 (action-withdrawn) when this was written.'],
    ],
    [
      'an intent, where it had passed by itself',
      [auto, withdrawn, intended],
      ['2026/2 after-the-end Request 7 had ended with record 2026/1 (action-withdrawn) when this was written.'],
    ],
    [
      'a call of a stand-in after action-expired',
      [{ ...denied, type: 'action-expired', verdict: { state: 'expired' } }, deferred],
      ['2026/1 after-the-end Request 7 had ended with record 2026/0 (action-expired) when this was written.'],
    ],
    [
      'a call of a stand-in after action-refused',
      [{ ...denied, type: 'action-refused', verdict: { state: 'expired' } }, deferred],
      ['2026/1 after-the-end Request 7 had ended with record 2026/0 (action-refused) when this was written.'],
    ],
    ['a message that it is over', [denied, { type: 'contact-attempted', pull: 7 }], []],
    ['what other checks name', [denied, { ...failure, pull: 7 }, withdrawn], []],
    ['what belongs to no request', [denied, failure, { ...intended, action: { id: 'A9' } }], []],
  ])('that is followed by %s is judged by that', (_name, sketches, sentences) => {
    expect(said(nothingAfterTheEnd(historyOf(...sketches)))).toEqual(sentences);
  });

  it('that passed by itself may lapse, and its lapse follows no other approval', () => {
    const lapsed = { ...auto, type: 'action-expired' };
    expect(lapsesFollowApprovals(historyOf(proposed, auto, lapsed))).toEqual([]);
    expect(lapsesFollowApprovals(historyOf({ ...lapsed, verdict: { state: 'expired' } }, auto, lapsed))).toEqual([]);
    const expired = { ...lapsed, pull: { number: 9 }, verdict: { state: 'expired' } };
    expect(said(lapsesFollowApprovals(historyOf(expired, lapsed)))).toEqual([
      '2026/1 lapse-unfounded It ends an approval that the ledger does not have.',
    ]);
    expect(said(lapsesFollowApprovals(historyOf({ ...auto, pull: { number: 8 } }, lapsed)))).toEqual([
      '2026/1 lapse-unfounded It ends an approval that the ledger does not have.',
    ]);
  });
});

describe('a review', () => {
  const second = { ...approved, type: 'window-approved', action: undefined, pull: { number: 8 } };
  const { action: _, ...window } = second;

  it('may count in two records of one request', () => {
    expect(reviewsUsedOnce(historyOf(proposed, approved, { ...approved, type: 'action-approved' }))).toEqual([]);
  });

  it('that counts for two requests was taken from one of them', () => {
    expect(said(reviewsUsedOnce(historyOf(approved, window)))).toEqual([
      '2026/1 review-reused The review 1 by Lena Brandt has approved request 7 already (record 2026/0).',
    ]);
    expect(said(reviewsUsedOnce(historyOf(approved, window, { ...window, pull: { number: 9 } })))).toEqual([
      '2026/1 review-reused The review 1 by Lena Brandt has approved request 7 already (record 2026/0).',
      '2026/2 review-reused The review 1 by Lena Brandt has approved request 7 already (record 2026/0).',
    ]);
  });
});

describe('a record', () => {
  it('of a gate failure is told with its file, and no other is', () => {
    const remarks = gateFailures(historyOf(denied, { ...failure, action }));
    expect(remarks).toMatchObject([{ record: '2026/1', file: action.path, severity: 'reported' }]);
  });

  it.each([
    ['a decision', denied, 7, 'A1'],
    ['a proposal', proposed, 7, 'A1'],
    ['a failure outside any request', failure, null, null],
    ['the founding', founded, null, null],
  ])('of %s says which request and which action it is about', (_name, sketch, pull, id) => {
    const [known] = historyOf(sketch).known;
    if (known === undefined) throw new Error('there is one record');
    expect(pullOf(known.record)).toBe(pull);
    expect(actionOf(known.record)?.id ?? null).toBe(id);
  });
});
