// Exceptions whose end has come and whose files are still there: they let nothing pass, and are in the way of whoever reads.
import type { PolicyDocuments } from './policy-documents.ts';
import { finding, problemsOf } from './policy-finding.ts';
import type { Policy } from './policy-model.ts';
import type { Problem } from './problem.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';

/** A note for each, at the day of its end; a note is no problem. */
export function exceptionsOver(documents: PolicyDocuments, policy: Policy, now: Instant): readonly Problem[] {
  const ends = new Map(policy.exceptions.map(({ id, expires }) => [id, expires]));
  const found = documents.exceptions.flatMap((source) => {
    const end = ends.get(source.value.id) ?? null;
    if (end === null || now < end) return [];
    const fact = `the exception "${source.value.id}" ended at ${formatInstant(end)} and lets nothing pass`;
    return [finding(source, ['expires'], fact, 'A change of the policy may take its file away; its id stays used.')];
  });
  return problemsOf('exception-over', found);
}

/** The same for the log of a verb, one sentence each. */
export function overSentences(policy: Policy, now: Instant): readonly string[] {
  return policy.exceptions.flatMap(({ id, expires }) =>
    expires === null || now < expires
      ? []
      : [`exception ${id}: ended at ${formatInstant(expires)}; a change of the policy may take its file away`],
  );
}
