// Are the changed files those of a request of its kind: one new regular file, or several of one kind (gate.md rule 16).
import { kindOfFile, mixedRefusals, ONE_FILE_KINDS, pathRefusals } from './change-kind.ts';
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { ChangedFile } from './facts.ts';
import type { ChangeKind } from './policy-model.ts';
import type { GateInput } from './verdict-model.ts';

/** Every reason why these files cannot be admitted together; none where they could not be read. */
export function fileRefusals({ pull: { files }, proposal }: GateInput): readonly Refusal[] {
  if (files === null) return [];
  const ofKind = ONE_FILE_KINDS.includes(proposal.kind)
    ? oneFile(files, proposal.kind, proposal.path)
    : manyFiles(files, proposal.kind);
  return [...ofKind, ...pathRefusals(files)];
}

function oneFile(files: readonly ChangedFile[], kind: ChangeKind, path: string): readonly Refusal[] {
  const own = files.find((file) => file.path === path);
  const others = files.filter((file) => file !== own);
  return [...(own === undefined ? [missing(path)] : stateOf(own, kind)), ...mixedRefusals(others, kind)];
}

function manyFiles(files: readonly ChangedFile[], kind: ChangeKind): readonly Refusal[] {
  const own = files.filter((file) => kindOfFile(file) === kind);
  const others = files.filter((file) => !own.includes(file));
  if (files.length === 0) {
    return [refusal('change-empty', 'The pull request changes no file.', 'Close it, or push what it is to bring.')];
  }
  return [...own.flatMap((file) => stateOf(file, kind)), ...mixedRefusals(others, kind)];
}

function missing(path: string): Refusal {
  const fact = `The pull request does not bring the file ${path}.`;
  return refusal('queue-file-missing', fact, 'Add exactly this one file, named after the id in it.');
}

function stateOf({ path, status, mode }: ChangedFile, kind: ChangeKind): readonly Refusal[] {
  const { statuses, why, remedy } = RULES[kind];
  if (!statuses.includes(status))
    return [refusal('queue-file-not-added', `The file ${path} is ${status}, ${why}.`, remedy)];
  if (mode === '100644' || status === 'removed' || (kind === 'code' && mode === '100755')) return [];
  const what = MODES[mode] ?? `of mode ${mode}`;
  const fact = `The file ${path} is ${what}, not a regular file.`;
  return [refusal('queue-file-not-regular', fact, 'Commit it as a regular file of mode 100644.')];
}

interface Rule {
  readonly statuses: readonly ChangedFile['status'][];
  readonly why: string;
  readonly remedy: string;
}

const ANY: Rule = {
  statuses: ['added', 'modified', 'removed'],
  why: 'which nobody can follow',
  remedy: 'Add or remove it.',
};

const RULES: Readonly<Record<ChangeKind, Rule>> = {
  action: {
    statuses: ['added'],
    why: 'and what is in the queue never changes',
    remedy: 'Propose a new action with a new id.',
  },
  window: {
    statuses: ['added'],
    why: 'and an approved window never changes',
    remedy: 'Propose a new window with a new id; the old one is removed by a change of the policy.',
  },
  exception: {
    statuses: ['added'],
    why: 'and an exception is never changed or renewed in place',
    remedy: 'Propose a new one that names the old in `renews`; the old one is removed by a change of the policy.',
  },
  'gate-event': {
    statuses: ['added', 'modified'],
    why: 'and a gate event that was filed stays',
    remedy: 'Leave the file where it is; its remediation closes it.',
  },
  erasure: {
    statuses: ['added'],
    why: 'and an approved erasure never changes',
    remedy: 'Propose a new one with a new id.',
  },
  review: {
    statuses: ['added'],
    why: 'and a review that was signed never changes',
    remedy: 'Say it in the review of the next quarter.',
  },
  policy: ANY,
  code: ANY,
};

const MODES: Readonly<Record<string, string>> = {
  '100755': 'executable',
  '120000': 'a symbolic link',
  '160000': 'a submodule',
};
