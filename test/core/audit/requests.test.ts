// The life of a request and of an execution, record by record: what may follow what.
import { describe, expect, it } from 'vitest';
import { executions } from '../../../scripts/core/audit/executions.ts';
import {
  gateFailures,
  lapsesFollowApprovals,
  nothingAfterTheEnd,
  oneEnding,
} from '../../../scripts/core/audit/requests.ts';
import { digestOf } from '../../../scripts/core/canonical.ts';
import { historyOf, said, type Sketch } from './situation.ts';

const plan = digestOf([]);
const action = { id: 'A1', path: 'actions-queue/2026/11/A1.yaml' };
const judged = {
  policy: {},
  pull: { number: 7 },
  file: null,
  decidedAt: '2026-11-20T10:00:00Z',
  verdict: { state: 'approved' },
};
const approved: Sketch = {
  type: 'action-approved',
  ...judged,
  action,
  plan,
  approvals: [],
  lapses: '2026-11-20T23:00:00Z',
};
const lapsed: Sketch = { type: 'action-expired', ...judged, action };
const intended: Sketch = { type: 'action-intended', action, approval: '2026/0', plan, steps: [] };
const times = { decided: judged.decidedAt, intended: '2026-11-20T11:00:00Z', finished: '2026-11-20T12:00:00Z' };
const ran = { type: 'action-executed', action, approval: '2026/0', intent: '2026/1', approvers: [], times, plan };
const executed = (outcome: string, more: object = {}): Sketch => ({ ...ran, outcome, ...more });

describe('an approval that lapsed', () => {
  it.each([
    ['after its approval', [approved, lapsed], []],
    ['without one', [lapsed], ['2026/0 lapse-unfounded It ends an approval that the ledger does not have.']],
    [
      'with other evidence',
      [approved, { ...lapsed, file: 'eA==' }],
      ['2026/1 lapse-unfounded Its evidence is not that of the approval it ends, record 2026/0.'],
    ],
    [
      'after its intent',
      [approved, intended, lapsed],
      ['2026/2 lapse-unfounded It says that nothing ran, and record 2026/1 is an intent.'],
    ],
  ])('%s is judged', (_name, sketches, sentences) => {
    const history = historyOf(...sketches);
    expect(said(lapsesFollowApprovals(history))).toEqual(sentences);
    expect(oneEnding(history)).toEqual([]);
  });

  it('must not be used any more', () => {
    const history = historyOf(approved, lapsed, { ...intended, approval: '2026/0' });
    const found = said(executions(history)).filter((text) => text.includes('ran-after-the-end'));
    expect(found).toEqual(['2026/2 ran-after-the-end The approval of A1 had ended with record 2026/1.']);
    expect(said(nothingAfterTheEnd(history))).toEqual([
      '2026/2 after-the-end Request 7 had ended with record 2026/1 (action-expired) when this was written.',
    ]);
  });
});

describe('an execution', () => {
  it.each([
    ['that succeeded', [executed('succeeded')], []],
    ['whose doubt was settled', [executed('unknown'), executed('pending'), executed('failed')], []],
    [
      'of what nobody intended',
      [executed('failed', { intent: '2026/9' })],
      [
        '2026/2 ran-without-intent It names 2026/9 as its intent, and no intent before it is called that.',
        '2026/1 outcome-open What became of A1 is not known: its last outcome is none.',
      ],
    ],
    [
      'of what nobody approved',
      [executed('failed', { approval: '2026/9' })],
      ['2026/2 ran-unapproved It names 2026/9 as its approval, and no approval before it is called that.'],
    ],
    [
      'that changed its mind',
      [executed('failed'), executed('succeeded')],
      ['2026/3 outcome-changed The execution had ended as "failed", and this says "succeeded".'],
    ],
    [
      'of something else',
      [executed('failed', { action: { id: 'A2' } })],
      ['2026/2 ran-without-intent It is about another action or approval than its intent, record 2026/1.'],
    ],
    [
      'with another plan',
      [executed('failed', { plan: digestOf(1) })],
      ['2026/2 plan-differs It names another plan than the approved one.'],
    ],
    [
      'with other times',
      [executed('failed', { times: { ...times, finished: '2026-11-20T09:00:00Z' } })],
      ['2026/2 times-differ Its times are not those of its approval and its intent, in that order.'],
    ],
    [
      'under another approval than its intent',
      [{ ...approved }, executed('failed', { approval: '2026/2' })],
      ['2026/3 ran-without-intent It is about another action or approval than its intent, record 2026/1.'],
    ],
    [
      'with another moment of its decision',
      [executed('failed', { times: { ...times, decided: '2026-11-20T09:59:59Z' } })],
      ['2026/2 times-differ Its times are not those of its approval and its intent, in that order.'],
    ],
    [
      'with another moment of its intent',
      [executed('failed', { times: { ...times, intended: '2026-11-20T10:59:59Z' } })],
      ['2026/2 times-differ Its times are not those of its approval and its intent, in that order.'],
    ],
    [
      'that ended after it was written, so that whatever happens until then would be its own',
      [executed('failed', { times: { ...times, finished: '2026-11-20T12:05:01Z' } })],
      ['2026/2 times-differ It says that it ended at 2026-11-20T12:05:01Z, and was written at 2026-11-20T12:00:00Z.'],
    ],
    [
      'by a clock that is a little ahead',
      [executed('failed', { times: { ...times, finished: '2026-11-20T12:05:00Z' } })],
      [],
    ],
    ['that took less than a second', [executed('failed', { times: { ...times, finished: times.intended } })], []],
    [
      'with other approvers',
      [executed('failed', { approvers: [{ person: 'lena', name: 'Lena' }] })],
      ['2026/2 approvers-differ It names other approvers than record 2026/0.'],
    ],
    [
      'that nobody has settled',
      [executed('pending')],
      ['2026/1 outcome-open What became of A1 is not known: its last outcome is pending.'],
    ],
    [
      'that nobody has heard of for ten minutes',
      [{ type: 'population', at: '2026-11-20T11:10:00Z' }],
      ['2026/1 outcome-open What became of A1 is not known: its last outcome is none.'],
    ],
    ['that began just now', [{ type: 'population', at: '2026-11-20T11:09:59Z' }], []],
    [
      'that nobody has heard of',
      [{ type: 'gate-failure' }],
      ['2026/1 outcome-open What became of A1 is not known: its last outcome is none.'],
    ],
  ])('%s is judged', (_name, sketches, sentences) => {
    expect(said(executions(historyOf(approved, intended, ...sketches)))).toEqual(sentences);
  });

  it('names the people of its approval', () => {
    const lena = { person: 'lena', name: 'Lena Brandt' };
    const by = { ...approved, approvals: [{ ...lena, account: 111, review: 1 }] };
    expect(executions(historyOf(by, intended, executed('succeeded', { approvers: [lena] })))).toEqual([]);
  });

  it.each([
    ['within its time', {}, []],
    [
      'that nobody approved',
      { approval: '2026/9' },
      ['intent-unapproved It names 2026/9 as its approval, and no approval before it is called that.'],
    ],
    [
      'for another plan',
      { plan: digestOf(1) },
      ['plan-differs It is about to send something else than the plan that record 2026/0 approved.'],
    ],
    [
      'for a plan of its own',
      { plan: digestOf([{ method: 'POST' }]), steps: [{ method: 'POST' }] },
      ['plan-differs It is about to send something else than the plan that record 2026/0 approved.'],
    ],
    ['in the last second of its time', { at: '2026-11-20T23:00:00Z' }, []],
    [
      'for other steps under the same plan',
      { steps: [{ method: 'POST', url: 'u', body: {} }] },
      ['plan-differs It is about to send something else than the plan that record 2026/0 approved.'],
    ],
    [
      'after its time',
      { at: '2026-11-20T23:00:01Z' },
      ['ran-after-lapse It was written at 2026-11-20T23:00:01Z, and the approval lapsed at 2026-11-20T23:00:00Z.'],
    ],
  ])('that is intended %s is judged', (_name, more, sentences) => {
    expect(said(executions(historyOf(approved, { ...intended, ...more })))).toEqual(
      sentences.map((sentence) => `2026/1 ${sentence}`),
    );
  });

  it('is intended once', () => {
    expect(said(executions(historyOf(approved, intended, intended)))).toContain(
      '2026/2 intent-twice The action A1 has an intent already, record 2026/1.',
    );
    expect(said(executions(historyOf(approved, intended, intended, intended)))).toContain(
      '2026/3 intent-twice The action A1 has an intent already, record 2026/1.',
    );
  });

  it('is not what ends a request that nobody approved', () => {
    expect(executions(historyOf({ ...lapsed, verdict: { state: 'expired' } }))).toEqual([]);
  });

  it('of what passed by itself names nobody, and an intent for something else is found', () => {
    const auto = { ...approved, type: 'action-auto' };
    expect(executions(historyOf(auto, intended, executed('succeeded')))).toEqual([]);
    expect(
      said(executions(historyOf(auto, { ...intended, action: { id: 'A2' } }, executed('failed')))).slice(0, 1),
    ).toEqual(['2026/1 intent-unapproved It is about A2, and not about what record 2026/0 approved.']);
  });
});

describe('a gate failure', () => {
  it.each([
    ['open', null, '(not remediated yet).'],
    ['remediated', 'the file was reverted', '(remediated: the file was reverted).'],
  ])('that is %s is reported with that', (_name, remediation, words) => {
    const record = {
      type: 'gate-failure',
      pull: 3,
      action: null,
      how: 'pushed to main',
      detectedBy: 'detect',
      remediation,
    };
    const [remark] = gateFailures(historyOf(record));
    expect(remark).toMatchObject({ severity: 'reported', file: null });
    expect(remark?.sentence).toBe(`Gate failure, found by detect: pushed to main ${words}`);
  });
});
