// Does the code host protect the paths as the policy asks: one CODEOWNERS file, as generated, without mistakes, with the approvers in it?
import { sha256 } from './canonical.ts';
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import { CODEOWNERS_PATH, codeownersText } from './codeowners-file.ts';
import { ownersOf, parseCodeowners } from './codeowners.ts';
import type { CodeownersFacts } from './facts.ts';
import { known, list } from './standing.ts';
import type { GateInput } from './verdict-model.ts';

/**
 * Every reason against the base branch's CODEOWNERS file. None where the facts have nothing about it: a decision that was recorded
 * before this rule, or a written example; what could not be read is in `unreadable`.
 */
export function codeownersRefusals(input: GateInput): readonly Refusal[] {
  const { codeowners } = input.pull;
  if (codeowners === undefined || codeowners === null) return [];
  const text = codeownersText(input.policy);
  return [
    ...fileRefusals(codeowners, text, input),
    ...shadowRefusals(codeowners, input),
    ...ownerRefusals(text, input),
  ];
}

function fileRefusals({ digest, errors }: CodeownersFacts, text: string, input: GateInput): readonly Refusal[] {
  // Or nothing could ever mend it. Such a request has its own row of the matrix, and its result is what is checked next.
  if (mends(input, CODEOWNERS_PATH)) return [];
  if (digest !== sha256(text)) {
    const fact = `${CODEOWNERS_PATH} on ${input.pull.base} is ${digest === null ? 'missing' : 'not what the policy there gives'}.`;
    const remedy = 'Run `countersign codeowners --write` and bring the file in a request of its own.';
    return [refusal('codeowners-differs', fact, remedy)];
  }
  const [first] = errors ?? [];
  if (first === undefined) return [];
  const fact = `The code host finds a mistake in ${CODEOWNERS_PATH}: ${first.replace(/\.?$/, '.')}`;
  const remedy = 'Give everybody named there write access, or take who has left out of policies/people.yaml.';
  return [refusal('codeowners-error', fact, remedy)];
}

function shadowRefusals({ others }: CodeownersFacts, input: GateInput): readonly Refusal[] {
  const left = others.filter((path) => !mends(input, path));
  if (left.length === 0) return [];
  const fact = `There is a second CODEOWNERS file on ${input.pull.base}: ${list(left)}.`;
  return [refusal('codeowners-shadowed', fact, `Remove it: only ${CODEOWNERS_PATH} counts.`)];
}

/** A change of the policy or the code that brings or removes the file is how it is mended. */
function mends({ proposal, pull }: GateInput, path: string): boolean {
  const kind = proposal.kind === 'policy' || proposal.kind === 'code';
  return kind && (pull.files ?? []).some((file) => file.path === path);
}

/** Whoever is named must be among the owners of every path that the request touches, or the code host will not count the answer. */
function ownerRefusals(text: string, { proposal, policy, pull }: GateInput): readonly Refusal[] {
  const file = parseCodeowners(text);
  const paths = pull.files?.map(({ path }) => path) ?? [];
  const named = known([...new Set([...proposal.approvers, ...proposal.standIns])], policy);
  for (const path of paths) {
    const owners = 'problems' in file ? [] : (ownersOf(file, path) ?? []);
    const strangers = named.filter((person) => !owners.includes(`@${person.login}`));
    if (strangers.length === 0) continue;
    const who = list(strangers.map(({ name }) => name));
    const fact = `${who} ${strangers.length === 1 ? 'is' : 'are'} named and not among the owners of ${path}.`;
    return [refusal('approver-not-owner', fact, 'Name people who are active and in a role for this kind of change.')];
  }
  return [];
}
