// What lies between a pull request's base and head, computed once for each pair of commits.
import type { Sha } from '../../core/facts.ts';
import type { ForgeCore } from './core.ts';
import { commitAt, commitsBetween, filesBetween } from './git-read.ts';
import type { CommitDetail, FileDetail } from './git-read.ts';
import { mergeTree } from './git-write.ts';
import type { StoredPull } from './model.ts';

export interface PullDetails {
  /** The base's tip, or where it was when the request ended. */
  readonly base: Sha;
  /** Oldest first, all of them. */
  readonly commits: readonly CommitDetail[];
  readonly files: readonly FileDetail[];
}

const CACHED = 500;

/** Reads of a pull request's content, cached by (base, head); commits never change, so the cache is never wrong. */
export function detailMethods(core: ForgeCore) {
  const details = remembered(async (base: Sha, head: Sha): Promise<PullDetails> => {
    const [commits, files] = await Promise.all([
      commitsBetween(core.git, base, head),
      filesBetween(core.git, base, head),
    ]);
    return { base, commits, files };
  });
  const clean = remembered(async (base, head) => (await mergeTree(core.git, base, head)) !== null);
  const baseOf = async (pull: StoredPull): Promise<Sha> =>
    pull.baseTip ?? (await commitAt(core.git, `refs/heads/${pull.base}`)) ?? pull.head;
  return {
    pullDetails: async (pull: StoredPull): Promise<PullDetails> => details(await baseOf(pull), pull.head),
    /** Whether an open pull request merges without a conflict; `null` for one that has ended. */
    mergeable: async (pull: StoredPull): Promise<boolean | null> =>
      pull.state === 'open' ? clean(await baseOf(pull), pull.head) : null,
    /** The base's tip now, or where it was when the request ended. */
    baseTip: baseOf,
  };
}

function remembered<T>(read: (base: Sha, head: Sha) => Promise<T>): (base: Sha, head: Sha) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (base, head) => {
    const key = `${base}:${head}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    const answer = read(base, head);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    const oldest = known.keys().next();
    if (known.size > CACHED && oldest.done !== true) known.delete(oldest.value);
    return answer;
  };
}
