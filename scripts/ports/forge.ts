// The code host in our words. One adapter (github.ts) speaks to GitHub, to GitHub Enterprise and to the embedded forge.
import type { Account, Commit, Review, Sha } from '../core/facts.ts';
import type { Instant } from '../core/time.ts';

export interface RepositoryInfo {
  /** Numeric and for ever, unlike the name (it is part of the ledger's origin). */
  readonly id: number;
  readonly fullName: string;
  readonly defaultBranch: string;
}

export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly opener: Account;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly head: Sha;
  readonly headBranch: string;
  readonly base: string;
  readonly draft: boolean;
  readonly fork: boolean;
  readonly mergeCommit: Sha | null;
  readonly labels: readonly string[];
  /** Logins of those who have been asked for a review and have not given one since. */
  readonly asked: readonly string[];
}

/** The accounts behind each commit of a pull request, as far as the forge can attribute them (co-authors included). */
export type CommitAccounts = Pick<Commit, 'sha' | 'author' | 'committer' | 'coAuthors'>;

export interface CheckReport {
  readonly name: string;
  readonly head: Sha;
  readonly conclusion: 'success' | 'failure' | 'action_required' | null; // null: still waiting
  readonly title: string;
  readonly summary: string;
}

export type MergeAnswer =
  | { readonly kind: 'merged'; readonly commit: Sha }
  | { readonly kind: 'head-moved' } // 409: somebody pushed after the evaluation
  | { readonly kind: 'not-mergeable'; readonly why: string } // 405
  | { readonly kind: 'unknown'; readonly why: string }; // 5xx or no answer: resolve by reading, never by trying again

export type OpenAnswer = { readonly kind: 'opened' | 'exists'; readonly pull: Pull };

/**
 * Every method throws `ForgeFault` where the forge cannot be reached, refuses, or answers something unexpected; a list is
 * complete or an error, never a part (gate.md: a page that could not be fetched never leads to a yes).
 */
export interface Forge {
  /** The account that the token belongs to. */
  whoAmI(): Promise<Account>;
  repository(): Promise<RepositoryInfo>;
  /** Every open pull request, by number. */
  openPulls(): Promise<readonly Pull[]>;
  /** Every pull request of any state, by number; for completeness. */
  allPulls(): Promise<readonly Pull[]>;
  pull(number: number): Promise<Pull>;
  /** The newest pull request from this branch, whatever its state. */
  pullFrom(branch: string): Promise<Pull | null>;
  /** All reviews, oldest first; a dismissed one with what it said before, where the timeline tells. */
  reviews(number: number): Promise<readonly Review[]>;
  commitAccounts(number: number): Promise<readonly CommitAccounts[]>;
  /** Ids of those accounts that have write access now. */
  writers(): Promise<readonly number[]>;
  /** Creates the branch from the default branch's tip with this one new file; finds an existing one unchanged. */
  putFileOnBranch(branch: string, path: string, text: string, message: string): Promise<void>;
  /** The text of a file at a branch or commit, `null` where there is none. */
  fileAt(ref: string, path: string): Promise<string | null>;
  openPull(branch: string, title: string, body: string): Promise<OpenAnswer>;
  requestReviews(number: number, logins: readonly string[]): Promise<void>;
  review(number: number, head: Sha, event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT', body: string): Promise<void>;
  /** Creates, or updates in place, the one comment that carries `marker`. */
  upsertComment(number: number, marker: string, body: string): Promise<void>;
  setLabels(number: number, labels: readonly string[]): Promise<void>;
  /** Creates, or updates in place, the check run of this name on this head. */
  report(check: CheckReport): Promise<void>;
  merge(number: number, head: Sha, title: string, message: string): Promise<MergeAnswer>;
  close(number: number): Promise<void>;
}

/** The forge could not be reached, refused, or answered something that is not in its description. */
export class ForgeFault extends Error {
  readonly status: number | null;
  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ForgeFault';
    this.status = status;
  }
}
