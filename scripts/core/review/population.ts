// How many records of each type a period has, how executions ended, and which request numbers nobody could account for.
import type { ReviewFile } from '../generated/types.ts';
import type { Indexed } from '../records.ts';

/** Counts the period's records (standard: every request is accounted for). */
export function populationOf(within: readonly Indexed[]): ReviewFile['population'] {
  return {
    records: within.length,
    counts: countsOf(within.map(({ type }) => type)),
    outcomes: countsOf(within.flatMap((one) => (one.type === 'action-executed' ? [one.outcome] : []))),
    unaccounted: within.flatMap((one) => (one.type === 'population' ? one.gaps : [])),
  };
}

/** In the order of their names, so that the same records give the same bytes. */
function countsOf(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
