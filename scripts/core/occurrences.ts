// The times of a window, one or many: expanded on the wall clock, then turned into moments of its zone.
import type { WindowFile } from './generated/types.ts';
import type { Pointer } from './document.ts';
import type { Span } from './policy-model.ts';
import { MOST_STARTS, startsOf } from './recurrence.ts';
import type { LocalTime } from './recurrence.ts';
import { parseRule } from './recurrence-rule.ts';
import type { Duration, Instant } from './time.ts';
import { instantAt, localAt } from './zone.ts';

/** What of a window's file says when it is open. */
export type WindowTimes = Pick<WindowFile, 'zone' | 'from' | 'to' | 'recurrence'>;

export interface OccurrenceFault {
  readonly pointer: Pointer;
  readonly fact: string;
  readonly remedy: string;
}

/** A start and an end on the wall clock, read as if it were UTC: every day there has 24 hours. */
export interface WallSpan {
  readonly start: Instant;
  readonly end: Instant;
}

export type Occurrences =
  | { readonly ok: true; readonly walls: readonly WallSpan[] }
  | { readonly ok: false; readonly faults: readonly OccurrenceFault[] };

/**
 * Every time that the window is open, on the wall clock and in order.
 * @param recursFor how long it may recur, from its first start to its last end
 * @returns the times, or every reason why they cannot be told; that `from` and `to` are no span is for other rules to say
 */
export function occurrencesOf({ from, to, recurrence }: WindowTimes, recursFor: Duration): Occurrences {
  const start = wallOf(from);
  const length = wallOf(to) - start;
  if (!(length > 0)) return { ok: false, faults: [] };
  if (recurrence === undefined) return { ok: true, walls: [{ start, end: start + length }] };
  const parsed = parseRule(recurrence.rule);
  if (!parsed.ok) return { ok: false, faults: [{ pointer: RULE, ...parsed.fault }] };
  const starts = startsOf(parsed.rule, from, localAt(start + recursFor, 'UTC'));
  const fault = faultOf(starts, from);
  if (fault !== null) return { ok: false, faults: [{ pointer: RULE, ...fault }] };
  const { except = [], additional = [] } = recurrence;
  const faults = [...exceptFaults(starts, except), ...additionalFaults(starts, additional, from)];
  if (faults.length > 0) return { ok: false, faults };
  const kept = [...starts.filter((one) => !except.includes(one.slice(0, 10))), ...additional];
  const walls = kept.map(wallOf).toSorted((a, b) => a - b);
  return together(
    walls.map((begin) => ({ start: begin, end: begin + length })),
    recursFor,
  );
}

const DAY: Duration = 86_400_000;

const RULE = ['recurrence', 'rule'] as const;

/**
 * The moments of times on the wall clock. Where the clocks change, both ends follow the rule of every local time here: a
 * time that they skip is the moment at which the gap ends, a time that comes twice is the earlier. So a window never stays
 * open beyond the first moment at which the clock shows its end, and of two that touch neither overlaps the other.
 * @returns without those that a gap swallows whole
 */
export function spansIn(zone: string, walls: readonly WallSpan[]): readonly Span[] {
  return walls.flatMap(({ start, end }) => {
    const from = instantAt(localAt(start, 'UTC'), zone);
    const to = instantAt(localAt(end, 'UTC'), zone);
    return from !== null && to !== null && from < to ? [{ from, to }] : [];
  });
}

/** A local time as a place on the wall clock; `NaN` for a time of no real day. */
function wallOf(local: LocalTime): Instant {
  return instantAt(local, 'UTC') ?? Number.NaN;
}

function faultOf(starts: readonly LocalTime[], from: LocalTime): { fact: string; remedy: string } | null {
  const [first] = starts;
  if (first !== from) {
    const fact = `its rule does not fall on its start ${from}`;
    const next = first === undefined ? '' : ` The rule first falls on ${first}.`;
    return { fact, remedy: `Let \`from\` be the first time that the rule gives.${next}` };
  }
  if (starts.length <= MOST_STARTS) return null;
  return { fact: `its rule comes more than ${MOST_STARTS} times`, remedy: 'Let it end earlier.' };
}

/** A date that changes nothing is a mistake: people would believe the window closed on another day. */
function exceptFaults(starts: readonly LocalTime[], except: readonly string[]): readonly OccurrenceFault[] {
  const dates = new Set(starts.map((one) => one.slice(0, 10)));
  return except.flatMap((date, index) => {
    if (dates.has(date)) return [];
    const fact = `it does not begin on ${date}, which "except" leaves out`;
    return [{ pointer: ['recurrence', 'except', index], fact, remedy: 'Correct the date, or remove it.' }];
  });
}

function additionalFaults(
  starts: readonly LocalTime[],
  additional: readonly LocalTime[],
  from: LocalTime,
): readonly OccurrenceFault[] {
  return additional.flatMap((local, index) => {
    const pointer = ['recurrence', 'additional', index];
    if (Number.isNaN(wallOf(local))) {
      return [{ pointer, fact: `the time "${local}" does not exist`, remedy: 'Correct the day or the hour.' }];
    }
    if (local <= from) {
      return [{ pointer, fact: `${local} is not after its first start ${from}`, remedy: 'Let `from` be the first.' }];
    }
    if (!starts.includes(local)) return [];
    return [{ pointer, fact: `its rule gives ${local} already`, remedy: 'Remove it.' }];
  });
}

/** A life beyond the limit is a permanent permission; a start before the last end is a longer window in disguise. */
function together(walls: readonly WallSpan[], recursFor: Duration): Occurrences {
  const [first] = walls;
  const last = walls.at(-1);
  if (first === undefined || last === undefined) {
    const fact = '"except" leaves no time at which it is open';
    return { ok: false, faults: [{ pointer: ['recurrence', 'except'], fact, remedy: 'Keep at least one.' }] };
  }
  if (last.end - first.start > recursFor) {
    const most = Math.floor(recursFor / DAY);
    const fact = `it comes for longer than the ${most} days that policies/standard.yaml allows`;
    return {
      ok: false,
      faults: [{ pointer: RULE, fact, remedy: 'Let it end earlier, and propose the rest when it is due.' }],
    };
  }
  const clash = walls.find(({ start }, place) => start < (walls[place - 1]?.end ?? start));
  if (clash === undefined) return { ok: true, walls };
  const fact = `its time from ${localAt(clash.start, 'UTC')} begins before the one before it has ended`;
  return { ok: false, faults: [{ pointer: RULE, fact, remedy: 'Make it shorter or rarer.' }] };
}
