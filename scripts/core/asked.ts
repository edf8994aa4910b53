// Who is being asked at the moment: the candidates of the seats that nobody fills yet.
import type { PersonId } from './policy-model.ts';
import type { Verdict } from './verdict-model.ts';

/** The named approvers whose answer is outstanding, each once, in the order of the seats. */
export function candidateIds({ rows }: Pick<Verdict, 'rows'>): readonly PersonId[] {
  const open = rows.flatMap((row) => row.seats.filter((seat) => seat.filledBy === null));
  return [...new Set(open.flatMap((seat) => seat.candidates))];
}
