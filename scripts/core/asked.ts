// Who is being asked at the moment: those whose answer would fill one more seat.
import type { PersonId } from './policy-model.ts';
import type { RowReasoning, Verdict } from './verdict-model.ts';

/** The named approvers whose answer is outstanding, each once, in the order of the seats. */
export function candidateIds({ rows }: Pick<Verdict, 'rows'>): readonly PersonId[] {
  return [...new Set(rows.flatMap(outstanding))];
}

/** Whoever fills a seat has answered; where they could fill the open one instead, those who could take theirs are asked. */
function outstanding({ seats }: RowReasoning): readonly PersonId[] {
  const open = new Set(seats.filter(({ filledBy }) => filledBy === null));
  const asked: PersonId[] = [];
  for (const seat of open) {
    for (const id of seat.candidates) {
      const held = seats.find(({ filledBy }) => filledBy === id);
      if (held === undefined) asked.push(id);
      else open.add(held); // looked at later in this same loop
    }
  }
  return asked;
}
