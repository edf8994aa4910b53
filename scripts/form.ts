// form: turns each issue form into its request by itself, once, and says on the issue what became of it.
import { personBehind } from './core/accounts.ts';
import { readIssueForm } from './core/issue-form.ts';
import type { Person, Policy } from './core/policy-model.ts';
import { MARKER, answerLine, answerText, isAnswered } from './form-answer.ts';
import type { FormOutcome } from './form-answer.ts';
import { asksFor, requestFor, slotsOf } from './form-request.ts';
import type { FormPlace, Slot } from './form-request.ts';
import { readGround } from './ground.ts';
import type { Issue, Pull } from './ports/forge.ts';

/** What came of one issue; `again`: these words were answered before. */
export interface TakenForm {
  readonly issue: number;
  readonly outcome: FormOutcome | { readonly kind: 'again' };
}

/** An event that was lost is made up for by the next run within this time, in milliseconds. */
const LOOK_BACK = 2 * 86_400_000;

/**
 * Takes every issue that was touched lately and whose words are not answered yet. Whatever starts it and however often: one issue is
 * one request, and an issue that cannot be dealt with keeps no other one waiting.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault of the first that failed, once all others are dealt with
 */
export async function takeForms(forms: FormPlace): Promise<readonly TakenForm[]> {
  const { place } = forms;
  const taken: TakenForm[] = [];
  const faults: unknown[] = [];
  for (const issue of await place.forge.issuesSince(place.now() - LOOK_BACK)) {
    try {
      taken.push({ issue: issue.number, outcome: await takeForm(issue, forms) });
    } catch (cause) {
      place.log(`issue ${issue.number}: ${cause instanceof Error ? cause.message : 'a fault'}`);
      faults.push(cause);
    }
  }
  if (faults.length > 0) throw faults[0];
  return taken;
}

/**
 * Takes one issue, and answers on it.
 * @param anew also where these very words were answered before, for somebody who was refused and has mended what it was for
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault; then nothing is answered, and the next run takes it up
 */
export async function takeForm(issue: Issue, forms: FormPlace, anew = false): Promise<TakenForm['outcome']> {
  const { place } = forms;
  if (!anew && issue.comments !== undefined && isAnswered(issue, issue.comments)) return { kind: 'again' };
  // Read anew before anything is written: another run may have answered since.
  const comments = await place.forge.ownComments(issue.number);
  if (!anew && isAnswered(issue, comments)) return { kind: 'again' };
  const outcome = await outcomeOf(issue, forms);
  await place.forge.upsertComment(issue.number, MARKER, answerText(outcome, issue), comments);
  place.log(`issue ${issue.number}: ${answerLine(outcome)}`);
  return outcome;
}

async function outcomeOf(issue: Issue, forms: FormPlace): Promise<FormOutcome> {
  const { policy, info } = await readGround(forms.place);
  const slots = slotsOf(issue, info.id);
  const form = readIssueForm(issue.body);
  const found = await requestOf(Object.values(slots), forms);
  if (found !== null) {
    const same = form.ok && form.kind === found.kind && (await asksFor(found, form.draft, forms));
    const asker = personBehind(issue.author.id, policy)?.name ?? issue.author.login;
    return { kind: 'exists', pull: found.pull, asker, changed: !same };
  }
  const asker = askerOf(issue, policy);
  if (typeof asker === 'string') return { kind: 'refused', sentences: [asker] };
  if (!form.ok) return { kind: 'refused', sentences: [form.sentence] };
  // Closing the issue takes back a request; it does not make a gate failure undone.
  if (!issue.isOpen && form.kind !== 'gate-event') {
    return { kind: 'refused', sentences: ['The issue was closed before it became a request.'] };
  }
  return requestFor(slots[form.kind], form.draft, asker, forms);
}

/** The request that this issue has become. One that somebody else has opened under its name is none of it. */
async function requestOf(
  slots: readonly Slot[],
  { place, asks }: FormPlace,
): Promise<(Slot & { readonly pull: Pull }) | null> {
  const ours = (await Promise.all([asks.whoAmI(), place.forge.whoAmI()])).map(({ id }) => id);
  for (const slot of slots) {
    const pull = await place.forge.pullFrom(slot.branch);
    if (pull !== null && ours.includes(pull.opener.id)) return { ...slot, pull };
  }
  return null;
}

/** Who opened the issue asks, and their words alone count (rule 11: nobody approves what they asked for). */
function askerOf({ author, lastEditor }: Issue, policy: Policy): Person | string {
  if (lastEditor.id !== author.id) {
    return `${lastEditor.login} has changed what ${author.login} wrote. Open a new form with your own words.`;
  }
  const person = author.type === 'User' ? personBehind(author.id, policy) : null;
  if (person === null) {
    return `${author.login} is no person of policies/people.yaml. Let somebody ask who is, or be added there first.`;
  }
  return person.active ? person : `${person.name} is not active in policies/people.yaml. Let somebody else ask.`;
}
