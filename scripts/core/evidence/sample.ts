// Which requests of a period are sampled: by an order that nobody could choose and everybody can compute again.
import { sha256 } from '../canonical.ts';
import type { Population } from './population.ts';

/** A sampled row of `requests`. */
export interface Sampled {
  /** From 1. */
  readonly rank: number;
  /** The row's first cell. */
  readonly id: string;
  /** SHA-256 of the seed, a colon and the id, hexadecimal: the order. */
  readonly hash: string;
}

/**
 * The first `size` of the ids, ordered by SHA-256 of `<seed>:<id>` in hexadecimal; each id counts once.
 *
 * Without a seed of the auditor's own, the seed is the root of the pack's newest checkpoint. It depends on every record, so who writes
 * a request cannot foresee whether that is sampled. Who holds the ledger's key could try out several ends of the ledger: against that
 * an auditor names a seed of their own. To check it without this program, for each id of `requests`:
 * `printf '%s' "$SEED:$ID" | sha256sum`
 * then sort by what that gives, and take the first.
 */
export function sampleOf(ids: readonly string[], size: number, seed: string): readonly Sampled[] {
  return [...new Set(ids)]
    .map((id) => ({ id, hash: sha256(`${seed}:${id}`).slice('sha256:'.length) }))
    .toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
    .slice(0, size)
    .map((one, place) => ({ rank: place + 1, ...one }));
}

/**
 * The table `sample`: the rows of `requests` that were sampled, by rank, then those that were picked by name.
 * @param picked first cells of rows; what is sampled already is not repeated, and what no row is called gives none
 */
export function samplePopulation(
  requests: Population,
  sampled: readonly Sampled[],
  picked: readonly string[],
): Population {
  const ids = new Set(sampled.map(({ id }) => id));
  const added = [...new Set(picked)].filter((id) => !ids.has(id)).map((id) => ({ id, rank: '', hash: '' }));
  const rows = Map.groupBy(requests.rows, ([id]) => id);
  const [first = '', ...others] = requests.columns;
  return {
    name: 'sample',
    about: 'The requests that were sampled, by rank, then those that were picked by name.',
    criterion: requests.criterion,
    columns: [first, 'rank', 'sha256 of seed:id', ...others],
    rows: [...sampled, ...added].flatMap(({ id, rank, hash }) =>
      (rows.get(id) ?? []).map(([, ...cells]) => [id, String(rank), hash, ...cells]),
    ),
  };
}
