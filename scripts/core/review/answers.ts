// How long people took to answer: whoever answers within seconds has hardly looked.
import type { ReviewFile } from '../generated/types.ts';
import type { PersonId, Standard } from '../policy-model.ts';
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Duration, Instant } from '../time.ts';
import { localAt } from '../zone.ts';
import type { Scope } from './scope.ts';

interface Answer {
  readonly person: PersonId;
  readonly took: Duration;
  readonly isNo: boolean;
  readonly isOutside: boolean;
}

const QUICK: Duration = 10_000;

/** Answers to requests for actions that were decided in the period: approvals that counted, and denials. */
export function answersOf({ within, upTo }: Scope, { review }: Pick<Standard, 'review'>): ReviewFile['answers'] {
  const asked = askedAt(upTo);
  const hours = review?.workingHours;
  const all = within.flatMap((record) =>
    saidIn(record).flatMap(({ pull, person, at, isStandIn, isNo }): readonly Answer[] => {
      const since = asked.get(isStandIn ? `${pull} ${person}` : String(pull));
      if (since === undefined) return [];
      return [{ person, isNo, took: Math.max(0, at - since), isOutside: hours !== undefined && isOutside(at, hours) }];
    }),
  );
  const outsideOf = (some: readonly Answer[]) =>
    hours === undefined ? null : some.filter((one) => one.isOutside).length;
  const people = [...Map.groupBy(all, ({ person }) => person)].map(([person, own]) => ({
    person,
    count: own.length,
    denials: own.filter(({ isNo }) => isNo).length,
    share: Math.round((own.length / all.length) * 10_000) / 10_000,
    median: rank(own, 0.5),
    within10: quick(own),
    outside: outsideOf(own),
  }));
  return {
    count: all.length,
    median: rank(all, 0.5),
    p90: rank(all, 0.9),
    within10: quick(all),
    outside: outsideOf(all),
    people: people.toSorted((a, b) => b.count - a.count || (a.person < b.person ? -1 : 1)),
  };
}

interface Said {
  readonly pull: number;
  readonly person: PersonId;
  readonly at: Instant;
  readonly isStandIn: boolean;
  readonly isNo: boolean;
}

function saidIn(record: Indexed): readonly Said[] {
  if (record.type === 'action-denied') {
    const { person, at, right } = record.denial;
    return [{ pull: record.pull.number, person, at: momentOf(at), isStandIn: right === 'stand-in', isNo: true }];
  }
  if (record.type !== 'action-approved') return [];
  return record.approvals.map(({ person, at, standIn }) => {
    return { pull: record.pull.number, person, at: momentOf(at), isStandIn: standIn, isNo: false };
  });
}

/** When each request was opened, by its number, and when each stand-in was called for it, by number and person. */
function askedAt(records: readonly Indexed[]): ReadonlyMap<string, Instant> {
  return new Map(
    records.flatMap((one) => {
      if (one.type === 'action-proposed') return [[String(one.pull), momentOf(one.openedAt)] as const];
      return one.type === 'action-deferred' ? [[`${one.pull} ${one.standIn}`, momentOf(one.at)] as const] : [];
    }),
  );
}

/** The nearest rank, in seconds; `null` of nothing. */
function rank(answers: readonly Answer[], part: number): number | null {
  const sorted = answers.map(({ took }) => took).toSorted((a, b) => a - b);
  const found = sorted[Math.ceil(part * sorted.length) - 1];
  return found === undefined ? null : found / 1_000;
}

function quick(answers: readonly Answer[]): number {
  return answers.filter(({ took }) => took <= QUICK).length;
}

function isOutside(at: Instant, { zone, from, to }: NonNullable<NonNullable<Standard['review']>['workingHours']>) {
  const local = localAt(at, zone);
  const time = local.slice(11);
  const weekday = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || time < from || time >= to;
}
