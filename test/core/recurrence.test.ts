// Recurrence rules: which are read, what they give, and that the library agrees with a calendar walked day by day.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_STARTS, startsOf } from '../../scripts/core/recurrence.ts';
import { parseRule } from '../../scripts/core/recurrence-rule.ts';
import type { RecurrenceRule } from '../../scripts/core/recurrence-rule.ts';

function ruleOf(text: string): RecurrenceRule {
  const parsed = parseRule(text);
  if (!parsed.ok) throw new Error(parsed.fault.fact);
  return parsed.rule;
}

describe('a rule gives', () => {
  it.each([
    ['FREQ=DAILY;COUNT=3', '2026-12-30T22:00', ['2026-12-30', '2026-12-31', '2027-01-01'], 'days over the year’s end'],
    ['FREQ=DAILY;COUNT=2', '2028-02-28T22:00', ['2028-02-28', '2028-02-29'], 'a leap day'],
    [
      'FREQ=DAILY;INTERVAL=2;COUNT=3',
      '2026-02-26T22:00',
      ['2026-02-26', '2026-02-28', '2026-03-02'],
      'every other day',
    ],
    ['FREQ=DAILY;BYDAY=SA,SU;COUNT=3', '2026-12-12T22:00', ['2026-12-12', '2026-12-13', '2026-12-19'], 'weekends'],
    ['FREQ=WEEKLY;COUNT=2', '2026-12-12T22:00', ['2026-12-12', '2026-12-19'], 'the first day’s weekday'],
    ['FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3', '2026-12-10T22:00', ['2026-12-10', '2026-12-15', '2026-12-17'], 'two a week'],
    [
      'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,SA;COUNT=3',
      '2026-12-12T22:00',
      ['2026-12-12', '2026-12-20', '2026-12-26'],
      'every other week that begins on a sunday',
    ],
    [
      'FREQ=MONTHLY;BYDAY=2SA;COUNT=3',
      '2026-12-12T22:00',
      ['2026-12-12', '2027-01-09', '2027-02-13'],
      'second saturdays',
    ],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-4;COUNT=2', '2027-01-04T22:00', ['2027-01-04', '2027-02-01'], 'a first day too'],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', '2026-11-27T22:00', ['2026-11-27', '2026-12-25', '2027-01-29'], 'last fridays'],
    ['FREQ=MONTHLY;BYDAY=5SU;COUNT=2', '2026-11-29T22:00', ['2026-11-29', '2027-01-31'], 'only months with a fifth'],
    [
      'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3',
      '2026-12-31T22:00',
      ['2026-12-31', '2027-01-31', '2027-03-31'],
      'only long months',
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3',
      '2026-12-31T22:00',
      ['2026-12-31', '2027-01-31', '2027-02-28'],
      'month ends',
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2',
      '2028-01-31T22:00',
      ['2028-01-31', '2028-02-29'],
      'the end of a leap february',
    ],
    ['FREQ=MONTHLY;BYMONTHDAY=29;COUNT=2', '2027-01-29T22:00', ['2027-01-29', '2027-03-29'], 'no 29 February in 2027'],
    ['FREQ=MONTHLY;COUNT=2', '2026-12-15T22:00', ['2026-12-15', '2027-01-15'], 'the first day’s date'],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3',
      '2026-11-30T22:00',
      ['2026-11-30', '2026-12-31', '2027-01-29'],
      'last weekdays',
    ],
    ['FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA;COUNT=2', '2026-12-12T22:00', ['2026-12-12', '2027-03-13'], 'once a quarter'],
    ['FREQ=MONTHLY;INTERVAL=12;COUNT=2', '2028-02-29T22:00', ['2028-02-29', '2032-02-29'], 'leap days of leap years'],
    ['FREQ=DAILY;UNTIL=20261213', '2026-12-12T22:00', ['2026-12-12', '2026-12-13'], 'the whole of its last day'],
    ['FREQ=DAILY;UNTIL=20261213T220000', '2026-12-12T22:00', ['2026-12-12', '2026-12-13'], 'its last moment'],
    ['FREQ=DAILY;UNTIL=20261213T215900', '2026-12-12T22:00', ['2026-12-12'], 'nothing after its last moment'],
    ['FREQ=DAILY;UNTIL=20261211', '2026-12-12T22:00', [], 'nothing where it ends before it begins'],
    ['FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=2', '2026-12-12T22:00', [], 'nothing where it never falls on its days'],
    ['FREQ=DAILY;BYDAY=MO;COUNT=2', '2026-02-30T22:00', [], 'nothing from a day that does not exist'],
  ])('%s from %s: %j, %s', (text, first, dates) => {
    expect(startsOf(ruleOf(text), first, '2040-01-01T00:00')).toEqual(dates.map((date) => `${date}T22:00`));
  });

  it('the first start after the last that is asked for, so that it shows that it goes on', () => {
    const starts = startsOf(ruleOf('FREQ=DAILY;COUNT=9'), '2026-12-12T22:00', '2026-12-13T22:00');
    expect(starts).toEqual(['2026-12-12T22:00', '2026-12-13T22:00', '2026-12-14T22:00']);
  });

  it('no more than a year of days and one', () => {
    const starts = startsOf(ruleOf('FREQ=DAILY;COUNT=999'), '2026-12-12T22:00', '2040-01-01T00:00');
    expect(starts).toHaveLength(MOST_STARTS + 1);
  });
});

describe('no rule is', () => {
  const END = 'Say either COUNT, how many times, or UNTIL, the last day in local time, for example UNTIL=20270213.';
  const README = 'See policies/README.md for rules that windows have.';
  const OFTEN = 'Write FREQ as one of DAILY, WEEKLY, MONTHLY.';
  it.each([
    ['FREQ=HOURLY;COUNT=2', 'its rule has FREQ=HOURLY', OFTEN],
    ['FREQ=SECONDLY;COUNT=2', 'its rule has FREQ=SECONDLY', OFTEN],
    ['COUNT=2', 'its rule has no FREQ', OFTEN],
    ['', 'its rule has no FREQ', OFTEN],
    ['FREQ', 'its rule has FREQ=', OFTEN],
    ['FREQ=DAILY', 'its rule has no end', END],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'its rule has both UNTIL and COUNT', END],
    ['FREQ=DAILY;COUNT=2;COUNT=3', 'its rule says COUNT twice', 'Keep one.'],
    ['FREQ=DAILY;COUNT=0', 'its rule says COUNT=0, which cannot be read', README],
    ['FREQ=DAILY;COUNT=1000', 'its rule says COUNT=1000, which cannot be read', README],
    ['FREQ=DAILY;INTERVAL=0;COUNT=2', 'its rule says INTERVAL=0, which cannot be read', README],
    ['FREQ=DAILY;UNTIL=20270101T220000Z', 'its rule says UNTIL=20270101T220000Z, which cannot be read', README],
    [
      'FREQ=DAILY;UNTIL=20270230',
      'its rule says UNTIL=20270230, a time that does not exist',
      'Correct the day or the hour.',
    ],
    [
      'FREQ=DAILY;UNTIL=20270228T240000',
      'its rule says UNTIL=20270228T240000, a time that does not exist',
      'Correct the day or the hour.',
    ],
    [
      'FREQ=DAILY;BYHOUR=1,2;COUNT=2',
      'its rule has BYHOUR, which no DAILY window has',
      'Use INTERVAL, UNTIL, COUNT, BYDAY only.',
    ],
    [
      'FREQ=DAILY;BYSECOND=1;COUNT=2',
      'its rule has BYSECOND, which no DAILY window has',
      'Use INTERVAL, UNTIL, COUNT, BYDAY only.',
    ],
    [
      'FREQ=DAILY;toString=1;COUNT=2',
      'its rule has toString, which no DAILY window has',
      'Use INTERVAL, UNTIL, COUNT, BYDAY only.',
    ],
    ['FREQ=DAILY;BYDAY=2SA;COUNT=2', 'its rule says BYDAY=2SA, which cannot be read', README],
    [
      'FREQ=WEEKLY;BYMONTHDAY=1;COUNT=2',
      'its rule has BYMONTHDAY, which no WEEKLY window has',
      'Use INTERVAL, UNTIL, COUNT, BYDAY, WKST only.',
    ],
    ['FREQ=MONTHLY;BYDAY=2SA,SU;COUNT=2', 'its rule says BYDAY=2SA,SU, which cannot be read', README],
    ['FREQ=MONTHLY;INTERVAL=13;COUNT=2', 'its rule says INTERVAL=13, which cannot be read', README],
    [
      'FREQ=MONTHLY;BYHOUR=1;COUNT=2',
      'its rule has BYHOUR, which no MONTHLY window has',
      'Use INTERVAL, UNTIL, COUNT, BYDAY, BYMONTHDAY, BYSETPOS only.',
    ],
    ['FREQ=MONTHLY;BYDAY=6SA;COUNT=2', 'its rule says BYDAY=6SA, which cannot be read', README],
    ['FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2', 'its rule says BYMONTHDAY=32, which cannot be read', README],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2', 'its rule has both BYDAY and BYMONTHDAY', 'Keep one.'],
    [
      'FREQ=MONTHLY;BYSETPOS=1;COUNT=2',
      'its rule has BYSETPOS without weekdays',
      'Add BYDAY, for example BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1.',
    ],
    ['FREQ=YEARLY;COUNT=2', 'its rule has FREQ=YEARLY', OFTEN],
  ])('%s: %s', (text, fact, remedy) => {
    expect(parseRule(text)).toEqual({ ok: false, fault: { fact, remedy } });
  });
});

const DAY = 86_400_000;
const NAMES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** The rule by the calendar alone: every day is looked at. Monday begins the week. */
function walked(text: string, first: string, last: string): readonly string[] {
  const part = (name: string) => new RegExp(`${name}=([^;]+)`).exec(text)?.[1];
  const begin = Date.parse(`${first}:00Z`);
  const interval = Number(part('INTERVAL') ?? 1);
  const days = part('BYDAY')?.split(',') ?? null;
  const dates = part('BYMONTHDAY')?.split(',').map(Number) ?? null;
  const place = part('BYSETPOS');
  const freq = part('FREQ');
  const month = (at: Date): number => at.getUTCFullYear() * 12 + at.getUTCMonth();
  const week = (at: Date): number => Math.floor((at.getTime() / DAY + 3) / 7);
  const length = (at: Date): number => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  const named = (at: Date): boolean => {
    const [name, date] = [NAMES[at.getUTCDay()] ?? '', at.getUTCDate()];
    const nth = Math.ceil(date / 7);
    const back = -Math.ceil((length(at) - date + 1) / 7);
    return (days ?? []).some((one) => [name, `${nth}${name}`, `+${nth}${name}`, `${back}${name}`].includes(one));
  };
  const start = new Date(begin);
  const fits = (at: Date): boolean => {
    if (freq === 'DAILY') return ((at.getTime() - begin) / DAY) % interval === 0 && (days === null || named(at));
    if (freq === 'WEEKLY') {
      return (
        (week(at) - week(start)) % interval === 0 && (days === null ? at.getUTCDay() === start.getUTCDay() : named(at))
      );
    }
    if ((month(at) - month(start)) % interval !== 0) return false;
    if (dates !== null) return dates.some((one) => (one > 0 ? one : length(at) + one + 1) === at.getUTCDate());
    if (days === null) return at.getUTCDate() === start.getUTCDate();
    if (!named(at) || place === undefined) return named(at);
    const all = Array.from(
      { length: length(at) },
      (_, index) => new Date(at.getTime() + (index + 1 - at.getUTCDate()) * DAY),
    );
    const own = all.filter(named);
    return own.at(Number(place) > 0 ? Number(place) - 1 : Number(place))?.getTime() === at.getTime();
  };
  const found: string[] = [];
  for (let at = begin; ; at += DAY) {
    const local = new Date(at).toISOString().slice(0, 16);
    if (found.length >= Number(part('COUNT')) || local > last) return found;
    if (fits(new Date(at))) found.push(local);
  }
}

const subset = (all: readonly string[]) => fc.subarray([...all], { minLength: 1 }).map((list) => list.join(','));
const interval = (most: number) => fc.integer({ min: 1, max: most }).map((n) => `INTERVAL=${n}`);
const plain = subset(NAMES).map((list) => `BYDAY=${list}`);
const places = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5];
const placed = subset(NAMES.flatMap((name) => places.map((place) => `${place}${name}`))).map((list) => `BYDAY=${list}`);
const dates = subset(['1', '15', '29', '30', '31', '-1', '-2', '-30', '-31']).map((list) => `BYMONTHDAY=${list}`);
const setPlaces = fc.constantFrom(...places).map((place) => `BYSETPOS=${place}`);
const monthly = fc.constant('FREQ=MONTHLY');

/** Any rule that can be read, without its end. */
const rules = fc.oneof(
  fc.tuple(fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY'), interval(99)),
  fc.tuple(fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY'), interval(99), plain),
  fc.tuple(monthly, interval(12)),
  fc.tuple(monthly, interval(12), placed),
  fc.tuple(monthly, interval(12), dates),
  fc.tuple(monthly, interval(12), plain, setPlaces),
);
const days = fc.integer({ min: Date.UTC(2026, 0, 1) / DAY, max: Date.UTC(2029, 0, 1) / DAY });
const firsts = days.map((day) => `${new Date(day * DAY).toISOString().slice(0, 10)}T22:00`);

it('every rule that is read agrees with a calendar walked day by day, where it falls on its first day', () => {
  fc.assert(
    fc.property(rules, firsts, fc.integer({ min: 1, max: 30 }), (parts, first, count) => {
      const text = [...parts, `COUNT=${count}`].join(';');
      const expected = walked(text, first, '2031-01-01T00:00');
      fc.pre(expected[0] === first);
      const starts = startsOf(ruleOf(text), first, '2031-01-01T00:00').filter((one) => one <= '2031-01-01T00:00');
      expect(starts, text).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

it('every rule that is read comes to an end, whatever day it begins on', () => {
  fc.assert(
    fc.property(rules, firsts, (parts, first) => {
      const text = [...parts, 'UNTIL=99991231'].join(';');
      expect(startsOf(ruleOf(text), first, '2027-01-01T00:00').length, text).toBeLessThanOrEqual(MOST_STARTS + 1);
    }),
    { numRuns: 500 },
  );
});
