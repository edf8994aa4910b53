// The pull request of a draft as if it were open already, so that the decision itself says what it would come to.
import type { Account, PullFacts } from './core/facts.ts';
import type { Instant } from './core/time.ts';

/** Opened now by this account with this one new file, on its own commit, and nobody asked yet. */
export function draftPull(path: string, opener: Account, now: Instant): PullFacts {
  return {
    number: 0,
    opener,
    openedAt: now,
    head: 'draft',
    base: 'main',
    defaultBranch: 'main',
    draft: false,
    fork: false,
    files: [{ path, status: 'added', mode: '100644' }],
    commits: [{ sha: 'draft', parents: [], author: opener, committer: opener, coAuthors: [] }],
    reviews: [],
    writers: [],
  };
}
