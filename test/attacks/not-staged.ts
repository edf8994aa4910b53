// Attacks that cannot be staged here: why, and what stands against each instead.

export interface NotStaged {
  readonly number: number;
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

/** None at present: every attack of the list is staged. */
export const NOT_STAGED: readonly NotStaged[] = [];
