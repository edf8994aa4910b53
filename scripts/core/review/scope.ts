// What a review covers: the records since the last one up to the quarter's end, and the commits on main whose policy counts.
import type { Sha } from '../facts.ts';
import { boundsOf, parseQuarter } from '../quarters.ts';
import type { Quarter } from '../quarters.ts';
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Instant } from '../time.ts';

export interface Scope {
  readonly quarter: Quarter;
  readonly lastReview: Quarter | null;
  readonly from: Instant;
  readonly until: Instant;
  /** Everything that the report rests on, also what came after the quarter: what was mended since counts as mended. */
  readonly all: readonly Indexed[];
  /** Before the period. */
  readonly before: readonly Indexed[];
  /** Within it. */
  readonly within: readonly Indexed[];
  /** Before its end. */
  readonly upTo: readonly Indexed[];
}

/** The end of the ledger that a report rests on. */
export interface Basis {
  readonly year: number;
  readonly size: number;
  readonly root: string;
}

/** The period of a quarter's review: nothing between two reviews is left out, also where one was missed. */
export function scopeOf(quarter: Quarter, all: readonly Indexed[]): Scope {
  const { from: begin, until } = boundsOf(quarter);
  const held = all.flatMap((one) => (one.type === 'review-held' && one.quarter < quarter ? [one.quarter] : []));
  const last = parseQuarter(held.toSorted().at(-1) ?? '');
  const from = last === null ? Math.min(begin, ...all.slice(0, 1).map(({ at }) => momentOf(at))) : boundsOf(last).until;
  const upTo = all.filter(({ at }) => momentOf(at) < until);
  const before = upTo.filter(({ at }) => momentOf(at) < from);
  const within = upTo.filter(({ at }) => momentOf(at) >= from);
  return { quarter, lastReview: last, from, until, all, before, within, upTo };
}

/**
 * The records up to a checkpoint.
 * @returns `null` where the ledger has no such place
 */
export function recordsUpTo(
  { year, size }: Pick<Basis, 'year' | 'size'>,
  records: readonly Indexed[],
): readonly Indexed[] | null {
  const placed = records.map((record) => ({ record, of: Number(record.at.slice(0, 4)) }));
  const own = placed.filter((one) => one.of === year && one.record.index < size);
  if (own.length !== size || size === 0) return null;
  return placed.flatMap(({ record, of }) => (of < year || (of === year && record.index < size) ? [record] : []));
}

export interface Commits {
  readonly start: Sha;
  readonly end: Sha;
  readonly latest: Sha;
}

/** Main as the ledger saw it at the period's two ends and last; `null` where no record says. */
export function commitsOf({ before, upTo, all }: Scope): Commits | null {
  const first = all.find(saysMain);
  const latest = all.findLast(saysMain);
  if (first === undefined || latest === undefined) return null;
  const [start, end] = [before, upTo].map((some) => some.findLast(saysMain));
  return {
    start: start === undefined ? first.main : mainAfter(start),
    end: mainAfter(end ?? first),
    latest: mainAfter(latest),
  };
}

/** The first record of a year may know no main. */
function saysMain({ type }: Indexed): boolean {
  return type !== 'key-enrolled';
}

/** A merge is recorded with the tip that it was merged onto. */
function mainAfter(record: Indexed): Sha {
  return 'merge' in record ? record.merge.commit : record.main;
}
