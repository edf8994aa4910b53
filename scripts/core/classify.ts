// Tier, gate and scope of a request, from the policy on the base branch and never from the action file (gate.md rules 1-6).
import { automationBehind, personBehind } from './accounts.ts';
import { glassOf } from './break-glass.ts';
import { clientsOf } from './action-model.ts';
import type { Action } from './action-model.ts';
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import { openRefusals } from './open-requests.ts';
import type { Automation, Gate, Operation, Policy, Tier } from './policy-model.ts';
import { exceptionFor, exceptionsPassedOver, windowCovers } from './pre-approval.ts';
import { paceRefusals } from './request-pace.ts';
import { scopeOf } from './scope.ts';
import { handsIn } from './standing.ts';
import type { Classification, GateInput } from './verdict-model.ts';

/** Classifies a request. Whatever cannot be classified is refused; nothing falls through to a lower tier. */
export function classify(input: GateInput): Classification {
  const { proposal, policy } = input;
  if (proposal.kind !== 'action') return otherChange(proposal.kind);
  const { action } = proposal;
  if (action === null) return { ...otherChange('action'), gate: null, because: [] };
  const operation = policy.operations.get(action.operation);
  const automation = automationBehind(input.pull.opener.id, policy);
  const { clients, because } = scopeOf(action, automation?.id ?? null, input);
  const glass = action.breakGlass === undefined ? null : brokenGlass(action, operation, input);
  const answer =
    operation === undefined || operation.prohibited ? NO_GATE : (glass ?? gateOf(action, operation, input));
  // Written out field by field: classification is the hot path of re-deriving a whole ledger.
  return {
    automation: automation?.id ?? null,
    tier: answer.tier,
    gate: answer.gate,
    clients,
    reversible: operation?.reversible ?? false,
    because: because.length === 0 ? answer.because : [...answer.because, ...because],
    window: answer.window,
    exception: answer.exception,
    ...(glass === null ? {} : { glass: glass.glass }),
    refusals: [
      ...(glass === null ? automationRefusals(action, automation, input) : glass.refusals),
      ...(glass === null ? openRefusals(automation, input) : []),
      ...(glass === null ? paceRefusals(automation, input) : []),
      ...(glass === null ? strangerRefusals(action, answer.gate, input) : []),
      ...operationRefusals(action, operation),
      ...clientRefusals(action, input.policy),
    ],
  };
}

type GateAnswer = Pick<Classification, 'tier' | 'gate' | 'window' | 'exception' | 'because'>;

const NO_GATE: GateAnswer = { tier: null, gate: null, window: null, exception: null, because: [] };

/** The tier's own gate, its condition, and what an exception puts in its place. */
function gateOf(action: Action, operation: Operation, input: GateInput): GateAnswer {
  const exception = exceptionFor(action, input);
  if (exception !== null) {
    const because = [
      inTable(operation),
      `The approved exception ${exception.id} replaces its gate by ${exception.gate}.`,
    ];
    return { tier: operation.tier, gate: exception.gate, window: null, exception: exception.id, because };
  }
  const table = [inTable(operation), ...exceptionsPassedOver(action, input)];
  if (operation.tier !== 2 || operation.needs === null) {
    return { tier: operation.tier, gate: operation.gate, window: null, exception: null, because: table };
  }
  const window = windowCovers(action, input);
  if (window.covers) {
    const because = [...table, window.because];
    return { tier: 2, gate: operation.gate, window: action.window, exception: null, because };
  }
  const reverted: { tier: Tier; gate: Gate } = { tier: 1, gate: 'human-approval' };
  const because = [...table, window.because, 'Without a pre-approval it goes through the Tier 1 gate.'];
  return { ...reverted, window: null, exception: null, because };
}

type GlassGate = GateAnswer & Required<Pick<Classification, 'glass' | 'refusals'>>;

/** A broken glass stands in place of the automation's grant and of the gate; what it may not do is refused. */
function brokenGlass(action: Action, operation: Operation | undefined, input: GateInput): GlassGate {
  if (operation === undefined || operation.prohibited) return { ...NO_GATE, glass: 'unrecorded', refusals: [] };
  const { refusals, recorded, because } = glassOf(action, operation, input);
  const gate = refusals.length > 0 ? 'human-approval' : 'auto-and-log';
  const words = [inTable(operation), ...because];
  const rest = { window: null, exception: null, refusals, glass: recorded ? 'recorded' : 'unrecorded' } as const;
  return { tier: operation.tier, gate, because: words, ...rest };
}

function inTable({ id, tier }: Operation): string {
  return `The action table puts ${id} in Tier ${tier}.`;
}

function otherChange(kind: string): Classification {
  return {
    automation: null,
    tier: null,
    gate: 'human-approval',
    clients: 'one',
    reversible: true,
    because: [`It is a change of the kind ${kind}, which has rows of its own in the matrix.`],
    window: null,
    exception: null,
    refusals: [],
  };
}

function automationRefusals(action: Action, automation: Automation | null, input: GateInput): readonly Refusal[] {
  const { login } = input.pull.opener;
  if (automation === null) {
    const fact = `The account ${login}, which opened the pull request, is not a registered automation.`;
    return [refusal('automation-unregistered', fact, 'Register it in policies/automations.yaml, or propose with one.')];
  }
  const remedy = `Grant it in policies/automations.yaml, or let an automation propose it that has the grant.`;
  const lacking = [automation, ...coWriters(automation, input)].filter(
    ({ operations }) => !operations.includes(action.operation),
  );
  return lacking.map((one) => {
    const how = one === automation ? '' : ', which wrote or pushed a commit of the request,';
    const fact = `The automation ${one.name}${how} is not registered for ${action.operation}.`;
    return refusal('operation-not-granted', fact, remedy);
  });
}

/** Other automations with a hand in its commits: nobody puts an action under another's name that is not granted to both. */
function coWriters(automation: Automation, { pull, policy }: GateInput): readonly Automation[] {
  const known = new Set(handsIn(pull).map(({ id }) => automationBehind(id, policy)));
  known.delete(automation);
  return [...known].flatMap((one) => one ?? []);
}

/** What passes without a human comes from automations alone: whoever else pushed would have it run in the automation's name. */
function strangerRefusals({ operation }: Action, gate: Gate | null, { pull, policy }: GateInput): readonly Refusal[] {
  if (gate !== 'auto' && gate !== 'auto-and-log') return [];
  const pushers = (pull.pushers ?? []).filter((one) => one !== null);
  const strangers = pushers.filter(({ id }) => automationBehind(id, policy) === null);
  return strangers.map(({ id, login }) => {
    const name = personBehind(id, policy)?.name ?? login;
    const fact = `${name} pushed to its branch, and is no automation that may have ${operation} pass without a human.`;
    return refusal(
      'operation-not-granted',
      fact,
      'Propose it anew, from a branch that the automation alone pushes to.',
    );
  });
}

function operationRefusals(action: Action, operation: Operation | undefined): readonly Refusal[] {
  if (operation === undefined) {
    const fact = `Nobody has classified the operation ${action.operation}.`;
    return [refusal('operation-unclassified', fact, 'Add it to the action table in policies/actions/ first.')];
  }
  if (!operation.prohibited) return [];
  const fact = `The operation ${operation.id} is prohibited to automation, whatever approval or exception there is.`;
  return [refusal('operation-prohibited', fact, 'Do it by hand under the change process, or not at all.')];
}

function clientRefusals(action: Action, policy: Policy): readonly Refusal[] {
  if (!action.portfolio && action.targets.length === 0) {
    const fact = 'The action names no target.';
    return [refusal('schema-invalid', fact, 'Name at least one target, or the whole portfolio.')];
  }
  return clientsOf(action).flatMap((client) =>
    policy.clients.has(client)
      ? []
      : [
          refusal(
            'client-unknown',
            `The client ${client} is not in the register.`,
            'Correct its id, or add it to policies/clients.yaml.',
          ),
        ],
  );
}
