// What a window's times must keep to: each fault with its place and its sentence.
import { describe, expect, it } from 'vitest';
import type { WindowTimes } from '../../scripts/core/occurrences.ts';
import { windowFaults } from '../../scripts/core/window-rules.ts';

const DAY = 86_400_000;

const ONCE = { zone: 'Europe/London', from: '2026-12-12T22:00', to: '2026-12-13T04:00' };

function faults(recurrence: WindowTimes['recurrence'], over: Partial<WindowTimes> = {}, longest: number | null = null) {
  const window = { ...ONCE, ...over, ...(recurrence === undefined ? {} : { recurrence }) };
  const found = windowFaults(window, { windowLongest: longest, windowRecursFor: 90 * DAY });
  return found.map(({ pointer, fact, remedy }) => `${pointer.join('/')}: ${fact}. ${remedy}`);
}

describe('a window is refused', () => {
  const weekly = { rule: 'FREQ=WEEKLY;COUNT=3' };
  it.each([
    [
      'a rule that cannot be read',
      { rule: 'FREQ=HOURLY;COUNT=2' },
      'recurrence/rule: its rule has FREQ=HOURLY. Write FREQ as one of DAILY, WEEKLY, MONTHLY.',
    ],
    [
      'a rule without an end',
      { rule: 'FREQ=WEEKLY' },
      'recurrence/rule: its rule has no end. Say either COUNT, how many times, or UNTIL, the last day in local time, for example UNTIL=20270213.',
    ],
    [
      'a rule that starts on another day',
      { rule: 'FREQ=WEEKLY;BYDAY=SU;COUNT=3' },
      'recurrence/rule: its rule does not fall on its start 2026-12-12T22:00. Let `from` be the first time that the rule gives. The rule first falls on 2026-12-13T22:00.',
    ],
    [
      'a rule that never falls on its days',
      { rule: 'FREQ=DAILY;INTERVAL=7;BYDAY=SU;COUNT=3' },
      'recurrence/rule: its rule does not fall on its start 2026-12-12T22:00. Let `from` be the first time that the rule gives.',
    ],
    [
      'a rule that goes on for too long',
      { rule: 'FREQ=WEEKLY;COUNT=14' },
      'recurrence/rule: it comes for longer than the 90 days that policies/standard.yaml allows. Let it end earlier, and propose the rest when it is due.',
    ],
    [
      'a rule that goes on for ever, as good as',
      { rule: 'FREQ=DAILY;UNTIL=99991231' },
      'recurrence/rule: it comes for longer than the 90 days that policies/standard.yaml allows. Let it end earlier, and propose the rest when it is due.',
    ],
    [
      'an additional time beyond its life',
      { ...weekly, additional: ['2027-12-12T22:00'] },
      'recurrence/rule: it comes for longer than the 90 days that policies/standard.yaml allows. Let it end earlier, and propose the rest when it is due.',
    ],
    [
      'a date left out that is none of its days',
      { ...weekly, except: ['2026-12-20'] },
      'recurrence/except/0: it does not begin on 2026-12-20, which "except" leaves out. Correct the date, or remove it.',
    ],
    [
      'nothing left of it',
      { ...weekly, except: ['2026-12-12', '2026-12-19', '2026-12-26'] },
      'recurrence/except: "except" leaves no time at which it is open. Keep at least one.',
    ],
    [
      'an additional time before its start',
      { ...weekly, additional: ['2026-12-11T22:00'] },
      'recurrence/additional/0: 2026-12-11T22:00 is not after its first start 2026-12-12T22:00. Let `from` be the first.',
    ],
    [
      'an additional time that it has already',
      { ...weekly, additional: ['2026-12-19T22:00'] },
      'recurrence/additional/0: its rule gives 2026-12-19T22:00 already. Remove it.',
    ],
    [
      'an additional time of no real day',
      { ...weekly, additional: ['2027-02-30T22:00'] },
      'recurrence/additional/0: the time "2027-02-30T22:00" does not exist. Correct the day or the hour.',
    ],
    [
      'an additional time while it is open',
      { ...weekly, additional: ['2026-12-20T03:59'] },
      'recurrence/rule: its time from 2026-12-20T03:59 begins before the one before it has ended. Make it shorter or rarer.',
    ],
  ])('with %s', (_, recurrence, sentence) => {
    expect(faults(recurrence)).toEqual([sentence]);
  });

  it('with a rule that comes more often than daily for a year', () => {
    const window = { ...ONCE, recurrence: { rule: 'FREQ=DAILY;COUNT=999' } };
    const found = windowFaults(window, { windowLongest: null, windowRecursFor: 999 * DAY });
    expect(found.map(({ fact }) => fact)).toEqual(['its rule comes more than 366 times']);
  });

  it('with times that overlap from one day to the next', () => {
    const sentence =
      'recurrence/rule: its time from 2026-12-13T22:00 begins before the one before it has ended. Make it shorter or rarer.';
    expect(faults({ rule: 'FREQ=DAILY;COUNT=2' }, { to: '2026-12-13T22:01' })).toEqual([sentence]);
    expect(faults({ rule: 'FREQ=DAILY;COUNT=2' }, { to: '2026-12-13T22:00' })).toEqual([]);
  });

  it('where it is open for longer than the standard allows, also across a change of the clocks', () => {
    const sentence =
      'to: it is open for 6 h, longer than the 5 h that policies/standard.yaml allows. Choose an earlier end.';
    expect(faults(undefined, {}, 5 * 3_600_000)).toEqual([sentence]);
    expect(faults(undefined, {}, 6 * 3_600_000)).toEqual([]);
    expect(faults(undefined, { from: '2026-10-24T22:00', to: '2026-10-25T04:00' }, 6 * 3_600_000)).toEqual([]);
  });

  it('for times that do not exist or run backwards by other rules than these', () => {
    expect(faults({ rule: 'FREQ=DAILY;COUNT=2' }, { from: '2026-02-30T22:00' }, 1)).toEqual([]);
    expect(faults({ rule: 'FREQ=DAILY;COUNT=2' }, { to: '2026-02-30T22:00' }, 1)).toEqual([]);
    expect(faults({ rule: 'FREQ=DAILY;COUNT=2' }, { to: '2026-12-12T22:00' })).toEqual([]);
  });
});
