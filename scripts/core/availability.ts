// Who is on call when, and every stretch of time in which some row of the matrix could not be filled.
import { unfilledAt } from './fillable.ts';
import type { Unfilled } from './fillable.ts';
import { changesOf } from './on-call.ts';
import type { PersonId, Policy, RotationId, Span } from './policy-model.ts';
import type { Instant } from './time.ts';

/** A stretch of time in which a row could not be filled; `to` excluded, and the end of the search where it goes on. */
export interface Gap extends Unfilled, Span {}

/**
 * Looks at every moment of a stretch of time: between two changes of a rotation or an absence nothing changes.
 * That only one person could fill a seat is no gap.
 * @param span `to` excluded
 * @returns the gaps in the order in which they begin
 */
export function gapsWithin(policy: Policy, span: Span): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { from, to } of stretches(span, changesWithin(policy, span))) {
    for (const unfilled of unfilledAt(policy, from)) {
      const before = gaps.findIndex(
        (gap) => gap.to === from && gap.row === unfilled.row && gap.sentence === unfilled.sentence,
      );
      const earlier = gaps[before];
      if (earlier === undefined) gaps.push({ ...unfilled, from, to });
      else gaps[before] = { ...earlier, to };
    }
  }
  return gaps;
}

/** A stretch of time in which the same people hold a rotation; nobody before its first handover. */
export interface Turn extends Span {
  readonly people: readonly PersonId[];
}

/** Who holds a rotation throughout a stretch of time, in order and without a hole. */
export function turnsWithin(rotation: RotationId, policy: Policy, span: Span): readonly Turn[] {
  const schedule = policy.schedules.get(rotation);
  const turns: Turn[] = [];
  for (const { from, to } of stretches(span, schedule === undefined ? [] : changesOf(schedule, span.from, span.to))) {
    const people = policy.onCall(rotation, from);
    const last = turns.at(-1);
    if (last !== undefined && String(last.people) === String(people)) turns[turns.length - 1] = { ...last, to };
    else turns.push({ from, to, people });
  }
  return turns;
}

/** Every moment at which somebody comes or goes. */
function changesWithin({ people, schedules }: Policy, { from, to }: Span): readonly Instant[] {
  const absences = [...people.values()].flatMap((person) => person.absences.flatMap((away) => [away.from, away.to]));
  return [...absences, ...[...schedules.values()].flatMap((rotation) => changesOf(rotation, from, to))];
}

/** The span, cut at each of these moments that lies in it. */
function stretches({ from, to }: Span, changes: readonly Instant[]): readonly Span[] {
  const cuts = changes.filter((at) => from < at && at < to);
  const starts = [...new Set([from, ...cuts])].toSorted((a, b) => a - b);
  return starts.map((start, place) => ({ from: start, to: starts[place + 1] ?? to }));
}
