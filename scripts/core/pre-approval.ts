// What may replace a human answer: an approved window for Tier 2, an approved exception for its scope (gate.md rules 5, 6).
import { clientsOf } from './action-model.ts';
import type { Action } from './action-model.ts';
import type { PersonId, PolicyException, Role } from './policy-model.ts';
import { fillSeats } from './seats.ts';
import { known } from './standing.ts';
import { formatInstant } from './time.ts';
import type { GateInput } from './verdict-model.ts';

export type WindowAnswer =
  | { readonly covers: true; readonly because: string }
  | { readonly covers: false; readonly because: string };

/** Does the window that the action cites cover it at this moment (`from` included, `to` excluded)? */
export function windowCovers(action: Action, input: GateInput): WindowAnswer {
  const no = (because: string): WindowAnswer => ({ covers: false, because });
  if (action.window === null) return no('It cites no maintenance window or change request.');
  const window = input.policy.windows.get(action.window);
  if (window === undefined) return no(`The window ${action.window} is not on the default branch.`);
  const named = `The window ${window.id} (${window.title})`;
  const approvedBy = input.ledger.windowApprovals.flatMap((approval) =>
    approval.window === window.id ? approval.approvedBy : [],
  );
  const holder = known(approvedBy, input.policy).find(
    (person) => person.active && person.roles.some((role) => input.policy.authority.windowApprovers.includes(role)),
  );
  if (holder === undefined) return no(`${named} was not approved by anybody who may approve windows.`);
  if (!window.operations.includes(action.operation)) return no(`${named} does not cover ${action.operation}.`);
  const outside = clientsOf(action).filter((client) => !window.clients.includes(client));
  if (action.portfolio || outside.length > 0) {
    return no(`${named} does not cover ${action.portfolio ? 'the whole portfolio' : outside.join(', ')}.`);
  }
  if (input.now < window.from) return no(`${named} opens at ${formatInstant(window.from)}.`);
  if (input.now >= window.to) return no(`${named} closed at ${formatInstant(window.to)}.`);
  return {
    covers: true,
    because: `${named}, approved by ${holder.name}, is open until ${formatInstant(window.to)}.`,
  };
}

/**
 * The exception that replaces the gate of this action now, if there is one. It needs two different active people in the
 * exception's seats, neither of them its requestor, and an expiry date (standard: there are no permanent exceptions).
 */
export function exceptionFor(action: Action, input: GateInput): PolicyException | null {
  return input.policy.exceptions.find((exception) => covers(exception, action, input)) ?? null;
}

function covers(exception: PolicyException, action: Action, input: GateInput): boolean {
  return (
    exception.expires !== null &&
    exception.from <= input.now &&
    input.now < exception.expires &&
    exception.operations.includes(action.operation) &&
    !action.portfolio &&
    clientsOf(action).every((client) => exception.clients.includes(client)) &&
    isApproved(exception, input)
  );
}

function isApproved(exception: PolicyException, input: GateInput): boolean {
  const approvals = input.ledger.exceptionApprovals.filter((approval) => approval.exception === exception.id);
  const requestors = new Set<PersonId | null>(approvals.map((approval) => approval.requestor));
  const people = known(
    approvals.flatMap((approval) => approval.approvedBy),
    input.policy,
  ).filter((person) => person.active && !requestors.has(person.id));
  const seats = input.policy.authority.exceptionSeats.map((roles: readonly Role[]) =>
    people.flatMap((person) => (person.roles.some((role) => roles.includes(role)) ? [person.id] : [])),
  );
  return seats.length > 0 && fillSeats(seats).every((person) => person !== null);
}
