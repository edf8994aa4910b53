// A denial by somebody with a say ends the request for good (gate.md "A denial").
import { describe, expect, it } from 'vitest';
import { passedOver } from '../../scripts/core/denial.ts';
import type { MaintenanceWindow } from '../../scripts/core/policy-model.ts';
import { accountOf, at, basePolicy, commit, review, target, verdictOn, withPerson } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const NO = review('lena', 'CHANGES_REQUESTED', '10:20', { body: 'Not during the audit.' });
const CALLED = { called: [{ standIn: 'nina', at: at('10:15') }] };
const NINA = review('nina', 'CHANGES_REQUESTED', '10:20');

describe('a denial', () => {
  it('names who, when, why and by which right', () => {
    expect(verdictOn({ reviews: [NO] }).denial).toEqual({
      person: 'lena',
      name: 'Lena Brandt',
      account: 111,
      review: NO.id,
      at: at('10:20'),
      reason: 'Not during the audit.',
      right: 'approver',
    });
  });

  const denied: readonly (readonly [string, Differences, string, string])[] = [
    ['of a named approver', { reviews: [NO] }, 'lena', 'approver'],
    [
      'of a named approver without a seat',
      { action: { approvers: ['lena', 'rita'] }, reviews: [review('rita', 'CHANGES_REQUESTED', '10:20')] },
      'rita',
      'approver',
    ],
    ['of a called stand-in', { action: { standIns: ['nina'] }, ledger: CALLED, reviews: [NINA] }, 'nina', 'stand-in'],
    [
      'of a holder of the veto and of another role',
      { reviews: [review('duo', 'CHANGES_REQUESTED', '10:20')] },
      'duo',
      'veto',
    ],
    ['of a holder of the veto', { reviews: [review('sven', 'CHANGES_REQUESTED', '10:20')] }, 'sven', 'veto'],
    [
      'of the requester, for it needs no independence',
      { action: { requester: 'sven' }, reviews: [review('sven', 'CHANGES_REQUESTED', '10:20')] },
      'sven',
      'veto',
    ],
    [
      'of an author',
      {
        pull: {
          commits: [commit({ author: accountOf('sven') })],
          reviews: [review('sven', 'CHANGES_REQUESTED', '10:20')],
        },
      },
      'sven',
      'veto',
    ],
    ['of an earlier commit', { reviews: [{ ...NO, commit: null }] }, 'lena', 'approver'],
    ['without write access', { pull: { writers: [], reviews: [NO] } }, 'lena', 'approver'],
    ['after the deadline', { reviews: [{ ...NO, at: at('15:00') }], now: at('15:01') }, 'lena', 'approver'],
    [
      'that somebody dismissed',
      { reviews: [{ ...NO, state: 'DISMISSED', was: 'CHANGES_REQUESTED' }] },
      'lena',
      'approver',
    ],
    ['before a later approval', { reviews: [NO, review('lena', 'APPROVED', '10:30')] }, 'lena', 'approver'],
    ['at the moment of an approval', { reviews: [review('lena', 'APPROVED', '10:20'), NO] }, 'lena', 'approver'],
    ['of what would pass without people', { action: { operation: 'health' }, reviews: [NO] }, 'lena', 'approver'],
    [
      'by a veto on what would pass',
      { action: { operation: 'health', approvers: [] }, reviews: [review('sam', 'CHANGES_REQUESTED', '10:20')] },
      'sam',
      'veto',
    ],
  ];
  it.each(denied)('counts %s', (_, differences, person, right) => {
    const { state, denial } = verdictOn(differences);
    expect({ state, person: denial?.person, right: denial?.right }).toEqual({ state: 'denied', person, right });
  });

  const not: readonly (readonly [string, Differences])[] = [
    ['of a stranger', { reviews: [review('mallory', 'CHANGES_REQUESTED', '10:20')] }],
    ['of a colleague without a say', { reviews: [review('liam', 'CHANGES_REQUESTED', '10:20')] }],
    ['of a bot under the number of a person', { reviews: [{ ...NO, by: { ...NO.by, type: 'Bot' } }] }],
    [
      'of somebody with a veto who has left',
      { policy: withPerson('sven', { active: false }), reviews: [review('sven', 'CHANGES_REQUESTED', '10:20')] },
    ],
    [
      'of a stand-in before the call',
      { action: { standIns: ['nina'] }, ledger: CALLED, reviews: [{ ...NINA, at: at('10:15') }] },
    ],
    ['of somebody called who was not named', { ledger: CALLED, reviews: [NINA] }],
    ['that was only a comment, dismissed', { reviews: [{ ...NO, state: 'DISMISSED', was: 'COMMENTED' }] }],
    ['that was an approval, dismissed', { reviews: [{ ...NO, state: 'DISMISSED', was: 'APPROVED' }] }],
  ];
  it.each(not)('does not count %s', (_, differences) => {
    expect(verdictOn(differences)).toMatchObject({ state: 'waiting', denial: null });
  });

  it('is the first one that counts, whatever the order of the list', () => {
    const reviews = [review('mallory', 'CHANGES_REQUESTED', '10:05'), review('sam', 'CHANGES_REQUESTED', '10:30'), NO];
    expect(verdictOn({ reviews }).denial?.person).toBe('lena');
    expect(verdictOn({ reviews: reviews.toReversed() }).denial?.person).toBe('lena');
  });

  it('stops what two must approve, although the other approves', () => {
    const action = { targets: [target('acme'), target('globex')], approvers: ['sam', 'olga'] };
    const reviews = [review('olga', 'CHANGES_REQUESTED', '10:20'), review('sam', 'APPROVED', '10:30')];
    expect(verdictOn({ action, reviews }).state).toBe('denied');
  });

  it('is told of the answer too', () => {
    const verdict = verdictOn({ reviews: [NO] });
    expect(verdict.notCounted).toMatchObject([{ code: 'denied', fact: 'Lena Brandt denied it.' }]);
    // To people it is not told as an answer that does not count: it is the one that decided.
    expect(passedOver(verdict)).toEqual([]);
    const both = verdictOn({ reviews: [NO, review('mallory', 'APPROVED', '10:30')] });
    expect(passedOver(both)).toMatchObject([{ code: 'not-named' }]);
    expect(passedOver(verdictOn({ reviews: [review('mallory', 'APPROVED', '10:30')] }))).toHaveLength(1);
  });

  it('of a stand-in is not forgotten when a window opens afterwards', () => {
    const window: MaintenanceWindow = {
      id: 'w-1',
      title: 'Patches',
      operations: ['patch'],
      clients: ['acme'],
      from: at('10:30'),
      to: at('12:00'),
    };
    const patch = {
      action: { operation: 'patch', window: 'w-1', standIns: ['nina'] },
      policy: basePolicy({ windows: new Map([['w-1', window]]) }),
      ledger: { ...CALLED, windowApprovals: [{ window: 'w-1', approvedBy: ['olga'], at: 0 }] },
    };
    expect(verdictOn({ ...patch, now: at('10:31') }).state).toBe('auto');
    for (const now of [at('10:29'), at('10:31'), at('12:00')]) {
      expect(verdictOn({ ...patch, reviews: [NINA], now }).denial?.right).toBe('stand-in');
    }
  });
});
