// How long people took to answer: whoever answers within seconds has hardly looked.
import type { ReviewFile } from '../generated/types.ts';
import type { ChangeKind, PersonId, Standard } from '../policy-model.ts';
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Duration, Instant } from '../time.ts';
import { localAt } from '../zone.ts';
import { saidIn } from './answers-said.ts';
import type { Way } from './formats.ts';
import type { Scope } from './scope.ts';

interface Answer {
  readonly kind: ChangeKind;
  readonly person: PersonId;
  readonly took: Duration;
  readonly isNo: boolean;
  readonly isOutside: boolean;
}

const QUICK: Duration = 10_000;

const KINDS: readonly ChangeKind[] = [
  'action',
  'window',
  'exception',
  'gate-event',
  'erasure',
  'policy',
  'code',
  'review',
];

/** Answers to requests that were decided in the period, approvals that counted and denials: in all, by kind and by person. */
export function answersOf(
  { within, upTo }: Scope,
  { review }: Pick<Standard, 'review'>,
  way: Pick<Way, 'answers'>,
): ReviewFile['answers'] {
  const asked = askedAt(upTo);
  const hours = review?.workingHours;
  const all = within.flatMap((record) =>
    saidIn(record, way).flatMap(({ kind, pull, person, at, openedAt, isStandIn, isNo }): readonly Answer[] => {
      const since = openedAt ?? asked.get(isStandIn ? `${pull} ${person}` : String(pull));
      if (since === undefined) return [];
      const took = Math.max(0, at - since);
      return [{ kind, person, isNo, took, isOutside: hours !== undefined && isOutside(at, hours) }];
    }),
  );
  const outsideOf = (some: readonly Answer[]) =>
    hours === undefined ? null : some.filter((one) => one.isOutside).length;
  const figuresOf = (own: readonly Answer[]) => {
    const times = { median: rank(own, 0.5), p90: rank(own, 0.9), within10: quick(own) };
    return { count: own.length, ...times, outside: outsideOf(own) };
  };
  const kinds = KINDS.flatMap((kind) => {
    const own = all.filter((one) => one.kind === kind);
    return own.length === 0 ? [] : [{ kind, denials: denials(own), ...figuresOf(own) }];
  });
  const people = [...Map.groupBy(all, ({ person }) => person)].map(([person, own]) => ({
    person,
    count: own.length,
    denials: denials(own),
    share: Math.round((own.length / all.length) * 10_000) / 10_000,
    median: rank(own, 0.5),
    within10: quick(own),
    outside: outsideOf(own),
  }));
  return {
    ...figuresOf(all),
    ...(way.answers === 'actions' ? {} : { kinds }),
    people: people.toSorted((a, b) => b.count - a.count || (a.person < b.person ? -1 : 1)),
  };
}

/** When each request for an action was opened, by its number, and when each stand-in was called for it, by number and person. */
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

function denials(answers: readonly Answer[]): number {
  return answers.filter(({ isNo }) => isNo).length;
}

function isOutside(at: Instant, { zone, from, to }: NonNullable<NonNullable<Standard['review']>['workingHours']>) {
  const local = localAt(at, zone);
  const time = local.slice(11);
  const weekday = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || time < from || time >= to;
}
