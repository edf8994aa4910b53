// When a look at the settings is recorded, and how it continues the one before: between two looks no time is left out.
import { recordId } from './records.ts';
import type { Indexed } from './records.ts';
import type { Moment, RecordBase, RecordId } from './record-parts.ts';
import type { SettingsRead, Sight } from './records-of-settings.ts';
import { sameJson } from './canonical.ts';
import { momentOf } from './snapshots.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';

/** Looks that are further apart, in milliseconds, are worth a word: one a day is at most this far from the next. */
export const FAR_APART = 2 * 86_400_000;

/** The newest look on the ledger, `null` where there is none. */
export function lastLook(records: readonly Indexed[]): Indexed<SettingsRead> | null {
  return records.findLast((one) => one.type === 'settings-read') ?? null;
}

/** One run's look: what it saw, when it began, and where the look ended that it goes on from. */
export interface OwnLook {
  readonly sight: Sight;
  readonly from: Moment | null;
  readonly until: Instant;
}

/**
 * The record of a look, where one is due: the first, the first of a day (UTC), and each that saw something else than the one before
 * or has gate failures to name. The job runs once a day and when a rule changes, so a year has about as many looks as days.
 * @param records as they are where it would be appended
 * @returns `null` where none is due, or where another run has looked meanwhile: its look stands, and the next one goes on from there
 */
export function lookDue(
  { sight, from, until }: OwnLook,
  base: Omit<RecordBase, 'type'>,
  records: readonly Indexed[],
): SettingsRead | null {
  const last = lastLook(records);
  if ((last?.until ?? null) !== from) return null;
  const failures = unnamed(records);
  const end = formatInstant(until);
  if (last !== null) {
    const isNews = failures.length > 0 || !isSame(sight, last) || end.slice(0, 10) !== last.until.slice(0, 10);
    if (!isNews || until <= momentOf(last.until)) return null;
  }
  return { type: 'settings-read', ...base, from, until: end, ...sight, failures };
}

/** The doctor's gate failures behind the newest look: also those of a run that ended before it could record its own. */
function unnamed(records: readonly Indexed[]): readonly RecordId[] {
  const behind = records.slice(records.findLastIndex(({ type }) => type === 'settings-read') + 1);
  return behind.flatMap((one) => (isWeakening(one) ? [recordId(one)] : []));
}

function isWeakening(one: Indexed): boolean {
  return one.type === 'gate-failure' && one.kind === 'protection-weakened' && one.detectedBy === 'doctor';
}

function isSame(a: Sight, b: Sight): boolean {
  const short = ({ parts, unread, differences, codes, stated, digest }: Sight) => {
    return { parts, unread, differences, codes, stated, digest };
  };
  return sameJson(short(a), short(b));
}
