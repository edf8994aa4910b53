// What the populations say of every decision in the same way: who approved it by which review, and who had pushed to its branch.
import type { Account } from '../facts.ts';
import type { PullSnapshot, RecordedApproval } from '../record-parts.ts';

/** Each approval: name, login and account, and when it was given. */
export function approvedBy(
  approvals: readonly RecordedApproval[],
  pull: Pick<PullSnapshot, 'reviews'>,
): readonly string[] {
  return approvals.map((approval) => answeredBy(approval, approval.standIn ? 'stand-in' : null, pull));
}

/**
 * Who gave an answer, and when. The account is the identity; the login is that of the review, as the code host showed it.
 * @param right by which they gave it, where that is worth saying
 */
export function answeredBy(
  { name, account, review, at }: Pick<RecordedApproval, 'name' | 'account' | 'review' | 'at'>,
  right: string | null,
  { reviews }: Pick<PullSnapshot, 'reviews'>,
): string {
  const login = reviews?.find(({ id }) => id === review)?.by.login;
  const who = [login, `account ${account}`, right].filter((part) => typeof part === 'string');
  return `${name} (${who.join(', ')}) at ${at}`;
}

/** An account with its number, which is the identity. */
export function accountWords({ login, id }: Account): string {
  return `${login} (account ${id})`;
}

/** Everybody who moved the branch up to the head that was judged; empty where that was not asked. */
export function pushersOf({ pushers }: Pick<PullSnapshot, 'pushers'>): readonly string[] {
  if (pushers === undefined) return [];
  if (pushers === null) return ['(could not be read)'];
  return pushers.map((one) => (one === null ? '(nobody that the code host can name)' : accountWords(one)));
}
