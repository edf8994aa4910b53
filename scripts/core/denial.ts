// A denial by somebody with a say ends the request for good: no push, dismissal or later approval undoes it.
import { personBehind } from './accounts.ts';
import type { Review } from './facts.ts';
import type { Person, Row } from './policy-model.ts';
import { inOrder, standsIn } from './reviews.ts';
import type { Denial, GateInput, Verdict } from './verdict-model.ts';

/** The first denial that counts, `null` where there is none. It needs a say, not independence, and holds for every commit. */
export function findDenial(rows: readonly Row[], input: GateInput): Denial | null {
  for (const review of inOrder(input.pull.reviews ?? [])) {
    const person = saysNo(review) && review.by.type === 'User' ? personBehind(review.by.id, input.policy) : null;
    const right = person === null ? null : rightOf(person, review, rows, input);
    if (person === null || right === null) continue;
    const { id, name, account } = person;
    return { person: id, name, account, review: review.id, at: review.at, reason: review.body, right };
  }
  return null;
}

/** The answers that changed nothing, for people to read: the denial that decided is not one of them, though it is no approval. */
export function passedOver({ notCounted, denial }: Pick<Verdict, 'notCounted' | 'denial'>): Verdict['notCounted'] {
  return notCounted.filter(({ review }) => review !== denial?.review);
}

/** Does a dismissed review hide what it said? Then the evidence is incomplete, and nothing may be approved on it. */
export function hidesItsAnswer(review: Review): boolean {
  return review.state === 'DISMISSED' && review.was === null;
}

function saysNo(review: Review): boolean {
  return review.state === 'CHANGES_REQUESTED' || (review.state === 'DISMISSED' && review.was === 'CHANGES_REQUESTED');
}

/** By which right this person may deny; `null` for somebody without a say, or no longer active. */
function rightOf(person: Person, review: Review, rows: readonly Row[], input: GateInput): Denial['right'] | null {
  if (!person.active) return null;
  if (input.proposal.approvers.includes(person.id)) return 'approver';
  if (standsIn(person, review.at, rows, input)) return 'stand-in';
  return person.roles.some((role) => input.policy.authority.veto.includes(role)) ? 'veto' : null;
}
