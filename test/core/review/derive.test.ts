// What a review says about one thing each: exceptions, automations, failures, answers, versions, gaps.
import { describe, expect, it } from 'vitest';
import { commitsOf, recordsUpTo, scopeOf } from '../../../scripts/core/review/scope.ts';
import type { Automation, PolicyException } from '../../../scripts/core/policy-model.ts';
import { approval, DIGEST, judged, MINUTE } from '../../fixtures/four-quarters-planter.ts';
import type { Planter } from '../../fixtures/four-quarters-planter.ts';
import { AUTOMATION, operation } from '../../fixtures/situation.ts';
import { day, policyOf, reviewOf } from './world.ts';

const action = (over: object = {}) => ({ id: 'ACT', operation: 'isolate', portfolio: false, targets: [], ...over });

function exception(id: string, expires: string | null): PolicyException {
  const scope = { operations: ['isolate'], clients: ['acme'], gate: 'auto-and-log' } as const;
  return { id, ...scope, from: day('2026-11-01'), expires: expires === null ? null : day(expires) };
}

function approved(hand: Planter, id: string): void {
  const approvals = [approval('sam', hand.now()), approval('rita', hand.now())];
  hand.append({
    type: 'exception-approved',
    ...judged(hand, 1, hand.now()),
    exception: id,
    requestor: 'tess',
    approvals,
  });
}

describe('an exception', () => {
  it.each([
    ['in force', exception('x', '2027-03-01'), true, 'open'],
    ['without an end', exception('x', null), true, 'open'],
    ['that is over within 30 days', exception('x', '2027-01-20'), true, 'expiring'],
    ['that is over', exception('x', '2026-12-20'), true, 'ended'],
    ['that nobody approved', exception('x', '2027-03-01'), false, 'unapproved'],
    ['that was taken away', null, true, 'removed'],
  ] as const)('%s is shown as that', (_name, text, isApproved, state) => {
    const end = policyOf({ exceptions: text === null ? [] : [text] });
    const plant = (hand: Planter): void => (isApproved ? approved(hand, 'x') : undefined);
    expect(reviewOf(plant, { end }).data.exceptions).toMatchObject([{ id: 'x', state, uses: 0 }]);
  });

  it('that was over before the period is not shown, and neither is its end', () => {
    const end = policyOf({ exceptions: [exception('x', '2026-09-20')] });
    const { data } = reviewOf((hand) => approved(hand, 'y'), { end });
    expect(data.exceptions.map(({ id }) => id)).toEqual(['y']);
    expect(data.exceptionLog.map(({ event }) => event)).toEqual(['approved']);
  });

  it('is shown with each client that it was used for, and with all', () => {
    const uses = (over: object) => ({ type: 'action-auto', pull: { number: 2 }, exception: 'x', action: action(over) });
    const target = { client: 'acme' };
    const { data } = reviewOf((hand) => {
      hand.append(uses({ targets: [target, target, { client: 'globex' }] }));
      hand.append(uses({ portfolio: true }));
      hand.append({ type: 'action-auto', pull: { number: 3 }, exception: null, action: action() });
    });
    expect(data.exceptionLog.map(({ by }) => by)).toEqual([['acme', 'globex'], ['all']]);
    expect(data.exceptions).toMatchObject([{ id: 'x', state: 'removed', uses: 2, approvers: [], expires: null }]);
  });
});

describe('an automation', () => {
  it('that is new is shown with the tier of each operation, and asks for one that has none', () => {
    const fresh: Automation = {
      ...AUTOMATION,
      id: 'new',
      name: 'New one',
      operations: ['isolate', 'wipe', 'teleport'],
    };
    const policy = policyOf({ automations: new Map([['new', fresh]]) });
    const { data } = reviewOf(() => undefined, { end: policy, latest: policy });
    expect(data.removedAutomations).toEqual(['responder']);
    expect(data.automations[0]?.operations).toEqual([
      { id: 'isolate', classified: true, tier: 1, gate: 'human-approval', prohibited: false },
      { id: 'wipe', classified: true, tier: 1, gate: 'human-approval', prohibited: true },
      { id: 'teleport', classified: false, tier: null, gate: null, prohibited: false },
    ]);
    expect(data.openItems).toMatchObject([
      { id: 'automation:new/teleport', sentence: 'The automation New one may propose teleport, which is in no tier.' },
    ]);
  });
});

describe('an operation that nobody has classified', () => {
  const refused = (operationId: string | null) => ({
    type: 'action-refused',
    pull: { number: 4 },
    action: operationId === null ? null : action({ operation: operationId }),
    verdict: { refusals: [{ code: 'operation-unclassified', fact: '' }] },
  });

  it('is open until the table has it', () => {
    const plant = (hand: Planter): void => {
      hand.append(refused('teleport'));
      hand.append(refused(null));
    };
    const { data } = reviewOf(plant);
    expect(data.unclassified).toEqual([{ operation: 'teleport', refused: 1, classified: false }]);
    expect(data.openItems.map(({ id }) => id)).toEqual(['unclassified:teleport']);
    const latest = policyOf({ operations: new Map([['teleport', operation('teleport')]]), automations: new Map() });
    const after = reviewOf(plant, { latest }).data;
    expect(after.unclassified).toEqual([{ operation: 'teleport', refused: 1, classified: true }]);
    expect(after.openItems).toEqual([]);
  });
});

describe('a gate failure', () => {
  const failure = { type: 'gate-failure', pull: null, how: 'by hand', detectedBy: 'sam', remediation: null };

  it('that only nearly was one is shown and stays open, and is not counted', () => {
    const { data } = reviewOf((hand) => hand.append({ ...failure, action: null, kind: 'near-miss' }));
    expect(data.gateFailures).toMatchObject({ quarter: 0, rootCause: 'not-needed', entries: [{ kind: 'near-miss' }] });
    expect(data.gateFailures.trend.at(-1)).toMatchObject({ count: 0, open: 0 });
    expect(data.openItems).toMatchObject([{ sentence: 'Gate event, not remediated: by hand' }]);
  });

  it('without more than the oldest records say is shown as far as it goes', () => {
    const { data } = reviewOf((hand) => {
      hand.append({ ...failure, action: null });
      hand.append({ ...failure, action: action({ targets: [{ name: 'ACME-FS01' }] }), remediation: 'Mended at once.' });
    });
    expect(data.gateFailures.entries).toMatchObject([
      { kind: 'other', target: null, remediation: null, occurredAt: '2026-11-10T12:00:00Z' },
      { kind: 'other', target: 'ACME-FS01', remediation: 'Mended at once.' },
    ]);
    expect(data.gateFailures).toMatchObject({ quarter: 2, allowed: 0, rootCause: 'missing' });
  });

  it('that was reported says what closes it', () => {
    const { data, report } = reviewOf((hand) => {
      const record = hand.append({ ...failure, action: null });
      hand.append({
        type: 'gate-event-filed',
        event: 'by-hand',
        records: [record],
        approvals: [approval('sam', hand.now())],
      });
    });
    const [item] = data.openItems;
    expect(item?.closes).toBe('The remediation of by-hand, accepted by both approvers.');
    expect(report).toContain('open, reported as by-hand');
  });

  it('of an earlier quarter stays in the list while it is open', () => {
    const { data } = reviewOf((hand) => {
      hand.append({ type: 'review-held', quarter: '2026-Q3' });
      hand.append({ ...failure, action: null, occurredAt: '2026-08-01T00:00:00Z' });
      hand.append({ ...failure, action: null, occurredAt: '2027-02-01T00:00:00Z' });
    });
    expect(data.gateFailures.entries.map(({ occurredAt }) => occurredAt.slice(0, 10))).toEqual([
      '2026-08-01',
      '2027-02-01',
    ]);
    expect(data.openItems.map(({ id }) => id.split(':')[0])).toEqual(['gate-failure', 'root-cause']);
  });
});

describe('a change of the standard', () => {
  const change = (path: string, to = '1', kind = 'policy') => ({
    type: 'policy-changed',
    change: kind,
    pull: { number: 9 },
    files: [{ path, status: 'modified', digest: DIGEST }],
    version: { from: '1', to },
    approvals: [],
  });

  it.each([
    ['policies/actions/aws.yaml', 'policy', true],
    ['policies/authority.yaml', 'policy', true],
    ['policies/automations.yaml', 'policy', true],
    ['policies/people.yaml', 'policy', false],
    ['policies/standard.yaml', 'code', false],
  ])('of %s (%s) asks for a new version: %s', (path, kind, isMaterial) => {
    const { data } = reviewOf((hand) => hand.append(change(path, '1', kind)));
    expect(data.openItems.map(({ id }) => id)).toEqual(isMaterial ? ['version:2026/2'] : []);
    expect(data.standard.changes).toMatchObject([{ material: isMaterial, raised: false }]);
  });

  it('that raises the version closes what came before it, and not what comes after', () => {
    const { data } = reviewOf((hand) => {
      hand.append(change('policies/authority.yaml'));
      hand.append(change('policies/standard.yaml', '2'));
      hand.append(change('policies/authority.yaml'));
    });
    expect(data.openItems.map(({ id }) => id)).toEqual(['version:2026/4']);
  });
});

it('a row that nobody can fill ahead is one item, however often', () => {
  const { people } = policyOf();
  const rita = people.get('rita');
  if (rita === undefined) throw new Error('the roster has no rita');
  const absences = ['2027-01-10', '2027-02-10'].map((from) => ({ from: day(from), to: day(from) + 60 * MINUTE }));
  const latest = policyOf({ people: new Map([...people, ['rita', { ...rita, absences }]]) });
  const { data } = reviewOf(() => undefined, { latest });
  expect(data.availability.gaps).toHaveLength(2);
  expect(data.openItems).toMatchObject([
    {
      id: 'gap:review',
      since: '2027-01-10T12:00:00Z',
      carried: false,
      sentence: expect.stringContaining('(and 1 more)'),
    },
  ]);
});

describe('the basis', () => {
  it('is a place in the ledger, or none', () => {
    const record = { v: 1, type: 'key-enrolled', at: '2026-11-10T12:00:00Z', main: 'm' };
    const records = [0, 1].map((index) => ({ ...record, index })) as never; // what the function reads
    expect(recordsUpTo({ year: 2026, size: 2 }, records)).toHaveLength(2);
    for (const size of [0, 3]) expect(recordsUpTo({ year: 2026, size }, records)).toBeNull();
    expect(recordsUpTo({ year: 2027, size: 1 }, records)).toBeNull();
    expect(commitsOf(scopeOf('2026-Q4', records))).toBeNull();
  });

  it('that begins after the quarter knows main as its first record does', () => {
    const record = { v: 1, type: 'population', index: 0, main: 'm' };
    const of = (at: string) => commitsOf(scopeOf('2026-Q3', [{ ...record, at }] as never)); // what the function reads
    expect(of('2026-11-10T12:00:00Z')).toEqual({ start: 'm', end: 'm', latest: 'm' });
    expect(of('2026-07-10T12:00:00Z')).toEqual({ start: 'm', end: 'm', latest: 'm' });
  });
});

it('a review after a missed one covers both quarters', () => {
  const { data } = reviewOf((hand) => hand.append({ type: 'review-held', quarter: '2026-Q2' }));
  expect(data).toMatchObject({ lastReview: '2026-Q2', period: { from: '2026-07-01T00:00:00Z' } });
});
