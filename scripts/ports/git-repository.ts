// The repository port over a bare mirror. All text from git is untrusted: NUL-separated output only, ids checked.
import type { Sha } from '../core/facts.ts';
import { lineOf } from '../verify/commits.ts';
import { readBlobs } from './cat-file.ts';
import { changedFiles, commitInfo, commitsBetween, mergeBase } from './git-history.ts';
import { GitFault } from './git.ts';
import { type Mirror, type MirrorOptions, openMirror } from './mirror.ts';
import { objectId } from './object-id.ts';
import type { Repository } from './repository.ts';

/** What fetching brings; the ledger has no `+`, so that a rewound ledger is an error and never taken over. */
const MAIN = ['+refs/heads/main:refs/heads/main', '+refs/pull/*/head:refs/pull/*/head'];
const LEDGER = ['refs/heads/ledger/*:refs/heads/ledger/*'];

/** Opens the repository; cloning happens on first use. @throws what `openMirror` throws. */
export async function gitRepository(options: MirrorOptions): Promise<Repository> {
  const mirror = await openMirror(options);
  const { git } = mirror;
  return {
    fetch: () => mirror.alone(() => fetch(mirror)),
    resolve: (ref) => resolve(mirror, ref),
    filesUnder: (commit, prefixes) => filesUnder(mirror, commit, prefixes),
    fileAt: async (commit, path) => (await filesUnder(mirror, commit, [path])).get(path) ?? null,
    changedFiles: (base, head) => changedFiles(git, base, head),
    commitsBetween: (base, head) => commitsBetween(git, base, head),
    isAncestor: async (ancestor, descendant) => (await mergeBase(git, ancestor, descendant)) === ancestor,
    commitInfo: (commit) => commitInfo(git, commit),
    line: (head) => lineOf(git, head),
  };
}

async function fetch({ git, url }: Mirror): Promise<void> {
  if (url === null) return;
  const base = ['fetch', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  await git.raw([...base, '--prune', '--', url, ...MAIN]);
  // Not pruned: a ledger branch that vanished at the origin stays here, and the ledger's reader says so.
  await git.raw([...base, '--', url, ...LEDGER]);
}

async function resolve({ git }: Mirror, ref: string): Promise<Sha | null> {
  if (!/^[A-Za-z0-9][\w./-]*$/.test(ref) || ref.includes('..')) throw new GitFault(`"${ref}" is not a ref`, null);
  const { code, stdout } = await git.attempt([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]);
  return code === 0 ? objectId(stdout.trim()) : null;
}

async function filesUnder(
  { git }: Mirror,
  commit: Sha,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (prefixes.length === 0) return new Map();
  const listing = await git.raw(['ls-tree', '-r', '-z', '--full-tree', objectId(commit), '--', ...prefixes]);
  const entries = listing
    .split('\0')
    .map((line) => /^100(?:644|755) blob ([0-9a-f]+)\t(.+)$/s.exec(line))
    .flatMap((match) => (match?.[1] === undefined || match[2] === undefined ? [] : [{ id: match[1], path: match[2] }]));
  const blobs = await readBlobs(
    git,
    entries.map(({ id }) => id),
  );
  return new Map(
    entries.flatMap(({ path }, at) => {
      const bytes = blobs[at];
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
}
