// The table of cross-reference rules: what no schema can say about one file alone.
import { RULES_OF_ACTIONS } from './policy-refs-actions.ts';
import { RULES_OF_ACTIVITY } from './policy-refs-activity.ts';
import { RULES_OF_AUTHORITY } from './policy-refs-authority.ts';
import { RULES_OF_HOLDS } from './policy-refs-holds.ts';
import { RULES_OF_NAMES } from './policy-refs-names.ts';
import { RULES_OF_PEOPLE } from './policy-refs-people.ts';
import { RULES_OF_RECORDS } from './policy-refs-records.ts';
import { RULES_OF_TIMES } from './policy-refs-times.ts';
import type { PolicyDocuments } from './policy-documents.ts';
import { problemsOf } from './policy-finding.ts';
import type { Rule, Surroundings } from './policy-finding.ts';
import { inOrder } from './problem.ts';
import type { Problem } from './problem.ts';

/** Every rule by its code. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...RULES_OF_NAMES,
  ...RULES_OF_PEOPLE,
  ...RULES_OF_ACTIONS,
  ...RULES_OF_ACTIVITY,
  ...RULES_OF_AUTHORITY,
  ...RULES_OF_TIMES,
  ...RULES_OF_RECORDS,
  ...RULES_OF_HOLDS,
};

/** Applies every rule. @returns all problems in order of path and place, empty where the files fit together */
export function crossReferenceProblems(documents: PolicyDocuments, surroundings: Surroundings): readonly Problem[] {
  const problems = Object.entries(RULES).flatMap(([code, rule]) => problemsOf(code, rule(documents, surroundings)));
  return inOrder(problems);
}
