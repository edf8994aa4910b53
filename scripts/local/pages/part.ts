// What the person who is signed in may do about a request, and why; the gate judges the answer again by itself.
import type { Person, Row } from '../../core/policy-model.ts';
import { standsIn } from '../../core/reviews.ts';
import { contributors, isRequester, list, names } from '../../core/standing.ts';
import type { Instant } from '../../core/time.ts';
import type { SeatReasoning } from '../../core/verdict-model.ts';
import { momentText, readable } from './moments.ts';
import type { RequestView, ShownChange, SignIn } from './source.ts';
import { roleWords } from './subject.ts';

export interface Part {
  readonly approve: boolean;
  readonly deny: boolean;
  /** One or two sentences: why the person is asked, or why not. */
  readonly why: string;
}

/** Decides which buttons this person sees; the same answer guards the POST behind them. */
export function partOf(view: RequestView, me: SignIn | null, now: Instant): Part {
  if (me === null) return none('Sign in to answer.');
  if (view.stage !== 'waiting') return none('Nobody is asked about this request any more.');
  if (view.verdict.state === 'refused') return none('The gate refuses this request, so there is nothing to approve.');
  if (view.verdict.state === 'denied' || view.verdict.state === 'expired') return none(readable(view.verdict.summary));
  const person = [...view.input.policy.people.values()].find(({ account }) => account === me.account);
  if (person === undefined || !person.active)
    return none('You are not active in the roster, so you have no part in it.');
  const standing = standingOf(person, view, now);
  const obstacle = OBSTACLES.map((find) => find(standing)).find((sentence) => sentence !== null) ?? null;
  const deny = mayDeny(standing);
  const right = deny ? ' You may deny it.' : '';
  if (obstacle !== null) return { approve: false, deny, why: `${obstacle}${right}` };
  return { approve: true, deny, why: invitation(standing) };
}

interface Standing {
  readonly view: RequestView;
  readonly person: Person;
  readonly now: Instant;
  readonly named: boolean;
  readonly called: boolean;
  readonly veto: boolean;
  /** The open seats that this person could fill. */
  readonly seats: readonly SeatReasoning[];
}

function standingOf(person: Person, view: RequestView, now: Instant): Standing {
  const { input, verdict } = view;
  const rows: readonly Row[] = input.policy.authority.rows.filter((row) =>
    verdict.rows.some(({ row: id }) => id === row.id),
  );
  const named = input.proposal.approvers.includes(person.id);
  const called = !named && standsIn(person, now, rows, input);
  const open = verdict.rows.flatMap((row) => row.seats.filter((seat) => seat.filledBy === null));
  // A stand-in takes the place of whoever was to fill the seat, so every open one.
  const seats = called ? open : open.filter((seat) => seat.candidates.includes(person.id));
  const veto = person.roles.some((role) => input.policy.authority.veto.includes(role));
  return { view, person, now, named, called, veto, seats };
}

/** A say is enough for a no, independence is not needed; only the forge takes no answer from whoever opened the request. */
function mayDeny({ named, called, veto, person, view }: Standing): boolean {
  return (named || called || veto) && view.pull.opener.id !== person.account;
}

/** What keeps somebody from approving, in the order in which it is told; each gives its sentence or `null`. */
const OBSTACLES: readonly ((standing: Standing) => string | null)[] = [
  ({ person, view }) =>
    isRequester(person.id, view.input.proposal)
      ? 'You asked for this, or it is your own work, so somebody else has to approve it.'
      : null,
  ({ person, view }) =>
    contributors(view.input).has(person.account)
      ? 'You opened this request, had a hand in one of its commits, or pushed to its branch, so somebody else has to approve it.'
      : null,
  notNamed,
  alreadyApproved,
  ({ person, view }) =>
    view.input.pull.writers?.includes(person.account) === false
      ? 'Your account has no write access to the repository, so your approval would not count.'
      : null,
  ({ view }) => (view.pull.draft ? 'This request is still a draft.' : null),
  ({ view, now }) => {
    const { deadline } = view.verdict;
    return now > deadline ? `Answers counted until ${momentText(deadline)}, which has passed.` : null;
  },
  ({ view }) =>
    isShown(view) ? null : 'What would be approved cannot be shown completely here, so it cannot be approved here.',
  ({ seats }) => (seats.length === 0 ? 'No seat is open that you could fill.' : null),
];

/** Nobody approves what they could not read: each side of each file has to be text. */
function isShown({ file, changes, input }: RequestView): boolean {
  if (input.proposal.kind === 'action') return file !== null && input.proposal.action !== null;
  const isText = ({ status, before, after }: ShownChange): boolean =>
    (status === 'added' || before.kind === 'text') && (status === 'removed' || after.kind === 'text');
  return changes !== null && changes.length > 0 && changes.every(isText);
}

function notNamed({ named, called, veto, person, view }: Standing): string | null {
  if (named || called) return null;
  const { proposal, policy } = view.input;
  const approvers = names(proposal.approvers, policy);
  if (proposal.standIns.includes(person.id)) {
    return `You are named as a stand-in and have not been called. You are asked only if ${approvers} cannot answer in time.`;
  }
  const role = veto ? ' Your role has a veto.' : '';
  return `You were not named for this request; ${approvers} ${proposal.approvers.length === 1 ? 'was' : 'were'}.${role}`;
}

function alreadyApproved({ person, view }: Standing): string | null {
  const mine = view.verdict.counted.find((one) => one.person === person.id);
  if (mine === undefined) return null;
  const missing = view.verdict.missing.map((role) => roleWords([role]));
  const rest = missing.length === 0 ? 'Nothing else is needed.' : `Still needed: ${list(missing)}.`;
  return `You approved this on ${momentText(mine.at)}. ${rest}`;
}

function invitation({ called, seats, view }: Standing): string {
  const roles = [...new Set(seats.map((seat) => roleWords(seat.roles)))];
  const { proposal, policy } = view.input;
  return called
    ? `You have been called to stand in for ${names(proposal.approvers, policy)}, in the seat of ${list(roles)}.`
    : `You are named as an approver; your approval fills the seat of ${list(roles)}.`;
}

function none(why: string): Part {
  return { approve: false, deny: false, why };
}
