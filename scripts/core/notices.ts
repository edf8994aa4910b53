// What people are told: messages short enough to be read on a lock screen, each with an id under which it is sent once.
import { isNearMiss } from './gate-failures.ts';
import type { PersonId, Policy } from './policy-model.ts';
import type { ActionDeferred, ActionDenied, ActionExpired, ActionProposed, GateFailure, Indexed } from './records.ts';
import { recordId } from './records.ts';
import { momentOf } from './snapshots.ts';
import { formatInstant } from './time.ts';
import type { Duration, Instant } from './time.ts';

/** One message. The same id is the same message: it is sent to a person once. */
export interface Notice {
  /** For example `reminder/7`; at most 200 characters. */
  readonly id: string;
  readonly about:
    | 'request'
    | 'reminder'
    | 'stand-in-called'
    | 'gate-failure'
    | 'break-glass'
    | 'exception-expiring'
    | 'review'
    | 'drift';
  readonly at: Instant;
  readonly to: readonly PersonId[];
  readonly pull: number | null;
  readonly title: string;
  readonly lines: readonly string[];
  /** Where it is looked at and answered; a link never decides. */
  readonly url: string;
}

/** What a message needs besides what it tells of. */
export interface Telling {
  readonly at: Instant;
  readonly url: string;
}

/** A request waits for its named approvers (standard: named before queueing). */
export function requestOpened(record: ActionProposed, { at, url }: Telling): Notice {
  const { pull, action, automation, deadline } = record;
  const what = `${action.operation} on ${targetsOf(record)}`;
  return {
    id: `request/${pull}`,
    about: 'request',
    at,
    to: record.approvers,
    pull,
    title: `Request ${pull}: ${what}`,
    lines: [
      `${automation ?? record.opener.login} asks for ${what}.`,
      `You are a named approver. Answer by ${deadline}; without an answer it ends, and nothing runs.`,
      'Read the request before you answer: this message is not it.',
    ],
    url,
  };
}

/** It is the turn of a stand-in (standard: if unavailable). */
export function standInCalled({ pull, standIn, action, resolution }: ActionDeferred, { at, url }: Telling): Notice {
  return {
    id: `stand-in-called/${pull}/${standIn}`,
    about: 'stand-in-called',
    at,
    to: [standIn],
    pull,
    title: `Request ${pull} waits for you as stand-in: ${action.operation}`,
    lines: [resolution, 'An answer of yours counts from now on.'],
    url,
  };
}

/** A request ended without running; the one who asked is told. */
export function requestEnded(
  record: ActionDenied | ActionExpired,
  to: readonly PersonId[],
  { at, url }: Telling,
): Notice {
  const { number } = record.pull;
  const how = record.type === 'action-denied' ? `denied by ${record.denial.name}` : 'over without an approval in time';
  return {
    id: `${record.type}/${number}`,
    about: 'request',
    at,
    to,
    pull: number,
    title: `Request ${number} is ${how}: ${record.action.operation}`,
    lines: [`Reason: ${record.reason}`, 'Nothing ran.'],
    url,
  };
}

/** The gate was bypassed (standard: gate failures are routed to the Security Lead and the Risk Owner). */
export function gateFailed(record: Indexed<GateFailure>, to: readonly PersonId[], { at, url }: Telling): Notice {
  const id = recordId(record);
  const isGlass = record.kind === 'break-glass';
  return {
    id: `gate-failure/${id}`,
    about: isGlass ? 'break-glass' : 'gate-failure',
    at,
    to,
    pull: record.pull,
    title: `${isGlass ? 'Break-glass' : isNearMiss(record) ? 'Gate event' : 'Gate failure'}: record ${id}`,
    lines: [
      record.how,
      `Action: ${record.action?.id ?? 'none'}. Target: ${record.target ?? 'not named'}. Found by: ${record.detectedBy}.`,
      isGlass ? 'Two others review it within 24 hours.' : 'It stays open until its remediation is approved.',
    ],
    url,
  };
}

const HOUR = 3_600_000;

/** An exception runs out (standard: no renewal in place). Each threshold is a message of its own. */
export function exceptionExpiring(
  exception: { readonly id: string; readonly until: Instant; readonly before: Duration },
  to: readonly PersonId[],
  { at, url }: Telling,
): Notice {
  const end = formatInstant(exception.until);
  return {
    id: `exception-expiring/${exception.id}/${exception.before / HOUR}h`,
    about: 'exception-expiring',
    at,
    to,
    pull: null,
    title: `Exception ${exception.id} ends at ${end}`,
    lines: [
      'From then on what it covers goes through the gate of the action table again.',
      'It is not renewed by itself: whoever still needs it asks for a new one that names this one.',
    ],
    url,
  };
}

/** The quarterly review waits for its signatures. */
export function reviewOpened(pull: number, to: readonly PersonId[], { at, url }: Telling): Notice {
  return {
    id: `review/${pull}`,
    about: 'review',
    at,
    to,
    pull,
    title: `Request ${pull}: the quarterly review waits for your signature`,
    lines: ['It merges only with the approvals of all its owners, each a person of their own.'],
    url,
  };
}

/** Everybody active who holds a role in a seat of the row for this kind of change. */
export function seatHolders({ authority, people }: Policy, change: string): readonly PersonId[] {
  const seats = new Set(
    authority.rows.filter(({ when }) => when.change === change).flatMap((row) => row.seats.flat().map(String)),
  );
  return [...people.values()]
    .filter((one) => one.active && one.roles.some((role) => seats.has(role)))
    .map(({ id }) => id);
}

/** A client is enough on a lock screen; many are a number. */
function targetsOf({ action }: ActionProposed): string {
  const clients = [...new Set(action.targets.map(({ client }) => client))];
  if (action.portfolio) return 'the whole portfolio';
  return clients.length === 1 ? clients.join('') : `${clients.length} clients`;
}

/** Messages about the past are sent for so long: whoever sets up a channel later is not told of years. */
export function isFresh(record: { readonly at: string }, now: Instant, within: number): boolean {
  return now - momentOf(record.at) <= within;
}
