// Could each row of the matrix be filled at a moment, by people who may approve then, and if not, who is missing and why?
import type { Person, PersonId, Policy, Role, Row, RowId } from './policy-model.ts';
import { fillSeats } from './seats.ts';
import { isAway, known, list } from './standing.ts';
import type { Instant } from './time.ts';

/** A row that nobody could fill, for everybody's work or for that of some technicians. */
export interface Unfilled {
  readonly row: RowId;
  /** Whose work nobody could approve; empty where it is everybody's. */
  readonly technicians: readonly PersonId[];
  /** Who is missing and why, for people. */
  readonly sentence: string;
}

/**
 * The rows that could not be filled at this moment (standard: approver availability). Whoever is away or not active fills
 * nothing, nobody fills two seats of a row (gate.md rule 7), and no technician approves their own work (rule 11).
 */
export function unfilledAt(policy: Policy, at: Instant): readonly Unfilled[] {
  return policy.authority.rows.flatMap((row) => {
    const technicians = row.when.change === 'action' ? techniciansOf(policy) : [];
    const cases: readonly (Person | null)[] = technicians.length === 0 ? [null] : technicians;
    const missing = cases.map((technician) => ({ technician, why: missingIn(row, technician, policy, at) }));
    return [...new Set(missing.flatMap(({ why }) => why ?? []))].map((why): Unfilled => {
      const affected = missing.filter((one) => one.why === why).flatMap(({ technician }) => technician ?? []);
      const some = affected.length < technicians.length ? affected : [];
      const whose = some.length === 0 ? '' : ` for the work of ${list(some.map(({ name }) => name))}`;
      return { row: row.id, technicians: some.map(({ id }) => id), sentence: `${row.title}${whose}: ${why}.` };
    });
  });
}

function techniciansOf({ people }: Policy): readonly Person[] {
  return [...people.values()].filter(({ active, roles }) => active && roles.includes('technician'));
}

/** @returns what is missing, `null` where every seat could be filled */
function missingIn(row: Row, technician: Person | null, policy: Policy, at: Instant): string | null {
  const mayApprove = (person: Person): boolean => person.active && !isAway(person, at) && person.id !== technician?.id;
  const onCall = row.standIn === null ? [] : known(policy.onCall(row.standIn, at), policy);
  const seats = row.seats.map((roles) => ({ roles, holders: holdersOf(roles, technician, policy) }));
  // Whoever is on call takes the place of anybody who was to fill a seat of the row.
  const filled = fillSeats(seats.map(({ holders }) => [...holders, ...onCall].filter(mayApprove).map(({ id }) => id)));
  const open = seats.filter((_, place) => filled[place] === null);
  if (open.length === 0) return null;
  const say = (person: Person, part: string): string => `${person.name}${part} ${absence(person, technician, at)}`;
  const missing = new Set(open.flatMap((seat) => seat.holders.map((person) => say(person, ''))));
  const named = missing.size === 0 ? ['nobody has the role'] : [...missing];
  const instead = onCall.map((person) => say(person, ', on call,'));
  const nobody = row.standIn === null ? 'nobody may stand in' : 'nobody is on call';
  const roles = list(open.map((seat) => seat.roles.join(' or ')));
  return `nobody for ${roles}; ${[...named, ...(instead.length === 0 ? [nobody] : instead)].join(', ')}`;
}

/** Everybody who holds one of the roles, whether they may approve now or not. */
function holdersOf(roles: readonly Role[], technician: Person | null, { people }: Policy): readonly Person[] {
  return [...people.values()].filter(
    ({ id, roles: held }) =>
      held.some((role) => roles.includes(role)) || (roles.includes('lead-of-technician') && technician?.lead === id),
  );
}

function absence(person: Person, technician: Person | null, at: Instant): string {
  if (!person.active) return 'is not active';
  if (person.id === technician?.id) return 'is the technician';
  return isAway(person, at) ? 'is away' : 'is needed for another seat';
}
