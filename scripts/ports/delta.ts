// An object told as its difference to another one: pieces to copy from there, and pieces that are new.
import { GitFault } from './git.ts';

/**
 * Puts the object together.
 * @throws GitFault where the difference is not one to this base, or does not give what it says
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Buffer {
  const from = sizeAt(delta, 0);
  const to = sizeAt(delta, from.end);
  const pieces: Uint8Array[] = [];
  let [at, length] = [to.end, 0];
  while (at < delta.length) {
    const piece = pieceAt(base, delta, at);
    pieces.push(piece.bytes);
    length += piece.bytes.length;
    at = piece.end;
  }
  if (from.size !== base.length || to.size !== length)
    throw new GitFault('the pack has a difference to something else', null);
  return Buffer.concat(pieces);
}

/** Seven bits at a time, the lowest first; a set top bit says that more follow. */
function sizeAt(bytes: Uint8Array, start: number): { readonly size: number; readonly end: number } {
  let [at, size, unit] = [start, 0, 1];
  for (; (bytes[at] ?? 0) >= 128; at += 1) {
    size += ((bytes[at] ?? 0) - 128) * unit;
    unit *= 128;
  }
  return { size: size + (bytes[at] ?? 0) * unit, end: at + 1 };
}

function pieceAt(
  base: Uint8Array,
  delta: Uint8Array,
  start: number,
): { readonly bytes: Uint8Array; readonly end: number } {
  const what = delta[start] ?? 0;
  if (what < 128) return { bytes: delta.subarray(start + 1, start + 1 + what), end: start + 1 + what };
  // The lower bits say which bytes of the place (four) and of the length (three) follow; the others are zero.
  let end = start + 1;
  const [offset, length] = [
    [0, 1, 2, 3],
    [4, 5, 6],
  ].map((bits) =>
    bits.reduce((sum, bit, place) => {
      if ((what & (1 << bit)) === 0) return sum;
      end += 1;
      return sum + (delta[end - 1] ?? 0) * 256 ** place;
    }, 0),
  );
  const first = offset ?? 0;
  return { bytes: base.subarray(first, first + (length || 0x10000)), end };
}
