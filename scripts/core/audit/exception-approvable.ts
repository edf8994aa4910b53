// Whether an exception could be approved at all, by what its record says of it: asked where its file is erased.
import { termFaults } from '../exception-file.ts';
import type { Policy } from '../policy-model.ts';
import type { ExceptionApproved, ExceptionTerms } from '../records-of-kinds.ts';
import { momentOf } from '../snapshots.ts';
import type { Known, Remark } from './history.ts';
import { at } from './requests.ts';

/**
 * Each reason why nobody could have approved these terms under this policy (standard: an exception has an end, and no far one). While the
 * file is there it is compared with them instead.
 */
export function approvableTerms(
  one: Known,
  { pull, terms }: ExceptionApproved & { readonly terms: ExceptionTerms },
  policy: Policy,
): readonly Remark[] {
  return termFaults(terms, policy, momentOf(pull.openedAt)).map((fact) =>
    at(one, 'decision-differs', `Its terms could not be approved: ${fact}.`),
  );
}
