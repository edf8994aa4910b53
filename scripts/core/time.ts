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

/** The length of a moment down to its seconds. */
const SECONDS = '2026-11-20T10:00:00'.length;

/**
 * Reads an RFC 3339 moment in UTC, for example `2026-11-20T10:00:00Z`, with at most three decimals.
 * @returns the instant, or `null` where the text is anything else or a day that does not exist.
 */
export function parseInstant(text: string): Instant | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text)) return null;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return null;
  // Date.parse rolls 30 February over into March, and 24:00 into the next day; a moment that does not exist is an error,
  // not another one. Every month has 28 days, so that most texts need no second look.
  const mayRoll = text.slice(8, 10) > '28' || text.slice(11, 13) > '23';
  return mayRoll && !formatInstant(instant).startsWith(text.slice(0, SECONDS)) ? null : instant;
}

/**
 * Writes an instant as RFC 3339 in UTC, with milliseconds only where there are any.
 * @throws RangeError where it is no number or none that a date can stand for
 */
export function formatInstant(instant: Instant): string {
  const day = Math.floor(instant / DAY);
  if (day !== last.day) last = { day, date: new Date(day * DAY).toISOString().slice(0, -MIDNIGHT.length) };
  const rest = Math.floor(instant - day * DAY);
  const seconds = Math.floor(rest / 1_000);
  const milliseconds = rest % 1_000 === 0 ? '' : `.${String(rest % 1_000).padStart(3, '0')}`;
  const [hour, minute] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${last.date}${TWO[hour]}:${TWO[minute]}:${TWO[seconds % 60]}${milliseconds}Z`;
}

const DAY = 86_400_000;
const MIDNIGHT = '00:00:00.000Z';
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Moments that are written one after the other are mostly of one day, and writing the date takes ten times as long as the rest. */
let last = { day: Number.NaN, date: '' };

/** Writes a duration in words for people, for example `4 h` or `1 h 30 min`, rounded up to whole minutes. */
export function formatDuration(duration: Duration): string {
  const minutes = Math.ceil(duration / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
