// How many requests one automation may propose in an hour, whatever becomes of them: opening and withdrawing without end is a flood too.
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { Automation } from './policy-model.ts';
import type { Duration } from './time.ts';
import type { GateInput } from './verdict-model.ts';

/** The stretch that `limits.proposedPerHour` counts over. */
export const PACE_WITHIN: Duration = 3_600_000;

/**
 * Refuses a request when the ledger knew as many of its automation, opened within an hour of it, as `limits.proposedPerHour` of
 * standard.yaml allows (code `too-many-proposed`). Withdrawn, denied and refused ones count like any other: each called people or wrote
 * records. Also those opened after it count that were recorded before it, so that of those opened in any one hour never more are
 * admitted, in whatever order they became readable. Its place in the ledger decides for good, and everybody finds the same later.
 */
export function paceRefusals(
  automation: Automation | null,
  { policy, pull, ledger }: Pick<GateInput, 'policy' | 'pull' | 'ledger'>,
): readonly Refusal[] {
  const most = policy.standard.proposedPerHour;
  if (automation === null || most === undefined) return [];
  const within = ledger.recent.filter(
    (one) => one.automation === automation.id && Math.abs(one.at - pull.openedAt) < PACE_WITHIN,
  );
  // One that somebody recorded twice is one request.
  if (new Set(within.map((one) => one.pull)).size < most) return [];
  const fact = `The automation ${automation.name} had proposed as many requests within the hour already as it may, which is ${most}.`;
  const remedy =
    'Find out why it asks so often, have it pause for an hour, and then propose it anew: this one stays refused.';
  return [refusal('too-many-proposed', fact, remedy)];
}
