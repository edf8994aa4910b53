// The months of a pack's period: how many records of each type they have, against the counts that the ledger has signed.
import { endOf, periodAfter, rangeOf } from '../completeness.ts';
import { momentOf } from '../snapshots.ts';
import type { Instant } from '../time.ts';
import { isWithin, type ToldOf, toldOf } from './ground.ts';
import type { Period } from './period.ts';
import type { Population, Told } from './population.ts';
import { type Columns, tableOf } from './table.ts';

interface Row {
  readonly month: string;
  readonly type: string;
  /** Rows of `records` in this month: fewer than the month has where the period cuts it. */
  readonly rows: number;
  /** What the ledger has of it, counted here. */
  readonly counted: number;
  /** `null` while the ledger has not counted the month. */
  readonly signedCount: number | null;
  /** The record of its count. */
  readonly by: string | undefined;
}

/**
 * The population `counts`: the records of each month and type, counted anew, beside what the ledger's own count says.
 * @param all the records of all years, in the ledger's order
 */
export function countsOf(all: readonly Told[], period: Period): Population {
  const rows = Map.groupBy(
    all.filter((one) => isWithin(one, period)),
    monthOf,
  );
  const signed = new Map(
    toldOf(all, 'population')
      .map((one) => [one.record.period, one] as const)
      .toReversed(),
  );
  const counted = countedMonths(all, period);
  const months = [...new Set([...counted.keys(), ...rows.keys()])].toSorted();
  return tableOf(
    {
      name: 'counts',
      about:
        'The records of each month (UTC) that the period touches, by type: the rows of records.csv, all that the ledger has of the whole month, and what the ledger itself counted and signed when the month was over. A clock may be five minutes behind: a record at the edge of a month is counted where it stands in the ledger.',
      criterion: 'CC7.2',
    },
    COLUMNS,
    months.flatMap((month) => rowsOf(month, rows.get(month) ?? [], counted.get(month) ?? {}, signed.get(month))),
  );
}

/** A row for each type that any of the three knows; a month without records says so. */
function rowsOf(
  month: string,
  told: readonly Told[],
  counted: Counts,
  signed: ToldOf<'population'> | undefined,
): readonly Row[] {
  const rows = Map.groupBy<string, Told>(told, ({ record }) => record.type);
  // Maps, because a count may name whatever it likes.
  const [here, said] = [new Map(Object.entries(counted)), new Map(Object.entries(signed?.record.counts ?? {}))];
  const types = new Set([...rows.keys(), ...here.keys(), ...said.keys()]);
  const named = types.size === 0 ? ['(none)'] : [...types].toSorted();
  return named.map((type) => ({
    month,
    type,
    rows: rows.get(type)?.length ?? 0,
    counted: here.get(type) ?? 0,
    signedCount: signed === undefined ? null : (said.get(type) ?? 0),
    by: signed?.id,
  }));
}

const COLUMNS: Columns<Row> = {
  month: ({ month }) => month,
  type: ({ type }) => type,
  'rows of records.csv': ({ rows }) => rows,
  'in the whole month': ({ counted }) => counted,
  'signed count': ({ signedCount }) => signedCount,
  result: ({ counted, signedCount }) => {
    if (signedCount === null) return 'not counted yet';
    return signedCount === counted ? 'agrees' : 'differs';
  },
  'record of the count': ({ by }) => by,
};

type Counts = Readonly<Record<string, number>>;

/**
 * The months that the period touches with what the ledger has of each, from where the one before it ended: as `sweep` counts them, so
 * that both counts have the same borders.
 */
function countedMonths(all: readonly Told[], { from, until }: Period): ReadonlyMap<string, Counts> {
  const months = new Map<string, Counts>();
  const end = all.map(monthOf).reduce((latest, month) => (month > latest ? month : latest), '');
  let last: { readonly period: string; readonly until: number } | null = null;
  let month = all.slice(0, 1).map(monthOf).join('');
  for (; month !== '' && month <= end && startOf(month) < until; month = periodAfter(month)) {
    const range = rangeOf(month, all, last);
    if (endOf(month) > from) months.set(month, range.counts);
    last = { period: month, until: range.until };
  }
  return months;
}

function monthOf({ record }: Told): string {
  return record.at.slice(0, 7);
}

function startOf(month: string): Instant {
  return momentOf(`${month}-01T00:00:00Z`);
}
