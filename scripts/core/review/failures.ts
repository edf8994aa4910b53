// The gate failures of a review: each with what became of it, their number by quarter, and whether a root-cause review is due.
import type { ReviewFile } from '../generated/types.ts';
import { failureStates, isNearMiss, occurredAt } from '../gate-failures.ts';
import type { FailureState } from '../gate-failures.ts';
import type { Standard } from '../policy-model.ts';
import { quarterOf, shiftQuarter } from '../quarters.ts';
import { quarterFailures, rootCauseMissing } from '../review-rule.ts';
import { momentOf } from '../snapshots.ts';
import { formatInstant } from '../time.ts';
import type { Scope } from './scope.ts';

/**
 * Lists and counts the gate failures (standard: number and trend, every one remediated). They are counted in the quarter in which
 * they happened, also where they were found later.
 */
export function failuresOf(scope: Scope, standard: Pick<Standard, 'review'>): ReviewFile['gateFailures'] {
  const { quarter, all } = scope;
  const states = failureStates(all);
  const counted = states.filter(({ record }) => !isNearMiss(record));
  const count = counted.filter(({ record }) => quarterOf(occurredAt(record)) === quarter).length;
  const allowed = standard.review?.failuresBeforeRootCause ?? 0;
  const missing = rootCauseMissing(quarter, quarterFailures(all), standard);
  return {
    quarter: count,
    allowed,
    rootCause: missing ? 'missing' : count > allowed ? 'done' : 'not-needed',
    trend: [-3, -2, -1, 0].map((distance) => {
      const one = shiftQuarter(quarter, distance);
      const own = counted.filter(({ record }) => quarterOf(occurredAt(record)) === one);
      return { quarter: one, count: own.length, open: own.filter(isOpen).length };
    }),
    entries: states.filter((state) => concerns(state, scope)).map(entryOf),
  };
}

/** Nothing has been done about it that both approvers accepted. */
export function isOpen({ remediation }: FailureState): boolean {
  return remediation === null;
}

/** Recorded in the period, or happened in it, or older and still open. */
function concerns(state: FailureState, { from, until }: Scope): boolean {
  const moments = [momentOf(state.record.at), occurredAt(state.record)];
  return moments.some((at) => at < until && (at >= from || isOpen(state)));
}

function entryOf({ id, record, events, remediation }: FailureState): ReviewFile['gateFailures']['entries'][number] {
  return {
    record: id,
    at: record.at,
    occurredAt: formatInstant(occurredAt(record)),
    kind: record.kind ?? 'other',
    how: record.how,
    target: record.target ?? record.action?.targets.map(({ name }) => name).join(', ') ?? null,
    detectedBy: record.detectedBy,
    events: events.map(({ event }) => event),
    remediation,
  };
}
