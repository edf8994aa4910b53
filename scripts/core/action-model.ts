// A proposed action as its file says it, once the strict reader has accepted the text.
import type { ActionId, ClientId, OperationId, PersonId, WindowId } from './policy-model.ts';

/** One thing that the action touches: `kind` is the key the operation's table names, for example `device`. */
export interface Target {
  readonly client: ClientId;
  readonly kind: string;
  /** The platform's own id of the thing, for example `4711`. */
  readonly id: string;
  /** What people call it; checked against the platform before anything runs. */
  readonly name: string;
}

export type ParameterValue = string | number | boolean;

/** Exactly one call that will be sent, in order. */
export interface PlanStep {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The action without its plan: what a connector computes the plan from. */
export interface ActionRequest {
  readonly id: ActionId;
  readonly operation: OperationId;
  readonly targets: readonly Target[];
  /** Meant for every client in the register; then there are no single targets. */
  readonly portfolio: boolean;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly justification: string;
  readonly expectedOutcome: string;
  /** Whose work this is; the lead of this person approves. */
  readonly technician: PersonId | null;
  /** The human behind the automation, where there is one; never an approver. */
  readonly requester: PersonId | null;
  readonly approvers: readonly PersonId[];
  readonly standIns: readonly PersonId[];
  readonly window: WindowId | null;
  /** Why the glass is broken; absent in an ordinary action. */
  readonly breakGlass?: string;
}

export interface Action extends ActionRequest {
  readonly plan: readonly PlanStep[];
}

/**
 * The clients an action touches, without duplicates, in the order of the file.
 * Empty for a portfolio-wide action, which touches every client there is.
 */
export function clientsOf(action: ActionRequest): readonly ClientId[] {
  const [first, ...further] = action.targets;
  if (first !== undefined && further.length === 0) return [first.client]; // nearly every action
  return [...new Set(action.targets.map((target) => target.client))];
}
