// Are the people named in the file, before queueing, able to fill every seat (gate.md rule 8)?
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { Person, Role, Row } from './policy-model.ts';
import { fillSeats } from './seats.ts';
import { holdsRole, isIndependent, isOnCallFor, known, list } from './standing.ts';
import type { GateInput } from './verdict-model.ts';

/** Everybody named must be in the roster, whatever part they have in the request. */
export function rosterRefusals({ proposal, policy }: GateInput): readonly Refusal[] {
  const { technician, requester, approvers, standIns } = proposal;
  const named = new Set([technician, requester, ...approvers, ...standIns].filter((id) => id !== null));
  return [...named].flatMap((id) =>
    policy.people.has(id)
      ? []
      : [
          refusal(
            'person-unknown',
            `${id} is not in the roster.`,
            'Correct the id, or add the person to policies/people.yaml.',
          ),
        ],
  );
}

/** The approvers named, leaving out those who may not approve this, must be able to fill every seat of every row. */
export function seatRefusals(rows: readonly Row[], input: GateInput): readonly Refusal[] {
  if (rows.length === 0) {
    const fact = 'No row of the approval authority matrix covers this request.';
    return [refusal('seat-unfilled', fact, 'Add a row to policies/authority.yaml that does.')];
  }
  return rows.flatMap((row) => {
    const filled = fillSeats(candidates(row, input).map(({ people }) => people.map((person) => person.id)));
    const open = row.seats.filter((_, seat) => filled[seat] === null);
    if (open.length === 0) return [];
    const roles = list(open.map((seat) => seat.join(' or ')));
    if (input.proposal.namedBy === 'matrix') {
      const fact = `Nobody in the roster may fill the seat of ${roles} in the row ${row.id}.`;
      return [refusal('seat-unfilled', fact, 'Let somebody else write it, or give the role to one more person first.')];
    }
    const fact = `Nobody named in approvers may fill the seat of ${roles} in the row ${row.id}.`;
    return [refusal('seat-unfilled', fact, 'Name somebody active in that role who did not ask for it or write it.')];
  });
}

export interface SeatCandidates {
  readonly roles: readonly Role[];
  readonly people: readonly Person[];
}

/** For each seat of a row, the named approvers who are active, independent and in one of its roles. */
export function candidates(row: Row, input: GateInput): readonly SeatCandidates[] {
  const { proposal, policy } = input;
  const eligible = known(proposal.approvers, policy).filter((person) => person.active && isIndependent(person, input));
  return row.seats.map((roles) => ({
    roles,
    people: eligible.filter((person) => roles.some((role) => holdsRole(person, role, proposal, policy))),
  }));
}

/** A stand-in must be on call for one of the rows when the request is opened, active, and allowed to approve it. */
export function standInRefusals(rows: readonly Row[], input: GateInput): readonly Refusal[] {
  return known(input.proposal.standIns, input.policy).flatMap((person) => {
    const onCall = rows.some((row) => isOnCallFor(person.id, row, input));
    if (onCall && person.active && isIndependent(person, input)) return [];
    const why = onCall ? 'may not approve this request' : 'was not on call for it when the request was opened';
    const fact = `${person.name} is named as stand-in and ${why}.`;
    return [refusal('stand-in-not-eligible', fact, 'Name who is on call now, and neither asked for it nor wrote it.')];
  });
}
