// Rules about times: zones exist, spans run forwards, rotations begin on their weekday, exceptions end.
import type { Pointer } from './document.ts';
import { weekdayOf } from './on-call.ts';
import { operationsOf, standardOf } from './policy-build.ts';
import type { DecisionDocuments, PolicyDocuments, Source } from './policy-documents.ts';
import { finding, problemsOf } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';
import type { Problem } from './problem.ts';
import { formatDuration, parseDuration } from './time.ts';
import { windowFaults } from './window-rules.ts';
import { instantAt, isZone, misreadZone } from './zone.ts';

export const RULES_OF_TIMES = {
  'zone-unknown': (documents) => unknownZones(documents),
  'time-unreal': (documents) => unrealTimes(documents),
  'span-backwards': (documents) => backwardSpans(documents),
  'reminder-too-early': (documents) => earlyReminders(documents),
  'window-times': (documents) => windowTimes(documents),
  'rotation-weekday': ({ onCall }) => rotationWeekdays(onCall),
  'exception-unlimited': ({ exceptions }) => unlimitedExceptions(exceptions),
  'exception-too-long': (documents) => longExceptions(documents),
  'exception-prohibited': (documents) => prohibitedExceptions(documents),
} satisfies Record<string, Rule>;

/** @returns the times that could not be resolved, without which no policy can be built */
export function unresolvedTimes(documents: DecisionDocuments): readonly Problem[] {
  return [...problemsOf('zone-unknown', unknownZones(documents)), ...problemsOf('time-unreal', unrealTimes(documents))];
}

/** Zones that are easily misread, once each: a note and no problem, or a policy of old could not be read any more. */
export function misreadZones(documents: DecisionDocuments): readonly Problem[] {
  const places = new Map([...zoned(documents)].map((one) => [`${one.source.path}\n${one.zoneAt.join('/')}`, one]));
  const found = [...places.values()].flatMap(({ source, zone, zoneAt }) => {
    const misread = misreadZone(zone);
    return misread === null ? [] : [finding(source, zoneAt, misread.fact, misread.remedy)];
  });
  return problemsOf('zone-misread', found);
}

/** A field and the local time that it holds. */
type Local = readonly [field: string, time: string];

interface Zoned {
  readonly source: Source<unknown>;
  readonly zone: string;
  /** Where the zone itself is written. */
  readonly zoneAt: Pointer;
  /** The map that holds the times. */
  readonly at: Pointer;
  readonly start: Local;
  /** The time that must be after the start, where there is one. */
  readonly end: Local | null;
}

const DAY = '2026-01-05';

/** Every place where a file writes local times, with the zone that they are in. */
function* zoned({ people, onCall, windows, exceptions, standard }: DecisionDocuments): Generator<Zoned> {
  const hours = standard.value.review.workingHours;
  if (hours !== undefined) {
    const at = ['review', 'workingHours'];
    // Of any working day: only their order and their zone can be wrong.
    const times = { start: ['from', `${DAY}T${hours.from}`], end: ['to', `${DAY}T${hours.to}`] } as const;
    yield { source: standard, zone: hours.zone, zoneAt: [...at, 'zone'], at, ...times };
  }
  for (const [index, { away }] of people.value.people.entries()) {
    for (const [absence, { zone, from, to }] of (away ?? []).entries()) {
      const at = ['people', index, 'away', absence];
      yield { source: people, zone, zoneAt: [...at, 'zone'], at, start: ['from', from], end: ['to', to] };
    }
  }
  for (const [index, { zone, since, overrides }] of onCall.value.rotations.entries()) {
    const at = ['rotations', index];
    const zoneAt = [...at, 'zone'];
    yield { source: onCall, zone, zoneAt, at, start: ['since', since], end: null };
    for (const [swap, { from, to }] of (overrides ?? []).entries()) {
      const swapped = [...at, 'overrides', swap];
      yield { source: onCall, zone, zoneAt, at: swapped, start: ['from', from], end: ['to', to] };
    }
  }
  for (const source of windows) {
    const { zone, from, to } = source.value;
    yield { source, zone, zoneAt: ['zone'], at: [], start: ['from', from], end: ['to', to] };
  }
  for (const source of exceptions) {
    const { zone, from, expires } = source.value;
    const end: Local | null = expires === undefined ? null : ['expires', expires];
    yield { source, zone, zoneAt: ['zone'], at: [], start: ['from', from], end };
  }
}

function* unknownZones(documents: DecisionDocuments): Generator<Finding> {
  const seen = new Set<string>();
  for (const { source, zone, zoneAt } of zoned(documents)) {
    const key = `${source.path}\n${zoneAt.join('/')}`;
    if (isZone(zone) || seen.has(key)) continue;
    seen.add(key);
    yield finding(
      source,
      zoneAt,
      `the time zone "${zone}" does not exist`,
      'Write an IANA name, for example Europe/London.',
    );
  }
}

function* unrealTimes(documents: DecisionDocuments): Generator<Finding> {
  for (const { source, at, start, end } of zoned(documents)) {
    for (const [field, local] of end === null ? [start] : [start, end]) {
      // In UTC every time of a real day exists; clock changes are dealt with when the time is resolved.
      if (instantAt(local, 'UTC') !== null) continue;
      yield finding(source, [...at, field], `the time "${local}" does not exist`, 'Correct the day or the hour.');
    }
  }
}

function* backwardSpans(documents: PolicyDocuments): Generator<Finding> {
  for (const { source, zone, at, start, end } of zoned(documents)) {
    if (end === null) continue;
    const [from, to] = [instantAt(start[1], zone), instantAt(end[1], zone)];
    if (from === null || to === null || from < to) continue;
    const fact = `"${end[0]}" (${end[1]}) is not after "${start[0]}" (${start[1]})`;
    yield finding(source, [...at, end[0]], fact, 'Correct one of the two.');
  }
}

/** A reminder in the very moment of the request would be a second request. */
function* earlyReminders(documents: PolicyDocuments): Generator<Finding> {
  const { remindBefore, decideWithin } = standardOf(documents);
  if (remindBefore === null || remindBefore < decideWithin) return;
  const [before, within] = [remindBefore, decideWithin].map(formatDuration);
  const fact = `reminders come ${before} before a deadline that is ${within} after the request`;
  yield finding(documents.standard, ['deadlines', 'remindBefore'], fact, 'Choose a shorter time.');
}

/** Standard: Tier 2 runs under an approved window, so a window has an end that people saw when they approved it. */
function* windowTimes(documents: PolicyDocuments): Generator<Finding> {
  const standard = standardOf(documents);
  for (const source of documents.windows) {
    for (const { pointer, fact, remedy } of windowFaults(source.value, standard)) {
      yield finding(source, pointer, fact, remedy);
    }
  }
}

function* rotationWeekdays(onCall: PolicyDocuments['onCall']): Generator<Finding> {
  for (const [index, { id, since, handover }] of onCall.value.rotations.entries()) {
    const weekday = weekdayOf(since);
    if (weekday === null || weekday === handover.weekday) continue;
    const fact = `the rotation "${id}" begins on a ${weekday} and hands over on ${handover.weekday}s`;
    yield finding(onCall, ['rotations', index, 'since'], fact, 'Write the date of its first handover.');
  }
}

/** Standard: there are no permanent exceptions. */
function* unlimitedExceptions(exceptions: PolicyDocuments['exceptions']): Generator<Finding> {
  for (const source of exceptions) {
    if (source.value.expires !== undefined) continue;
    yield finding(
      source,
      [],
      `the exception "${source.value.id}" has no expiry`,
      'Add "expires", the day on which it is over.',
    );
  }
}

function* longExceptions({ exceptions, standard }: PolicyDocuments): Generator<Finding> {
  const { longest } = standard.value.exceptions;
  const most = parseDuration(longest);
  for (const source of exceptions) {
    const { id, from, expires } = source.value;
    // Days are counted by the calendar: a day on which clocks change is a day as well.
    const [start, end] = [instantAt(from, 'UTC'), instantAt(expires ?? '', 'UTC')];
    // No end and days that do not exist are reported by rules of their own.
    if (start === null || end === null || (most !== null && end - start <= most)) continue;
    const fact = `the exception "${id}" lasts longer than the ${longest} that policies/standard.yaml allows`;
    yield finding(source, ['expires'], fact, 'Choose an earlier day.');
  }
}

/** gate.md rule 6: an exception never opens a prohibited operation. */
function* prohibitedExceptions(documents: PolicyDocuments): Generator<Finding> {
  const prohibited = new Set(operationsOf(documents).flatMap(({ id, prohibited: closed }) => (closed ? [id] : [])));
  for (const source of documents.exceptions) {
    for (const [index, operation] of source.value.operations.entries()) {
      if (!prohibited.has(operation)) continue;
      const fact = `${operation} is prohibited, and no exception opens it`;
      yield finding(source, ['operations', index], fact, 'Remove it.');
    }
  }
}
