// The plan functions by connector name; apart from the connectors, so that the gate loads no HTTP code.
import type { ActionRequest, PlanStep } from '../core/action-model.ts';
import type { Operation, Platform } from '../core/policy-model.ts';
import type { Planned } from './ninjarmm-plan.ts';
import { planNinjarmm } from './ninjarmm-plan.ts';

const PLANS: ReadonlyMap<string, (request: ActionRequest, platform: Platform) => Planned> = new Map([
  ['ninjarmm', planNinjarmm],
]);

/** The names of the connectors that can plan, known without loading any HTTP code. */
export const plannedConnectors: readonly string[] = [...PLANS.keys()];

/**
 * Computes what exactly an action would send.
 * @returns the plan, or `null` where no connector can plan it: such an action must be refused.
 */
export function planFor(
  request: ActionRequest,
  operation: Operation,
  platform: Platform,
): { readonly plan: readonly PlanStep[] } | null {
  const planned = explain(request, operation, platform);
  return planned?.ok === true ? { plan: planned.steps } : null;
}

/**
 * Says why an action cannot be planned.
 * @returns one sentence, or `null` where it can be planned.
 */
export function planProblem(request: ActionRequest, operation: Operation, platform: Platform): string | null {
  const planned = explain(request, operation, platform);
  if (planned === null) return `No connector plans ${operation.id}: it is prohibited, or its platform is not built in.`;
  return planned.ok ? null : planned.sentence;
}

function explain(request: ActionRequest, operation: Operation, platform: Platform): Planned | null {
  if (operation.prohibited || operation.connector === null) return null;
  if (operation.id !== request.operation || operation.platform !== platform.id) return null;
  return PLANS.get(operation.connector)?.(request, platform) ?? null;
}
