// Reviews of every format: an auditor derives an older one again exactly as it was made, and a new one counts every answer.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../scripts/core/canonical.ts';
import * as validators from '../../../scripts/core/generated/validate-review.cjs';
import { lightened } from '../../../scripts/core/audit/light.ts';
import { reviewable } from '../../../scripts/core/review/reviewable.ts';
import type { Indexed } from '../../../scripts/core/records.ts';
import { formatInstant } from '../../../scripts/core/time.ts';
import { approval, MINUTE, SECOND } from '../../fixtures/four-quarters-planter.ts';
import type { Fields, Planter } from '../../fixtures/four-quarters-planter.ts';
import { GONE, policyOf, reviewOf } from './world.ts';

const rotation = {
  id: 'night',
  title: 'Night',
  zone: 'UTC',
  handover: { weekday: 'monday', time: '09:00' },
  since: '2026-01-05',
  people: ['sam'],
} as const;

/** A request that somebody answered after some seconds, opened now. */
function answered(hand: Planter, number: number, person: string, seconds: number, fields: Fields) {
  const openedAt = formatInstant(hand.now());
  hand.moveTo(hand.now() + seconds * SECOND);
  const approvals = [approval(person, hand.now())];
  const files = [{ path: 'exceptions/e.yaml', status: 'added', mode: '100644' }];
  const decided = { decidedAt: openedAt, verdict: { state: 'approved' }, pull: { number, openedAt, files }, approvals };
  hand.append({ ...decided, ...fields });
  hand.moveTo(hand.now() + MINUTE);
}

/** One answer to a request of each kind, and who said no to two. */
function everyKind(hand: Planter): void {
  hand.append({ type: 'action-proposed', pull: 1, openedAt: formatInstant(hand.now()) });
  answered(hand, 1, 'lena', 5, {
    type: 'action-approved',
    action: { id: 'A', operation: 'isolate', targets: [] },
  });
  answered(hand, 2, 'olga', 8, { type: 'window-approved' });
  answered(hand, 3, 'sam', 20, { type: 'exception-approved', exception: 'e' });
  answered(hand, 4, 'sam', 30, { type: 'gate-event-filed', event: 'g', records: [] });
  answered(hand, 5, 'sam', 40, { type: 'gate-failure-remediated', event: 'g', remediation: 'Done.' });
  answered(hand, 6, 'rita', 50, { type: 'erasure-approved' });
  const changed = { files: [{ path: 'README.md' }], version: { from: '1', to: '1' } };
  answered(hand, 7, 'olga', 60, { type: 'policy-changed', ...changed, change: 'policy' });
  answered(hand, 8, 'olga', 70, { type: 'policy-changed', ...changed, change: 'code' });
  answered(hand, 9, 'rita', 80, { type: 'review-held', quarter: '2026-Q3' });
  for (const [number, files] of [
    [10, [{ path: 'exceptions/e.yaml', status: 'added', mode: '100644' }]],
    [11, null],
  ] as const) {
    const refused = { type: 'action-refused', action: null, verdict: { state: 'denied', refusals: [] } };
    const denial = { person: 'sam', at: formatInstant(hand.now() + 85 * SECOND), right: 'approver' };
    const pull = { number, openedAt: formatInstant(hand.now()), files };
    answered(hand, number, 'sam', 90, { ...refused, denial, pull });
  }
  answered(hand, 12, 'sam', 1, { type: 'action-refused', verdict: { state: 'refused', refusals: [] } });
}

const world = { end: policyOf({ schedules: new Map([['night', rotation]]) }), latest: policyOf({ people: GONE }) };

describe('a review as it is written now', () => {
  const { data, report } = reviewOf(everyKind, world);

  it('counts the answers to requests of every kind, by kind and by person', () => {
    expect(validators.review(data), JSON.stringify(validators.review.errors)).toBe(true);
    expect(data.format).toBe(2);
    expect(data.answers).toMatchObject({ count: 11, median: 50, p90: 85, within10: 2 });
    expect(data.answers.kinds?.map(({ kind, count, denials, median }) => [kind, count, denials, median])).toEqual([
      ['action', 1, 0, 5],
      ['window', 1, 0, 8],
      ['exception', 2, 1, 20],
      ['gate-event', 2, 0, 30],
      ['erasure', 1, 0, 50],
      ['policy', 1, 0, 60],
      ['code', 2, 1, 70],
      ['review', 1, 0, 80],
    ]);
    expect(data.answers.people.map(({ person, count, denials }) => [person, count, denials])).toEqual([
      ['sam', 5, 2],
      ['olga', 3, 0],
      ['rita', 2, 0],
      ['lena', 1, 0],
    ]);
    expect(report).toContain('11 answers to requests of every kind: half within 50 s, nine of ten within 85 s');
    expect(report).toContain('| exception | 2 | 1 | 20 s | 85 s | 0 | – |');
  });

  it('calls people by name and id, and those who are not in the roster any more by the id alone', () => {
    expect(report).toContain('| Rita Rossi (rita) | 2 |');
    expect(report).toContain('| olga | 3 |');
    expect(report).not.toContain('Olga Petrov');
    expect(JSON.stringify(data.answers)).not.toContain('Rossi');
  });
});

describe('a review of the first format', () => {
  const { data, report } = reviewOf(everyKind, world, '2026-11-10', 1);

  it('counts answers to actions alone, and calls everybody by name', () => {
    expect(validators.review(data), JSON.stringify(validators.review.errors)).toBe(true);
    expect(data.format).toBe(1);
    expect(data.answers).toMatchObject({ count: 1, median: 5 });
    expect(data.answers).not.toHaveProperty('kinds');
    expect(report).toContain('1 answers to requests for actions: half within 5 s');
    expect(report).toContain('| Lena Brandt | 1 |');
    expect(report).toContain('| security-lead | Sam Sato, Sven Dahl, Duo Diaz |');
    expect(reviewOf(() => undefined, {}, '2026-11-10', 1).report).toContain(
      'Nobody had to answer a request for an action.',
    );
  });

  it.each([
    ['the newest policy', {}, 'Olga Petrov'],
    ['an older one', { latest: policyOf({ people: GONE }) }, 'Olga Petrov'],
    ['the oldest', { latest: policyOf({ people: GONE }), end: policyOf({ people: GONE }) }, 'Olga Petrov'],
  ])('calls somebody as %s has them', (_name, over, name) => {
    const answer = (hand: Planter, person: string): void => {
      hand.append({ type: 'action-proposed', pull: 1, openedAt: formatInstant(hand.now()) });
      answered(hand, 1, person, 5, { type: 'action-approved', action: { id: 'A', targets: [] } });
    };
    expect(reviewOf((hand) => answer(hand, 'olga'), over, '2026-11-10', 1).report).toContain(`| ${name} | 1 |`);
    expect(reviewOf((hand) => answer(hand, 'stranger'), over, '2026-11-10', 1).report).toContain('| stranger | 1 |');
  });

  it('has the bytes that it had then: another sentence here makes every review that was signed look forged', () => {
    expect(sha256(report)).toBe('sha256:9f158228bd8f43a7ebb6671084c527dcdd67b7fe412c0e399c1fbbcd7fc4d30f');
    expect(sha256(JSON.stringify(data))).toBe(
      'sha256:687ce5faffb8f4c9f3eebac7028faf6db8bb3c3e73fa564ae0fa9a28786b4eba',
    );
  });
});

describe('what an audit keeps of a record for reviews', () => {
  it('is when a change was asked for, and of a denial what it was about', () => {
    const kept: Indexed[] = [];
    reviewOf((hand) => {
      everyKind(hand);
      kept.push(...hand.records.map((one) => reviewable(one, whole(one) ? lightened(one).record : one)));
      expect(kept).toHaveLength(hand.records.length);
    });
    const denied = kept.filter((one) => one.type === 'action-refused');
    expect(denied.map(({ pull }) => pull.files?.length ?? null)).toEqual([1, null, null]);
    const changed = kept.filter((one) => one.type === 'policy-changed');
    expect(changed.map(({ pull }) => pull.openedAt.slice(0, 10))).toEqual(['2026-11-10', '2026-11-10']);
  });

  /** As much of a record as an audit lightens. */
  function whole(record: Indexed): boolean {
    return record.type === 'action-refused' || record.type === 'policy-changed';
  }
});
