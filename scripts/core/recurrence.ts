// The starts of a recurring window, as local times; the only file that reads RRULEs with the library ical.js.
// oxlint-disable-next-line no-restricted-imports -- it loads code, and reads nothing that could change an answer
import { createRequire } from 'node:module';
import { weekdayOf } from './on-call.ts';
import type { RecurrenceRule } from './recurrence-rule.ts';

/** A local time to the minute, for example `2026-12-12T22:00`. */
export type LocalTime = string;

/** More often than this no window comes: a year of days. */
export const MOST_STARTS = 366;

/**
 * Expands a rule on the wall clock, where every day has 24 hours; zones come later.
 * @param first its first start, which is the first result where the rule falls on it
 * @param last where to stop looking: at the first start after it, which is the last result
 * @returns starts in their order, at most `MOST_STARTS` and one; none where the rule cannot fall on `first`
 */
export function startsOf(rule: RecurrenceRule, first: LocalTime, last: LocalTime): readonly LocalTime[] {
  // A daily rule of weekdays that its first day is not among might look for one of them for ever.
  if (rule.frequency === 'DAILY' && rule.weekdays.length > 0 && !rule.weekdays.includes(dayOf(first))) return [];
  const { Recur, Time } = library();
  const iterator = Recur.fromString(rule.text).iterator(Time.fromString(`${first}:00`));
  const starts: LocalTime[] = [];
  for (let next = nextOf(iterator); next !== null; next = nextOf(iterator)) {
    starts.push(next);
    if (next > last || starts.length > MOST_STARTS) break;
  }
  return starts;
}

/** The weekday as rules write it: `SA` for a saturday. */
function dayOf(local: LocalTime): string {
  return (weekdayOf(local.slice(0, 10)) ?? '').slice(0, 2).toUpperCase();
}

/** The part of ical.js that is used here; its own types cannot be found from its package file. */
interface Library {
  readonly Recur: { readonly fromString: (rule: string) => { readonly iterator: (start: Time) => Iterator } };
  readonly Time: { readonly fromString: (local: string) => Time };
}

interface Iterator {
  readonly next: () => Time | null;
}

interface Time {
  readonly toString: () => string;
}

function nextOf(iterator: Iterator): LocalTime | null {
  return iterator.next()?.toString().slice(0, 16) ?? null;
}

/** Loaded when the first window that recurs is read: it takes longer than everything else that a dry run loads. */
function library(): Library {
  return createRequire(import.meta.url)('ical.js') as Library;
}
