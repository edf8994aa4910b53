// The formats of reviews: how each is derived and written, for ever; whoever audits a merged one derives it again as it was made.
import type { ReviewFile } from '../generated/types.ts';
import type { Policy } from '../policy-model.ts';
import type { Policies } from './derive.ts';

export type Format = ReviewFile['format'];

/** How reports are derived and written now; the gate takes no other for a report that is to be signed. */
export const FORMAT = 2;

/** What differs from format to format. Whatever changes a single byte of a report needs a new one. */
export interface Way {
  /** Whose answers are counted: those to requests for actions alone, or those to requests of every kind. */
  readonly answers: 'actions' | 'every kind';
  readonly namesOf: (policies: Policies) => (person: string) => string;
}

const WAYS: Readonly<Record<Format, Way>> = {
  1: { answers: 'actions', namesOf: everybody },
  2: { answers: 'every kind', namesOf: presentWithId },
};

/** How reports of a format are derived and written. */
export function wayOf(format: Format): Way {
  return WAYS[format];
}

/** The name with the id, by which the records know a person; somebody who is not in the roster any more is called by the id alone. */
function presentWithId({ latest }: Policies): (person: string) => string {
  return (person) => {
    const name = latest.people.get(person)?.name;
    return name === undefined ? person : `${name} (${person})`;
  };
}

/** As the newest policy has them; of somebody who left since, as the older ones do. */
function everybody({ start, end, latest }: Policies): (person: string) => string {
  const nameIn = (policy: Policy, person: string) => policy.people.get(person)?.name;
  return (person) => nameIn(latest, person) ?? nameIn(end, person) ?? nameIn(start, person) ?? person;
}
