// What changes between two texts, line by line and complete: every line of both is in it exactly once, in order.

export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  /** With its line break, which only the last line of a text may lack. */
  readonly text: string;
}

/** More comparisons than this are no diff any more but a rewrite: then the old lines come first and the new ones after them. */
const MOST = 4_000_000;

/** The lines of both texts; what is common to both has the sign of neither. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const inside = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return [...signed(' ', old.slice(0, start)), ...inside, ...signed(' ', old.slice(old.length - end))];
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function signed(sign: DiffLine['sign'], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ sign, text }));
}

/** By the longest common subsequence. */
function between(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  if (old.length * now.length > MOST) return [...signed('-', old), ...signed('+', now)];
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [was, is] = [old[row], now[column]];
    if (was !== undefined && was === is) {
      lines.push({ sign: ' ', text: was });
      [row, column] = [row + 1, column + 1];
    } else if (was !== undefined && (is === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ sign: '-', text: was });
      row += 1;
    } else {
      lines.push({ sign: '+', text: is ?? '' });
      column += 1;
    }
  }
  return lines;
}
