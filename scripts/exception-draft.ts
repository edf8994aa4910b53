// From what somebody hands in to the complete file of an exception: title, requestor and both approvers are filled in.
import { draftText, lookAhead, requestorOf, titleOf } from './change-draft.ts';
import type { Draft, DraftGround, Refused } from './change-draft.ts';
import { exceptionPath, parseExceptionProposal } from './core/exception-file.ts';
import type { ExceptionFile } from './core/generated/types.ts';
import { sentence } from './core/problem.ts';
import { renewalWords } from './core/renewal.ts';
import { fillSeats } from './core/seats.ts';
import { isAway, list } from './core/standing.ts';
import type { Verdict } from './core/verdict-model.ts';
import { misreadZone } from './core/zone.ts';

export interface CompleteException {
  readonly ok: true;
  readonly exception: ExceptionFile;
  readonly path: string;
  readonly text: string;
  /** Whom the exception that it follows goes back to, in sentences. */
  readonly follows: readonly string[];
  /** What the gate will say first, judged as if the request were open already. */
  readonly verdict: Verdict;
}

/** Completes an exception's draft and looks at it as the gate will: its text, the policy with it, the people it names. */
export function completeException(draft: Draft, ground: DraftGround): CompleteException | Refused {
  const { policy, now } = ground;
  const requestor = requestorOf(draft, ground);
  const named =
    draft.approvers === undefined ? approversFor(requestor, ground) : { approvers: draft.approvers, open: [] };
  if (named.open.length > 0) {
    const fact = `Nobody active but who asks for it could approve it as ${list(named.open)}.`;
    return {
      ok: false,
      sentences: [`${fact} Let somebody else ask for it, or give the role to one more person first.`],
    };
  }
  const text = draftText(filledIn(draft, requestor, named.approvers, ground));
  const path = exceptionPath(typeof draft.id === 'string' ? draft.id : 'exception');
  const { exception, problems } = parseExceptionProposal(new TextEncoder().encode(text), path, policy, now);
  if (exception === null || problems.length > 0) return { ok: false, sentences: problems.map(sentence) };
  const misread = misreadZone(exception.zone);
  if (misread !== null) return { ok: false, sentences: [`${path}: ${misread.fact}. ${misread.remedy}`] };
  const { id, requestor: requester, approvers, renews } = exception;
  if (policy.exceptions.some((one) => one.id === id)) {
    return { ok: false, sentences: [`The exception ${id} is on the default branch already. Choose another id.`] };
  }
  const asked = {
    kind: 'exception',
    id,
    path,
    requester,
    approvers,
    ...(renews === undefined ? {} : { renews }),
  } as const;
  const ahead = lookAhead(asked, text, ground);
  if (!ahead.ok) return ahead;
  return { ok: true, exception, path, text, follows: renewalWords(ahead.input), verdict: ahead.verdict };
}

/** In the order of the schema, and then whatever else the draft holds, for the strict reader to refuse. */
function filledIn(draft: Draft, requestor: unknown, approvers: unknown, { policy }: DraftGround): Draft {
  const { id, title = titleOf(draft, policy), operations, clients, gate, renews, ...rest } = draft;
  const { justification, compensates, zone, from, expires, requestor: _, approvers: __, ...unknown } = rest;
  const why = { requestor, approvers, justification, compensates };
  return { id, title, operations, clients, gate, renews, ...unknown, ...why, zone, from, expires };
}

interface Named {
  readonly approvers: readonly string[];
  /** Roles of the seats that nobody could fill. */
  readonly open: readonly string[];
}

/** One specific person for each seat (standard: named before), who did not ask for it; who is away comes last. */
function approversFor(requestor: unknown, { policy, opener, now }: DraftGround): Named {
  const people = [...policy.people.values()].filter(
    ({ id, account, active }) => active && id !== requestor && account !== opener?.id,
  );
  const inOrder = people.toSorted((a, b) => Number(isAway(a, now)) - Number(isAway(b, now)));
  const seats = policy.authority.exceptionSeats;
  const able = seats.map((roles) => inOrder.filter((one) => one.roles.some((role) => roles.includes(role))));
  const filled = fillSeats(able.map((ones) => ones.map(({ id }) => id)));
  return {
    approvers: filled.filter((id) => id !== null),
    open: seats.flatMap((roles, seat) => (filled[seat] === null ? [roles.join(' or ')] : [])),
  };
}
