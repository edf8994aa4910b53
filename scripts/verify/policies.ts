// The policy at many commits at once: files that have not changed are read and parsed once.
import type { Sha } from '../core/facts.ts';
import { POLICY_FOLDERS, PolicyFault, policyFrom } from '../ground.ts';
import type { PolicyAt } from '../ground.ts';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import type { PolicyReader } from '../rederive.ts';
import { readObjects } from './objects.ts';

/**
 * Prepares the policy of each commit.
 * @returns a reader that throws PolicyFault for a commit that is absent here or whose files are no valid policy
 */
export async function policiesAt(git: Git, commits: ReadonlySet<Sha>): Promise<PolicyReader> {
  const all = [...commits];
  const names = all.flatMap((commit) => POLICY_FOLDERS.map((folder) => `${commit}:${folder}`));
  const trees = await readObjects(git, names);
  const width = POLICY_FOLDERS.length;
  const keys = all.map((_, at) =>
    trees
      .slice(at * width, (at + 1) * width)
      .map((tree) => tree?.id ?? 'none')
      .join(' '),
  );
  const parsed = new Map<string, PolicyAt | PolicyFault>();
  for (const [at, commit] of all.entries()) {
    const key = keys[at] ?? '';
    if (!parsed.has(key)) parsed.set(key, await parse(git, commit));
  }
  const byCommit = new Map(all.map((commit, at) => [commit, parsed.get(keys[at] ?? '')]));
  return (commit) => {
    const found = byCommit.get(commit);
    if (found === undefined) throw new PolicyFault(commit, []);
    if (found instanceof PolicyFault) throw found;
    return { ...found, reference: { ...found.reference, commit } };
  };
}

async function parse(git: Git, commit: Sha): Promise<PolicyAt | PolicyFault> {
  const listing = await git.attempt(['ls-tree', '-r', '-z', '--full-tree', objectId(commit), '--', ...POLICY_FOLDERS]);
  if (listing.code !== 0) return new PolicyFault(commit, []);
  const entries = listing.stdout.split('\0').flatMap((line) => {
    const [, blob, path] = /^100(?:644|755) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return blob === undefined || path === undefined ? [] : [{ blob, path }];
  });
  const blobs = await readObjects(
    git,
    entries.map(({ blob }) => blob),
  );
  const files = entries.flatMap(({ path }, at) => (blobs[at] ? [[path, blobs[at].bytes] as const] : []));
  if (files.length < entries.length) return new PolicyFault(commit, []);
  try {
    return policyFrom(commit, new Map(files));
  } catch (cause) {
    if (!(cause instanceof PolicyFault)) throw cause;
    return cause;
  }
}
