// Moments and durations: milliseconds since 1970 in UTC, passed in and never read from a clock here.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Duration = number;

const UNITS: Readonly<Record<string, Duration>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration such as `30m`, `4h` or `90d`.
 * @returns milliseconds, or `null` where the text is not a whole positive number and one of s, m, h, d.
 */
export function parseDuration(text: string): Duration | null {
  const unit = UNITS[text.slice(-1)];
  return unit === undefined || !/^[1-9]\d{0,5}[smhd]$/.test(text) ? null : Number(text.slice(0, -1)) * unit;
}

/** How long the date of a moment is, and how long a moment without decimals. */
const [DATE, PLAIN] = ['2026-11-20T'.length, '2026-11-20T10:00:00Z'.length];

/**
 * Reads an RFC 3339 moment in UTC, for example `2026-11-20T10:00:00Z`, with at most three decimals.
 * @returns the instant, or `null` where the text is anything else or a day that does not exist.
 */
export function parseInstant(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text)) return null;
  const date = text.slice(0, DATE);
  if (date !== last.date) {
    const instant = Date.parse(`${date}00:00:00Z`);
    if (Number.isNaN(instant)) return null;
    last = dayAt(instant / DAY);
    // Date.parse rolls 30 February over into March; a moment that does not exist is an error, not another one.
    if (date !== last.date) return null;
  }
  const hour = twoDigits(text, DATE);
  const minute = twoDigits(text, DATE + 3);
  const second = twoDigits(text, DATE + 6);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds = text.length === PLAIN ? 0 : Number(text.slice(PLAIN, -1).padEnd(3, '0'));
  return last.day * DAY + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds;
}

function twoDigits(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * ZERO;
}

const ZERO = '0'.charCodeAt(0);

/**
 * Writes an instant as RFC 3339 in UTC, with milliseconds only where there are any.
 * @throws RangeError where it is no number or none that a date can stand for
 */
export function formatInstant(instant: Instant): string {
  const day = Math.floor(instant / DAY);
  if (day !== last.day) last = dayAt(day);
  const rest = Math.floor(instant - day * DAY);
  const seconds = Math.floor(rest / 1_000);
  const time = `${HOUR[Math.floor(seconds / 3_600)]}${MINUTE[Math.floor(seconds / 60) % 60]}${SECOND[seconds % 60]}`;
  const milliseconds = rest % 1_000 === 0 ? '' : `.${String(rest % 1_000).padStart(3, '0')}`;
  return `${last.date}${time}${milliseconds}Z`;
}

/** Whether a text, from which this instant was read, is what `formatInstant` writes: without decimals there is no other way. */
export function isPlainMoment(text: string, instant: Instant): boolean {
  return text.length === PLAIN || formatInstant(instant) === text;
}

const DAY = 86_400_000;
const MIDNIGHT = '00:00:00.000Z';
const SECOND = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const MINUTE = SECOND.map((number) => `${number}:`);
const HOUR = MINUTE.slice(0, 24);

/** The last day and how it is written: moments that come one after the other are mostly of one day, and a date takes longest. */
let last = dayAt(0);

function dayAt(day: number): { readonly day: number; readonly date: string } {
  return { day, date: new Date(day * DAY).toISOString().slice(0, -MIDNIGHT.length) };
}

/** Writes a duration in words for people, for example `4 h` or `1 h 30 min`, rounded up to whole minutes. */
export function formatDuration(duration: Duration): string {
  const minutes = Math.ceil(duration / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
