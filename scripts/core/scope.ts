// How many clients a request touches, counting requests that one automation split into several (gate.md rule 4).
import { clientsOf } from './action-model.ts';
import type { Action } from './action-model.ts';
import type { AutomationId } from './policy-model.ts';
import { formatDuration } from './time.ts';
import type { GateInput } from './verdict-model.ts';

export interface Scope {
  readonly clients: 'one' | 'many';
  readonly because: readonly string[];
}

/**
 * Counts the distinct clients of the action, together with those of the automation's recent requests for the same operation. All of them
 * were recorded before this one; one that was opened after it counts as well: this one was opened first and became readable last, and
 * the other could not count it.
 */
export function scopeOf(action: Action, automation: AutomationId | null, input: GateInput): Scope {
  if (action.portfolio) return { clients: 'many', because: ['It is meant for the whole portfolio.'] };
  const own = clientsOf(action);
  if (own.length > 1) return { clients: 'many', because: [`It touches ${own.length} clients.`] };
  const { splitWindow, splitClients } = input.policy.standard;
  const { openedAt, number } = input.pull;
  const recent = input.ledger.recent.filter(
    (earlier) =>
      earlier.pull !== number &&
      earlier.automation === automation &&
      earlier.operation === action.operation &&
      Math.abs(earlier.at - openedAt) <= splitWindow,
  );
  if (recent.length === 0) return ALONE;
  const together = new Set([...own, ...recent.flatMap((earlier) => earlier.clients)]);
  if (together.size >= splitClients) {
    const within = formatDuration(splitWindow);
    return {
      clients: 'many',
      because: [`The same automation asked for this operation on ${together.size} clients within ${within}.`],
    };
  }
  return ALONE;
}

const ALONE: Scope = { clients: 'one', because: [] };
