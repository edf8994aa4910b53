// The quarterly review as data: one pure function of the ledger's records and the policy at three commits.
import { gapsWithin } from '../availability.ts';
import { fatesIn } from '../completeness.ts';
import type { ReviewFile } from '../generated/types.ts';
import type { Policy } from '../policy-model.ts';
import { recordId } from '../records.ts';
import { applicableRows } from '../rows.ts';
import { formatInstant } from '../time.ts';
import { activityOf } from './activity.ts';
import { answersOf } from './answers.ts';
import { automationsOf } from './automations.ts';
import { missedReviews } from './cadence.ts';
import { exceptionLog, exceptionsOf } from './exceptions.ts';
import { failuresOf } from './failures.ts';
import { FORMAT, wayOf } from './formats.ts';
import type { Format } from './formats.ts';
import { itemsOf } from './open-items.ts';
import { populationOf } from './population.ts';
import type { Basis, Commits, Scope } from './scope.ts';
import { changesOf } from './standard-changes.ts';
import { unclassifiedOf } from './unclassified.ts';

/** The policy at each of the three commits. */
export type Policies = Readonly<Record<keyof Commits, Policy>>;

export interface ReviewGround {
  readonly basis: Basis;
  readonly commits: Commits;
  readonly policies: Policies;
}

/** So far ahead approvers are looked for, in days. */
const AHEAD = 90;
const DAY = 86_400_000;

/**
 * Derives the report of a quarter (standard: quarterly review). The same records and policies give the same value. Texts that may
 * be erased one day are not read: a report can be derived again for ever.
 * @param format an older one gives a report as it was derived then
 */
export function deriveReview(
  scope: Scope,
  { basis, commits, policies }: ReviewGround,
  format: Format = FORMAT,
): ReviewFile {
  const { quarter, lastReview, from, until, within, all } = scope;
  const { start, end, latest } = policies;
  return {
    format,
    quarter,
    period: { from: formatInstant(from), until: formatInstant(until) },
    lastReview,
    organisation: end.standard.organisation,
    version: end.standard.version,
    basis: { ...basis },
    commits: { ...commits },
    attendance: attendanceOf(latest),
    population: populationOf(within),
    gateFailures: failuresOf(scope, latest.standard),
    exceptionLog: exceptionLog(scope, end),
    exceptions: exceptionsOf(scope, start, end),
    unclassified: unclassifiedOf(scope, latest),
    ...activityOf(scope),
    ...automationsOf(start, end),
    standard: changesOf(scope, start, end),
    availability: availabilityOf(latest, until),
    deferrals: deferralsOf(scope),
    answers: answersOf(scope, end.standard, wayOf(format)),
    missedReviews: missedReviews(all, latest.standard, until).map((one) => one.quarter),
    ...itemsOf(scope, policies),
  };
}

function attendanceOf(policy: Policy): ReviewFile['attendance'] {
  const none = { tier: null, clients: 'one', reversible: true, incidentRunbook: false } as const;
  const seats = applicableRows({ change: 'review', ...none }, policy).flatMap((row) => row.seats);
  const people = [...policy.people.values()].filter(({ active }) => active);
  return seats.map((roles) => {
    const able = people.filter((person) => person.roles.some((role) => roles.includes(role)));
    return { roles: [...roles], people: able.map(({ id }) => id) };
  });
}

function availabilityOf(policy: Policy, from: number): ReviewFile['availability'] {
  const to = from + AHEAD * DAY;
  return {
    from: formatInstant(from),
    until: formatInstant(to),
    gaps: gapsWithin(policy, { from, to }).map(({ row, sentence, ...gap }) => {
      return { row, from: formatInstant(gap.from), to: formatInstant(gap.to), sentence };
    }),
    onCall: [...policy.schedules.keys()].map((rotation) => ({ rotation, people: [...policy.onCall(rotation, from)] })),
  };
}

/** Each with the end of its request (standard: contact attempts, resolution). */
function deferralsOf({ within, all }: Scope): ReviewFile['deferrals'] {
  const fates = fatesIn(all);
  return within.flatMap((one) => {
    if (one.type !== 'action-deferred') return [];
    const { at, pull, action, cause, unavailable, standIn, resolution } = one;
    const ending = fates.get(pull) ?? null;
    const who = { cause, unavailable: [...unavailable], standIn, resolution, ending };
    return [{ record: recordId(one), at, pull, operation: action.operation, ...who }];
  });
}
