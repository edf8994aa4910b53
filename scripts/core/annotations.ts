// Reasons to refuse, at the line of the request's file that each is about: where its writer looks first.
import type { Refusal } from './codes.ts';
import type { Place } from './problem.ts';

export interface LineNote extends Place {
  readonly path: string;
  readonly title: string;
  readonly message: string;
}

/** One note for each reason that has a place in a file; the others are in the summary, as are these. */
export function annotationsOf(refusals: readonly Refusal[]): readonly LineNote[] {
  return refusals.flatMap(({ code, fact, remedy, at }) =>
    at === undefined ? [] : [{ ...at, title: code, message: `${fact} ${remedy}` }],
  );
}
