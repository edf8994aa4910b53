// What time alone makes a gate failure: a review that nobody held, a broken glass that nobody looked at.
import type { Finding } from './core/detect.ts';
import { isReviewed } from './core/break-glass.ts';
import { failureStates, isFailure } from './core/gate-failures.ts';
import type { Policy } from './core/policy-model.ts';
import type { GateFailure, Indexed } from './core/records.ts';
import { missedReviews } from './core/review/cadence.ts';
import { momentOf } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import type { Instant } from './core/time.ts';

/** Everything overdue that no gate failure tells of yet, each under a name of its own. */
export function overdue(
  records: readonly Indexed[],
  { standard }: Policy,
  now: Instant,
): readonly (Finding & Pick<GateFailure, 'pull' | 'occurredAt'>)[] {
  const told = new Set(records.flatMap((one) => (isFailure(one) ? [`${one.kind} ${one.target}`] : [])));
  const reviews = missedReviews(records, standard, now).map(({ quarter, due }) => {
    const how = `The review of ${quarter} was not held by ${formatInstant(due)}.`;
    const base = { commit: null, action: null, pull: null, occurredAt: formatInstant(due) };
    return { ...base, kind: 'review-missed', how, target: `review of ${quarter}` } as const;
  });
  const glass = failureStates(records).flatMap((state) => {
    const until = momentOf(state.record.at) + (standard.breakGlass?.reviewWithin ?? 0);
    if (state.record.kind !== 'break-glass' || isReviewed(state) || now <= until) return [];
    const how = `The glass that record ${state.id} tells of was not reviewed by others by ${formatInstant(until)}.`;
    const base = { commit: null, action: null, pull: null, occurredAt: formatInstant(until) };
    return [{ ...base, kind: 'other', how, target: `review of break-glass ${state.id}` } as const];
  });
  return [...reviews, ...glass].filter(({ kind, target }) => !told.has(`${kind} ${target}`));
}
