// Moments for people: the absolute time in UTC, which is the same for everybody, and how far away it is.
import { formatDuration, formatInstant, parseInstant } from '../../core/time.ts';
import type { Duration, Instant } from '../../core/time.ts';
import { localAt } from '../../core/zone.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAY: Duration = 86_400_000;

/** A moment as text to the minute, for example `20 Nov 2026, 14:00 UTC`. */
export function momentText(at: Instant): string {
  return `${clockText(formatInstant(at))} UTC`;
}

/** A moment on the clocks of a zone, for example `20 Nov 2026, 14:00`. */
export function localText(at: Instant, zone: string): string {
  return clockText(localAt(at, zone));
}

function clockText(iso: string): string {
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? '';
  return `${Number(iso.slice(8, 10))} ${month} ${iso.slice(0, 4)}, ${iso.slice(11, 16)}`;
}

/** A moment as the people of a zone read it, and in UTC, which is the same for everybody. */
export function bothMoments(at: Instant, zone: string): Html {
  return html`<strong>${localText(at, zone)}</strong> ${zone} (${moment(at)})`;
}

/** One of our own sentences with its moments written for people instead of machines. */
export function readable(sentence: string): string {
  return sentence.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z/g, (text) => {
    const at = parseInstant(text);
    return at === null ? text : momentText(at);
  });
}

/** A moment as an element, with the exact value for machines. */
export function moment(at: Instant): Html {
  return html`<time datetime="${formatInstant(at)}">${momentText(at)}</time>`;
}

/** A recorded moment; text that is none is shown as it stands. */
export function recordedMoment(text: string): Html {
  const at = parseInstant(text);
  return at === null ? html`${text}` : moment(at);
}

/** How far away a moment is, for example `in 3 h 40 min` or `20 min ago`. */
export function distance(at: Instant, now: Instant): string {
  const between = Math.abs(at - now);
  // Waiting time is rounded down, so that nobody counts on a minute that is not there.
  const words = between >= 2 * DAY ? `${Math.floor(between / DAY)} days` : formatDuration(whole(between));
  if (between < 60_000) return at > now ? 'in less than a minute' : 'just now';
  return at > now ? `in ${words}` : `${words} ago`;
}

function whole(duration: Duration): Duration {
  return Math.floor(duration / 60_000) * 60_000;
}
