// What the gate is told about the world: the pull request and the ledger, read by the verbs, judged by the core.
import type { ActionId, AutomationId, ClientId, ExceptionId, OperationId, PersonId, WindowId } from './policy-model.ts';
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
}

/** What the ledger already says, as far as this request is concerned. */
export interface LedgerFacts {
  /** Action ids seen before, with the pull request that brought each. */
  readonly usedIds: readonly { readonly id: ActionId; readonly pull: number }[];
  readonly denied: readonly { readonly payload: Digest; readonly at: Instant }[];
  /** Earlier proposals, for counting split requests together (gate.md rule 4). `at` is when the pull request was opened. */
  readonly recent: readonly {
    readonly pull: number;
    readonly automation: AutomationId;
    readonly operation: OperationId;
    readonly clients: readonly ClientId[];
    readonly at: Instant;
  }[];
  /** Stand-ins called for this request (gate.md rule 9). */
  readonly called: readonly { readonly standIn: PersonId; readonly at: Instant }[];
  /** Whose approval merged each window or change request. */
  readonly windowApprovals: readonly { readonly window: WindowId; readonly approvedBy: readonly PersonId[] }[];
  readonly exceptionApprovals: readonly {
    readonly exception: ExceptionId;
    readonly requestor: PersonId | null;
    readonly approvedBy: readonly PersonId[];
  }[];
}
