// The verdict and the whole reasoning behind it, as data: rendered for people, recorded for auditors.
import type { Action } from './action-model.ts';
import type { NotCountedCode, Refusal } from './codes.ts';
import type { Account, Digest, LedgerFacts, PullFacts, Sha } from './facts.ts';
import type {
  AutomationId,
  ChangeKind,
  ExceptionId,
  Gate,
  PersonId,
  Policy,
  Role,
  RowId,
  Tier,
  WindowId,
} from './policy-model.ts';
import type { RecordId } from './record-parts.ts';
import type { Instant } from './time.ts';

export type VerdictState = 'refused' | 'waiting' | 'approved' | 'auto' | 'denied' | 'expired';

/** What a pull request asks for, read once from its files by the strict reader. */
export interface Proposal {
  readonly kind: ChangeKind;
  readonly id: string;
  /** Where the file has to be, computed from the id; empty for a change of several files. */
  readonly path: string;
  readonly technician: PersonId | null;
  readonly requester: PersonId | null;
  readonly approvers: readonly PersonId[];
  readonly standIns: readonly PersonId[];
  /** The action, `null` where the file could not be read as one or the change is of another kind. */
  readonly action: Action | null;
  /** Digest of what will be done, whoever asks and for whatever reason; `null` where it could not be read. */
  readonly payload: Digest | null;
  /** Who may answer: named in its file unless said otherwise; no file of a change of the policy or the code could. */
  readonly namedBy?: 'matrix';
  /** The exception that the one asked for follows. */
  readonly renews?: ExceptionId;
  /** The gate failures that a report of a gate event says it tells of. */
  readonly tellsOf?: readonly RecordId[];
  /** What a request without an action brings, in sentences for people. */
  readonly brings?: readonly string[];
  /** What the strict reader and the comparison with the connector's plan found. */
  readonly problems: readonly Refusal[];
}

export interface GateInput {
  readonly proposal: Proposal;
  readonly policy: Policy;
  readonly pull: PullFacts;
  readonly ledger: LedgerFacts;
  readonly now: Instant;
}

export interface Classification {
  readonly automation: AutomationId | null;
  readonly tier: Tier | null;
  readonly gate: Gate | null;
  readonly clients: 'one' | 'many';
  readonly reversible: boolean;
  /** Why it passes or why it needs people, in sentences, in the order in which the rules were applied. */
  readonly because: readonly string[];
  readonly window: WindowId | null;
  readonly exception: ExceptionId | null;
  /** Only where the glass is broken: whether the gate failure that this is was recorded. */
  readonly glass?: 'recorded' | 'unrecorded';
  readonly refusals: readonly Refusal[];
}

export interface CountedApproval {
  readonly person: PersonId;
  readonly name: string;
  readonly account: number;
  readonly review: number;
  readonly commit: Sha;
  readonly at: Instant;
  /** Called as a stand-in rather than named as the approver. */
  readonly standIn: boolean;
}

export interface NotCounted {
  /** The roster's id where the account is a person there, `null` for a stranger. */
  readonly person: PersonId | null;
  readonly account: Account;
  readonly review: number;
  readonly code: NotCountedCode;
  readonly fact: string;
  readonly remedy: string;
}

export interface SeatReasoning {
  readonly roles: readonly Role[];
  readonly filledBy: PersonId | null;
  /** The named approvers who could fill it. */
  readonly candidates: readonly PersonId[];
}

export interface RowReasoning {
  readonly row: RowId;
  readonly title: string;
  readonly seats: readonly SeatReasoning[];
}

export interface Denial {
  readonly person: PersonId;
  readonly name: string;
  readonly account: number;
  readonly review: number;
  readonly at: Instant;
  readonly reason: string;
  /** By which right: named, called, or a role with a veto. */
  readonly right: 'approver' | 'stand-in' | 'veto';
}

export interface Verdict {
  readonly state: VerdictState;
  /** One sentence for people: what the state is and what happens next. */
  readonly summary: string;
  readonly classification: Classification;
  /** The first row that applies; all of them are in `rows`. */
  readonly scope: RowId | null;
  readonly rows: readonly RowReasoning[];
  readonly refusals: readonly Refusal[];
  readonly counted: readonly CountedApproval[];
  readonly notCounted: readonly NotCounted[];
  readonly denial: Denial | null;
  /** Roles of the seats still to be filled. */
  readonly missing: readonly Role[];
  /** Until when people may answer. */
  readonly deadline: Instant;
  /** Until when the approval may be used; `null` while it is not complete. */
  readonly lapses: Instant | null;
  /** Parts of the evidence that could not be read completely; while there are any, nothing is approved. */
  readonly unreadable: readonly string[];
}
