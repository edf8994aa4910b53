// The records of pull requests that bring no action: changes of the policy and the code, reviews, gate events, messages.
import type { ChangedFile, Digest } from './facts.ts';
import type { ClientId, ExceptionId, Gate, OperationId, PersonId } from './policy-model.ts';
import type { Judged, MergeReference, Moment, RecordBase, RecordedApproval, RecordId } from './record-parts.ts';

/** A file as the merge left it; the digest is `null` where it was removed, or where there is no regular file. */
export interface RecordedFile {
  readonly path: string;
  readonly status: ChangedFile['status'];
  readonly digest: Digest | null;
}

/** What every approval of a change that is merged has in common. */
interface Merged extends Judged {
  readonly merge: MergeReference;
  readonly approvals: readonly RecordedApproval[];
}

export interface ExceptionApproved extends Merged {
  readonly type: 'exception-approved';
  readonly exception: ExceptionId;
  readonly path: string;
  readonly digest: Digest;
  readonly requestor: PersonId;
  /** Absent in the oldest records. */
  readonly terms?: ExceptionTerms;
}

/**
 * What an exception allows and until when, as its file says it: the file may be erased, and its end must stay checkable. Why it
 * was asked for may tell of people and is not repeated; the digest over the file's bytes binds that.
 */
export interface ExceptionTerms {
  readonly operations: readonly OperationId[];
  readonly clients: readonly ClientId[];
  readonly gate: Gate;
  /** First day, and the day on which it is over, in the zone. */
  readonly from: string;
  readonly expires: string;
  readonly zone: string;
}

export interface PolicyChanged extends Merged {
  readonly type: 'policy-changed';
  readonly change: 'policy' | 'code';
  /** Every file that it changed, in the order of their paths. */
  readonly files: readonly RecordedFile[];
  /** The version of the standard before and after. */
  readonly version: { readonly from: string; readonly to: string };
}

/** The quarterly review of the standard, signed by everybody that the matrix asks for. */
export interface ReviewHeld extends Merged {
  readonly type: 'review-held';
  /** For example `2026-Q4`. */
  readonly quarter: string;
  /** The report. */
  readonly path: string;
  readonly digest: Digest;
  /** Its numbers. */
  readonly data: { readonly path: string; readonly digest: Digest };
  readonly openItems: number;
  readonly version: string;
  /** Every file that it brought, charts included. */
  readonly files: readonly RecordedFile[];
}

/** The report of a gate event or gate failure is on main; it is open until its remediation is. */
export interface GateEventFiled extends Merged {
  readonly type: 'gate-event-filed';
  readonly event: string;
  readonly path: string;
  readonly digest: Digest;
  /** The gate failures that it tells of. */
  readonly records: readonly RecordId[];
}

/** Both approvers accepted what was done about a gate event, which closes it. */
export interface GateFailureRemediated extends Merged {
  readonly type: 'gate-failure-remediated';
  readonly event: string;
  readonly path: string;
  readonly digest: Digest;
  readonly remediation: string;
}

/** One message to one person: a request, a reminder, the call of a stand-in, a notice. */
export interface ContactAttempted extends RecordBase {
  readonly type: 'contact-attempted';
  readonly at: Moment;
  readonly pull: number | null;
  readonly about: string;
  readonly person: PersonId;
  readonly channel: string;
  readonly delivered: boolean;
  readonly detail: string;
}
