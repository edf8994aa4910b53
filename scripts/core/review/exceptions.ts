// The exceptions of a review: every entry of their log, and where each stands at the end of the period.
import type { ReviewFile } from '../generated/types.ts';
import type { Policy, PolicyException } from '../policy-model.ts';
import { recordId } from '../records.ts';
import type { ExceptionApproved } from '../records-of-kinds.ts';
import { momentOf } from '../snapshots.ts';
import { formatInstant } from '../time.ts';
import type { Instant } from '../time.ts';
import type { Scope } from './scope.ts';

type Entry = ReviewFile['exceptionLog'][number];
type Standing = ReviewFile['exceptions'][number];

/** An exception that is over so soon after the period is called expiring. */
const SOON = 30 * 86_400_000;

/** Every entry of the period in order: approved, used, ended by itself (standard: every entry of the exception log). */
export function exceptionLog({ within, from, until }: Scope, end: Policy): ReviewFile['exceptionLog'] {
  const recorded = within.flatMap((one): Entry[] => {
    const common = { at: one.at, record: recordId(one) };
    if (one.type === 'exception-approved') {
      const by = one.approvals.map(({ person }) => person);
      return [{ ...common, exception: one.exception, event: 'approved', by, operation: null }];
    }
    if (one.type !== 'action-auto' || one.exception === null) return [];
    const clients = one.action.portfolio ? ['all'] : [...new Set(one.action.targets.map(({ client }) => client))];
    return [{ ...common, exception: one.exception, event: 'used', by: clients, operation: one.action.operation }];
  });
  // One that was taken away may have been so before its end.
  const ended = end.exceptions.flatMap(({ id, expires }): Entry[] =>
    expires === null || expires < from || expires >= until
      ? []
      : [{ at: formatInstant(expires), record: null, exception: id, event: 'ended', by: [], operation: null }],
  );
  return [...recorded, ...ended].toSorted((a, b) => momentOf(a.at) - momentOf(b.at));
}

/** Every exception that was in force, approved or used in the period (standard: no exception past its expiry). */
export function exceptionsOf(scope: Scope, start: Policy, end: Policy): ReviewFile['exceptions'] {
  const { upTo, within, from, until } = scope;
  const approvals = new Map(upTo.flatMap((one) => (one.type === 'exception-approved' ? [[one.exception, one]] : [])));
  const texts = new Map(known(start, end).map((one) => [one.id, one]));
  const present = new Set(end.exceptions.map(({ id }) => id));
  const uses = within.flatMap((one) => (one.type === 'action-auto' && one.exception !== null ? [one.exception] : []));
  const fresh = within.flatMap((one) => (one.type === 'exception-approved' ? [one.exception] : []));
  return [...new Set([...texts.keys(), ...fresh, ...uses])].flatMap((id): Standing[] => {
    const text = texts.get(id);
    const used = uses.filter((one) => one === id).length;
    const wasOver = text !== undefined && text.expires !== null && text.expires <= from;
    if (wasOver && used === 0 && !fresh.includes(id)) return [];
    const approval = approvals.get(id);
    const state = stateOf(text, approval !== undefined, present.has(id), until);
    return [{ ...scopeOf(id, text), ...peopleOf(approval), ...timesOf(text), state, uses: used }];
  });
}

/** As the policy has them at either end of the period; the later one counts. */
function known(start: Policy, end: Policy): readonly PolicyException[] {
  const all = [...start.exceptions, ...end.exceptions].map((one) => [one.id, one] as const);
  return [...new Map(all).values()];
}

function stateOf(
  text: PolicyException | undefined,
  isApproved: boolean,
  isPresent: boolean,
  until: Instant,
): Standing['state'] {
  if (!isPresent || text === undefined) return 'removed';
  if (!isApproved) return 'unapproved';
  if (text.expires === null) return 'open';
  if (text.expires <= until) return 'ended';
  return text.expires <= until + SOON ? 'expiring' : 'open';
}

function scopeOf(id: string, text: PolicyException | undefined): Pick<Standing, 'id' | 'operations' | 'clients'> {
  return { id, operations: [...(text?.operations ?? [])], clients: [...(text?.clients ?? [])] };
}

function peopleOf(approval: ExceptionApproved | undefined): Pick<Standing, 'requestor' | 'approvers'> {
  const approvers = approval?.approvals.map(({ person }) => person) ?? [];
  return { requestor: approval?.requestor ?? null, approvers };
}

function timesOf(text: PolicyException | undefined): Pick<Standing, 'from' | 'expires'> {
  const expires = text?.expires ?? null;
  return {
    from: text === undefined ? null : formatInstant(text.from),
    expires: expires === null ? null : formatInstant(expires),
  };
}
