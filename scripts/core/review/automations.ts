// Automations that came or went between two states of the policy, and whether each of their operations is classified.
import type { ReviewFile } from '../generated/types.ts';
import type { Automation, Policy } from '../policy-model.ts';

type Added = ReviewFile['automations'][number];

/** Every automation added since the last review, and every operation newly granted (standard: tier assignments). */
export function automationsOf(start: Policy, end: Policy): Pick<ReviewFile, 'automations' | 'removedAutomations'> {
  const automations = [...end.automations.values()].flatMap((automation): Added[] => {
    const before = start.automations.get(automation.id);
    const fresh = automation.operations.filter((operation) => before?.operations.includes(operation) !== true);
    return before !== undefined && fresh.length === 0 ? [] : [addedOf(automation, fresh, before === undefined, end)];
  });
  return { automations, removedAutomations: [...start.automations.keys()].filter((id) => !end.automations.has(id)) };
}

function addedOf({ id, name, owner }: Automation, fresh: readonly string[], added: boolean, policy: Policy): Added {
  return { id, name, owner, added, operations: fresh.map((operation) => classified(operation, policy)) };
}

function classified(id: string, { operations }: Policy): Added['operations'][number] {
  const known = operations.get(id);
  if (known === undefined) return { id, classified: false, tier: null, gate: null, prohibited: false };
  const { tier, gate, prohibited } = known;
  return { id, classified: true, tier, gate, prohibited };
}
