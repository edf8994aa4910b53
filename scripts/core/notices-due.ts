// Which messages are due, from what the ledger says and what is open: looked at anew each time, so that a kill forgets none.
import {
  exceptionExpiring,
  gateFailed,
  isFresh,
  type Notice,
  requestEnded,
  requestOpened,
  reviewOpened,
  seatHolders,
  standInCalled,
} from './notices.ts';
import type { PersonId, Policy } from './policy-model.ts';
import type { Indexed } from './records.ts';
import type { Instant } from './time.ts';

/** A pull request that is open. */
export interface OpenRequest {
  readonly number: number;
  readonly headBranch: string;
}

const DAY = 86_400_000;
/** How long a gate failure that nobody was told of is still told of. */
const FAILURES: Instant = 7 * DAY;
/** Likewise for the end of a request. */
const ENDINGS: Instant = DAY;
/** How long before its end the people behind an exception are told, where the standard does not say. */
const EXPIRING = 7 * DAY;

/**
 * Everything that somebody has to be told of; who was told already, `tell` finds in the ledger.
 * @param urlOf where a request is looked at, and for `null` the repository
 */
export function noticesDue(
  records: readonly Indexed[],
  open: readonly OpenRequest[],
  policy: Policy,
  urlOf: (pull: number | null) => string,
  at: Instant,
): readonly Notice[] {
  const pulls = new Set(open.map(({ number }) => number));
  const asked = new Map(records.flatMap((one) => (one.type === 'action-proposed' ? [[one.pull, one] as const] : [])));
  const told = records.flatMap((record): readonly Notice[] => {
    if (record.type === 'action-proposed') {
      return pulls.has(record.pull) ? [requestOpened(record, { at, url: urlOf(record.pull) })] : [];
    }
    if (record.type === 'action-deferred') {
      return pulls.has(record.pull) ? [standInCalled(record, { at, url: urlOf(record.pull) })] : [];
    }
    if (record.type === 'action-denied' || record.type === 'action-expired') {
      const { number } = record.pull;
      const to = askersOf(asked.get(number));
      return isFresh(record, at, ENDINGS) ? [requestEnded(record, to, { at, url: urlOf(number) })] : [];
    }
    if (record.type !== 'gate-failure' || !isFresh(record, at, FAILURES)) return [];
    const to = record.kind === 'break-glass' ? everybodyInCharge(policy) : seatHolders(policy, 'gate-event');
    return [gateFailed(record, to, { at, url: urlOf(record.pull) })];
  });
  const reviews = open
    .filter(({ headBranch }) => headBranch.startsWith('review/'))
    .map(({ number }) => reviewOpened(number, seatHolders(policy, 'review'), { at, url: urlOf(number) }));
  return [...told, ...reviews, ...ending(records, policy, urlOf(null), at)];
}

/** In force only by its approval on the ledger, which also names who asked for it and who answers for it. */
function ending(records: readonly Indexed[], policy: Policy, url: string, at: Instant): readonly Notice[] {
  const ends = new Map(policy.exceptions.map(({ id, expires }) => [id, expires]));
  const before = policy.standard.exceptionReminder ?? EXPIRING;
  return records.flatMap((record): readonly Notice[] => {
    if (record.type !== 'exception-approved') return [];
    const { exception: id, requestor, approvals } = record;
    const until = ends.get(id) ?? null;
    if (until === null || until <= at || until - at > before) return [];
    const behind = new Set([requestor, ...approvals.map(({ person }) => person)]);
    const to = [...behind].filter((person) => policy.people.get(person)?.active === true);
    return [exceptionExpiring({ id, until, before }, to, { at, url })];
  });
}

/** Who may deny, and who owns what runs: for break-glass everybody of them is told at once. */
function everybodyInCharge(policy: Policy): readonly PersonId[] {
  const vetoers = [...policy.people.values()].filter(
    (one) => one.active && one.roles.some((role) => policy.authority.veto.includes(role)),
  );
  return [...new Set([...vetoers.map(({ id }) => id), ...seatHolders(policy, 'review')])];
}

function askersOf(
  asked: { readonly requester: PersonId | null; readonly technician: PersonId | null } | undefined,
): readonly PersonId[] {
  return [asked?.requester ?? asked?.technician ?? null].filter((one) => one !== null);
}
