// Which review counts: for each person the latest, judged rule by rule; the first rule that fails is the reason.
import type { NotCountedCode } from './codes.ts';
import type { Review } from './facts.ts';
import type { Person, Row } from './policy-model.ts';
import { contributors, holdsRole, isOnCallFor, isRequester } from './standing.ts';
import { formatInstant } from './time.ts';
import type { CountedApproval, GateInput, NotCounted } from './verdict-model.ts';

export interface JudgedReviews {
  readonly counted: readonly CountedApproval[];
  readonly notCounted: readonly NotCounted[];
}

/** Judges the latest review of everybody who gave one. `rows` are those of the matrix that apply. */
export function judgeReviews(rows: readonly Row[], input: GateInput): JudgedReviews {
  const counted: CountedApproval[] = [];
  const notCounted: NotCounted[] = [];
  for (const reviews of byAccount(input.pull.reviews ?? []).values()) {
    const review = latest(reviews);
    const person = personOf(review, input);
    const failed = RULES.find((rule) => rule.fails({ review, person, rows, input }));
    if (failed === undefined && person !== null && review.commit !== null) {
      counted.push(approval(review, person, review.commit, input));
    } else {
      const { code, fact, remedy } = failed ?? RULES[0];
      const name = person?.name ?? review.by.login;
      const id = person?.id ?? null;
      notCounted.push({ person: id, account: review.by, review: review.id, code, fact: fact(name, input), remedy });
    }
  }
  return { counted, notCounted };
}

function byAccount(reviews: readonly Review[]): ReadonlyMap<number, readonly Review[]> {
  const groups = new Map<number, Review[]>();
  for (const review of reviews) {
    const group = groups.get(review.by.id);
    if (group === undefined) groups.set(review.by.id, [review]);
    else group.push(review);
  }
  return groups;
}

/**
 * The review that speaks for a person: the last one that is not a mere comment (gate.md rule 10). A dismissal withdraws
 * and revives nothing before it, so it speaks as itself.
 */
function latest(reviews: readonly Review[]): Review {
  const ordered = reviews.toSorted((a, b) => a.at - b.at);
  const last = ordered.findLast((review) => review.state !== 'COMMENTED') ?? ordered.at(-1);
  if (last === undefined) throw new RangeError('a group of reviews is never empty');
  return last;
}

/** The person of the roster behind an account number; the login plays no part (gate.md rule 12). */
export function personOf(review: Review, { policy }: GateInput): Person | null {
  return [...policy.people.values()].find((person) => person.account === review.by.id) ?? null;
}

function approval(review: Review, person: Person, commit: string, { proposal }: GateInput): CountedApproval {
  const standIn = !proposal.approvers.includes(person.id);
  const { id, name, account } = person;
  return { person: id, name, account, review: review.id, commit, at: review.at, standIn };
}

interface Case {
  readonly review: Review;
  readonly person: Person | null;
  readonly rows: readonly Row[];
  readonly input: GateInput;
}

interface Rule {
  readonly code: NotCountedCode;
  readonly fails: (one: Case) => boolean;
  readonly fact: (name: string, input: GateInput) => string;
  readonly remedy: string;
}

const NAME_ANEW = 'Propose anew and name them, if they are to decide.';

/** In the order of gate.md; the first that fails is given as the reason. */
const RULES: readonly [Rule, ...Rule[]] = [
  {
    code: 'not-named', // rule 8; standard: a specific person is identified before the action is queued
    fails: ({ person, input: { proposal } }) =>
      person === null || ![...proposal.approvers, ...proposal.standIns].includes(person.id),
    fact: (name) => `${name} was not named before the request was queued.`,
    remedy: NAME_ANEW,
  },
  {
    code: 'no-seat', // rule 7
    fails: ({ person, rows, input }) => person !== null && isApprover(person, input) && !hasSeat(person, rows, input),
    fact: (name) => `${name} holds none of the roles that this request needs.`,
    remedy: 'Ask the people whose seats are still open.',
  },
  {
    code: 'stand-in-not-called', // rule 9
    fails: ({ person, review, rows, input }) =>
      person !== null && !isApprover(person, input) && !standsIn(person, review.at, rows, input),
    fact: (name) => `${name} is a stand-in and had not been called when answering.`,
    remedy: 'Answer again once called, or let the named approver answer.',
  },
  {
    code: 'comment-only', // rule 10; standard: an explicit approval or denial
    fails: ({ review }) => review.state === 'COMMENTED',
    fact: (name) => `${name} commented, which is neither an approval nor a denial.`,
    remedy: 'Approve or deny explicitly.',
  },
  {
    code: 'dismissed', // rule 10
    fails: ({ review }) => review.state === 'DISMISSED',
    fact: (name) => `The approval of ${name} was dismissed.`,
    remedy: 'Approve again, if it still stands.',
  },
  {
    code: 'denied',
    fails: ({ review }) => review.state === 'CHANGES_REQUESTED',
    fact: (name) => `${name} denied it.`,
    remedy: 'A denial is final; propose something else.',
  },
  {
    code: 'is-requester', // rule 11; standard: nobody approves their own request
    fails: ({ person, input }) => person !== null && isRequester(person.id, input.proposal),
    fact: (name) => `${name} asked for this action, or it is their own work.`,
    remedy: 'Ask another of the named approvers.',
  },
  {
    code: 'is-contributor', // rule 11
    fails: ({ review, input }) => contributors(input).has(review.by.id),
    fact: (name) => `${name} opened this request or had a hand in one of its commits.`,
    remedy: 'Ask another of the named approvers.',
  },
  {
    code: 'not-human', // rule 12; standard: a named human
    fails: ({ review }) => review.by.type !== 'User',
    fact: (name) => `The account of ${name} is a bot.`,
    remedy: 'A person has to answer.',
  },
  {
    code: 'not-in-role', // rule 13
    fails: ({ person }) => person !== null && !person.active,
    fact: (name) => `${name} is no longer active in the roster.`,
    remedy: 'Ask another of the named approvers.',
  },
  {
    code: 'no-write-access', // rule 13
    fails: ({ review, input: { pull } }) => !(pull.writers ?? []).includes(review.by.id),
    fact: (name) => `${name} has no write access to the repository.`,
    remedy: 'Give the account write access and answer again, or ask another of the named approvers.',
  },
  {
    code: 'stale', // rule 14: by commit, never by time
    fails: ({ review, input: { pull } }) => review.commit === null || review.commit !== pull.head,
    fact: (name, { pull }) => `${name} approved another commit than the current head ${pull.head.slice(0, 12)}.`,
    remedy: 'Look at what changed and approve again.',
  },
  {
    code: 'late', // rule 15
    fails: ({ review, input: { pull, policy } }) => review.at > pull.openedAt + policy.standard.decideWithin,
    fact: (name, { pull, policy }) =>
      `${name} answered after the deadline, ${formatInstant(pull.openedAt + policy.standard.decideWithin)}.`,
    remedy: 'Propose the action again.',
  },
];

function isApprover(person: Person, { proposal }: GateInput): boolean {
  return proposal.approvers.includes(person.id);
}

function hasSeat(person: Person, rows: readonly Row[], { proposal, policy }: GateInput): boolean {
  return rows.some((row) => row.seats.flat().some((role) => holdsRole(person, role, proposal, policy)));
}

/** Named as a stand-in, on call for a row when the request was opened, and called before this answer (gate.md rule 9). */
export function standsIn(person: Person, at: number, rows: readonly Row[], input: GateInput): boolean {
  return (
    input.proposal.standIns.includes(person.id) &&
    rows.some((row) => isOnCallFor(person.id, row, input)) &&
    input.ledger.called.some((call) => call.standIn === person.id && call.at < at)
  );
}
