// Gate failures and what became of each: recorded at once, filed by a report, closed by a remediation that two people approved.
import { quarterOf } from './quarters.ts';
import type { Quarter } from './quarters.ts';
import { recordId } from './records.ts';
import type { GateFailure, Indexed } from './records.ts';
import type { RecordId } from './record-parts.ts';
import type { GateEventFiled } from './records-of-kinds.ts';
import { momentOf } from './snapshots.ts';
import type { Instant } from './time.ts';

export interface FailureState {
  readonly id: RecordId;
  readonly record: Indexed<GateFailure>;
  /** The gate events on main that tell of it, each approved by its two approvers. */
  readonly events: readonly Indexed<GateEventFiled>[];
  /** What was done about it; `null` while it is open. */
  readonly remediation: string | null;
}

/** Every gate failure on the ledger with what became of it, oldest first (standard: gate failures are logged and remediated). */
export function failureStates(records: readonly Indexed[]): readonly FailureState[] {
  const filed = records.filter((one) => one.type === 'gate-event-filed');
  const done = new Map(
    records.flatMap((one) => (one.type === 'gate-failure-remediated' ? [[one.event, one.remediation] as const] : [])),
  );
  return records.filter(isFailure).map((record) => {
    const id = recordId(record);
    const reported = reportOf(record);
    const events = filed.filter(({ event, records: told }) => event === reported || told.includes(id));
    const later = events.flatMap(({ event }) => done.get(event) ?? []);
    return { id, record, events, remediation: [record.remediation, ...later].find((text) => text !== null) ?? null };
  });
}

type Found = Pick<GateFailure, 'detectedBy' | 'how'>;

/** A gate failure in a sentence. */
export function failureWords(failure: Found): string {
  const { detectedBy, how } = failure;
  return saysWhoFound(failure) ? `Gate failure: ${how}` : `Gate failure, found by ${detectedBy}: ${how}`;
}

/** Whether its words, as a report's do, tell already who found it. */
export function saysWhoFound({ detectedBy, how }: Found): boolean {
  return how.includes(`Detected by ${detectedBy}.`);
}

/** The types of records that `failureStates` looks at. */
export const ABOUT_FAILURES = ['gate-failure', 'gate-event-filed', 'gate-failure-remediated'] as const;

/** Is this the record of a gate failure? */
export function isFailure(record: Indexed): record is Indexed<GateFailure> {
  return record.type === 'gate-failure';
}

/**
 * Whether a record is a gate failure that was written about the commit which it names as main's tip, and not only while that
 * was the tip: otherwise anybody could have a push past the gate taken for known by reporting anything after it.
 */
export function tellsOfCommit(record: Indexed): boolean {
  if (!isFailure(record)) return false;
  const { kind, detectedBy } = record;
  return kind === 'merged-without-verdict' || (kind === undefined && detectedBy !== 'execute');
}

/** When it happened, as far as known; what nobody dated counts from its record on. */
export function occurredAt({ occurredAt: moment, at }: GateFailure): Instant {
  return momentOf(moment ?? at);
}

/** The gate failures of each quarter in UTC, also those that were reported late (standard: number and trend). */
export function failuresByQuarter(records: readonly Indexed[]): ReadonlyMap<Quarter, readonly Indexed<GateFailure>[]> {
  const failures = records.filter(isFailure).filter((record) => !isNearMiss(record));
  return Map.groupBy(failures, (record) => quarterOf(occurredAt(record)));
}

/** Whether nothing went past the gate, and somebody reported that it nearly did: recorded and filed as well, and not counted. */
export function isNearMiss({ kind }: GateFailure): boolean {
  return kind === 'near-miss';
}

/** Ids of reports made by people end like this, and no id of another event does: nobody's claim takes one of those. */
const REPORT = / \(report ([a-z0-9][a-z0-9-]{0,52}-r[0-9a-f]{8})\)$/;

/** What the record of a report says behind its words, so that record and file find each other. */
export function reportMark(id: string): string {
  return ` (report ${id})`;
}

/** The id of the report that a record belongs to, `null` where it was not reported by somebody. */
export function reportOf(record: GateFailure): string | null {
  return wasReported(record) ? (REPORT.exec(record.how)?.[1] ?? null) : null;
}

/** Whether an event has the id of what somebody reported, so that its record is known by the mark that it carries. */
export function isReport(id: string): boolean {
  return REPORT.test(reportMark(id));
}

/** Whether somebody said so, rather than a verb noticed it. */
export function wasReported({ kind }: GateFailure): boolean {
  return kind === 'reported' || kind === 'near-miss';
}
