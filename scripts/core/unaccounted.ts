// Which pull requests still have to be looked at: by number, so that none is lost, however old it is.
import { fatesIn } from './completeness.ts';
import type { ShownPull } from './completeness.ts';
import type { Indexed } from './records.ts';
import { momentOf } from './snapshots.ts';
import type { Instant } from './time.ts';

const DAY = 86_400_000;

/**
 * The numbers from 1 to `highest` that nobody has accounted for: the ledger knows no end of them, they are not among those shown,
 * and no earlier count has found them to be of no kind that the gate decides about, or to be no pull request at all.
 */
export function unaccounted(
  highest: number,
  records: readonly Indexed[],
  shown: readonly Pick<ShownPull, 'number'>[],
): readonly number[] {
  const known = new Set([...fatesIn(records).keys(), ...shown.map(({ number }) => number), ...countedOver(records)]);
  for (const gap of countedGaps(records)) known.add(gap);
  return Array.from({ length: highest }, (_, at) => at + 1).filter((number) => !known.has(number));
}

/**
 * The numbers without an ending on the ledger that an earlier count found to be over and of no kind that the gate decides about;
 * they stay that, unless they are open again, which shows.
 */
export function countedOver(records: readonly Indexed[]): readonly number[] {
  const fates = fatesIn(records);
  const gaps = new Set(countedGaps(records));
  return records.flatMap((record) => {
    if (record.type !== 'population') return [];
    const open = new Set(record.open);
    const all = Array.from({ length: record.lastPull - record.firstPull + 1 }, (_, at) => record.firstPull + at);
    return all.filter((number) => !open.has(number) && !gaps.has(number) && !fates.has(number));
  });
}

function countedGaps(records: readonly Indexed[]): readonly number[] {
  return records.flatMap((record) => (record.type === 'population' ? record.gaps : []));
}

/**
 * From when on touched pull requests are listed: a day before the newest record, for whatever wrote it had looked at everything
 * before. Nothing depends on it but the length of a list: what it leaves out and nobody has accounted for is asked for by number.
 */
export function touchedSince(records: readonly Indexed[]): Instant {
  const newest = records.at(-1);
  return newest === undefined ? 0 : momentOf(newest.at) - DAY;
}
