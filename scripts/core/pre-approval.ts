// What may replace a human answer: an approved window for Tier 2, an approved exception for its scope (gate.md rules 5, 6).
import { clientsOf } from './action-model.ts';
import type { Action } from './action-model.ts';
import type { ExceptionId, Gate, Person, PersonId, PolicyException, Role, Span, WindowId } from './policy-model.ts';
import { fillSeats } from './seats.ts';
import { known, list } from './standing.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';
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
  const approval = approvalOf(window.id, input);
  if (approval === null) return no(`${named} was not approved by anybody who may approve windows.`);
  if (!window.operations.includes(action.operation)) return no(`${named} does not cover ${action.operation}.`);
  const outside = clientsOf(action).filter((client) => !window.clients.includes(client));
  if (action.portfolio || outside.length > 0) {
    return no(`${named} does not cover ${action.portfolio ? 'the whole portfolio' : outside.join(', ')}.`);
  }
  const spans = window.occurrences?.() ?? [window];
  const open = spans.find((span) => span.from <= input.now && input.now < span.to);
  if (open === undefined) return no(`${named} ${closedAt(input.now, spans)}.`);
  if (open.from <= approval.at) {
    const since = `opened at ${formatInstant(open.from)} and was approved at ${formatInstant(approval.at)}`;
    return no(`${named} ${since}; it covers only what opens after its approval.`);
  }
  return {
    covers: true,
    because: `${named}, approved by ${approval.holder.name}, is open until ${formatInstant(open.to)}.`,
  };
}

/** The approval by somebody who may approve windows (standard: an approved maintenance window). */
function approvalOf(
  window: WindowId,
  { ledger, policy }: GateInput,
): { readonly holder: Person; readonly at: Instant } | null {
  const mayApprove = (person: Person): boolean =>
    person.active && person.roles.some((role) => policy.authority.windowApprovers.includes(role));
  for (const { approvedBy, at } of ledger.windowApprovals.filter((approval) => approval.window === window)) {
    const holder = known(approvedBy, policy).find(mayApprove);
    if (holder !== undefined) return { holder, at };
  }
  return null;
}

/** When it opens next, or that it is over. */
function closedAt(now: Instant, spans: readonly Span[]): string {
  const next = spans.find((span) => now < span.from);
  if (next !== undefined) return `opens at ${formatInstant(next.from)}`;
  const last = spans.at(-1);
  return last === undefined ? 'is never open' : `closed at ${formatInstant(last.to)}`;
}

/**
 * The exception that replaces the gate of this action now, if there is one; of several the one with the strictest gate. It
 * needs two different active people in the exception's seats, neither of them its requestor, and an expiry date (standard:
 * there are no permanent exceptions).
 */
export function exceptionFor(action: Action, input: GateInput): PolicyException | null {
  const inForce = input.policy.exceptions.filter((exception) => whyNot(exception, action, input) === null);
  return inForce.toSorted((a, b) => STRICTEST.indexOf(a.gate) - STRICTEST.indexOf(b.gate))[0] ?? null;
}

const STRICTEST: readonly Gate[] = ['human-approval', 'human-review-before-send', 'auto-and-log', 'auto'];

/** Why the exception that let an action pass does not let it run now, as a sentence; `null` while it is in force. */
export function exceptionEnded(id: ExceptionId, action: Action, input: GateInput): string | null {
  const exception = input.policy.exceptions.find((one) => one.id === id);
  return exception === undefined
    ? `The exception ${id} is not on the default branch any more.`
    : whyNot(exception, action, input);
}

/** What people may wonder about: exceptions about the operation and a client of this action that do not let it pass. */
export function exceptionsPassedOver(action: Action, input: GateInput): readonly string[] {
  const near = input.policy.exceptions.filter(
    ({ operations, clients, from }) =>
      operations.includes(action.operation) &&
      from <= input.now &&
      (action.portfolio || clientsOf(action).some((client) => clients.includes(client))),
  );
  const current = near.filter(({ expires }) => expires === null || input.now < expires);
  const last = near.toSorted((a, b) => Number(a.expires) - Number(b.expires)).slice(-1);
  const shown = current.length > 0 ? current : last;
  return shown.map((exception) => whyNot(exception, action, input)).filter((why) => why !== null);
}

/** Why this exception does not replace the gate of this action now, as a sentence; `null` where it does (gate.md rule 6). */
function whyNot(exception: PolicyException, action: Action, input: GateInput): string | null {
  const { id, operations, clients, from, expires } = exception;
  const no = (why: string): string => `The exception ${id} ${why}.`;
  if (!operations.includes(action.operation)) return no(`does not cover ${action.operation}`);
  const outside = clientsOf(action).filter((client) => !clients.includes(client));
  if (action.portfolio || outside.length > 0) {
    return no(`does not cover ${action.portfolio ? 'the whole portfolio' : outside.join(', ')}`);
  }
  if (expires === null) return no('has no end, so it does not count');
  if (input.now < from) return no(`begins at ${formatInstant(from)}`);
  if (input.now >= expires) return no(`ended at ${formatInstant(expires)}`);
  const missing = approvalMissing(exception, input);
  return missing === null ? null : no(`does not count: ${missing}`);
}

/** Approved by two different people in its seats who are active now, neither of them its requestor. */
function approvalMissing({ id }: PolicyException, { ledger, policy }: GateInput): string | null {
  const approvals = ledger.exceptionApprovals.filter((approval) => approval.exception === id);
  if (approvals.length === 0) return 'what is on the default branch was not approved, or was taken back';
  const requestors = new Set<PersonId | null>(approvals.map((approval) => approval.requestor));
  const people = known(
    approvals.flatMap((approval) => approval.approvedBy),
    policy,
  ).filter((person) => person.active && !requestors.has(person.id));
  const { exceptionSeats } = policy.authority;
  if (exceptionSeats.length === 0) return 'the matrix has no row that asks anybody for exceptions';
  const able = exceptionSeats.map((roles: readonly Role[]) =>
    people.flatMap((person) => (person.roles.some((role) => roles.includes(role)) ? [person.id] : [])),
  );
  const filled = fillSeats(able);
  const open = exceptionSeats.flatMap((roles, seat) => (filled[seat] === null ? [roles.join(' or ')] : []));
  return open.length === 0 ? null : `of those who approved it nobody active fills the seat of ${list(open)}`;
}
