// Who holds a weekly rotation at a moment.
import type { PersonId } from './policy-model.ts';
import type { Duration, Instant } from './time.ts';
import { instantAt } from './zone.ts';

const DAY: Duration = 86_400_000;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export interface Rotation {
  readonly id: string;
  readonly title: string;
  /** IANA zone of every local time here. */
  readonly zone: string;
  readonly handover: { readonly weekday: (typeof DAYS)[number]; readonly time: string };
  /** Local date of the first handover. */
  readonly since: string;
  readonly people: readonly PersonId[];
  readonly overrides?: readonly { readonly person: PersonId; readonly from: string; readonly to: string }[];
}

/**
 * Who is on call: the people of the swaps that hold at this moment in the order of the file, otherwise the one whose
 * week it is. A handover belongs to the new holder, and a swap's end no longer belongs to the swap.
 * @returns nobody before the first handover, or where a time cannot be read: nobody may stand in then
 */
export function onCallAt(rotation: Rotation, at: Instant): readonly PersonId[] {
  const swapped = (rotation.overrides ?? []).filter(({ from, to }) => {
    const start = instantAt(from, rotation.zone);
    const end = instantAt(to, rotation.zone);
    return start !== null && end !== null && start <= at && at < end;
  });
  if (swapped.length > 0) return [...new Set(swapped.map(({ person }) => person))];
  const week = weekOf(rotation, at);
  const holder = week === null ? undefined : rotation.people[week % rotation.people.length];
  return holder === undefined ? [] : [holder];
}

/**
 * Every moment of a stretch of time at which who holds the rotation may change, in no order: handovers, and the starts and
 * ends of swaps.
 * @param from included, as `to` is
 */
export function changesOf(rotation: Rotation, from: Instant, to: Instant): readonly Instant[] {
  const first = handoverOf(rotation, 0) ?? from;
  // Weeks more on either side, because clock changes move handovers against full weeks.
  const weeks = Math.ceil((to - Math.max(first, from)) / (7 * DAY)) + 3;
  const start = Math.max(0, Math.floor((from - first) / (7 * DAY)) - 1);
  const handovers = Array.from({ length: Math.max(0, weeks) }, (_, week) => handoverOf(rotation, start + week));
  const swaps = (rotation.overrides ?? []).flatMap((swap) => [swap.from, swap.to]);
  const ends = swaps.map((local) => instantAt(local, rotation.zone));
  return [...handovers, ...ends].flatMap((at) => (at !== null && from <= at && at <= to ? [at] : []));
}

/** @returns the weekday of a local date, for example `monday`, or `null` where there is no such date. */
export function weekdayOf(date: string): (typeof DAYS)[number] | null {
  const day = new Date(instantAt(date, 'UTC') ?? Number.NaN).getUTCDay();
  return DAYS[day] ?? null;
}

/** How many handovers there have been since the first; `null` before it. */
function weekOf(rotation: Rotation, at: Instant): number | null {
  const lately = weeks.get(rotation);
  if (lately !== undefined && lately.from <= at && at < lately.to) return lately.week;
  const first = handoverOf(rotation, 0);
  if (first === null || at < first) return null;
  // Clock changes move a handover by an hour or so against full weeks: estimate, then compare with the real ones.
  const estimate = Math.floor((at - first) / (7 * DAY));
  const next = handoverOf(rotation, estimate + 1);
  const current = handoverOf(rotation, estimate);
  if (current !== null && next !== null && current <= at && at < next) {
    weeks.set(rotation, { week: estimate, from: current, to: next });
  }
  if (next !== null && at >= next) return estimate + 1;
  return current !== null && at < current ? estimate - 1 : estimate;
}

/** The week of each rotation that held at last: a rotation never changes once it is read, and requests come one after the other. */
const weeks = new WeakMap<Rotation, { readonly week: number; readonly from: Instant; readonly to: Instant }>();

function handoverOf(rotation: Rotation, week: number): Instant | null {
  const start = instantAt(rotation.since, 'UTC');
  if (start === null) return null;
  const date = new Date(start + week * 7 * DAY).toISOString().slice(0, 10);
  return instantAt(`${date}T${rotation.handover.time}`, rotation.zone);
}
