// The policy at many commits: main tells where its files change, so that each state of them is read and parsed once.
import type { MainLine } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { POLICY_FOLDERS, PolicyFault, policyFrom } from '../ground.ts';
import type { PolicyAt } from '../ground.ts';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import type { PolicyReader } from '../rederive.ts';
import { readObjects } from './objects.ts';

/**
 * Reads policies by commit; those of main's line that share their files share their policy.
 * @returns a reader that throws PolicyFault for a commit that is absent here or whose files are no valid policy
 */
export function policiesOf(git: Git, main: MainLine | null): PolicyReader {
  const states = statesOf(main);
  const parsed = new Map<string, PolicyAt | PolicyFault>();
  return (commit) => {
    const state = states.get(commit) ?? commit;
    const found = parsed.get(state);
    if (found !== undefined) return at(commit, found);
    return parse(git, commit).then((policy) => {
      parsed.set(state, policy);
      return at(commit, policy);
    });
  };
}

/** Each commit of the line with the one that last changed a file of the policy: between the two its trees are the same. */
function statesOf(main: MainLine | null): ReadonlyMap<Sha, Sha> {
  const states = new Map<Sha, Sha>();
  let state = '';
  for (const { sha, changes } of main?.commits ?? []) {
    const touches = changes.some(({ path }) => POLICY_FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
    if (state === '' || touches) state = sha;
    states.set(sha, state);
  }
  return states;
}

function at(commit: Sha, found: PolicyAt | PolicyFault): PolicyAt {
  if (found instanceof PolicyFault) throw found;
  return { ...found, reference: { ...found.reference, commit } };
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
  const files = entries.flatMap(({ path }, place) => (blobs[place] ? [[path, blobs[place].bytes] as const] : []));
  if (files.length < entries.length) return new PolicyFault(commit, []);
  try {
    return policyFrom(commit, new Map(files));
  } catch (cause) {
    if (!(cause instanceof PolicyFault)) throw cause;
    return cause;
  }
}
