// The repository's content in our words: files, changes and commits, by exact commit.
import type { HistoryCommit } from '../core/audit/history.ts';
import type { ChangedFile, Sha } from '../core/facts.ts';
import type { Instant } from '../core/time.ts';

export interface CommitSummary {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  /** Written by whoever made the commit: a claim, never a proof. */
  readonly message: string;
}

export interface CommitInfo extends CommitSummary {
  readonly tree: Sha;
  /** The committer's own claim of the moment. */
  readonly committedAt: Instant;
}

/** Every method throws `GitFault` where git fails or a commit is unknown; an answer is complete or an error. */
export interface Repository {
  /** Brings the default branch, the ledger's branches and the heads of all pull requests up to date. */
  fetch(): Promise<void>;
  /** The commit behind a branch, `refs/pull/<n>/head`, tag or id; `null` where there is none. */
  resolve(ref: string): Promise<Sha | null>;
  /** The regular files below any of the folders or at any of the paths; symbolic links and submodules are left out. */
  filesUnder(commit: Sha, prefixes: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** What `head` changes since it left `base`; a renamed file is one removed and one added. */
  changedFiles(base: Sha, head: Sha): Promise<readonly ChangedFile[]>;
  /** The commits that `head` has and `base` has not, oldest first. */
  commitsBetween(base: Sha, head: Sha): Promise<readonly CommitSummary[]>;
  /** The bytes of a regular file, `null` where there is none at that path. */
  fileAt(commit: Sha, path: string): Promise<Uint8Array | null>;
  /** Whether `ancestor` is `descendant` or among those it grew from. */
  isAncestor(ancestor: Sha, descendant: Sha): Promise<boolean>;
  commitInfo(commit: Sha): Promise<CommitInfo>;
  /** The first-parent line that ends at this commit, oldest first, with what each commit changes against the one before it. */
  line(head: Sha): Promise<readonly HistoryCommit[]>;
}
