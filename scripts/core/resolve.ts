// Names the people before the request is queued: one specific approver for each seat, and who may stand in.
import { applicableRows } from './rows.ts';
import { classify } from './classify.ts';
import type { Person, PersonId, Row } from './policy-model.ts';
import { fillSeats } from './seats.ts';
import { holdsRole, isAway, isIndependent, isOnCallFor } from './standing.ts';
import type { Classification, GateInput } from './verdict-model.ts';

export interface Named {
  readonly classification: Classification;
  readonly rows: readonly Row[];
  readonly approvers: readonly PersonId[];
  readonly standIns: readonly PersonId[];
}

/**
 * Resolves the approvers and stand-ins of an action (standard: a specific person, not a group or a role, is identified
 * before the action is queued). People who are away now are left out where somebody else can take the seat.
 * A Tier 2 action gets the people of the Tier 1 gate too, to which it reverts when its window has closed.
 */
export function resolvePeople(input: GateInput): Named {
  const classification = classify(input);
  const rows = rowsOf(classification, input);
  const approvers = new Set<PersonId>();
  for (const row of rows) {
    for (const person of seat(row, [...approvers], input)) approvers.add(person);
  }
  const standIns = rows.flatMap((row) => standInFor(row, [...approvers], input));
  return { classification, rows, approvers: [...approvers], standIns: [...new Set(standIns)] };
}

function rowsOf(classification: Classification, { proposal, policy }: GateInput): readonly Row[] {
  const operation = policy.operations.get(proposal.action?.operation ?? '');
  if (operation === undefined || operation.prohibited) return [];
  const { gate, clients, reversible } = classification;
  const asksNobody = operation.tier === 3 || (operation.tier === 2 && operation.needs === null);
  if (asksNobody && (gate === 'auto' || gate === 'auto-and-log')) return []; // an exception may ask for people after all
  const { incidentRunbook } = operation;
  return applicableRows({ change: 'action', tier: 1, clients, reversible, incidentRunbook }, policy);
}

/** One person for each seat; people named for another row already come first, so that as few as possible are asked. */
function seat(row: Row, already: readonly PersonId[], input: GateInput): readonly PersonId[] {
  const { policy, proposal } = input;
  const ranked = eligible(input).toSorted((a, b) => rank(a, already, input) - rank(b, already, input));
  const seats = row.seats.map((roles) =>
    ranked.flatMap((person) => (roles.some((role) => holdsRole(person, role, proposal, policy)) ? [person.id] : [])),
  );
  return fillSeats(seats).filter((person) => person !== null);
}

function rank(person: Person, already: readonly PersonId[], { now }: GateInput): number {
  return (already.includes(person.id) ? 0 : 1) + (isAway(person, now) ? 2 : 0);
}

/** Who is on call for the row's rotation now and may approve this. */
function standInFor(row: Row, approvers: readonly PersonId[], input: GateInput): readonly PersonId[] {
  const people = eligible(input).filter(
    (person) => isOnCallFor(person.id, row, input) && !approvers.includes(person.id),
  );
  return people.slice(0, 1).map((person) => person.id);
}

function eligible(input: GateInput): readonly Person[] {
  return [...input.policy.people.values()].filter((person) => person.active && isIndependent(person, input));
}
