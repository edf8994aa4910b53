// A quarter with too many gate failures is not signed off before somebody has looked for their common cause.
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { LedgerFacts } from './facts.ts';
import { failuresByQuarter } from './gate-failures.ts';
import type { Standard } from './policy-model.ts';
import { parseQuarter, slugOf } from './quarters.ts';
import type { Quarter } from './quarters.ts';
import type { Indexed } from './records.ts';
import type { GateInput } from './verdict-model.ts';

/** The id of a quarter's root-cause review, so that there is one and the ledger's records say which it is. */
export function rootCauseId(quarter: Quarter): string {
  return `root-cause-${slugOf(quarter)}`;
}

/** What the ledger says of each quarter that had gate failures. */
export type QuarterFailures = NonNullable<LedgerFacts['failures']>[number];

/** How many gate failures each quarter had, and whether its root-cause review was completed and approved. */
export function quarterFailures(records: readonly Indexed[]): readonly QuarterFailures[] {
  const done = new Set(records.flatMap((one) => (one.type === 'gate-failure-remediated' ? [one.event] : [])));
  return [...failuresByQuarter(records)].map(([quarter, failures]) => {
    return { quarter, count: failures.length, rootCause: done.has(rootCauseId(quarter)) };
  });
}

/**
 * Whether a quarter still lacks its root-cause review (standard: more than two gate failures in a quarter).
 * Where the policy says no number, every gate failure asks for one.
 */
export function rootCauseMissing(
  quarter: Quarter,
  failures: readonly QuarterFailures[],
  { review }: Pick<Standard, 'review'>,
): boolean {
  const one = failures.find((each) => each.quarter === quarter);
  return one !== undefined && !one.rootCause && one.count > (review?.failuresBeforeRootCause ?? 0);
}

/** Why the review of a quarter cannot be signed; a review whose quarter cannot be read is refused as incomplete. */
export function reviewRefusals({ proposal, ledger, policy }: GateInput): readonly Refusal[] {
  const quarter = proposal.kind === 'review' ? parseQuarter(proposal.id.toUpperCase()) : null;
  if (quarter === null || !rootCauseMissing(quarter, ledger.failures ?? [], policy.standard)) return [];
  const count = ledger.failures?.find((one) => one.quarter === quarter)?.count;
  const fact = `${quarter} had ${count} gate failures, and their root cause was not looked into.`;
  const remedy = `Complete the gate event ${rootCauseId(quarter)} with \`countersign report remedy\` and have it approved first.`;
  return [refusal('root-cause-missing', fact, remedy)];
}
