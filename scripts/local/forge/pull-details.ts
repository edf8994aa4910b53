// What lies between a pull request's base and head, computed once for each pair of commits.
import type { Sha } from '../../core/facts.ts';
import { remembered } from '../../ports/remembered.ts';
import type { ForgeCore } from './core.ts';
import { commitAt, commitsBetween, filesBetween } from './git-read.ts';
import type { CommitDetail, FileDetail } from './git-read.ts';
import { mergeTree } from './git-write.ts';
import type { Git } from './git.ts';
import type { StoredPull } from './model.ts';

export interface PullDetails {
  /** The base's tip, or where it was when the request ended. */
  readonly base: Sha;
  /** Oldest first, all of them. */
  readonly commits: readonly CommitDetail[];
  readonly files: readonly FileDetail[];
}

const details = remembered(async (git: Git, base: Sha, head: Sha): Promise<PullDetails> => {
  const [commits, files] = await Promise.all([commitsBetween(git, base, head), filesBetween(git, base, head)]);
  return { base, commits, files };
});

/** Reads of a pull request's content, remembered by base and head. */
export function detailMethods(core: ForgeCore) {
  const baseOf = async (pull: StoredPull): Promise<Sha> =>
    pull.baseTip ?? (await commitAt(core.git, `refs/heads/${pull.base}`)) ?? pull.head;
  return {
    pullDetails: async (pull: StoredPull): Promise<PullDetails> => details(core.git, await baseOf(pull), pull.head),
    /** Whether an open pull request merges without a conflict; `null` for one that has ended. */
    mergeable: async (pull: StoredPull): Promise<boolean | null> =>
      pull.state === 'open' ? (await mergeTree(core.git, await baseOf(pull), pull.head)) !== null : null,
    /** The base's tip now, or where it was when the request ended. */
    baseTip: baseOf,
  };
}
