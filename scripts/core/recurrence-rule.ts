// Which recurrence rules a window may have: a small part of RFC 5545 whose every rule comes to an end.
import { instantAt } from './zone.ts';

type Frequency = (typeof FREQUENCIES)[number];

/** A rule that may be expanded. */
export interface RecurrenceRule {
  /** As the library reads it: the same rule, its UNTIL with a time of day. */
  readonly text: string;
  readonly frequency: Frequency;
  /** Weekdays without a place in the month, for example `SA`; empty where the rule names none. */
  readonly weekdays: readonly string[];
}

export interface RuleFault {
  readonly fact: string;
  readonly remedy: string;
}

export type ParsedRule =
  | { readonly ok: true; readonly rule: RecurrenceRule }
  | { readonly ok: false; readonly fault: RuleFault };

/**
 * Reads an RRULE such as `FREQ=MONTHLY;BYDAY=2SA;COUNT=3`. Everything that the library might expand differently from how
 * people read it, or for ever, is refused here.
 * @returns the rule, or the first thing that is wrong with it
 */
export function parseRule(text: string): ParsedRule {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', value = ''] = part.split('=', 2);
    if (parts.has(name)) return no(`its rule says ${name} twice`, 'Keep one.');
    parts.set(name, value);
  }
  const frequency = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (frequency === undefined) {
    const said = parts.has('FREQ') ? `FREQ=${parts.get('FREQ')}` : 'no FREQ';
    return no(`its rule has ${said}`, `Write FREQ as one of ${FREQUENCIES.join(', ')}.`);
  }
  for (const [name, value] of parts) {
    const allowed = { ...ALWAYS, ...ALSO[frequency] };
    // Object's own names are no parts.
    const fits = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (fits === undefined) {
      const known = [...new Set(['INTERVAL', 'UNTIL', 'COUNT', ...Object.keys(ALSO[frequency])])].join(', ');
      return no(`its rule has ${name}, which no ${frequency} window has`, `Use ${known} only.`);
    }
    if (!fits.test(value)) return no(`its rule says ${name}=${value}, which cannot be read`, EXAMPLES);
  }
  return bounded(frequency, parts);
}

/** No YEARLY: the library makes 1 March of 29 February. MONTHLY;INTERVAL=12 says the same. */
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY'] as const;

const WEEKDAYS = /^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$/;
const PLACED = /^[+-]?[1-5](MO|TU|WE|TH|FR|SA|SU)(,[+-]?[1-5](MO|TU|WE|TH|FR|SA|SU))*$/;

type Parts = Readonly<Record<string, RegExp>>;

const ALWAYS: Parts = {
  FREQ: /^[A-Z]+$/,
  INTERVAL: /^[1-9]\d?$/,
  COUNT: /^[1-9]\d{0,2}$/,
  UNTIL: /^\d{8}(T\d{4}00)?$/,
};

/** What a rule of each frequency may say besides. */
const ALSO: Readonly<Record<Frequency, Parts>> = {
  DAILY: { BYDAY: WEEKDAYS },
  WEEKLY: { BYDAY: WEEKDAYS, WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/ },
  MONTHLY: {
    // The library looks for a fifth monday for ever where a longer step meets short months only.
    INTERVAL: /^([1-9]|1[0-2])$/,
    BYDAY: new RegExp(`${WEEKDAYS.source}|${PLACED.source}`),
    BYMONTHDAY: /^-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01]))*$/,
    BYSETPOS: /^-?[1-5]$/,
  },
};

const EXAMPLES = 'See policies/README.md for rules that windows have.';

/** The parts that depend on each other, and the end that every rule needs. */
function bounded(frequency: Frequency, parts: ReadonlyMap<string, string>): ParsedRule {
  const byDay = parts.get('BYDAY') ?? '';
  const weekdays = WEEKDAYS.test(byDay) ? byDay.split(',') : [];
  if (parts.has('BYDAY') && parts.has('BYMONTHDAY')) {
    return no('its rule has both BYDAY and BYMONTHDAY', 'Keep one.');
  }
  if (parts.has('BYSETPOS') && weekdays.length === 0) {
    return no('its rule has BYSETPOS without weekdays', 'Add BYDAY, for example BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1.');
  }
  const until = parts.get('UNTIL');
  const read = plainly(parts, weekdays);
  if (parts.has('COUNT') === (until !== undefined)) {
    const fact = until === undefined ? 'its rule has no end' : 'its rule has both UNTIL and COUNT';
    return no(
      fact,
      'Say either COUNT, how many times, or UNTIL, the last day in local time, for example UNTIL=20270213.',
    );
  }
  if (until === undefined) return { ok: true, rule: { text: textOf(read), frequency, weekdays } };
  const day = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  const time = until.length === 8 ? '23:59' : `${until.slice(9, 11)}:${until.slice(11, 13)}`;
  // In UTC every time of a real day exists.
  if (instantAt(`${day}T${time}`, 'UTC') === null) {
    return no(`its rule says UNTIL=${until}, a time that does not exist`, 'Correct the day or the hour.');
  }
  // A bare date means that whole day, which the library would end at its midnight.
  const whole = new Map([...read, ['UNTIL', `${until.slice(0, 8)}T${time.replace(':', '')}00`]]);
  return { ok: true, rule: { text: textOf(whole), frequency, weekdays } };
}

/**
 * The fourth monday from the end as BYDAY=-4MO, however the rule says it: as BYSETPOS=-4 of mondays alone the library passes
 * over it in a month that it is the first day of. Of two weekdays there are eight in every month, so it is never the fifth.
 */
function plainly(parts: ReadonlyMap<string, string>, weekdays: readonly string[]): ReadonlyMap<string, string> {
  const place = parts.get('BYSETPOS');
  if (place === undefined || new Set(weekdays).size > 1) return parts;
  const others = [...parts].filter(([name]) => name !== 'BYSETPOS');
  return new Map([...others, ['BYDAY', `${place}${weekdays[0]}`]]);
}

function textOf(parts: ReadonlyMap<string, string>): string {
  return [...parts].map(([name, value]) => `${name}=${value}`).join(';');
}

function no(fact: string, remedy: string): ParsedRule {
  return { ok: false, fault: { fact, remedy } };
}
