// The code host in our words. One adapter (github.ts) speaks to GitHub, to GitHub Enterprise and to the embedded forge.
import type { Account, Commit, Review, Sha } from '../core/facts.ts';
import type { BranchRule } from '../core/protection.ts';
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
  /** Problems at lines of the request's own file. */
  readonly annotations?: readonly Annotation[];
}

export interface Annotation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
}

/** A check run of our own, as it stands. */
export interface ShownCheck {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** What we noted at it: the digest of its annotations. */
  readonly note: string;
}

/** A comment of our own account. */
export interface ShownComment {
  readonly id: number;
  readonly body: string;
}

/**
 * An open pull request with what one look at everything open also showed. A part is `null` where that look did not bring it
 * completely: then it is read by itself, and is never taken for empty.
 */
export interface OpenPull {
  readonly pull: Pull;
  readonly reviews: readonly Review[] | null;
  readonly accounts: readonly CommitAccounts[] | null;
  /** Our check runs on the head. */
  readonly checks: readonly ShownCheck[] | null;
  /** Our comments. */
  readonly comments: readonly ShownComment[] | null;
}

/** All that the gate says on a pull request. */
export interface Telling {
  readonly check: CheckReport;
  /** Exactly these. */
  readonly labels: readonly string[];
  readonly comment: { readonly marker: string; readonly body: string };
  /** Logins of those to be asked for a review. */
  readonly ask: readonly string[];
}

/** An issue, and who is behind its words: anybody with write access can change those of somebody else. */
export interface Issue {
  readonly number: number;
  readonly body: string;
  readonly isOpen: boolean;
  readonly openedAt: Instant;
  readonly author: Account;
  /** Who changed the body last; its author where nobody has. */
  readonly lastEditor: Account;
  /** Our own comments, where the look at it showed every comment. */
  readonly comments?: readonly ShownComment[];
}

/** A mistake that the forge finds in the default branch's CODEOWNERS file. */
export interface CodeownersError {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Everything open, in as few requests as the forge allows. */
export interface Overview {
  readonly info: RepositoryInfo;
  /** By number. */
  readonly open: readonly OpenPull[];
  /** `null`: this look did not bring them; `codeownersErrors` asks. */
  readonly codeowners: readonly CodeownersError[] | null;
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
  /**
   * The repository and every open pull request with its details, in one look.
   * @param check the name of our check run, whose newest state is part of the details
   */
  overview(check: string): Promise<Overview>;
  /** Every open pull request, by number. */
  openPulls(): Promise<readonly Pull[]>;
  /** Every pull request that anything happened to at or after that moment, of any state, by number. */
  pullsSince(moment: Instant): Promise<readonly Pull[]>;
  /** Every pull request of any state, by number; for completeness. */
  allPulls(): Promise<readonly Pull[]>;
  /** The highest number of any pull request, 0 where there is none. */
  highestPull(): Promise<number>;
  pull(number: number): Promise<Pull>;
  /** The newest pull request from this branch, whatever its state. */
  pullFrom(branch: string): Promise<Pull | null>;
  /** All reviews, oldest first; a dismissed one with what it said before, where the timeline tells. */
  reviews(number: number): Promise<readonly Review[]>;
  commitAccounts(number: number): Promise<readonly CommitAccounts[]>;
  /**
   * Everybody who has moved this branch since it was made, up to the commit that it has or had as its head; `null` for an account
   * that is gone. A forge that cannot say, or does not yet know who brought that commit, is a `ForgeFault`.
   */
  pushers(branch: string, head: Sha): Promise<readonly (Account | null)[]>;
  /** Ids of those accounts that have write access now. */
  writers(): Promise<readonly number[]>;
  /** What the forge finds wrong with the default branch's CODEOWNERS file; a forge that cannot say is a `ForgeFault`. */
  codeownersErrors(): Promise<readonly CodeownersError[]>;
  /** The rules in force on a branch now; a forge that cannot say is a `ForgeFault`. */
  branchRules(branch: string): Promise<readonly BranchRule[]>;
  /** Creates the branch from the default branch's tip with this one new file; finds an existing one unchanged. */
  putFileOnBranch(branch: string, path: string, text: string, message: string): Promise<void>;
  /**
   * Creates the branch from the default branch's tip with one file of it changed from one text to another. A file that has
   * neither text is left as it is, so that doing it again completes it and changes nothing else.
   */
  replaceFileOnBranch(branch: string, path: string, from: string, to: string, message: string): Promise<void>;
  /** The text of a file at a branch or commit, `null` where there is none. */
  fileAt(ref: string, path: string): Promise<string | null>;
  openPull(branch: string, title: string, body: string): Promise<OpenAnswer>;
  /**
   * Says all of this on a pull request: in one request where the forge can, and in none where it is said already.
   * @param shown what a look of this run showed of it; what it did not show is read now
   * @returns as `requestReviews`
   */
  tell(pull: Pull, telling: Telling, shown?: OpenPull): Promise<readonly string[]>;
  /** @returns the logins of those whom the forge does not let be asked: nobody of that name, or without access; the others are */
  requestReviews(number: number, logins: readonly string[]): Promise<readonly string[]>;
  review(number: number, head: Sha, event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT', body: string): Promise<void>;
  /**
   * Creates, or updates in place, the one comment that carries `marker`.
   * @param shown our comments as a look of this run showed them; read now where it is left out or `null`
   */
  upsertComment(number: number, marker: string, body: string, shown?: readonly ShownComment[] | null): Promise<void>;
  /** The issue of this number, `null` where there is none; a forge that cannot say who changed it is a `ForgeFault`. */
  issue(number: number): Promise<Issue | null>;
  /** Every issue of any state that was touched at or after that moment, by number. */
  issuesSince(moment: Instant): Promise<readonly Issue[]>;
  /** Whether this is, or was, the number of an issue: issues and pull requests are numbered in one row. */
  isIssue(number: number): Promise<boolean>;
  /** Our own comments on an issue or a pull request. */
  ownComments(number: number): Promise<readonly ShownComment[]>;
  /** @param shown the labels as a look of this run showed them; read now where it is left out */
  setLabels(number: number, labels: readonly string[], shown?: readonly string[]): Promise<void>;
  /**
   * Creates, or updates in place, the check run of this name on this head.
   * @param shown our check runs as a look of this run showed them; read now where it is left out or `null`
   */
  report(check: CheckReport, shown?: readonly ShownCheck[] | null): Promise<void>;
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
