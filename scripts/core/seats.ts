// Who fills which seat: a maximum matching, so that nobody is counted twice and nobody blocks a seat another needs.

/**
 * Fills seats with people so that as many seats as possible are filled and no person fills two (gate.md rule 7).
 * @param seats for each seat, the people who may fill it, in order of preference
 * @returns for each seat the person in it, or `null`
 */
export function fillSeats(seats: readonly (readonly string[])[]): readonly (string | null)[] {
  const seatOf = new Map<string, number>();
  seats.forEach((_, seat) => place(seat, seats, seatOf, new Set()));
  const filled: (string | null)[] = seats.map(() => null);
  for (const [person, seat] of seatOf) filled[seat] = person;
  return filled;
}

/** Finds somebody for the seat, moving people who are seated already to other seats where that makes room. */
function place(
  seat: number,
  seats: readonly (readonly string[])[],
  seatOf: Map<string, number>,
  tried: Set<string>,
): boolean {
  for (const person of seats[seat] ?? []) {
    if (tried.has(person)) continue;
    tried.add(person);
    const taken = seatOf.get(person);
    if (taken === undefined || place(taken, seats, seatOf, tried)) {
      seatOf.set(person, seat);
      return true;
    }
  }
  return false;
}
