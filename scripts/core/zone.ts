// Local times with an IANA zone: to an instant and back, with one defined answer when clocks change.
import type { Duration, Instant } from './time.ts';

const DAY: Duration = 86_400_000;
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
  const wall = wallOf(local);
  if (wall === null || !isZone(zone)) return null;
  const before = offsetAt(wall - DAY, zone);
  const after = offsetAt(wall + DAY, zone);
  const fits = [wall - before, wall - after].filter((instant) => instant + offsetAt(instant, zone) === wall);
  return fits.length > 0 ? Math.min(...fits) : changeBetween(wall - DAY, wall + DAY, zone);
}

/** Writes an instant as local time to the minute, for example `2026-11-21T22:00`; an unknown zone reads as UTC. */
export function localAt(instant: Instant, zone: string): string {
  return new Date(instant + (isZone(zone) ? offsetAt(instant, zone) : 0)).toISOString().slice(0, 16);
}

/** Reads the wall clock as if it were UTC; `null` for a day that does not exist, which Date.parse would roll over. */
function wallOf(local: string): Instant | null {
  const text = local.length === 10 ? `${local}T00:00` : local;
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  return Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 16) !== text ? null : wall;
}

/** The first instant after a change of the clocks, to the minute (no zone has changed within one since 1972). */
function changeBetween(from: Instant, to: Instant, zone: string): Instant {
  const after = offsetAt(to, zone);
  let low = Math.floor(from / MINUTE);
  let high = Math.floor(to / MINUTE);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE, zone) === after) high = middle;
    else low = middle;
  }
  return high * MINUTE;
}

/** How far local time is ahead of UTC, in milliseconds. */
function offsetAt(instant: Instant, zone: string): Duration {
  const text = formatterOf(zone)?.format(instant) ?? '';
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds] = match;
  const size = Number(hours) * 3_600_000 + Number(minutes) * MINUTE + Number(seconds ?? 0) * 1_000;
  return sign === '-' ? -size : size;
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
