// When a window is open: overnight, month ends, leap days, dates left out and added, and clocks that change under it.
import { describe, expect, it } from 'vitest';
import { occurrencesOf, spansIn } from '../../scripts/core/occurrences.ts';
import type { WindowTimes } from '../../scripts/core/occurrences.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { timesOf } from '../../scripts/core/window-words.ts';
import { windowOf } from '../../scripts/core/windows.ts';

const DAY = 86_400_000;

/** Every span of the window in UTC to the minute, `start/end`. */
function spans(window: WindowTimes, recursFor = 400 * DAY): readonly string[] {
  const found = occurrencesOf(window, recursFor);
  if (!found.ok) throw new Error(found.faults.map(({ fact }) => fact).join(' '));
  return spansIn(window.zone, found.walls).map(({ from, to }) => `${minute(from)}/${minute(to)}`);
}

function minute(instant: number): string {
  return formatInstant(instant).slice(0, 16);
}

describe('a window is open', () => {
  const london = { zone: 'Europe/London' };
  const sydney = { zone: 'Australia/Sydney' };
  const chile = { zone: 'America/Santiago' };
  const rule = (text: string, over = {}) => ({ recurrence: { rule: text, ...over } });
  const cases: readonly (readonly [string, WindowTimes, readonly string[]])[] = [
    ['once', { ...london, from: '2026-12-12T22:00', to: '2026-12-13T04:00' }, ['2026-12-12T22:00/2026-12-13T04:00']],
    [
      'overnight each second saturday',
      { ...london, from: '2026-12-12T22:00', to: '2026-12-13T04:00', ...rule('FREQ=MONTHLY;BYDAY=2SA;COUNT=2') },
      ['2026-12-12T22:00/2026-12-13T04:00', '2027-01-09T22:00/2027-01-10T04:00'],
    ],
    [
      'until midnight and from midnight on',
      { ...london, from: '2026-12-12T00:00', to: '2026-12-13T00:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-12-12T00:00/2026-12-13T00:00', '2026-12-13T00:00/2026-12-14T00:00'],
    ],
    [
      'over the last night of each month',
      { ...london, from: '2026-12-31T23:00', to: '2027-01-01T02:00', ...rule('FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3') },
      ['2026-12-31T23:00/2027-01-01T02:00', '2027-01-31T23:00/2027-02-01T02:00', '2027-02-28T23:00/2027-03-01T02:00'],
    ],
    [
      'over the night of a leap day',
      { ...london, from: '2028-02-28T23:00', to: '2028-02-29T02:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2028-02-28T23:00/2028-02-29T02:00', '2028-02-29T23:00/2028-03-01T02:00'],
    ],
    [
      'at the same local hours in winter and in summer, in the north',
      { ...london, from: '2026-03-28T22:00', to: '2026-03-29T04:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-03-28T22:00/2026-03-29T03:00', '2026-03-29T21:00/2026-03-30T03:00'],
    ],
    [
      'at the same local hours in summer and in winter, in the south',
      { ...sydney, from: '2026-10-03T22:00', to: '2026-10-04T04:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-10-03T12:00/2026-10-03T17:00', '2026-10-04T11:00/2026-10-04T17:00'],
    ],
    [
      'from the end of a gap that holds its start',
      { ...london, from: '2026-03-28T01:30', to: '2026-03-28T03:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-03-28T01:30/2026-03-28T03:00', '2026-03-29T01:00/2026-03-29T02:00'],
    ],
    [
      'until the end of a gap that holds its end',
      { ...london, from: '2026-03-28T00:30', to: '2026-03-28T01:30', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-03-28T00:30/2026-03-28T01:30', '2026-03-29T00:30/2026-03-29T01:00'],
    ],
    [
      'never in a gap that holds all of it',
      { ...london, from: '2026-03-28T01:10', to: '2026-03-28T01:50', ...rule('FREQ=DAILY;COUNT=3') },
      ['2026-03-28T01:10/2026-03-28T01:50', '2026-03-30T00:10/2026-03-30T00:50'],
    ],
    [
      'from the end of a southern gap at midnight',
      { ...chile, from: '2026-09-05T00:00', to: '2026-09-05T04:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-09-05T04:00/2026-09-05T08:00', '2026-09-06T04:00/2026-09-06T07:00'],
    ],
    [
      'from the first of two equal hours',
      { ...london, from: '2026-10-24T01:30', to: '2026-10-24T04:00', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-10-24T00:30/2026-10-24T03:00', '2026-10-25T00:30/2026-10-25T04:00'],
    ],
    [
      'until the first of two equal hours',
      { ...london, from: '2026-10-23T22:00', to: '2026-10-24T01:30', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-10-23T21:00/2026-10-24T00:30', '2026-10-24T21:00/2026-10-25T00:30'],
    ],
    [
      'once where both its ends come twice',
      { ...sydney, from: '2026-04-04T02:10', to: '2026-04-04T02:50', ...rule('FREQ=DAILY;COUNT=2') },
      ['2026-04-03T15:10/2026-04-03T15:50', '2026-04-04T15:10/2026-04-04T15:50'],
    ],
    [
      'at additional times and not on dates left out',
      {
        ...london,
        from: '2026-12-12T22:00',
        to: '2026-12-13T04:00',
        ...rule('FREQ=WEEKLY;COUNT=4', { except: ['2026-12-26', '2027-01-02'], additional: ['2026-12-28T20:00'] }),
      },
      ['2026-12-12T22:00/2026-12-13T04:00', '2026-12-19T22:00/2026-12-20T04:00', '2026-12-28T20:00/2026-12-29T02:00'],
    ],
    [
      'even where its first time is left out',
      {
        ...london,
        from: '2026-12-12T22:00',
        to: '2026-12-13T04:00',
        ...rule('FREQ=WEEKLY;COUNT=2', { except: ['2026-12-12'] }),
      },
      ['2026-12-19T22:00/2026-12-20T04:00'],
    ],
  ];
  it.each(cases)('%s', (_, window, expected) => {
    expect(spans(window)).toEqual(expected);
  });
});

const ONCE = { zone: 'Europe/London', from: '2026-12-12T22:00', to: '2026-12-13T04:00' };

describe('the words for its approver', () => {
  it('give each time in local time and in UTC', () => {
    const window = { zone: 'Europe/London', from: '2026-10-24T22:00', to: '2026-10-25T02:00' };
    expect(timesOf({ ...window, recurrence: { rule: 'FREQ=DAILY;COUNT=2' } }, 90 * DAY)).toEqual([
      '2026-10-24 22:00 to 2026-10-25 02:00 Europe/London (2026-10-24T21:00:00Z to 2026-10-25T02:00:00Z)',
      '2026-10-25 22:00 to 2026-10-26 02:00 Europe/London (2026-10-25T22:00:00Z to 2026-10-26T02:00:00Z)',
    ]);
  });

  it('are none for a rule that cannot be read', () => {
    expect(timesOf({ ...ONCE, recurrence: { rule: 'FREQ=HOURLY' } }, 90 * DAY)).toEqual([]);
  });
});

describe('a window of the policy', () => {
  const file = {
    id: 'w',
    title: 'W',
    operations: ['a/b'],
    clients: ['acme'] as [string],
    requestor: 'tess',
    approvers: ['olga'] as [string],
    justification: 'Agreed.',
    ...ONCE,
  };

  it('that is open once has no further times', () => {
    expect(windowOf({ ...file, operations: ['a/b'] }, 90 * DAY)).not.toHaveProperty('occurrences');
  });

  it('that recurs is expanded once, when it is asked about', () => {
    const window = windowOf({ ...file, operations: ['a/b'], recurrence: { rule: 'FREQ=WEEKLY;COUNT=2' } }, 90 * DAY);
    const found = window.occurrences?.() ?? [];
    expect(found.map(({ from }) => minute(from))).toEqual(['2026-12-12T22:00', '2026-12-19T22:00']);
    expect(window.from).toBe(found[0]?.from);
    expect(window.occurrences?.()).toBe(found);
  });

  it('whose rule cannot be read is never open', () => {
    const window = windowOf({ ...file, operations: ['a/b'], recurrence: { rule: 'FREQ=HOURLY' } }, 90 * DAY);
    expect(window.occurrences?.()).toEqual([]);
  });

  it('in a zone that does not exist has no spans', () => {
    expect(spansIn('Mars/Base', [{ start: 0, end: DAY }])).toEqual([]);
  });
});
