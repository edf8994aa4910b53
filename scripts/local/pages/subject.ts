// What a request is about, in the words of people: what would happen to what, at which client, and who asks.
import { automationBehind, personBehind } from '../../core/accounts.ts';
import { clientsOf } from '../../core/action-model.ts';
import type { Action } from '../../core/action-model.ts';
import type { Account } from '../../core/facts.ts';
import type { GateEventFile } from '../../core/generated/types.ts';
import type { ChangeKind, Policy } from '../../core/policy-model.ts';
import { list } from '../../core/standing.ts';
import type { Content } from '../content.ts';
import type { RequestView } from './source.ts';

/** More targets than a heading can hold are counted there; the page lists every one of them. */
const IN_HEADING = 3;

/** What would happen to what, for example `Isolate an endpoint: LAPTOP-4711 at Acme Dental`. */
export function headline({ input, pull, content }: RequestView): string {
  const { action, kind } = input.proposal;
  if (kind !== 'action') return changeHeadline(kind, content, pull.title);
  if (action === null) return pull.title;
  return `${operationTitle(action, input.policy)}: ${targetWords(action)} at ${clientWords(action, input.policy)}`;
}

function changeHeadline(kind: ChangeKind, content: Content | null, title: string): string {
  if (content?.kind === 'window') return `Maintenance window: ${content.window.title}`;
  if (content?.kind === 'exception') return `Exception: ${content.exception.title}`;
  if (content?.kind === 'gate-event') return `${eventWords(content.event)}: ${content.event.title}`;
  return `${LABELS[kind]}: ${title}`;
}

/** What the file is about now: what happened, or what was done about it. */
export function eventWords({ kind, remediation, quarter }: GateEventFile): string {
  const what = { 'gate-failure': 'Gate failure', 'gate-event': 'Gate event', 'root-cause': 'Root-cause review' }[kind];
  const which = quarter === undefined ? what : `${what} of ${quarter}`;
  return remediation === null ? which : `${which}, remediation`;
}

/** Each kind of request as a label. */
export const LABELS: Readonly<Record<ChangeKind, string>> = {
  action: 'Action',
  window: 'Maintenance window',
  exception: 'Exception',
  'gate-event': 'Gate event',
  erasure: 'Erasure',
  policy: 'Change to the policy',
  code: 'Change to the code',
  review: 'Quarterly review',
};

/** The operation's title in the action table. */
export function operationTitle(action: Action, policy: Policy): string {
  return (
    policy.operations.get(action.operation)?.title ?? `${action.operation} (an operation that nobody has classified)`
  );
}

/** The names of the targets, or how many there are. */
export function targetWords({ portfolio, targets }: Action): string {
  if (portfolio) return 'everything';
  if (targets.length <= IN_HEADING) return list(targets.map((target) => target.name));
  return `${targets.length} targets`;
}

/** The names of the clients, or how many there are. */
export function clientWords(action: Action, policy: Policy): string {
  if (action.portfolio) return 'every client';
  const clients = clientsOf(action);
  return clients.length <= IN_HEADING ? list(clients.map((id) => clientName(id, policy))) : `${clients.length} clients`;
}

/** The client's name in the register; the id where the register does not hold it. */
export function clientName(id: string, policy: Policy): string {
  return policy.clients.get(id)?.name ?? id;
}

/** Who asks: the person behind it and the automation, or the account that opened it. */
export function asker({ input, pull, verdict }: RequestView): string {
  const { policy, proposal } = input;
  const automation = policy.automations.get(verdict.classification.automation ?? '')?.name;
  const person = proposal.kind === 'action' ? null : personBehind(pull.opener.id, policy);
  // Only an action has to come from an automation; our own account opens what a form or a finding asks for.
  const unknown = proposal.kind === 'action' ? ', which is no registered automation' : '';
  const through = automation ?? person?.name ?? `the account ${pull.opener.login}${unknown}`;
  if (proposal.requester === null || proposal.requester === person?.id) return through;
  return `${personName(proposal.requester, policy)}, through ${through}`;
}

/** The name of the person or automation behind an account; its login where nobody knows it. */
export function accountName({ id, login }: Account, policy: Policy): string {
  return (personBehind(id, policy) ?? automationBehind(id, policy))?.name ?? `the account ${login}`;
}

/** A person's name in the roster; the id where the roster does not hold it. */
export function personName(id: string, policy: Policy): string {
  return policy.people.get(id)?.name ?? id;
}

/** Roles as people say them, for example `security lead or operations owner`. */
export function roleWords(roles: readonly string[]): string {
  return roles.map((role) => role.replaceAll('-', ' ')).join(' or ');
}

/** The platform's name. */
export function platformName(action: Action, policy: Policy): string {
  const id = policy.operations.get(action.operation)?.platform ?? '';
  return policy.platforms.get(id)?.name ?? (id === '' ? 'unknown platform' : id);
}
