// Up to where a platform's activity was read, from where it has to be read next, and which executions share one act.
import { nameOf, readsOf, SKEW, slotsIn, usedBy } from './activity.ts';
import type { Act } from './activity.ts';
import type { Indexed } from './records.ts';
import type { ActivityRead, RecordedAct } from './records-of-activity.ts';
import { momentOf } from './snapshots.ts';
import type { Instant } from './time.ts';

/** So far back the first look goes, in milliseconds. */
const FIRST = 86_400_000;
/** What was read already is read again for so long: a platform may write down late, or by another clock, what happened. */
const AGAIN = 3_600_000;
/** A look that found nothing is recorded once in so long. */
const QUIET = 86_400_000;

/** A look that is due: from where on it counts, from where on it reads, and to where; in milliseconds since 1970. */
export interface DueSpan {
  readonly from: Instant;
  readonly since: Instant;
  readonly until: Instant;
  /** The last entry of the log that was seen: whatever was written down behind it is new, however late. `null`: nobody knows. */
  readonly after: number | null;
  /** Whether it is recorded even if it finds nothing. */
  readonly isDue: boolean;
}

/**
 * Where the next look at a platform begins: where the last one ended.
 * @returns `null` where no time has passed since; `ahead` where that is further in the future than clocks differ: then one of
 * them is wrong, and nobody would look for as long
 */
export function dueSpan(platform: string, records: readonly Indexed[], now: Instant): DueSpan | null | 'ahead' {
  const own = readsOf(records).filter((one) => one.platform === platform);
  const last = own.at(-1);
  const begun = records.slice(0, 1).map(({ at }) => momentOf(at));
  const from = last === undefined ? Math.max(now - FIRST, ...begun) : momentOf(last.until);
  if (from >= now) return from - now > SKEW ? 'ahead' : null;
  const since = last === undefined ? from : from - AGAIN;
  const after = own.findLast(({ lastEntry }) => lastEntry !== undefined)?.lastEntry ?? null;
  return { from, since, until: now, after, isDue: last === undefined || now - from >= QUIET };
}

/** Whether a look begins where the last one on the ledger ended; the first one begins where it likes. */
export function continuesLook({ platform, from }: ActivityRead, records: readonly Indexed[]): boolean {
  const last = readsOf(records).findLast((one) => one.platform === platform);
  return last === undefined || last.until === from;
}

/** The acts that no record holds yet, by the platform's own numbers. */
export function freshActs(platform: string, acts: readonly Act[], records: readonly Indexed[]): readonly Act[] {
  const known = new Set(actsOn(platform, records).map(({ id }) => id));
  return acts.filter(({ id }) => !known.has(id));
}

/**
 * Executions that are said to have succeeded and for which the platform shows no act of their own, while it shows another's
 * in their time: one act does not prove two outcomes.
 * @param records with the newest look
 */
export function sharedActs(
  platform: string,
  records: readonly Indexed[],
): readonly { readonly target: string; readonly how: string }[] {
  const reads = readsOf(records).filter((one) => one.platform === platform);
  const [begin, end] = [reads.at(0)?.from, reads.at(-1)?.until];
  if (begin === undefined || end === undefined) return [];
  const taken = Map.groupBy(
    actsOn(platform, records).flatMap((act) => usedBy(act).map((name) => ({ act, name }))),
    ({ name }) => name.slice(name.indexOf(' ') + 1),
  );
  return [...slotsIn(records)].flatMap(([key, slots]) => {
    const own = taken.get(key) ?? [];
    return slots.flatMap((slot) => {
      // What lies at the edge of what was read may have its act beyond it.
      const isInside = slot.from >= momentOf(begin) && slot.to + AGAIN <= momentOf(end);
      if (slot.outcome !== 'succeeded' || !isInside || own.some(({ name }) => name === nameOf(slot))) return [];
      const other = own.find(({ act }) => slot.from <= momentOf(act.at) && momentOf(act.at) <= slot.to);
      if (other === undefined) return [];
      const operation = key.slice(0, key.indexOf(' '));
      const how = `Record ${slot.intent} is said to have succeeded with ${operation} on ${slot.target}; the one act that ${platform} shows then, activity ${other.act.id}, is that of record ${other.act.intent}.`;
      return [{ target: `${operation} on ${slot.target}, record ${slot.intent}`, how }];
    });
  });
}

function actsOn(platform: string, records: readonly Indexed[]): readonly RecordedAct[] {
  return readsOf(records).flatMap((one) => (one.platform === platform ? one.acts : []));
}
