// What the embedded forge remembers, who its accounts are, and the one way in which it refuses.
import type { ReviewState, Sha } from '../../core/facts.ts';
import type { Instant } from '../../core/time.ts';
import type { StoredSettings } from './settings-model.ts';

export interface ForgeAccount {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly type: 'User' | 'Bot';
  readonly token: string;
  readonly permission: 'admin' | 'write' | 'read';
  /** What an App was granted beyond `permission`, for example `administration: write`. */
  readonly grants?: Readonly<Record<string, string>>;
}

export interface ForgeRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** Whether the owner is an organisation rather than a person. */
  readonly organisation?: boolean;
}

export interface StoredPull {
  readonly number: number;
  readonly id: number;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly by: number;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly state: 'open' | 'closed';
  readonly closedAt: Instant | null;
  readonly head: Sha;
  readonly headBranch: string;
  readonly base: string;
  /** The base's tip when the request was closed or merged; `null` while it is open and follows the branch. */
  readonly baseTip: Sha | null;
  readonly merged: { readonly at: Instant; readonly by: number | null; readonly commit: Sha } | null;
  readonly labels: readonly string[];
  readonly reviewers: readonly number[];
}

/** An issue; it takes its number from the same row as the pull requests. */
export interface StoredIssue {
  readonly number: number;
  readonly id: number;
  readonly title: string;
  readonly body: string | null;
  readonly by: number;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly state: 'open' | 'closed';
  readonly closedAt: Instant | null;
  readonly labels: readonly string[];
  /** Who changed the body last, `null` while it is as it was opened. */
  readonly edited: { readonly by: number; readonly at: Instant } | null;
}

export interface StoredReview {
  readonly id: number;
  readonly pull: number;
  readonly by: number;
  readonly state: ReviewState;
  /** What a dismissed review said before. */
  readonly was: Exclude<ReviewState, 'DISMISSED'> | null;
  readonly commit: Sha;
  readonly at: Instant;
  readonly body: string;
}

export interface StoredComment {
  readonly id: number;
  /** Of a pull request or an issue. */
  readonly pull: number;
  readonly by: number;
  readonly body: string;
  readonly at: Instant;
  readonly updatedAt: Instant;
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

/** A note at a line of a file, as GitHub describes one. */
export interface CheckAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string | null;
  readonly message: string;
}

export interface StoredCheck {
  readonly id: number;
  readonly by: number;
  readonly name: string;
  readonly head: Sha;
  readonly status: CheckStatus;
  readonly conclusion: CheckConclusion | null;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly externalId: string | null;
  /** All that were ever sent with it; none can be taken back. Absent where there are none. */
  readonly annotations?: readonly CheckAnnotation[];
  readonly detailsUrl: string | null;
}

export interface StoredEvent {
  readonly id: number;
  readonly pull: number;
  readonly event: 'closed' | 'reopened' | 'merged' | 'review_dismissed' | 'head_ref_force_pushed' | 'base_ref_changed';
  readonly by: number | null;
  readonly at: Instant;
  readonly commit: Sha | null;
  readonly dismissed: { readonly review: number; readonly state: ReviewState; readonly message: string } | null;
}

export interface ForgeState {
  readonly format: 1;
  readonly createdAt: Instant;
  readonly nextId: number;
  readonly nextPull: number;
  readonly pulls: readonly StoredPull[];
  /** Absent until the first one. */
  readonly issues?: readonly StoredIssue[];
  readonly reviews: readonly StoredReview[];
  readonly comments: readonly StoredComment[];
  readonly checks: readonly StoredCheck[];
  readonly events: readonly StoredEvent[];
  /** Absent until somebody sets anything: then it is what GitHub gives a new repository. */
  readonly settings?: StoredSettings;
}

/** One entry of GitHub's `errors` list: a field with what is wrong with it, or a sentence. */
export type ForgeErrorDetail = Readonly<Record<string, string>> | string;

/** A refusal in GitHub's words: the HTTP status, the message, and for a 422 the details. */
export class ForgeError extends Error {
  readonly status: number;
  readonly errors: readonly ForgeErrorDetail[] | null;
  constructor(status: number, message: string, errors: readonly ForgeErrorDetail[] | null = null) {
    super(message);
    this.name = 'ForgeError';
    this.status = status;
    this.errors = errors;
  }
}

/** Throws a 403 with `sentence` unless the account may push (GitHub's write permission). */
export function needWrite(actor: ForgeAccount, sentence: string): void {
  if (actor.permission === 'read') throw new ForgeError(403, sentence);
}

/** A 422 "Validation Failed" with one detail, as GitHub words it. */
export function invalid(resource: string, detail: Readonly<Record<string, string>>): ForgeError {
  return new ForgeError(422, 'Validation Failed', [{ resource, ...detail }]);
}
