// Is the pull request itself admissible: the files of one kind, from here, to the default branch, attributable (gate.md 16, 17).
import { fileRefusals } from './admission-files.ts';
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import { renewalRefusals } from './renewal.ts';
import { reviewRefusals } from './review-rule.ts';
import { names } from './standing.ts';
import { formatDuration, formatInstant } from './time.ts';
import { untoldRefusals } from './told-records.ts';
import type { GateInput } from './verdict-model.ts';

/** Every reason why the pull request cannot be admitted; what could not be read gives no reason here (see `unreadable`). */
export function admissionRefusals(input: GateInput): readonly Refusal[] {
  return [
    ...input.proposal.problems,
    ...fileRefusals(input),
    ...branchRefusals(input),
    ...idRefusals(input),
    ...memoryRefusals(input),
    ...changeRefusals(input),
    ...attributionRefusals(input),
    ...renewalRefusals(input),
    ...untoldRefusals(input),
    ...reviewRefusals(input),
  ];
}

function branchRefusals({ pull }: GateInput): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (pull.fork) {
    const fact = 'The pull request comes from a fork.';
    refusals.push(refusal('pull-from-fork', fact, 'Propose from a branch of this repository.'));
  }
  if (pull.base !== pull.defaultBranch) {
    const fact = `The pull request goes to ${pull.base}, not to ${pull.defaultBranch}.`;
    refusals.push(refusal('base-not-default', fact, `Open it against ${pull.defaultBranch}.`));
  }
  return refusals;
}

/** An id is used once for ever, also after its file is gone: what the ledger says about it would speak of two things. */
function idRefusals({ proposal, pull, ledger }: GateInput): readonly Refusal[] {
  const used = proposal.kind === 'exception' ? ledger.usedExceptionIds : ledger.usedIds;
  const earlier = used.find((one) => one.id === proposal.id && one.pull !== pull.number);
  if (earlier === undefined) return [];
  const fact = `The id ${proposal.id} was used before, by request ${earlier.pull}.`;
  return [
    refusal(
      'id-used',
      fact,
      proposal.kind === 'exception' ? 'Choose another id.' : 'Propose anew; a fresh id is given.',
    ),
  ];
}

/**
 * The same payload may not be asked for again for `denialMemory` after a denial. A twin that was open already when the
 * other was denied is refused as well: two requests for one payload would otherwise be a way to ask twice.
 */
function memoryRefusals({ proposal, pull, ledger, policy }: GateInput): readonly Refusal[] {
  const { denialMemory } = policy.standard;
  const denial = ledger.denied.find(
    (earlier) => earlier.payload === proposal.payload && pull.openedAt < earlier.at + denialMemory,
  );
  if (denial === undefined) return [];
  const fact = `The same action was denied at ${formatInstant(denial.at)}.`;
  const remedy = `It may be proposed again ${formatDuration(denialMemory)} after that, or at once with another content.`;
  return [refusal('recently-denied', fact, remedy)];
}

/**
 * A request stays what it was when the ledger first saw it: that is what is counted for split requests and for ids, and whoever may
 * push to its branch would otherwise put an action of their own in the place of one whose automation may ask for it. So does whose
 * request and whose work it is: a commit says by itself whom it is from, and who asked could strike their name and approve (rule 11),
 * or have it be the work of somebody whose lead they are.
 */
function changeRefusals({ proposal, policy, ledger: { first } }: GateInput): readonly Refusal[] {
  if (proposal.action === null || first === undefined) return [];
  const remedy = 'Propose that anew, and leave this request as it was.';
  if (first.id !== proposal.id || first.payload !== proposal.payload) {
    const fact = `It asks for something else than when it was first recorded, as ${first.id}.`;
    return [refusal('action-changed', fact, remedy)];
  }
  return (['requester', 'technician'] as const).flatMap((part) => {
    const [before, now] = [first[part], proposal[part]];
    if (before === now) return [];
    const [was, is] = [before, now].map((person) => names(person === null ? [] : [person], policy));
    return [refusal('action-changed', `Its ${part} is ${is} and was ${was} when it was first recorded.`, remedy)];
  });
}

function attributionRefusals({ pull }: GateInput): readonly Refusal[] {
  const unattributed = (pull.commits ?? []).filter((commit) =>
    [commit.author, commit.committer, ...commit.coAuthors].includes(null),
  );
  const remedy =
    'Commit with an e-mail address that belongs to an account, so that nobody approves their own work unseen.';
  const byNobody = unattributed.map((commit) => {
    const fact = `The commit ${commit.sha.slice(0, 12)} has an author, committer or co-author without an account.`;
    return refusal('commit-unattributed', fact, remedy);
  });
  if (pull.pushers?.includes(null) !== true) return byNobody;
  const fact = 'An account that is gone has pushed to its branch.';
  return [...byNobody, refusal('commit-unattributed', fact, 'Propose it anew, from a branch of your own.')];
}
