// Attacks that cannot be staged here: why, and what stands against each instead.

export interface NotStaged {
  readonly number: number;
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

export const NOT_STAGED: readonly NotStaged[] = [
  {
    number: 31,
    what: 'demands that personal data be erased, so that history has to be written anew',
    why: 'Records have no salted commitments yet, so there is no erasure that could be misused.',
    instead: 'Whatever is taken out of a record today is found as an edit: attack 2 and the mutation sweep.',
  },
];
