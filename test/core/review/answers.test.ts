// How long people took to answer, from when, and what counts as an answer.
import { describe, expect, it } from 'vitest';
import { approval, MINUTE, SECOND } from '../../fixtures/four-quarters-planter.ts';
import { GONE, policyOf, reviewOf } from './world.ts';

const action = () => ({ id: 'ACT', operation: 'isolate', portfolio: false, targets: [] });

describe('an answer', () => {
  const opened = { type: 'action-proposed', pull: 5, openedAt: '2026-11-10T12:00:00Z' };
  const denied = (over: object) => ({
    type: 'action-denied',
    pull: { number: 5 },
    denial: { person: 'nina', at: '2026-11-10T13:00:10Z', right: 'stand-in', ...over },
  });

  it('of a stand-in is counted from the call on', () => {
    const { data } = reviewOf((hand) => {
      hand.append(opened);
      hand.moveTo(hand.now() + 60 * MINUTE);
      const called = {
        pull: 5,
        action: action(),
        cause: 'away',
        unavailable: ['lena'],
        standIn: 'nina',
        resolution: 'Called.',
      };
      hand.append({ type: 'action-deferred', ...called });
      hand.moveTo(hand.now() + 30 * SECOND);
      hand.append(denied({}));
    });
    expect(data.answers).toMatchObject({ count: 1, median: 10, p90: 10, within10: 1, outside: null });
    expect(data.answers.people).toMatchObject([{ person: 'nina', denials: 1, share: 1, outside: null }]);
    expect(data.deferrals).toMatchObject([{ cause: 'away', standIn: 'nina', ending: 'denied' }]);
  });

  it('to a request that the ledger has not seen opened is not counted, and a clock that runs behind gives no time below none', () => {
    const { data } = reviewOf((hand) => {
      hand.append(denied({ right: 'approver' }));
      hand.append({ ...opened, pull: 6 });
      hand.append({ ...denied({ right: 'veto', at: '2026-11-10T11:00:00Z' }), pull: { number: 6 } });
    });
    expect(data.answers).toMatchObject({ count: 1, median: 0 });
  });

  it.each([
    ['2026-11-10T09:00:00Z', 0],
    ['2026-11-10T07:59:59Z', 1],
    ['2026-11-10T18:00:00Z', 1],
    ['2026-11-14T12:00:00Z', 1],
    ['2026-11-15T12:00:00Z', 1],
  ])('at %s is outside working hours %d times', (at, outside) => {
    const hours = { zone: 'Europe/London', from: '08:00', to: '18:00' };
    const { standard } = policyOf();
    const review = { everyMonths: 3, failuresBeforeRootCause: 2, workingHours: hours };
    const { data } = reviewOf(
      (hand) => {
        hand.append(opened);
        hand.append(denied({ right: 'approver', at }));
      },
      { end: policyOf({ standard: { ...standard, review } }) },
    );
    expect(data.answers.outside).toBe(outside);
  });

  it('is counted for each person, most answers first, and by id among equals', () => {
    const { data, report } = reviewOf(
      (hand) => {
        hand.append(opened);
        for (const people of [['sam', 'olga'], ['sam'], ['lena'], ['stranger']]) {
          const approvals = people.map((person) => approval(person, hand.now()));
          hand.append({ type: 'action-approved', pull: { number: 5 }, action: action(), approvals });
        }
      },
      { latest: policyOf({ people: GONE }) },
    );
    expect(data.answers.people.map(({ person }) => person)).toEqual(['sam', 'lena', 'olga', 'stranger']);
    expect(report).toContain('| Sam Sato (sam) | 2 |');
    // Whoever is not in the roster any more is called by the id alone, whatever older policies say.
    expect(report).toContain('| olga | 1 |');
    expect(report).not.toContain('Olga Petrov');
    expect(report).toContain('| stranger | 1 |');
  });
});
