// The record of a request that ended without running anything: denied, expired or refused.
import { formatInstant } from './core/time.ts';
import type { Instant } from './core/time.ts';
import type { ActionDenied, ActionExpired, ActionRefused } from './core/records.ts';
import type { Verdict } from './core/verdict-model.ts';
import { actionReference, decisionRecord } from './judge.ts';
import type { Judged } from './judge.ts';
import type { Ground } from './ground.ts';

const NOTHING_RAN = { outcome: 'nothing ran' } as const;

/** The record for a verdict that ends the request (standard: a denial is recorded too). */
export function endingRecord(
  judged: Judged,
  ground: Ground,
  now: Instant,
): ActionDenied | ActionExpired | ActionRefused {
  const action = actionReference(judged);
  const common = { at: formatInstant(now), ...decisionRecord(judged, ground), ...NOTHING_RAN };
  const { denial, state, summary } = judged.verdict;
  if (state === 'denied' && denial !== null && action !== null) {
    const { reason, at, ...who } = denial;
    return { ...common, type: 'action-denied', action, denial: { ...who, at: formatInstant(at) }, reason };
  }
  if (state === 'expired' && action !== null) return { ...common, type: 'action-expired', action, reason: summary };
  return { ...common, type: 'action-refused', action, ...deniedBy(judged.verdict), reason: summary };
}

/** A request that brings no action is denied by somebody as well; why, its review says. */
function deniedBy({ state, denial }: Verdict): Pick<ActionRefused, 'denial'> {
  if (state !== 'denied' || denial === null) return {};
  const { reason: _, at, ...who } = denial;
  return { denial: { ...who, at: formatInstant(at) } };
}
