// What the gate is told about the world: the pull request and the ledger, read by the verbs, judged by the core.
import type { ActionId, AutomationId, ClientId, ExceptionId, OperationId, PersonId, WindowId } from './policy-model.ts';
import type { Quarter } from './quarters.ts';
import type { Instant } from './time.ts';

/** A git object id in lower-case hexadecimal. */
export type Sha = string;

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** An account as the forge knows it. The number is the identity; the login is for display only (gate.md rule 12). */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot';
}

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly by: Account;
  readonly state: ReviewState;
  /** What a dismissed review said before; `null` where the forge does not tell, which the gate treats as unreadable. */
  readonly was: Exclude<ReviewState, 'DISMISSED'> | null;
  /** The commit that was reviewed, `null` where the forge no longer knows it. */
  readonly commit: Sha | null;
  readonly at: Instant;
  /** What the person wrote, the reason of a denial. */
  readonly body: string;
}

/** A commit between base and head, with the accounts that the forge attributes it to; `null` where it cannot. */
export interface Commit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly author: Account | null;
  readonly committer: Account | null;
  readonly coAuthors: readonly (Account | null)[];
}

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  /** The git file mode on the head's side, for example `100644`; that of the base for a removed file. */
  readonly mode: string;
}

/** A pull request as it stands. A part that could not be read completely is `null`, never an empty list. */
export interface PullFacts {
  readonly number: number;
  readonly opener: Account;
  readonly openedAt: Instant;
  readonly head: Sha;
  readonly base: string;
  readonly defaultBranch: string;
  readonly draft: boolean;
  readonly fork: boolean;
  readonly files: readonly ChangedFile[] | null;
  readonly commits: readonly Commit[] | null;
  readonly reviews: readonly Review[] | null;
  /** Account ids with write access to the repository now. */
  readonly writers: readonly number[] | null;
  /** The base's CODEOWNERS file. Left out only in records from before there was a rule about it, and in written examples. */
  readonly codeowners?: CodeownersFacts | null;
  /**
   * Everybody who has moved the request's branch up to this head, as the forge knows it; `null` for one that it cannot name. A commit
   * says by itself whom it is from; who pushed it the forge has seen. Left out where nothing would pass anyway, and in records from
   * before it was asked.
   */
  readonly pushers?: readonly (Account | null)[] | null;
}

/** The facts of a request that is judged now: nothing may be left out of them. */
export type LiveFacts = PullFacts & Required<Pick<PullFacts, 'codeowners'>>;

/** The CODEOWNERS file on the commit that the request goes onto. */
export interface CodeownersFacts {
  /** Over the bytes of `.github/CODEOWNERS`, `null` where there is none. */
  readonly digest: Digest | null;
  /** Other places where there is such a file too. */
  readonly others: readonly string[];
  /** What the code host finds wrong in it, `null` where it could not say. */
  readonly errors: readonly string[] | null;
}

/** What the ledger already says, as far as this request is concerned. */
export interface LedgerFacts {
  /** Action ids seen before, with the pull request that brought each. */
  readonly usedIds: readonly { readonly id: ActionId; readonly pull: number }[];
  /** What this request asked for when it was first recorded. Left out where it was not yet, and in written examples. */
  readonly first?: {
    readonly id: ActionId;
    readonly payload: Digest;
    readonly requester: PersonId | null;
    readonly technician: PersonId | null;
  };
  readonly denied: readonly { readonly payload: Digest; readonly at: Instant }[];
  /** Earlier proposals, for counting split requests together (gate.md rule 4). `at` is when the pull request was opened. */
  readonly recent: readonly {
    readonly pull: number;
    readonly automation: AutomationId;
    readonly operation: OperationId;
    readonly clients: readonly ClientId[];
    readonly at: Instant;
  }[];
  /** Requests that were open when this one was first recorded, and until when each could be answered. Left out only in written examples. */
  readonly open?: readonly { readonly pull: number; readonly automation: AutomationId; readonly until: Instant }[];
  /** Stand-ins called for this request (gate.md rule 9). */
  readonly called: readonly { readonly standIn: PersonId; readonly at: Instant }[];
  /** Whose approval merged each window or change request, and when the last of them was given. */
  readonly windowApprovals: readonly {
    readonly window: WindowId;
    readonly approvedBy: readonly PersonId[];
    readonly at: Instant;
  }[];
  readonly exceptionApprovals: readonly {
    readonly exception: ExceptionId;
    readonly requestor: PersonId | null;
    readonly approvedBy: readonly PersonId[];
  }[];
  /** Exception ids seen before, with the pull request that brought each; one is never used again, also after its end. */
  readonly usedExceptionIds: readonly UsedException[];
  /** Gate failures by quarter, and whether the root-cause review of each was completed. Left out only in written examples. */
  readonly failures?: readonly { readonly quarter: Quarter; readonly count: number; readonly rootCause: boolean }[];
  /** The records that are gate failures. Left out only in written examples. */
  readonly failureRecords?: readonly string[];
  /** Each time the glass was broken, and whether others have reviewed it. Left out only in written examples. */
  readonly glass?: readonly {
    readonly person: PersonId;
    readonly action: ActionId;
    readonly payload: Digest;
    readonly record: string;
    readonly reviewed: boolean;
  }[];
}

/** An exception that was approved once; who was behind it is left out only in written examples. */
export interface UsedException {
  readonly id: ExceptionId;
  readonly pull: number;
  readonly requestor?: PersonId;
  readonly approvedBy?: readonly PersonId[];
}
