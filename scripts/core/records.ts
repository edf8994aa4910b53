// What the ledger says, as data: one shape per record type, each self-sufficient for a judge without a network.
import type { ParameterValue, PlanStep, Target } from './action-model.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Account, ChangedFile, Commit, Digest, Review, Sha } from './facts.ts';
import type { ActionId, AutomationId, ExceptionId, Gate, PersonId, RowId, Tier, WindowId } from './policy-model.ts';

/** RFC 3339 in UTC, as `formatInstant` writes it. */
export type Moment = string;

/** What every record carries (the ledger adds `v` and `index` when it appends). */
export interface RecordBase {
  readonly type: string;
  readonly at: Moment;
  /** Numeric id of the repository, so that a record can't be replayed in another one. */
  readonly repository: number;
  /** The tip of main when the record was written: the two branches vouch for each other. */
  readonly main: Sha;
}

/** Names a record for ever: the year of its ledger and its index there, for example `2026/17`. */
export type RecordId = `${string}/${number}`;

/** The policy that a decision was taken under: the commit on main, and the digest over its files. */
export interface PolicyReference {
  readonly commit: Sha;
  readonly digest: Digest;
}

/** The action as every record about it names it (standard: date, action, target). */
export interface ActionReference {
  readonly id: ActionId;
  readonly path: string;
  /** Over the exact bytes of the file. */
  readonly digest: Digest;
  /** Over what will be done, whoever asks. */
  readonly payload: Digest;
  readonly operation: string;
  readonly targets: readonly Target[];
  readonly portfolio: boolean;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

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

/** The pull request as it was when it was judged: enough to judge it again. */
export interface PullSnapshot {
  readonly number: number;
  readonly opener: Account;
  readonly openedAt: Moment;
  readonly head: Sha;
  readonly base: string;
  readonly defaultBranch: string;
  readonly draft: boolean;
  readonly fork: boolean;
  readonly files: readonly ChangedFile[] | null;
  readonly commits: readonly Commit[] | null;
  readonly reviews: readonly (Omit<Review, 'at'> & { readonly at: Moment })[] | null;
  readonly writers: readonly number[] | null;
}

export interface RecordedApproval {
  readonly person: PersonId;
  readonly name: string;
  readonly account: number;
  readonly review: number;
  readonly at: Moment;
  readonly standIn: boolean;
  /** The seats it filled, row by row. */
  readonly fills: readonly { readonly row: RowId; readonly roles: readonly string[] }[];
}

/** The verdict, short: what was decided and why. The evidence beside it re-derives it. */
export interface RecordedVerdict {
  readonly state: string;
  readonly summary: string;
  readonly tier: Tier | null;
  readonly gate: Gate | null;
  readonly clients: 'one' | 'many';
  readonly scope: RowId | null;
  readonly because: readonly string[];
  readonly refusals: readonly { readonly code: string; readonly fact: string }[];
  readonly notCounted: readonly { readonly account: Account; readonly code: string; readonly fact: string }[];
}

/** A decision with everything that it was decided on. */
interface Judged extends RecordBase {
  readonly policy: PolicyReference;
  readonly pull: PullSnapshot;
  /** The exact bytes of its file in base64, because a clone lacks the commits of closed requests; `null` where there is none. */
  readonly file: string | null;
  /** The moment that the decision was asked about. */
  readonly decidedAt: Moment;
  readonly verdict: RecordedVerdict;
}

interface JudgedAction extends Judged {
  readonly action: ActionReference;
}

/** The merge that put the request on main. */
export interface MergeReference {
  readonly commit: Sha;
  readonly base: Sha;
  readonly head: Sha;
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
}

export interface ContactAttempt {
  readonly channel: string;
  readonly person: PersonId;
  readonly at: Moment;
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

/** A year's ledger begins (ports/found-ledger.ts writes it). */
export interface KeyEnrolled extends RecordBase {
  readonly type: 'key-enrolled';
  /** The key that signs the year, as a C2SP verifier key. */
  readonly key: string;
  readonly origin: string;
  /** The last checkpoint of the year before, `null` in the very first ledger. */
  readonly previous: Checkpoint | null;
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
  | KeyEnrolled;

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
