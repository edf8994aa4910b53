// What the ledger says, as data: one shape per record type, each self-sufficient for a judge without a network.
import type { PlanStep } from './action-model.ts';
import type { Account, Digest } from './facts.ts';
import type { AutomationId, ExceptionId, OperationId, PersonId, WindowId } from './policy-model.ts';
import type {
  Moment,
  RecordId,
  RecordBase,
  PolicyReference,
  ActionReference,
  RecordedApproval,
  MergeReference,
  ContactAttempt,
  Judged,
  JudgedAction,
} from './record-parts.ts';
import type { ErasureApproved, RecordErased } from './records-of-erasure.ts';
import type {
  ContactAttempted,
  ExceptionApproved,
  GateEventFiled,
  GateFailureRemediated,
  PolicyChanged,
  ReviewHeld,
} from './records-of-kinds.ts';
import type { KeyCompromised, KeyEnrolled, KeyRetired, Population } from './records-of-ledger.ts';
import type { LookRecord } from './records-of-settings.ts';

export interface ActionProposed extends RecordBase {
  readonly type: 'action-proposed';
  readonly policy: PolicyReference;
  readonly pull: number;
  readonly action: ActionReference;
  readonly automation: AutomationId | null;
  readonly opener: Account;
  readonly openedAt: Moment;
  readonly requester: PersonId | null;
  readonly technician: PersonId | null;
  readonly approvers: readonly PersonId[];
  readonly standIns: readonly PersonId[];
  readonly deadline: Moment;
}

export interface ActionApproved extends JudgedAction {
  readonly type: 'action-approved';
  readonly merge: MergeReference;
  readonly approvals: readonly RecordedApproval[];
  readonly plan: Digest;
  /** Until when it may be used. */
  readonly lapses: Moment;
  /** The exception whose gate this was; absent where it was the operation's own. */
  readonly exception?: ExceptionId;
}

/** Passed without a human: Tier 3, Tier 2 with its condition, or under an exception. */
export interface ActionAuto extends JudgedAction {
  readonly type: 'action-auto';
  readonly merge: MergeReference;
  readonly condition: string;
  readonly window: WindowId | null;
  readonly exception: ExceptionId | null;
  readonly plan: Digest;
}

export interface ActionDenied extends JudgedAction {
  readonly type: 'action-denied';
  readonly denial: {
    readonly person: PersonId;
    readonly name: string;
    readonly account: number;
    readonly review: number;
    readonly at: Moment;
    readonly right: string;
  };
  readonly reason: string;
  readonly outcome: 'nothing ran';
}

export interface ActionExpired extends JudgedAction {
  readonly type: 'action-expired';
  readonly reason: string;
  readonly outcome: 'nothing ran';
}

/** Not admissible and closed, or denied without an action: by whom, the oldest records do not say. Its file may be unreadable. */
export interface ActionRefused extends Judged {
  readonly type: 'action-refused';
  readonly action: ActionReference | null;
  readonly denial?: ActionDenied['denial'];
  readonly reason: string;
  readonly outcome: 'nothing ran';
}

/** Closed by somebody before it was decided. */
export interface ActionWithdrawn extends RecordBase {
  readonly type: 'action-withdrawn';
  readonly pull: number;
  readonly action: ActionReference | null;
  readonly reason: string;
  readonly outcome: 'nothing ran';
  readonly reconstructed?: true;
}

export interface ActionDeferred extends RecordBase {
  readonly type: 'action-deferred';
  readonly pull: number;
  readonly action: ActionReference;
  readonly cause: 'no-answer' | 'away';
  readonly unavailable: readonly PersonId[];
  readonly contactAttempts: readonly ContactAttempt[];
  readonly standIn: PersonId;
  readonly resolution: string;
}

export interface ActionIntended extends RecordBase {
  readonly type: 'action-intended';
  readonly action: ActionReference;
  /** The record that lets it run. */
  readonly approval: RecordId;
  readonly plan: Digest;
  readonly steps: readonly PlanStep[];
}

export interface ActionExecuted extends RecordBase {
  readonly type: 'action-executed';
  readonly action: ActionReference;
  readonly approval: RecordId;
  readonly intent: RecordId;
  readonly approvers: readonly { readonly person: PersonId; readonly name: string }[];
  readonly times: { readonly decided: Moment; readonly intended: Moment; readonly finished: Moment };
  readonly plan: Digest;
  readonly outcome: string;
  readonly detail: string;
  readonly evidence: readonly Readonly<Record<string, unknown>>[];
  /** Found out by reading after a crash or a lost answer, not in the run that acted. */
  readonly reconciled: boolean;
}

export interface WindowApproved extends Judged {
  readonly type: 'window-approved';
  readonly window: WindowId;
  readonly path: string;
  readonly digest: Digest;
  readonly merge: MergeReference;
  readonly approvals: readonly RecordedApproval[];
}

/** Something was on main, or ran, without the approval that the standard asks for. */
export interface GateFailure extends RecordBase {
  readonly type: 'gate-failure';
  readonly pull: number | null;
  readonly action: ActionReference | null;
  readonly how: string;
  readonly detectedBy: string;
  /** What was done at once; what is done later is the remediation of the gate event, with a record of its own. */
  readonly remediation: string | null;
  /** What kind of failure it is; absent in the oldest records. */
  readonly kind?: GateFailureKind;
  /** What was touched, in words, where no action says so. */
  readonly target?: string | null;
  /** What was done, where no action says so: an operation of the action table. */
  readonly operation?: OperationId;
  readonly automation?: AutomationId | null;
  /** The person who reported it. */
  readonly reportedBy?: PersonId | null;
  /** When it happened, as far as known; `at` is when it was recorded. */
  readonly occurredAt?: Moment;
  /** The stretch of time that it covers, for example while protection was off. */
  readonly span?: { readonly from: Moment; readonly to: Moment };
}

export type GateFailureKind =
  | 'merged-without-verdict'
  | 'ran-without-approval'
  | 'outcome-without-intent'
  | 'protection-weakened'
  | 'break-glass'
  | 'review-missed'
  | 'reported'
  | 'near-miss'
  | 'other';

export type CountersignRecord =
  | ActionProposed
  | ActionApproved
  | ActionAuto
  | ActionDenied
  | ActionExpired
  | ActionRefused
  | ActionWithdrawn
  | ActionDeferred
  | ActionIntended
  | ActionExecuted
  | WindowApproved
  | ExceptionApproved
  | GateFailure
  | PolicyChanged
  | ReviewHeld
  | GateEventFiled
  | GateFailureRemediated
  | ContactAttempted
  | LookRecord
  | ErasureApproved
  | RecordErased
  | KeyEnrolled
  | KeyRetired
  | KeyCompromised
  | Population;

/** A record with its place in the ledger. */
export type Indexed<R extends RecordBase = CountersignRecord> = R & { readonly v: 1; readonly index: number };

/** Record types that end a request; at most one of them exists for an action id. */
export const FINAL_TYPES = [
  'action-approved',
  'action-auto',
  'action-denied',
  'action-expired',
  'action-refused',
  'action-withdrawn',
] as const;

/** Record types of requests that bring no action and were merged as they were approved. */
export const CHANGE_TYPES = [
  'window-approved',
  'exception-approved',
  'policy-changed',
  'review-held',
  'gate-event-filed',
  'gate-failure-remediated',
  'erasure-approved',
] as const;

type ChangeRecord = Extract<CountersignRecord, { type: (typeof CHANGE_TYPES)[number] }>;

/** What the record of a merged change says beyond the evidence, the merge and the approvals: read from its files alone. */
export type ChangeFields = FieldsOf<ChangeRecord>;
type FieldsOf<R extends ChangeRecord> = R extends ChangeRecord
  ? Omit<R, keyof Judged | 'merge' | 'approvals'> & Pick<R, 'type'>
  : never;

/** Is this the record of a merged change that brings no action? */
export function isChange(record: CountersignRecord): record is ChangeRecord {
  return CHANGE_TYPES.some((type) => type === record.type);
}

/** The id of a record; the year is that of its moment, because the ledger files it there. */
export function recordId(record: Pick<Indexed, 'at' | 'index'>): RecordId {
  return `${record.at.slice(0, 4)}/${record.index}`;
}
