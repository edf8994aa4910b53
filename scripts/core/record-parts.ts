// What several records have in common: how they name the action, the policy, the evidence and the merge.
import type { ParameterValue, Target } from './action-model.ts';
import type { Account, ChangedFile, CodeownersFacts, Commit, Digest, Review, Sha } from './facts.ts';
import type { ActionId, Gate, PersonId, RowId, Tier } from './policy-model.ts';

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
  readonly codeowners?: CodeownersFacts | null;
  readonly pushers?: readonly (Account | null)[] | null;
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
export interface Judged extends RecordBase {
  readonly policy: PolicyReference;
  readonly pull: PullSnapshot;
  /** The exact bytes of its file in base64, because a clone lacks the commits of closed requests; `null` where there is none. */
  readonly file: string | null;
  /** The moment that the decision was asked about. */
  readonly decidedAt: Moment;
  readonly verdict: RecordedVerdict;
  /** The request was over before the run that recorded it began: derived afterwards from what the code host shows. */
  readonly reconstructed?: true;
}

export interface JudgedAction extends Judged {
  readonly action: ActionReference;
}

/** The merge that put the request on main. */
export interface MergeReference {
  readonly commit: Sha;
  readonly base: Sha;
  readonly head: Sha;
}

export interface ContactAttempt {
  readonly channel: string;
  readonly person: PersonId;
  readonly at: Moment;
}
