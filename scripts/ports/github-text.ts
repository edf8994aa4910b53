// Fits a long text into the forge's fields without ever cutting it in silence.

export interface SplitText {
  /** The beginning, with the closing sentence where something had to be left out. */
  readonly first: string;
  /** What was left out; empty where all of it fits. */
  readonly rest: string;
}

/**
 * Splits a text at the end of a line, so that its first part, closing sentence included, fits into `most`.
 * @param most counted in UTF-8 bytes, which are never fewer than characters: right whichever of the two the forge counts
 * @param closing says in a sentence how many characters (`left`) follow and where
 */
export function splitText(text: string, most: number, closing: (left: number) => string): SplitText {
  if (Buffer.byteLength(text) <= most) return { first: text, rest: '' };
  // The sentence cannot be longer than with every character left out.
  const room = most - Buffer.byteLength(closing(text.length));
  const bytes = Buffer.from(text);
  const cut = lineEnd(bytes, room) ?? characterEnd(bytes, room);
  const kept = bytes.subarray(0, cut).toString('utf8');
  const rest = bytes.subarray(cut).toString('utf8');
  return { first: kept + closing(Array.from(rest).length), rest };
}

/** The last end of a line within the room, unless that would waste more than half of it. */
function lineEnd(bytes: Buffer, room: number): number | null {
  const end = bytes.lastIndexOf(0x0a, room - 1) + 1;
  return end > room / 2 ? end : null;
}

/** The last place within the room that is not in the middle of a character. */
function characterEnd(bytes: Buffer, room: number): number {
  let end = room;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}
