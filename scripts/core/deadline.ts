// Until when an answer to a request counts (gate.md rule 15): a change of the policy need not be decided within hours.
import type { Instant } from './time.ts';
import type { GateInput } from './verdict-model.ts';

/** `decideWithin` after the opening for an action, `otherWithin` for any other kind of request. */
export function deadlineOf({ proposal, policy, pull }: Pick<GateInput, 'proposal' | 'policy' | 'pull'>): Instant {
  const { decideWithin, otherWithin } = policy.standard;
  return pull.openedAt + (proposal.kind === 'action' ? decideWithin : otherWithin);
}
