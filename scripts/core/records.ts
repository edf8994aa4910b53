// What the ledger says, as data: one shape per record type, each self-sufficient for a judge without a network.
import type { PlanStep } from './action-model.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Fate } from './completeness.ts';
import type { Account, Digest } from './facts.ts';
import type { AutomationId, ExceptionId, PersonId, WindowId } from './policy-model.ts';
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

/** Not admissible and closed; the file may not even have been readable. */
export interface ActionRefused extends Judged {
  readonly type: 'action-refused';
  readonly action: ActionReference | null;
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
  readonly remediation: string | null;
}

export interface ExceptionApproved extends Judged {
  readonly type: 'exception-approved';
  readonly exception: ExceptionId;
  readonly path: string;
  readonly digest: Digest;
  readonly requestor: PersonId;
  readonly merge: MergeReference;
  readonly approvals: readonly RecordedApproval[];
}

/** A year's ledger begins (ports/found-ledger.ts), or one key hands over to another (keys.ts). */
export interface KeyEnrolled extends RecordBase {
  readonly type: 'key-enrolled';
  /** A founding unless said otherwise. A rotation's checkpoint is signed by both keys, every later one by the new one. */
  readonly role?: 'founding' | 'rotation';
  /** The key that signs from here on, as a C2SP verifier key. */
  readonly key: string;
  /** The key that signed until here, in a rotation. */
  readonly replaces?: string;
  readonly origin: string;
  /** The last checkpoint of the year before, `null` in the very first ledger and in a rotation. */
  readonly previous: Checkpoint | null;
}

/** A replaced key is given up for good. */
export interface KeyRetired extends RecordBase {
  readonly type: 'key-retired';
  readonly key: string;
  /** The year whose ledger `from` counts in. */
  readonly year: number;
  /** The first index at which the key is no longer one. */
  readonly from: number;
}

/** A key was in other hands: what it alone signed from there on proves nothing. */
export interface KeyCompromised extends RecordBase {
  readonly type: 'key-compromised';
  readonly key: string;
  readonly year: number;
  readonly from: number;
  readonly reason: string;
}

/** How many records of each type a month had, and what became of every pull request by number; counted once it is over. */
export interface Population extends RecordBase {
  readonly type: 'population';
  /** A month in UTC, for example `2026-11`. */
  readonly period: string;
  /** The month's records in the ledger of its year: from this index, */
  readonly from: number;
  /** to before this one. */
  readonly until: number;
  readonly counts: Readonly<Record<string, number>>;
  /** The numbers accounted for: those after the last count, up to the highest that was opened by the month's end. */
  readonly firstPull: number;
  readonly lastPull: number;
  readonly pulls: Readonly<Record<Fate, number>>;
  readonly open: readonly number[];
  /** Numbers that the code host does not show as pull requests and the ledger knows no end of. */
  readonly gaps: readonly number[];
}

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

/** The id of a record; the year is that of its moment, because the ledger files it there. */
export function recordId(record: Indexed): RecordId {
  return `${record.at.slice(0, 4)}/${record.index}`;
}
