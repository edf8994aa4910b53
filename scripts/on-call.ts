// on-call: who may approve now and until when, and every stretch of time ahead in which some row could not be filled.
import { gapsWithin, turnsWithin } from './core/availability.ts';
import type { Gap, Turn } from './core/availability.ts';
import type { Person, PersonId, Policy, Role, RotationId } from './core/policy-model.ts';
import { isAway, list, names } from './core/standing.ts';
import { formatInstant } from './core/time.ts';
import type { Instant } from './core/time.ts';
import { localAt } from './core/zone.ts';

const DAY = 86_400_000;

export interface OnCallReport {
  readonly at: Instant;
  /** Until when was looked. */
  readonly until: Instant;
  readonly rotations: readonly {
    readonly id: RotationId;
    readonly title: string;
    readonly zone: string;
    readonly now: Turn;
    /** Who follows, `null` where nobody does within the time looked at. */
    readonly next: Turn | null;
  }[];
  /** Every role that fills a seat, with all active people who hold it. */
  readonly roles: readonly {
    readonly role: Role;
    readonly people: readonly { readonly id: PersonId; readonly away: boolean; readonly until: Instant | null }[];
  }[];
  readonly gaps: readonly Gap[];
}

/**
 * Looks ahead (standard, quarterly review: approver availability). Pure: the policy and the moment are all it knows.
 * @param days how far ahead, from the moment on
 */
export function onCallReport(policy: Policy, at: Instant, days: number): OnCallReport {
  const span = { from: at, to: at + days * DAY };
  const rotations = [...policy.schedules.values()].flatMap(({ id, title, zone }) => {
    const [now, next = null] = turnsWithin(id, policy, span);
    return now === undefined ? [] : [{ id, title, zone, now, next }];
  });
  const seats = new Set(policy.authority.rows.flatMap((row) => row.seats.flat()));
  const roles = [...seats].map((role) => ({
    role,
    people: holdersOf(role, policy).map((person) => {
      return { id: person.id, away: isAway(person, at), until: changeOf(person, at, span.to) };
    }),
  }));
  return { at, until: span.to, rotations, roles, gaps: gapsWithin(policy, span) };
}

function holdersOf(role: Role, { people }: Policy): readonly Person[] {
  const active = [...people.values()].filter((person) => person.active);
  if (role !== 'lead-of-technician') return active.filter((person) => person.roles.includes(role));
  const leads = new Set(active.filter((person) => person.roles.includes('technician')).map(({ lead }) => lead));
  return active.filter((person) => leads.has(person.id));
}

/** When this person comes back or goes away next; `null` where neither happens before `end`. */
function changeOf(person: Person, at: Instant, end: Instant): Instant | null {
  const away = isAway(person, at);
  const ends = person.absences.flatMap(({ from, to }) => [from, to]).toSorted((a, b) => a - b);
  return ends.find((one) => at < one && one < end && isAway(person, one) !== away) ?? null;
}

/** The report for a terminal: moments in UTC, handovers in the rotation's own time as well. */
export function describeOnCall(report: OnCallReport, policy: Policy): readonly string[] {
  const { at, until, rotations, roles, gaps } = report;
  const ahead = `until ${formatInstant(until)}`;
  return [
    `On call at ${formatInstant(at)}`,
    ...rotations.map(({ title, zone, now, next }) => {
      const then = next === null ? ahead : `until ${both(next.from, zone)}, then ${names(next.people, policy)}`;
      return `  ${title}: ${names(now.people, policy)} ${then}`;
    }),
    'Who may approve',
    ...roles.map(({ role, people }) => `  ${role}: ${list(people.map((person) => presence(person, policy)))}`),
    gaps.length === 0 ? `No gap ${ahead}: every row can be filled.` : `Gaps ${ahead}`,
    ...gaps.map((gap) => `  ${formatInstant(gap.from)} to ${formatInstant(gap.to)}  ${gap.sentence}`),
  ];
}

function both(instant: Instant, zone: string): string {
  return `${localAt(instant, zone).replace('T', ' ')} ${zone} (${formatInstant(instant)})`;
}

function presence({ id, away, until }: OnCallReport['roles'][number]['people'][number], policy: Policy): string {
  const name = policy.people.get(id)?.name ?? id;
  if (until === null) return away ? `${name} (away)` : name;
  return away ? `${name} (away until ${formatInstant(until)})` : `${name} (until ${formatInstant(until)})`;
}
