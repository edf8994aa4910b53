// What commits say: changes, ancestry and messages, read in git's NUL-separated forms.
import type { ChangedFile, Sha } from '../core/facts.ts';
import { type Git, GitFault, gitFault } from './git.ts';
import { objectId } from './object-id.ts';
import { remembered } from './remembered.ts';
import type { CommitInfo, CommitSummary } from './repository.ts';

const STATUS: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  T: 'modified', // another kind of file, for example a link: the mode says which
};

/** What `head` changes since the merge base. @throws GitFault where the two have no common history. */
export const changedFiles = remembered(async (git: Git, base: Sha, head: Sha): Promise<readonly ChangedFile[]> => {
  const from = await mergeBase(git, base, head);
  if (from === null) throw new GitFault(`${head} has no history in common with ${base}`, null);
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--ignore-submodules=none', // a `.gitmodules` could have git leave one out
    '--end-of-options',
    from,
    objectId(head),
  ];
  return parseRaw((await git.raw(args)).split('\0')).map(({ path, status, oldMode, newMode }) => {
    const known = STATUS[status];
    if (known === undefined) throw new GitFault(`git reports the unknown status ${status} for ${path}`, null);
    return { path, status: known, mode: known === 'removed' ? oldMode : newMode };
  });
});

/** The best common ancestor, `null` where there is none. */
export const mergeBase = remembered(async (git: Git, a: Sha, b: Sha): Promise<Sha | null> => {
  const args = ['merge-base', '--end-of-options', objectId(a), objectId(b)];
  const result = await git.attempt(args);
  if (result.code === 1 && result.stderr === '') return null;
  if (result.code !== 0) throw gitFault(args, result);
  return objectId(result.stdout.trim());
});

/** The commits that `head` has and `base` has not, oldest first. */
export const commitsBetween = remembered(async (git: Git, base: Sha, head: Sha): Promise<readonly CommitSummary[]> => {
  const format = '--format=%H%x01%P%x01%B';
  const range = [objectId(head), `^${objectId(base)}`];
  const text = await git.raw(['log', '-z', '--reverse', '--topo-order', format, ...range, '--']);
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [sha = '', parents = '', ...message] = entry.split('\u0001');
      return { sha: objectId(sha), parents: parents.split(' ').filter(Boolean), message: message.join('\u0001') };
    });
});

/** One commit. @throws GitFault where it is unknown. */
export const commitInfo = remembered(async (git: Git, commit: Sha): Promise<CommitInfo> => {
  const text = await git.raw(['log', '-z', '-1', '--format=%H%x01%P%x01%T%x01%ct%x01%B', objectId(commit), '--']);
  const [sha = '', parents = '', tree = '', seconds = '', ...message] = text.replace(/\0$/, '').split('\u0001');
  return {
    sha: objectId(sha),
    parents: parents.split(' ').filter(Boolean),
    tree: objectId(tree),
    committedAt: Number(seconds) * 1_000,
    message: message.join('\u0001'),
  };
});

export interface RawChange {
  readonly path: string;
  readonly status: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly blob: Sha;
}

/** Reads the pairs of a raw diff: a line about the change, then the path, which may be any text but NUL. */
export function parseRaw(tokens: readonly string[]): readonly RawChange[] {
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < tokens.length; at += 2) {
    const path = tokens[at + 1];
    if (path !== undefined) changes.push({ path, ...readChange((tokens[at] ?? '').replace(/^\n/, '')) });
  }
  return changes;
}

/** Reads the line about one change of a raw diff. @throws GitFault where it is none */
export function readChange(line: string): Omit<RawChange, 'path'> {
  const [, oldMode, newMode, blob, status] = /^:(\d{6}) (\d{6}) [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*$/.exec(line) ?? [];
  if (!oldMode || !newMode || !blob || !status) throw new GitFault('git printed a change that cannot be read', null);
  return { status, oldMode, newMode, blob };
}
