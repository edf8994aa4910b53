// Rules about times: zones exist, spans run forwards, rotations begin on their weekday, exceptions end.
import type { Pointer } from './document.ts';
import { weekdayOf } from './on-call.ts';
import { operationsOf } from './policy-build.ts';
import type { PolicyDocuments, Source } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';
import { parseDuration } from './time.ts';
import { instantAt, isZone } from './zone.ts';

export const RULES_OF_TIMES = {
  'zone-unknown': (documents) => unknownZones(documents),
  'time-unreal': (documents) => unrealTimes(documents),
  'span-backwards': (documents) => backwardSpans(documents),
  'rotation-weekday': ({ onCall }) => rotationWeekdays(onCall),
  'exception-unlimited': ({ exceptions }) => unlimitedExceptions(exceptions),
  'exception-too-long': (documents) => longExceptions(documents),
  'exception-prohibited': (documents) => prohibitedExceptions(documents),
} satisfies Record<string, Rule>;

interface Zoned {
  readonly source: Source<unknown>;
  readonly zone: string;
  /** Where the zone itself is written. */
  readonly zoneAt: Pointer;
  /** The map that holds the times. */
  readonly at: Pointer;
  readonly times: Readonly<Record<string, string>>;
  /** The field whose time must be after `from`, where there is one. */
  readonly end: string | null;
}

/** Every place where a file writes local times, with the zone that they are in. */
function* zoned({ people, onCall, windows, exceptions }: PolicyDocuments): Generator<Zoned> {
  for (const [index, { away }] of people.value.people.entries()) {
    for (const [absence, { zone, from, to }] of (away ?? []).entries()) {
      const at = ['people', index, 'away', absence];
      yield { source: people, zone, zoneAt: [...at, 'zone'], at, times: { from, to }, end: 'to' };
    }
  }
  for (const [index, { zone, since, overrides }] of onCall.value.rotations.entries()) {
    const at = ['rotations', index];
    const zoneAt = [...at, 'zone'];
    yield { source: onCall, zone, zoneAt, at, times: { since }, end: null };
    for (const [swap, { from, to }] of (overrides ?? []).entries()) {
      yield { source: onCall, zone, zoneAt, at: [...at, 'overrides', swap], times: { from, to }, end: 'to' };
    }
  }
  for (const source of windows) {
    const { zone, from, to } = source.value;
    yield { source, zone, zoneAt: ['zone'], at: [], times: { from, to }, end: 'to' };
  }
  for (const source of exceptions) {
    const { zone, from, expires } = source.value;
    const times = expires === undefined ? { from } : { from, expires };
    yield { source, zone, zoneAt: ['zone'], at: [], times, end: expires === undefined ? null : 'expires' };
  }
}

function* unknownZones(documents: PolicyDocuments): Generator<Finding> {
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

function* unrealTimes(documents: PolicyDocuments): Generator<Finding> {
  for (const { source, at, times } of zoned(documents)) {
    for (const [field, local] of Object.entries(times)) {
      // In UTC every time of a real day exists; clock changes are dealt with when the time is resolved.
      if (instantAt(local, 'UTC') !== null) continue;
      yield finding(source, [...at, field], `the time "${local}" does not exist`, 'Correct the day or the hour.');
    }
  }
}

function* backwardSpans(documents: PolicyDocuments): Generator<Finding> {
  for (const { source, zone, at, times, end } of zoned(documents)) {
    const from = instantAt(times['from'] ?? '', zone);
    const to = end === null ? null : instantAt(times[end] ?? '', zone);
    if (end === null || from === null || to === null || from < to) continue;
    const fact = `"${end}" (${times[end]}) is not after "from" (${times['from']})`;
    yield finding(source, [...at, end], fact, 'Correct one of the two.');
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
  for (const source of exceptions) {
    const { id, from, expires } = source.value;
    // Days are counted by the calendar: a day on which clocks change is a day as well.
    const length = (instantAt(expires ?? '', 'UTC') ?? 0) - (instantAt(from, 'UTC') ?? 0);
    if (expires === undefined || length <= (parseDuration(longest) ?? 0)) continue;
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
