// How a packed value is written: one byte that says what it is, and what belongs to it; from `SMALL` on the byte is a whole number.

/** The first byte of a value. */
export const LETTER = {
  null: 0,
  true: 1,
  false: 2,
  whole: 3,
  number: 4,
  list: 5,
  object: 6,
  /** One byte for each of its letters. */
  text: 7,
  /** Two bytes for each of its letters: every text that JavaScript has, also one that is no Unicode. */
  wide: 8,
  /** The same text as at another place. */
  again: 9,
  word: 10,
  moment: 11,
  digest: 12,
  hex: 13,
  /** An object, with where each of its members ends before them, in two bytes each: it is read member by member. */
  members: 14,
} as const;

export const SMALL = 16;

export const DIGEST = 'sha256:';

/** The names of an object in their order, and such an object to copy, with nothing in its members yet. */
export interface Shape {
  readonly names: readonly string[];
  readonly empty: Readonly<Record<string, null>>;
  /** The place of each name among them. */
  readonly places: ReadonlyMap<string | symbol, number>;
}

/** What all values of a store share. */
export interface Vocabulary {
  readonly shapes: Shape[];
  readonly words: string[];
}
