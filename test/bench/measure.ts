// What the benchmarks share: medians, interleaved rounds and aligned rows.
import { performance } from 'node:perf_hooks';

/** Prints one line of a benchmark's report. */
export type Print = (line: string) => void;

/** One thing to measure; what it returns is awaited and belongs to the measured time. */
export interface Variant {
  readonly name: string;
  readonly run: () => unknown;
}

/**
 * Runs all variants in turn, round after round, so that a slow moment of the machine falls on all of them alike.
 * @returns the times in ms by the name of the variant, one for each round
 */
export async function interleave(
  rounds: number,
  variants: readonly Variant[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of variants) {
      const start = performance.now();
      await run();
      times.get(name)?.push(performance.now() - start);
    }
  }
  return times;
}

/** The middle value, or the mean of the two middle ones. Throws where there is no value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('There is no median of no values.');
  return (upper + lower) / 2;
}

/** Lays cells out in columns of the given widths (characters): the first to the left, the others to the right. */
export function row(widths: readonly number[], cells: readonly string[]): string {
  return cells
    .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
    .join('  ')
    .trimEnd();
}
