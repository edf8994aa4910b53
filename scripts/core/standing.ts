// Who has which standing in a request: independence, roles, and the right to stand in.
import type { Account, PullFacts } from './facts.ts';
import type { Person, PersonId, Policy, Role, Row } from './policy-model.ts';
import type { Instant } from './time.ts';
import type { GateInput, Proposal } from './verdict-model.ts';

/** May this person fill a seat that asks for `role`? `lead-of-technician` is the lead of the action's technician. */
export function holdsRole(person: Person, role: Role, proposal: Proposal, policy: Policy): boolean {
  if (role !== 'lead-of-technician') return person.roles.includes(role);
  return proposal.technician !== null && policy.people.get(proposal.technician)?.lead === person.id;
}

/** Asked for it, or it is their work (gate.md rule 11, standard: nobody approves their own request). */
export function isRequester(person: PersonId, proposal: Proposal): boolean {
  return person === proposal.requester || person === proposal.technician;
}

/** The accounts of everybody who opened the pull request or had a hand in any of its commits (gate.md rule 11). */
export function contributors({ pull }: Pick<GateInput, 'pull'>): ReadonlySet<number> {
  return new Set([pull.opener.id, ...handsIn(pull).map(({ id }) => id)]);
}

/** Whoever is author, committer or co-author of a commit, or has pushed one: a commit alone may name anybody. */
export function handsIn({ commits, pushers }: Pick<PullFacts, 'commits' | 'pushers'>): readonly Account[] {
  const named = (commits ?? []).flatMap(({ author, committer, coAuthors }) => [author, committer, ...coAuthors]);
  return [...named, ...(pushers ?? [])].filter((account) => account !== null);
}

/** Neither asked for it nor wrote any of it. */
export function isIndependent(person: Person, input: GateInput): boolean {
  return !isRequester(person.id, input.proposal) && !contributors(input).has(person.account);
}

/** On call for the row's rotation when the request was opened; the hour of the answer does not matter (gate.md rule 8). */
export function isOnCallFor(person: PersonId, row: Row, input: GateInput): boolean {
  return row.standIn !== null && input.policy.onCall(row.standIn, input.pull.openedAt).includes(person);
}

/** Marked as away at this moment, so that a stand-in may be called at once (gate.md rule 9). */
export function isAway({ absences }: Person, at: Instant): boolean {
  return absences.some((span) => span.from <= at && at < span.to);
}

/** The people of a list who are in the roster. */
export function known(ids: readonly PersonId[], policy: Policy): readonly Person[] {
  return ids.flatMap((id) => policy.people.get(id) ?? []);
}

/** Names people by name, never by number: `Lena Brandt and Olga Petrov`. */
export function names(ids: readonly PersonId[], policy: Policy): string {
  return list(ids.map((id) => policy.people.get(id)?.name ?? id));
}

/** `a`, `a and b`, `a, b and c`; `nobody` for an empty list. */
export function list(words: readonly string[]): string {
  if (words.length === 0) return 'nobody';
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');
}
