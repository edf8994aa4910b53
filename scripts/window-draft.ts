// From what somebody hands in to the complete file of a window: title, requestor and approvers are filled in, the rest is checked.
import { draftText, lookAhead, requestorOf, titleOf } from './change-draft.ts';
import type { Draft, DraftGround, Refused } from './change-draft.ts';
import type { WindowFile } from './core/generated/types.ts';
import { sentence } from './core/problem.ts';
import { isAway } from './core/standing.ts';
import type { Verdict } from './core/verdict-model.ts';
import { parseWindowProposal, windowPath } from './core/window-file.ts';
import { timesOf } from './core/window-words.ts';
import { misreadZone } from './core/zone.ts';

export interface CompleteWindow {
  readonly ok: true;
  readonly window: WindowFile;
  readonly path: string;
  readonly text: string;
  /** Every time at which it is open, in words. */
  readonly times: readonly string[];
  /** What the gate will say first, judged as if the request were open already. */
  readonly verdict: Verdict;
}

/** Completes a window's draft and looks at it as the gate will: its text, the policy with it, and the people it names. */
export function completeWindow(draft: Draft, ground: DraftGround): CompleteWindow | Refused {
  const { policy, now } = ground;
  const text = draftText(filledIn(draft, ground));
  const path = windowPath(typeof draft.id === 'string' ? draft.id : 'window');
  const { window, problems } = parseWindowProposal(new TextEncoder().encode(text), path, policy, now);
  if (window === null || problems.length > 0) return { ok: false, sentences: problems.map(sentence) };
  const misread = misreadZone(window.zone);
  if (misread !== null) return { ok: false, sentences: [`${path}: ${misread.fact}. ${misread.remedy}`] };
  if (policy.windows.has(window.id)) {
    return { ok: false, sentences: [`The window ${window.id} is on the default branch already. Choose another id.`] };
  }
  const { id, requestor: requester, approvers } = window;
  const ahead = lookAhead({ kind: 'window', id, path, requester, approvers }, text, ground);
  if (!ahead.ok) return ahead;
  return {
    ok: true,
    window,
    path,
    text,
    times: timesOf(window, policy.standard.windowRecursFor),
    verdict: ahead.verdict,
  };
}

/** In the order of the schema, and then whatever else the draft holds, for the strict reader to refuse. */
function filledIn(draft: Draft, ground: DraftGround): Draft {
  const requestor = requestorOf(draft, ground);
  const { id, title = titleOf(draft, ground.policy), operations, clients, zone, from, to, recurrence, ...rest } = draft;
  const { approvers = approversFor(requestor, ground), justification, ...unknown } = rest;
  const times = { zone, from, to, ...(recurrence === undefined ? {} : { recurrence }) };
  return { id, title, operations, clients, ...times, ...unknown, requestor, approvers, justification };
}

/** One specific person, not a role (standard): who may approve windows, did not ask for it, and is not away where another is there. */
function approversFor(requestor: unknown, { policy, opener, now }: DraftGround): readonly string[] {
  const people = [...policy.people.values()].filter(
    ({ id, account, active }) => active && id !== requestor && account !== opener?.id,
  );
  // In the order of the roles in the row of the matrix: the first is who it is meant for.
  const able = policy.authority.windowApprovers.flatMap((role) => people.filter(({ roles }) => roles.includes(role)));
  const present = able.find((person) => !isAway(person, now));
  return [present ?? able[0]].flatMap((person) => person?.id ?? []);
}
