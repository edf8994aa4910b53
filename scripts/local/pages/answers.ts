// What a form asks for, done: signing in and out, an answer to a request, a simulated proposal.
import type { Sha } from '../../core/facts.ts';
import { LONGEST_REASON } from './answer-section.ts';
import type { Html } from './html.ts';
import type { Visitor } from './layout.ts';
import { sentencePage } from './layout.ts';
import { listPage } from './list-page.ts';
import { partOf } from './part.ts';
import { requestPage } from './request-page.ts';
import { endedSession, newSession } from './session.ts';
import { ownPage, signInPage } from './sign-in-page.ts';
import type { PagesSource, RequestView } from './source.ts';

export type Done =
  | { readonly kind: 'go'; readonly to: string; readonly cookie: string | null }
  | { readonly kind: 'show'; readonly status: number; readonly page: Html };

export interface Posted {
  readonly fields: ReadonlyMap<string, string>;
  readonly visitor: Visitor;
  readonly source: PagesSource;
  readonly secret: string;
  readonly clock: () => number;
}

/**
 * Gives the person's answer about exactly the commit they saw (gate.md rule 14: a review counts for its commit).
 * @param number of the request
 */
export async function postAnswer(number: number, posted: Posted): Promise<Done> {
  const { fields, visitor, source, clock } = posted;
  const view = await source.request(number);
  if (view === null) return notThere(number, visitor);
  const head = fields.get('head') ?? '';
  const answer = fields.get('answer') ?? '';
  const reason = (fields.get('reason') ?? '').replaceAll('\r\n', '\n').trim();
  const show = (status: number, sentence: string, now: RequestView = view): Done => ({
    kind: 'show',
    status,
    page: requestPage(now, clock(), visitor, { tone: 'bad', sentence, reason }),
  });
  if (visitor.me === null) return { kind: 'go', to: '/sign-in', cookie: null };
  if ((answer !== 'approve' && answer !== 'deny') || !/^[0-9a-f]{7,64}$/.test(head)) {
    return show(400, 'This answer is not complete, so nothing was done; answer again below.');
  }
  if (head !== view.pull.head) return show(409, moved(head, view.pull.head));
  const part = partOf(view, visitor.me, clock());
  if (!part[answer]) return show(403, `Your answer was not taken. ${part.why}`);
  if (answer === 'deny' && reason === '') return show(400, 'A denial needs a reason; write one below.');
  if (reason.length > LONGEST_REASON) {
    return show(400, `A reason has at most ${LONGEST_REASON} characters; this one has ${reason.length}.`);
  }
  const event = answer === 'approve' ? 'APPROVE' : 'REQUEST_CHANGES';
  // An approval says yes to what is shown and nothing else; words beside it would be read as conditions.
  const given = await source.answer(visitor.me.account, number, head, event, answer === 'approve' ? '' : reason);
  if (given.ok) return { kind: 'go', to: `/requests/${number}`, cookie: null };
  const now = (await source.request(number)) ?? view;
  return show(
    409,
    now.pull.head === head ? `Your answer was not taken. ${given.message}` : moved(head, now.pull.head),
    now,
  );
}

function moved(seen: Sha, head: Sha): string {
  return (
    `Your answer was not taken, because the request changed after you opened it: you saw ${seen.slice(0, 12)}, ` +
    `it is now ${head.slice(0, 12)}. Below is the new content; read it and answer again.`
  );
}

/** Asks a simulated automation for a proposal. */
export async function postSimulate({ fields, visitor, source, clock }: Posted): Promise<Done> {
  if (visitor.me === null) return { kind: 'go', to: '/sign-in', cookie: null };
  const id = fields.get('id') ?? '';
  const known = source.simulations.some((one) => one.id === id);
  const given = known
    ? await source.simulate(id)
    : { ok: false as const, message: 'There is no such simulation; choose one of the buttons.' };
  if (given.ok) return { kind: 'go', to: '/', cookie: null };
  const page = listPage(await source.requests(), source.simulations, clock(), visitor, given.message);
  return { kind: 'show', status: known ? 409 : 400, page };
}

/** Signs in as somebody from the roster, with a new session. */
export async function postSignIn({ fields, visitor, source, secret, clock }: Posted): Promise<Done> {
  const people = await source.people();
  const to = ownPage(fields.get('to') ?? null);
  const account = fields.get('account') ?? '';
  const me = people.find((person) => String(person.account) === account);
  if (me === undefined) {
    const problem = 'This person is not in the roster; choose one of those below.';
    return { kind: 'show', status: 400, page: signInPage(people, to, visitor, problem) };
  }
  return { kind: 'go', to, cookie: newSession(me.account, secret, clock()).cookie };
}

/** Signs out; the cookie is gone and its token with it. */
export function postSignOut(): Promise<Done> {
  return Promise.resolve({ kind: 'go', to: '/sign-in', cookie: endedSession() });
}

function notThere(number: number, visitor: Visitor): Done {
  const page = sentencePage('Not found', `There is no request ${number}.`, visitor);
  return { kind: 'show', status: 404, page };
}
