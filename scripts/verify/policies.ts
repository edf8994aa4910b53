// The policy at many commits: main tells where its files change, so that each state of them is read and parsed once.
import type { MainLine } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import type { Policy } from '../core/policy-model.ts';
import { POLICY_FOLDERS, PolicyFault, policyFrom } from '../ground.ts';
import type { PolicyAt } from '../ground.ts';
import { filesUnder } from '../ports/git-files.ts';
import { type Git, GitFault } from '../ports/git.ts';
import type { PolicyReader } from '../rederive.ts';

/**
 * Reads policies by commit; those of main's line that share their files share their policy.
 * @returns a reader that throws PolicyFault for a commit that is absent here or whose files are no valid policy
 */
export function policiesOf(git: Git, main: MainLine | null): PolicyReader {
  const stateOf = statesOf(main);
  const parsed = new Map<string, PolicyAt | PolicyFault>();
  let last: PolicyAt | null = null; // one decision asks for the same one several times
  return (commit) => {
    if (last?.reference.commit === commit) return last;
    const state = stateOf(commit);
    const found = parsed.get(state);
    if (found !== undefined) return (last = at(commit, found));
    return parse(git, commit).then((policy) => {
      parsed.set(state, policy);
      return at(commit, policy);
    });
  };
}

/** The policy at a commit; `null` where there is none: that a record names such a commit is told by itself. */
export async function policyOrNull(commit: Sha, policies: PolicyReader): Promise<Policy | null> {
  try {
    return (await policies(commit)).policy;
  } catch (cause) {
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}

/** Each commit of the line with the one that last changed a file of the policy: between the two its trees are the same. */
function statesOf(main: MainLine | null): (commit: Sha) => Sha {
  const states: { readonly from: number; readonly sha: Sha }[] = [];
  for (const [place, { sha, changes }] of (main?.commits ?? []).entries()) {
    const touches = changes.some(({ path }) => POLICY_FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
    if (place === 0 || touches) states.push({ from: place, sha });
  }
  return (commit) => {
    const place = main?.placeOf(commit);
    return place === undefined ? commit : (states.findLast(({ from }) => from <= place)?.sha ?? commit);
  };
}

function at(commit: Sha, found: PolicyAt | PolicyFault): PolicyAt {
  if (found instanceof PolicyFault) throw found;
  return { ...found, reference: { ...found.reference, commit } };
}

async function parse(git: Git, commit: Sha): Promise<PolicyAt | PolicyFault> {
  try {
    return policyFrom(commit, await filesUnder(git, commit, POLICY_FOLDERS));
  } catch (cause) {
    if (cause instanceof PolicyFault) return cause;
    if (cause instanceof GitFault) return new PolicyFault(commit, []); // a part of it is absent here
    throw cause;
  }
}
