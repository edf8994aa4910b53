// Is the pull request itself admissible: one new regular file, from here, to the default branch, attributable (gate.md 16, 17).
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { ChangedFile } from './facts.ts';
import { formatDuration, formatInstant } from './time.ts';
import type { GateInput } from './verdict-model.ts';

/** Every reason why the pull request cannot be admitted; what could not be read gives no reason here (see `unreadable`). */
export function admissionRefusals(input: GateInput): readonly Refusal[] {
  return [
    ...input.proposal.problems,
    ...fileRefusals(input),
    ...branchRefusals(input),
    ...idRefusals(input),
    ...memoryRefusals(input),
    ...attributionRefusals(input),
  ];
}

function fileRefusals({ pull, proposal }: GateInput): readonly Refusal[] {
  if (pull.files === null) return [];
  const own = pull.files.find((file) => file.path === proposal.path);
  const others = pull.files.filter((file) => file !== own);
  return [...(own === undefined ? [missing(proposal.path)] : stateOf(own)), ...mixed(others)];
}

function missing(path: string): Refusal {
  const fact = `The pull request does not bring the file ${path}.`;
  return refusal('queue-file-missing', fact, 'Add exactly this one file, named after the id in it.');
}

function stateOf(file: ChangedFile): readonly Refusal[] {
  if (file.status !== 'added') {
    const fact = `The file ${file.path} is ${file.status}, and what is in the queue never changes.`;
    return [refusal('queue-file-not-added', fact, 'Propose a new action with a new id.')];
  }
  if (file.mode === '100644') return [];
  const kind = MODES[file.mode] ?? `of mode ${file.mode}`;
  const fact = `The file ${file.path} is ${kind}, not a regular file.`;
  return [refusal('queue-file-not-regular', fact, 'Commit it as a regular file of mode 100644.')];
}

const MODES: Readonly<Record<string, string>> = {
  '100755': 'executable',
  '120000': 'a symbolic link',
  '160000': 'a submodule',
};

function mixed(others: readonly ChangedFile[]): readonly Refusal[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, 5).map((file) => file.path);
  const more = others.length > shown.length ? ` and ${others.length - shown.length} more` : '';
  const fact = `The pull request also changes ${shown.join(', ')}${more}.`;
  return [
    refusal('change-mixed', fact, 'Put nothing but the one new file into it; other changes travel by themselves.'),
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

function idRefusals({ proposal, pull, ledger }: GateInput): readonly Refusal[] {
  const earlier = ledger.usedIds.find((used) => used.id === proposal.id && used.pull !== pull.number);
  if (earlier === undefined) return [];
  const fact = `The id ${proposal.id} was used before, by request ${earlier.pull}.`;
  return [refusal('id-used', fact, 'Propose anew; a fresh id is given.')];
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

function attributionRefusals({ pull }: GateInput): readonly Refusal[] {
  const unattributed = (pull.commits ?? []).filter((commit) =>
    [commit.author, commit.committer, ...commit.coAuthors].includes(null),
  );
  return unattributed.map((commit) =>
    refusal(
      'commit-unattributed',
      `The commit ${commit.sha.slice(0, 12)} has an author, committer or co-author without an account.`,
      'Commit with an e-mail address that belongs to an account, so that nobody approves their own work unseen.',
    ),
  );
}
