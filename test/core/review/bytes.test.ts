// A review with something in every section, byte for byte, in every format: a signed one that is derived otherwise later looks forged.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../scripts/core/canonical.ts';
import type { PolicyException } from '../../../scripts/core/policy-model.ts';
import { formatInstant } from '../../../scripts/core/time.ts';
import { approval, DIGEST, judged, MINUTE, SECOND } from '../../fixtures/four-quarters-planter.ts';
import type { Planter } from '../../fixtures/four-quarters-planter.ts';
import { AUTOMATION } from '../../fixtures/situation.ts';
import { day, policyOf, reviewOf } from './world.ts';

const targets = [{ client: 'acme', kind: 'device', id: '1', name: 'ACME-FS01' }];
const action = (id: string, over: object = {}) => ({ id, operation: 'isolate', portfolio: false, targets, ...over });
const failure = { type: 'gate-failure', pull: null, how: 'by hand', detectedBy: 'detect', remediation: null };

/** What happened before the quarter: two gate failures, and an operation that nobody knew. */
function before(hand: Planter): void {
  hand.append({ ...failure, action: null });
  hand.append({ ...failure, action: action('B'), kind: 'merged-without-verdict' });
  const verdict = { refusals: [{ code: 'operation-unclassified', fact: '' }] };
  hand.append({ type: 'action-refused', pull: { number: 4 }, action: action('C', { operation: 'teleport' }), verdict });
  hand.append({ type: 'review-held', quarter: '2026-Q3' });
}

/** Requests for actions: one approved and run, two whose approvers did not answer. */
function asked(hand: Planter): void {
  const openedAt = formatInstant(hand.now());
  hand.append({ type: 'action-proposed', pull: 1, openedAt, action: action('A') });
  hand.moveTo(hand.now() + 7 * SECOND);
  const approvals = [approval('lena', hand.now())];
  const decided = {
    decidedAt: formatInstant(hand.now()),
    verdict: { state: 'approved' },
    pull: { number: 1, openedAt },
  };
  hand.append({ type: 'action-approved', ...decided, action: action('A'), approvals });
  const intent = hand.append({ type: 'action-intended', action: action('A') });
  hand.append({ type: 'action-executed', action: action('A'), intent, outcome: 'succeeded' });
  for (const cause of ['away', 'no-answer']) {
    const called = { unavailable: ['lena', 'sam'], standIn: 'nina', resolution: 'Called by phone.' };
    hand.append({ type: 'action-deferred', pull: 2, action: action('D'), cause, ...called, contactAttempts: [] });
  }
}

function during(hand: Planter): void {
  const opened = { pull: { number: 9, openedAt: formatInstant(hand.now()) }, approvals: [approval('sam', hand.now())] };
  hand.append({ type: 'gate-event-filed', event: 'g', records: ['2026/2'], ...opened });
  hand.append({ type: 'gate-failure-remediated', event: 'g', remediation: 'Mended.', ...opened });
  hand.append({ type: 'gate-event-filed', event: 'h', records: ['2026/3'], ...opened });
  hand.append({ ...failure, action: null, kind: 'near-miss', target: 'ACME-FS01' });
  hand.append({ ...failure, action: null, remediation: 'Mended at once.' });
  const both = [approval('sam', hand.now()), approval('rita', hand.now())];
  for (const id of ['x', 'over', 'open', 'gone']) {
    const asked = { ...judged(hand, 1, hand.now()), exception: id, requestor: 'tess' };
    hand.append({ type: 'exception-approved', ...asked, approvals: both });
  }
  hand.append({ type: 'action-auto', pull: { number: 3 }, exception: 'x', action: action('E') });
  const files = [{ path: 'policies/authority.yaml', status: 'modified', digest: DIGEST }];
  for (const to of ['1', '2']) {
    hand.append({
      type: 'policy-changed',
      change: 'policy',
      files,
      version: { from: '1', to },
      ...opened,
      approvals: both,
    });
  }
  const act = { id: '1', at: '2026-11-09T10:00:00Z', account: '7001', automation: null, target: null, intent: null };
  const acts = [
    { ...act, operation: 'isolate', what: 'ISOLATED' },
    { ...act, operation: null, what: 'DELETED' },
  ];
  const span = { from: '2026-11-08T00:00:00Z', until: '2026-11-10T00:00:00Z' };
  hand.append({ type: 'activity-read', platform: 'rmm', ...span, acts });
}

function plant(hand: Planter): void {
  before(hand);
  hand.moveTo(day('2026-11-10'));
  asked(hand);
  during(hand);
}

function exception(id: string, expires: string | null): PolicyException {
  const scope = { operations: ['isolate', 'disable'], clients: ['acme', 'globex'], gate: 'auto-and-log' } as const;
  return { id, ...scope, from: day('2026-08-01'), expires: expires === null ? null : day(expires) };
}

const hours = { zone: 'Europe/London', from: '08:00', to: '18:00' };
const { standard, people } = policyOf();
const night = { id: 'night', title: 'Night', zone: 'UTC', since: '2026-01-05', people: ['sam'] } as const;
const handover = { weekday: 'monday', time: '09:00' } as const;
const rita = people.get('rita') ?? expect.fail('the roster has no rita');
const absences = [{ from: day('2027-01-10'), to: day('2027-01-10') + 60 * MINUTE }];
const over = {
  standard: { ...standard, review: { everyMonths: 3, failuresBeforeRootCause: 0, workingHours: hours } },
  schedules: new Map([['night', { ...night, handover }]]),
  onCall: () => ['sam', 'rita'],
  exceptions: [
    exception('x', '2027-01-20'),
    exception('over', '2026-12-20'),
    exception('open', null),
    exception('bare', null),
  ],
  automations: new Map([['new', { ...AUTOMATION, id: 'new', name: 'New one', operations: ['isolate', 'leap'] }]]),
  people: new Map([...people, ['rita', { ...rita, absences }]]),
};

describe('a review with something in every section', () => {
  // Whoever changes what is planted here changes these too; whoever only tells it otherwise needs a new format instead.
  it.each([
    [
      1,
      'sha256:f3005da8261bb0ea90c97cd87d5afc9dfbdd7bbbe2db4204b8c61eb0a3fb78e3',
      'sha256:4e9e4f9b4fafb0211e6b2254bb7839943f7bffa33b70e3f69eae2d5d5e86f813',
    ],
    [
      2,
      'sha256:667aa930bbdcc48681465a6d4e29a19c0757ce9f87d62e4496af4e3436a25331',
      'sha256:0a05f510333296ee0972f769821229cd78ce4d0a62f9c381982927bdd92f6470',
    ],
  ] as const)('has the bytes that it had in format %d', (format, page, facts) => {
    const policy = policyOf(over);
    const policies = { start: policyOf(), end: policy, latest: policy };
    const { data, report } = reviewOf(plant, policies, '2026-08-10', format);
    expect([sha256(report), sha256(JSON.stringify(data))]).toEqual([page, facts]);
  });
});
