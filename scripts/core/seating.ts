// The counted approvals in the seats of each row, and the moment at which the last needed one was given.
import { candidates } from './named.ts';
import type { Role, Row } from './policy-model.ts';
import { fillSeats } from './seats.ts';
import { holdsRole, isOnCallFor } from './standing.ts';
import type { Instant } from './time.ts';
import type { CountedApproval, GateInput, RowReasoning } from './verdict-model.ts';

/** Seats the counted approvals row by row; within a row nobody fills two seats (gate.md rule 7). */
export function fillRows(
  rows: readonly Row[],
  counted: readonly CountedApproval[],
  input: GateInput,
): readonly RowReasoning[] {
  return rows.map((row) => {
    const filled = filledSeats(row, counted, input);
    const seats = candidates(row, input).map(({ roles, people }, seat) => ({
      roles,
      filledBy: filled[seat] ?? null,
      candidates: people.map((person) => person.id),
    }));
    return { row: row.id, title: row.title, seats };
  });
}

/** The roles of every seat that is still open, without duplicates. */
export function missingRoles(rows: readonly RowReasoning[]): readonly Role[] {
  return [...new Set(rows.flatMap((row) => row.seats.flatMap((seat) => (seat.filledBy === null ? seat.roles : []))))];
}

/**
 * When the requirement was complete: the time of the earliest approval with which every row is satisfied, or `null`.
 * The approval lapses `executeWithin` after this one (gate.md rule 15).
 */
export function completedAt(
  rows: readonly Row[],
  counted: readonly CountedApproval[],
  input: GateInput,
): Instant | null {
  const ordered = counted.toSorted((a, b) => a.at - b.at);
  if (rows.length === 0) return null;
  const last = ordered.find((_, place) => {
    const soFar = ordered.slice(0, place + 1);
    return rows.every((row) => !filledSeats(row, soFar, input).includes(null));
  });
  return last?.at ?? null;
}

function filledSeats(row: Row, counted: readonly CountedApproval[], input: GateInput): readonly (string | null)[] {
  return fillSeats(row.seats.map((roles) => fitting(roles, row, counted, input)));
}

function fitting(
  roles: readonly Role[],
  row: Row,
  counted: readonly CountedApproval[],
  input: GateInput,
): readonly string[] {
  const { proposal, policy } = input;
  return counted.flatMap(({ person: id, standIn }) => {
    const person = policy.people.get(id);
    if (person === undefined) return [];
    const fits = standIn
      ? isOnCallFor(id, row, input) // a stand-in takes the place of whoever was to fill the seat
      : roles.some((role) => holdsRole(person, role, proposal, policy));
    return fits ? [id] : [];
  });
}
