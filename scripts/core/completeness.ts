// Completeness: what became of every pull request by number, and how many records of each type a month has.
import { pullOf } from './audit/history.ts';
import type { CHANGE_TYPES, FINAL_TYPES, Indexed } from './records.ts';
import type { Population } from './records-of-ledger.ts';
import type { RecordBase } from './record-parts.ts';
import { momentOf } from './snapshots.ts';
import type { Instant } from './time.ts';

/** What became of a pull request; `other` is of no kind that the gate decides about. */
export const FATES = [
  'merged',
  'denied',
  'expired',
  'refused',
  'withdrawn',
  'window',
  'exception',
  'failure',
  'other',
  'open',
] as const;
export type Fate = (typeof FATES)[number];

/** A pull request as the code host shows it. */
export interface ShownPull {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly openedAt: Instant;
}

/** A record and the year of the ledger that it lies in; `record.index` is its place there. */
export interface Placed {
  readonly year: number;
  readonly record: Indexed;
}

/** What a count says, without what every record has. */
export type PopulationFields = Omit<Population, Exclude<keyof RecordBase, 'type'>>;

const FATE_OF: Readonly<Partial<Record<Indexed['type'], Fate>>> = {
  'action-approved': 'merged',
  'action-auto': 'merged',
  'action-denied': 'denied',
  'action-expired': 'expired',
  'action-refused': 'refused',
  'action-withdrawn': 'withdrawn',
  'window-approved': 'window',
  'exception-approved': 'exception',
  'policy-changed': 'merged',
  'review-held': 'merged',
  'gate-event-filed': 'merged',
  'gate-failure-remediated': 'merged',
  'erasure-approved': 'merged',
  'gate-failure': 'failure',
} satisfies Record<(typeof FINAL_TYPES)[number] | (typeof CHANGE_TYPES)[number] | 'gate-failure', Fate>;

/**
 * The counts that are due: one for each month (UTC) that has ended since the last one, or since the first record.
 * @param records of all years, oldest first
 * @param pulls every pull request of the repository; those over without a record must have been settled before
 */
export function populationsDue(
  records: readonly Placed[],
  pulls: readonly ShownPull[],
  now: Instant,
): readonly PopulationFields[] {
  const first = records[0];
  if (first === undefined) return [];
  let last: PopulationFields | null = lastPopulation(records);
  const due: PopulationFields[] = [];
  let period = last === null ? first.record.at.slice(0, 7) : periodAfter(last.period);
  for (; endOf(period) <= now; period = periodAfter(period)) {
    last = populationOf(period, records, pulls, last);
    due.push(last);
  }
  return due;
}

/** The types of records that say what became of a request. */
export const FATED_TYPES = Object.keys(FATE_OF) as Indexed['type'][]; // the very names

/** What became of the numbers from `first` to `last`, and which of them nobody can account for. */
export function accountFor(
  [first, last]: readonly [number, number],
  records: Iterable<Indexed>,
  pulls: readonly ShownPull[],
): Pick<Population, 'pulls' | 'open' | 'gaps'> {
  const fates = fatesIn(records);
  const shown = new Map(pulls.map((pull) => [pull.number, pull]));
  const counts = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>; // every fate is there
  const open: number[] = [];
  const gaps: number[] = [];
  for (let number = first; number <= last; number += 1) {
    const pull = shown.get(number);
    const fate = fates.get(number) ?? (pull === undefined ? null : pull.state === 'open' ? 'open' : 'other');
    if (fate === null) gaps.push(number);
    else counts[fate] += 1;
    if (fate === 'open') open.push(number);
  }
  return { pulls: counts, open, gaps };
}

/** How each request ended by the ledger's word; the first ending counts, an approval that lapsed stays merged. */
export function fatesIn(records: Iterable<Indexed>): ReadonlyMap<number, Fate> {
  const fates = new Map<number, Fate>();
  for (const record of records) {
    const fate = FATE_OF[record.type];
    const number = pullOf(record);
    if (fate !== undefined && number !== null && !fates.has(number)) fates.set(number, fate);
  }
  return fates;
}

/**
 * The records of a month: from where the last count ended to the last record before the month's end.
 * @param records are gone through twice
 */
export function rangeOf(
  period: string,
  records: Iterable<Headed>,
  last: Pick<Population, 'period' | 'until'> | null,
): Pick<Population, 'from' | 'until' | 'counts'> {
  const year = Number(period.slice(0, 4));
  const from = last?.period.slice(0, 4) === period.slice(0, 4) ? last.until : 0;
  // What the year's ledger has beyond its last moment belongs to December: no later month counts in that ledger.
  const isIn = (at: string): boolean => period.endsWith('-12') || at.slice(0, 7) <= period;
  let until = from;
  for (const { year: of, record } of records) {
    if (of === year && isIn(record.at)) until = Math.max(until, record.index + 1);
  }
  const counts: Record<string, number> = {};
  for (const { year: of, record } of records) {
    if (of !== year || record.index < from || record.index >= until) continue;
    counts[record.type] = (counts[record.type] ?? 0) + 1;
  }
  return { from, until, counts };
}

/** What counting asks of a record. */
export interface Headed {
  readonly year: number;
  readonly record: Pick<Indexed, 'index' | 'at' | 'type'>;
}

/** The first moment after a month, in UTC. */
export function endOf(period: string): Instant {
  return Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5, 7)), 1);
}

/** The month after `2026-12` is `2027-01`. */
export function periodAfter(period: string): string {
  return new Date(endOf(period)).toISOString().slice(0, 7);
}

function populationOf(
  period: string,
  records: readonly Placed[],
  pulls: readonly ShownPull[],
  last: PopulationFields | null,
): PopulationFields {
  const firstPull = (last?.lastPull ?? 0) + 1;
  const opened = [
    ...pulls,
    // A request that the ledger has seen and the code host shows no more is a gap, not a smaller number.
    ...records.flatMap(({ record }) =>
      record.type === 'action-proposed' ? [{ number: record.pull, openedAt: momentOf(record.openedAt) }] : [],
    ),
  ];
  const lastPull = opened.reduce(
    (highest, { number, openedAt }) => (openedAt < endOf(period) ? Math.max(highest, number) : highest),
    firstPull - 1,
  );
  const account = accountFor(
    [firstPull, lastPull],
    records.map(({ record }) => record),
    pulls,
  );
  return { type: 'population', period, ...rangeOf(period, records, last), firstPull, lastPull, ...account };
}

function lastPopulation(records: readonly Placed[]): Indexed<Population> | null {
  const found = records.findLast(({ record }) => record.type === 'population')?.record;
  return found?.type === 'population' ? found : null;
}
