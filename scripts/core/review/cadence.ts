// When a review of the standard is due, and which of them nobody held in time.
import type { Standard } from '../policy-model.ts';
import { boundsOf, quarterOf, shiftQuarter } from '../quarters.ts';
import type { Quarter } from '../quarters.ts';
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Instant } from '../time.ts';

/** A review that was due and not held. */
export interface MissedReview {
  readonly quarter: Quarter;
  /** The first moment at which it was too late. */
  readonly due: Instant;
}

/**
 * The reviews that were missed (standard: quarterly review). A quarter is reviewed before the quarter after it is over; a later
 * quarter's review covers it too, if it was held by then.
 * @param standard every three months where it says nothing
 */
export function missedReviews(
  records: readonly Indexed[],
  { review }: Pick<Standard, 'review'>,
  now: Instant,
): readonly MissedReview[] {
  const step = Math.max(1, Math.floor((review?.everyMonths ?? 3) / 3));
  const first = records[0];
  if (first === undefined) return [];
  const held = records.filter((one) => one.type === 'review-held');
  const missed: MissedReview[] = [];
  let quarter = shiftQuarter(quarterOf(momentOf(first.at)), step - 1);
  for (; dueOf(quarter) <= now; quarter = shiftQuarter(quarter, step)) {
    const due = dueOf(quarter);
    const isHeld = held.some((one) => one.quarter >= quarter && momentOf(one.at) < due);
    if (!isHeld) missed.push({ quarter, due });
  }
  return missed;
}

/** The quarter after it is over. */
function dueOf(quarter: Quarter): Instant {
  return boundsOf(shiftQuarter(quarter, 1)).until;
}
