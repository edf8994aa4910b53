// Local times with an IANA zone: to an instant and back, with one defined answer when clocks change.
import type { Duration, Instant } from './time.ts';

const DAY: Duration = 86_400_000;
const HOUR: Duration = 3_600_000;
const MINUTE: Duration = 60_000;

/** Building a formatter is slow, using one is fast; the same zone always gives the same formatter. */
const formatters = new Map<string, Intl.DateTimeFormat | null>();

/** Says whether the zone exists in the time zone database, for example `Europe/London`. */
export function isZone(zone: string): boolean {
  return formatterOf(zone) !== null;
}

/**
 * Turns a local time into an instant.
 * A time that the clocks skip gives the moment the gap ends; a time that comes twice gives the earlier.
 * @param local `2026-11-21T22:00`, or `2026-11-21` for the day's first moment
 * @returns milliseconds since 1970, or `null` where the day, the time or the zone does not exist
 */
export function instantAt(local: string, zone: string): Instant | null {
  const name = `${zone} ${local}`;
  const known = instants.get(name);
  if (known !== undefined) return known;
  const instant = convert(local, zone);
  if (instants.size === MOST) instants.clear();
  instants.set(name, instant);
  return instant;
}

/** The same few handovers, swaps and windows are asked for again and again, and a formatter is slow for that. */
const instants = new Map<string, Instant | null>();
const MOST = 4_096;

function convert(local: string, zone: string): Instant | null {
  const wall = wallOf(local);
  const clock = formatterOf(zone);
  if (wall === null || clock === null) return null;
  const before = offsetAt(wall - DAY, clock);
  const after = offsetAt(wall + DAY, clock);
  const fits = [wall - before, wall - after].filter((instant) => instant + offsetAt(instant, clock) === wall);
  return fits.length > 0 ? Math.min(...fits) : changeBetween(wall - DAY, wall + DAY, clock);
}

/** Writes an instant as local time to the minute, for example `2026-11-21T22:00`; an unknown zone reads as UTC. */
export function localAt(instant: Instant, zone: string): string {
  const clock = formatterOf(zone);
  return new Date(instant + (clock === null ? 0 : offsetAt(instant, clock))).toISOString().slice(0, 16);
}

/** Reads the wall clock as if it were UTC; `null` for a day that does not exist, which Date.parse would roll over. */
function wallOf(local: string): Instant | null {
  const text = local.length === 10 ? `${local}T00:00` : local;
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  return Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 16) !== text ? null : wall;
}

/** The first instant after a change of the clocks, to the minute (no zone has changed within one since 1972). */
function changeBetween(from: Instant, to: Instant, clock: Intl.DateTimeFormat): Instant {
  const after = offsetAt(to, clock);
  let low = Math.floor(from / MINUTE);
  let high = Math.floor(to / MINUTE);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE, clock) === after) high = middle;
    else low = middle;
  }
  return high * MINUTE;
}

/** How far local time is ahead of UTC, in milliseconds. */
function offsetAt(instant: Instant, clock: Intl.DateTimeFormat): Duration {
  // Ends in GMT-05:00, or GMT-00:44:30; some versions of the zone data write no offset as GMT alone.
  const text = clock.format(instant);
  const offset = text.slice(text.lastIndexOf('GMT') + 3);
  const parts = offset.slice(1).split(':').map(Number);
  const size = parts.reduce((sum, part, place) => sum + (part * HOUR) / 60 ** place, 0);
  return offset.startsWith('-') ? -size : size;
}

function formatterOf(zone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = makeFormatter(zone);
  formatters.set(zone, made);
  return made;
}

function makeFormatter(zone: string): Intl.DateTimeFormat | null {
  // Offsets such as +01:00 are no zones: they know no summer time.
  if (!/^[A-Z]/.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
}

/**
 * What is wrong with a zone that exists and reads as its opposite: the signs of `Etc/GMT+5` are those of POSIX, where west counts
 * up. Nothing that was approved with one is refused for it, since there its times stand in UTC as well.
 */
export function misreadZone(zone: string): Pick<UnrealTime, 'fact' | 'remedy'> | null {
  const [, sign, hours] = /^Etc\/GMT([+-])([1-9]\d?)$/i.exec(zone) ?? [];
  if (sign === undefined || hours === undefined || !isZone(zone)) return null;
  const meant = `UTC${sign === '+' ? '-' : '+'}${hours.padStart(2, '0')}:00`;
  return {
    fact: `the time zone "${zone}" is ${meant}: its sign is the other way round`,
    remedy: 'Write the name of a place, for example Europe/London.',
  };
}

export interface UnrealTime {
  readonly key: string;
  readonly fact: string;
  readonly remedy: string;
}

/** What is wrong where a span has a time without a moment: its zone, else its start, else the end of this name. */
export function unrealTime(zone: string, from: string, [name, end]: readonly [string, string]): UnrealTime {
  if (!isZone(zone)) {
    const remedy = 'Write an IANA name, for example Europe/London.';
    return { key: 'zone', fact: `the time zone "${zone}" does not exist`, remedy };
  }
  const [key, local] = instantAt(from, 'UTC') === null ? ['from', from] : [name, end];
  return { key, fact: `the time "${local}" does not exist`, remedy: 'Correct the day or the hour.' };
}
