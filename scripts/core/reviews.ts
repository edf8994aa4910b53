// Which review counts: for each person the latest, judged rule by rule; the first rule that fails is the reason.
import { personBehind } from './accounts.ts';
import type { NotCountedCode } from './codes.ts';
import { deadlineOf } from './deadline.ts';
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
  for (const review of latestOfEach(input.pull.reviews ?? [])) {
    const person = personBehind(review.by.id, input.policy);
    const failed = person === null ? NOT_NAMED : RULES.find((rule) => rule.fails({ review, person, rows, input }));
    if (person !== null && failed === undefined) counted.push(approval(review, person, input));
    if (failed !== undefined) notCounted.push(rejection(review, person, failed, input));
  }
  return { counted, notCounted };
}

/** Reviews in the order in which they were given; the number decides between those of one moment, as the forge counts up. */
export function inOrder(reviews: readonly Review[]): readonly Review[] {
  return reviews.toSorted((a, b) => a.at - b.at || a.id - b.id);
}

/**
 * The review that speaks for each account: its last one that is not a mere comment (gate.md rule 10). A dismissal
 * withdraws and revives nothing before it, so it speaks as itself.
 */
function latestOfEach(reviews: readonly Review[]): Iterable<Review> {
  const latest = new Map<number, Review>();
  for (const review of inOrder(reviews)) {
    const before = latest.get(review.by.id);
    if (before === undefined || before.state === 'COMMENTED' || review.state !== 'COMMENTED') {
      latest.set(review.by.id, review);
    }
  }
  return latest.values();
}

/** The commit is the head: rule 14 let no other pass. */
function approval(review: Review, person: Person, { proposal, pull }: GateInput): CountedApproval {
  const standIn = !proposal.approvers.includes(person.id);
  const { id, name, account } = person;
  return { person: id, name, account, review: review.id, commit: pull.head, at: review.at, standIn };
}

function rejection(review: Review, person: Person | null, rule: Rule, input: GateInput): NotCounted {
  const fact = rule.fact(person?.name ?? review.by.login, input, review);
  const { code, remedy } = rule;
  return { person: person?.id ?? null, account: review.by, review: review.id, code, fact, remedy };
}

interface Case {
  readonly review: Review;
  readonly person: Person;
  readonly rows: readonly Row[];
  readonly input: GateInput;
}

interface Rule {
  readonly code: NotCountedCode;
  readonly fails: (one: Case) => boolean;
  readonly fact: (name: string, input: GateInput, review: Review) => string;
  readonly remedy: string;
}

/** Rule 8; standard: a specific person is identified before the action is queued. A stranger never was. */
const NOT_NAMED: Rule = {
  code: 'not-named',
  fails: ({ person, input: { proposal } }) => ![...proposal.approvers, ...proposal.standIns].includes(person.id),
  fact: (name, { proposal }) =>
    proposal.namedBy === 'matrix'
      ? `${name} holds none of the roles that the matrix asks for.`
      : `${name} was not named before the request was queued.`,
  remedy: 'Propose anew and name them, if they are to decide.',
};

/** In the order of gate.md; the first that fails is given as the reason. */
const RULES: readonly Rule[] = [
  NOT_NAMED,
  {
    code: 'no-seat', // rule 7
    fails: ({ person, rows, input }) => isApprover(person, input) && !hasSeat(person, rows, input),
    fact: (name) => `${name} holds none of the roles that this request needs.`,
    remedy: 'Ask the people whose seats are still open.',
  },
  {
    code: 'stand-in-not-called', // rule 9
    fails: ({ person, review, rows, input }) => !isApprover(person, input) && !standsIn(person, review.at, rows, input),
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
    fails: ({ person, input }) => isRequester(person.id, input.proposal),
    fact: (name) => `${name} asked for this action, or it is their own work.`,
    remedy: 'Ask another of the named approvers.',
  },
  {
    code: 'is-contributor', // rule 11
    fails: ({ review, input }) => contributors(input).has(review.by.id),
    fact: (name) => `${name} opened this request, had a hand in one of its commits, or pushed to its branch.`,
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
    fails: ({ person }) => !person.active,
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
    fails: ({ review, input: { pull } }) => review.commit !== pull.head, // also `null`: the forge no longer knows it
    fact: (name, { pull }, { commit }) =>
      commit === null // also what was approved while the request went to another branch (rule 14)
        ? `${name} approved what is not there any more: another commit, or the request as it went to another branch.`
        : `${name} approved another commit than the current head ${pull.head.slice(0, 12)}.`,
    remedy: 'Look at what changed and approve again.',
  },
  {
    code: 'late', // rule 15
    fails: ({ review, input }) => review.at > deadlineOf(input),
    fact: (name, input) => `${name} answered after the deadline, ${formatInstant(deadlineOf(input))}.`,
    remedy: 'Propose it again.',
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
