// The part of the policy that one draft needs, for a dry run that must answer at once; the gate always reads all of it.
import { buildPolicy } from './policy-build.ts';
import { readDecisionDocuments } from './policy-documents.ts';
import type { Files } from './policy-documents.ts';
import type { Policy } from './policy-model.ts';
import { unresolvedTimes } from './policy-refs-times.ts';
import { inOrder } from './problem.ts';
import type { Problem } from './problem.ts';

/**
 * Reads only the platform's own action table and the windows; what the files say of each other is not checked here,
 * only that every time in them can be resolved.
 * @param operation as the draft names it; an unknown platform leaves the action table empty, and the operation unclassified
 */
export function policyForDraft(
  files: Files,
  operation: string,
): { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const platform = `policies/actions/${operation.replace(/\/.*$/s, '')}.yaml`;
  const needed = [...files].filter(([path]) => !path.startsWith('policies/actions/') || path === platform);
  const read = readDecisionDocuments(new Map(needed));
  const problems = inOrder(read.ok ? unresolvedTimes(read.documents) : read.problems);
  return read.ok && problems.length === 0 ? { ok: true, policy: buildPolicy(read.documents) } : { ok: false, problems };
}
