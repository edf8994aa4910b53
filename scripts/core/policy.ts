// The policy: from the texts of policies/ and exceptions/ to one value, or to every reason why not.
import { buildPolicy } from './policy-build.ts';
import { readPolicyDocuments } from './policy-documents.ts';
import type { Files, PolicyDocuments } from './policy-documents.ts';
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
  const read = readPolicyDocuments(files);
  if (!read.ok) return { ok: false, problems: inOrder(read.problems) };
  const problems = crossReferenceProblems(read.documents, surroundings);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, policy: buildPolicy(read.documents), documents: read.documents };
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
