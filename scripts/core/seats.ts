// Who fills which seat: a maximum matching, so that nobody is counted twice and nobody blocks a seat another needs.

/**
 * Fills seats with people so that as many seats as possible are filled and no person fills two (gate.md rule 7).
 * @param seats for each seat, the people who may fill it, in order of preference
 * @returns for each seat the person in it, or `null`
 */
export function fillSeats(seats: readonly (readonly string[])[]): readonly (string | null)[] {
  const places = seats.map((able): Place => ({ able, person: null }));
  const seatOf = new Map<string, Place>();
  for (const place of places) findFor(place, seatOf, new Set());
  return places.map(({ person }) => person);
}

interface Place {
  readonly able: readonly string[];
  person: string | null;
}

/** Finds somebody for the seat, moving people who are seated already to other seats where that makes room. */
function findFor(place: Place, seatOf: Map<string, Place>, tried: Set<string>): boolean {
  for (const person of place.able) {
    if (tried.has(person)) continue;
    tried.add(person);
    const taken = seatOf.get(person);
    if (taken === undefined || findFor(taken, seatOf, tried)) {
      place.person = person;
      seatOf.set(person, place);
      return true;
    }
  }
  return false;
}
