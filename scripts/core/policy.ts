// The policy: from the texts of policies/ and exceptions/ to one value, or to every reason why not.
import { buildPolicy } from './policy-build.ts';
import { readPolicyDocuments } from './policy-documents.ts';
import type { Files, PolicyDocuments, ReadDocuments } from './policy-documents.ts';
import type { Surroundings } from './policy-finding.ts';
import type { Policy } from './policy-model.ts';
import { crossReferenceProblems } from './policy-refs.ts';
import { inOrder } from './problem.ts';
import type { Problem } from './problem.ts';

export type ParsedPolicy =
  | {
      readonly ok: true;
      readonly policy: Policy;
      /** What the decision does not need, for example chat ids, keys and controls. */
      readonly documents: PolicyDocuments;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Parses the whole policy. Fails closed: one problem anywhere, and there is no policy (gate.md "States").
 * @param files all files below policies/ and exceptions/, by path in the repository
 * @param surroundings what is known of the rest of the repository
 */
export function parsePolicy(files: Files, surroundings: Surroundings = { exists: null }): ParsedPolicy {
  return parsed(readPolicyDocuments(files), surroundings);
}

/**
 * The same but for the content of controls.yaml, for those who decide by a policy that is in force: that file says where rules are
 * enforced and shown, no decision reads it, and it is larger than all the others together. It is judged where it may change.
 */
export function parsePolicyInForce(files: Files): ParsedPolicy {
  return parsed(readPolicyDocuments(files, { controls: false }), { exists: null });
}

function parsed(read: ReadDocuments<PolicyDocuments>, surroundings: Surroundings): ParsedPolicy {
  if (!read.ok) return { ok: false, problems: inOrder(read.problems) };
  const problems = crossReferenceProblems(read.documents, surroundings);
  if (problems.length > 0) return { ok: false, problems };
  const { origin, firstKey } = read.documents.keys.value;
  const policy = { ...buildPolicy(read.documents), trust: { origin, firstKey } };
  return { ok: true, policy, documents: read.documents };
}

/**
 * Lists operations whose connector is announced but not built yet. Nothing runs there, so this is no problem.
 * @param built the names of the connectors that exist
 */
export function connectorNotes(documents: PolicyDocuments, built: ReadonlySet<string>): readonly Problem[] {
  const notes = documents.actions.flatMap(({ path, value, document }) =>
    value.operations.flatMap(({ operation, connector }, index) => {
      if (connector === undefined || built.has(connector)) return [];
      const place = document.locate(['operations', index, 'connector']);
      const fact = `the connector "${connector}" of ${value.platform}/${operation} is not built yet`;
      return [{ code: 'connector-announced', path, ...place, fact, remedy: 'Until then the operation cannot be run.' }];
    }),
  );
  return inOrder(notes);
}
