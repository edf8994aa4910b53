// How the standard is kept at a moment: open exceptions and gate failures, the quarter's count, the next review, the ledger.
import type { Evidence } from '../core/audit/anchors.ts';
import { isReviewed } from '../core/break-glass.ts';
import { failureStates, reportOf } from '../core/gate-failures.ts';
import type { FailureState } from '../core/gate-failures.ts';
import type { PersonId, Policy, PolicyException } from '../core/policy-model.ts';
import { boundsOf, parseQuarter, quarterOf, shiftQuarter } from '../core/quarters.ts';
import type { Quarter } from '../core/quarters.ts';
import type { ExceptionApproved, GateEventFiled } from '../core/records-of-kinds.ts';
import type { Indexed } from '../core/records.ts';
import { missedReviews } from '../core/review/cadence.ts';
import type { MissedReview } from '../core/review/cadence.ts';
import { quarterFailures, rootCauseMissing } from '../core/review-rule.ts';
import { momentOf } from '../core/snapshots.ts';
import type { Instant } from '../core/time.ts';

export interface ExceptionState {
  readonly exception: PolicyException;
  readonly state: 'to come' | 'in force' | 'over';
  readonly requestor: PersonId | null;
  /** Nobody where the ledger has no approval of it: then it does not count. */
  readonly approvedBy: readonly PersonId[];
}

/** An open request with the file of a gate event. */
export interface AskedEvent {
  readonly event: string;
  /** The gate failures that its file tells of. */
  readonly records: readonly string[];
  /** Whether it brings the remediation, and not the report. */
  readonly remediates: boolean;
  readonly pull: number;
}

/** What the ledger is worth by what was read of it here; only an auditor can say whether an outsider's word holds. */
export interface LedgerState {
  readonly records: number;
  /** Of the newest checkpoint; `null` where there is none, and so nothing that a key vouches for. */
  readonly root: string | null;
  /** How many words of outsiders lie beside it, none of them checked. */
  readonly anchors: number;
  /** The records that the newest of them cannot speak of. */
  readonly after: number;
}

/** A checkpoint that an outsider is said to have seen. */
export type Anchor = Pick<Evidence, 'year' | 'size'>;

export interface StandardReport {
  readonly at: Instant;
  readonly version: string;
  /** Every exception on main, the one that ends first at the top; those that are over last. */
  readonly exceptions: readonly ExceptionState[];
  /** Gate failures without an approved remediation, oldest first. */
  readonly failures: readonly FailureState[];
  /** Filed gate events that tell of no gate failure of the ledger and are not closed, for example a root-cause review. */
  readonly events: readonly Indexed<GateEventFiled>[];
  /** What is being asked for about any of them. */
  readonly asked: readonly AskedEvent[];
  /** Uses of break-glass that nobody has looked at. */
  readonly debts: readonly FailureState[];
  readonly quarter: {
    readonly quarter: Quarter;
    readonly failures: number;
    /** More than so many ask for a root-cause review. */
    readonly allowed: number;
    readonly rootCauseMissing: boolean;
  };
  readonly review: {
    readonly last: { readonly quarter: string; readonly at: Instant } | null;
    readonly next: { readonly quarter: Quarter; readonly due: Instant };
    readonly missed: readonly MissedReview[];
  };
  readonly ledger: LedgerState;
}

/**
 * Looks at everything that the quarterly review asks about, at this moment. Pure.
 * @param records the whole ledger, oldest first
 * @param root of its newest checkpoint
 * @param asked the open requests about gate events
 * @param anchors what lies beside the ledger, checked or not
 */
export function standardReport(
  policy: Policy,
  records: readonly Indexed[],
  root: string | null,
  at: Instant,
  asked: readonly AskedEvent[] = [],
  anchors: readonly Anchor[] = [],
): StandardReport {
  const { standard } = policy;
  const states = failureStates(records);
  const failures = states.filter(({ remediation }) => remediation === null);
  const quarter = quarterOf(at);
  const counts = quarterFailures(records);
  return {
    at,
    version: standard.version,
    exceptions: exceptionsOf(policy, records, at),
    failures,
    events: openEvents(records, states),
    asked,
    debts: states.filter((state) => state.record.kind === 'break-glass' && !isReviewed(state)),
    quarter: {
      quarter,
      failures: counts.find((one) => one.quarter === quarter)?.count ?? 0,
      allowed: standard.review?.failuresBeforeRootCause ?? 0,
      rootCauseMissing: rootCauseMissing(quarter, counts, standard),
    },
    review: reviewOf(policy, records, at),
    ledger: { records: records.length, root, anchors: anchors.length, after: afterAll(anchors, records) },
  };
}

/** A year quotes the one before it, so an anchor reaches back over all years. */
function afterAll(anchors: readonly Anchor[], records: readonly Indexed[]): number {
  const isBefore = ({ at, index }: Indexed, { year, size }: Anchor): boolean =>
    Number(at.slice(0, 4)) < year || (Number(at.slice(0, 4)) === year && index < size);
  return records.filter((record) => !anchors.some((anchor) => isBefore(record, anchor))).length;
}

function exceptionsOf({ exceptions }: Policy, records: readonly Indexed[], at: Instant): readonly ExceptionState[] {
  const approved = records.filter((one): one is Indexed<ExceptionApproved> => one.type === 'exception-approved');
  const all = exceptions.map((exception): ExceptionState => {
    const record = approved.find((one) => one.exception === exception.id);
    return {
      exception,
      state: stateOf(exception, at),
      requestor: record?.requestor ?? null,
      approvedBy: record?.approvals.map(({ person }) => person) ?? [],
    };
  });
  const end = ({ exception, state }: ExceptionState): number =>
    (exception.expires ?? 0) + (state === 'over' ? Number.MAX_SAFE_INTEGER / 2 : 0);
  return all.toSorted((a, b) => end(a) - end(b));
}

function stateOf({ from, expires }: PolicyException, at: Instant): ExceptionState['state'] {
  if (expires === null || expires <= at) return 'over';
  return from <= at ? 'in force' : 'to come';
}

function openEvents(records: readonly Indexed[], states: readonly FailureState[]): StandardReport['events'] {
  const closed = new Set(records.flatMap((one) => (one.type === 'gate-failure-remediated' ? [one.event] : [])));
  const told = new Set(states.flatMap(({ events }) => events.map(({ event }) => event)));
  return records.filter(
    (one): one is Indexed<GateEventFiled> =>
      one.type === 'gate-event-filed' && !closed.has(one.event) && !told.has(one.event),
  );
}

/** The first quarter from the last review on, or from the founding of the ledger on, whose review can still be held in time. */
function reviewOf({ standard }: Policy, records: readonly Indexed[], at: Instant): StandardReport['review'] {
  const held = records.findLast((one) => one.type === 'review-held');
  const step = Math.max(1, Math.floor((standard.review?.everyMonths ?? 3) / 3));
  const first = records[0];
  const founded = quarterOf(first === undefined ? at : momentOf(first.at));
  const reviewed = held === undefined ? null : parseQuarter(held.quarter);
  let quarter = shiftQuarter(reviewed ?? shiftQuarter(founded, -1), step);
  while (dueOf(quarter) <= at) quarter = shiftQuarter(quarter, step);
  return {
    last: held === undefined ? null : { quarter: held.quarter, at: momentOf(held.at) },
    next: { quarter, due: dueOf(quarter) },
    missed: missedReviews(records, standard, at),
  };
}

/** A quarter is reviewed before the quarter after it is over. */
function dueOf(quarter: Quarter): Instant {
  return boundsOf(shiftQuarter(quarter, 1)).until;
}

/** The open requests about a gate failure, by its record or by the report that it belongs to. */
export function askedAbout({ id, record, events }: FailureState, asked: readonly AskedEvent[]): readonly AskedEvent[] {
  const known = new Set([reportOf(record), ...events.map(({ event }) => event)]);
  return asked.filter(({ event, records }) => known.has(event) || records.includes(id));
}
