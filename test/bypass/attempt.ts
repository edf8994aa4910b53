// What an attempt to get past the gate is to these tests: staged for real, or shown by GitHub alone and watched by a check.
import type { World } from './world.ts';

/** A: a rogue automation with write access; H: a single malicious approver; R: an administrator; X: an outsider. */
export type Attacker = 'A' | 'H' | 'R' | 'X' | 'A/H';

/** Each with its number and its name; each is staged, or in the table of those that only GitHub can show. */
export const ATTEMPTS = {
  1: ['A', 'PR also edits policy/CODEOWNERS/gate script to lower its tier'],
  2: ['A', 'Push new commit after approval'],
  3: ['A', 'Race between gate pass and merge'],
  4: ['A', 'Edit a workflow in the PR branch to post the required check'],
  5: ['A', 'Fake commit status/check with same name'],
  6: ['A', 'Same-named job/workflow to satisfy or trigger workflow_run'],
  7: ['A', 'Change PR base to another branch, or target a copy of main'],
  8: ['A', 'Self-declared low-risk fields (tier, client count) in YAML'],
  9: ['A', 'Split a multi-client action into many single-client PRs'],
  10: ['A', 'Two actions in one file, multi-doc YAML, duplicate keys, anchors/merge keys, custom tags, billion laughs'],
  11: ['A', 'Unicode homoglyphs, bidi controls, zero-width characters in client or target ids'],
  12: ['A', 'Symlink, submodule, exec bit, path traversal, case-collision file name'],
  13: ['A', 'Modify/rename/delete an already approved queue file'],
  14: ['A', 'Reuse an id or replay an old approved action'],
  15: ['A', 'Prompt-inject the human via rationale text or AI summary'],
  16: ['A', 'Script injection via title/branch/body/YAML'],
  17: ['A', 'Log/command injection (::set-env, GITHUB_OUTPUT)'],
  18: ['A', 'Agent approves with a human’s PAT/gh login'],
  19: ['A', 'Approve by another bot/App/Actions'],
  20: ['A', 'Call repository_dispatch/workflow_dispatch to execute directly'],
  21: ['A', 'Dispatch execute.yml from a branch with altered code'],
  22: ['A/H', 'Re-run an old successful execute run'],
  23: ['A', 'Wait for approval, let it rot, merge much later'],
  24: ['A', 'Flood with PRs to tire approvers'],
  25: ['A', 'Poison cache/deps used by privileged jobs'],
  26: ['A', "if: github.actor == 'bot' spoof"],
  27: ['H', 'One person approves twice / with a second account'],
  28: ['H', 'Requester or co-author approves own request'],
  29: ['H', 'Approver pushes a tweak to the branch then approves'],
  30: ['H', 'Dismisses a colleague’s veto'],
  31: ['H', 'Adds an ally to roster in an ordinary PR'],
  32: ['H', 'Leaves the team after approving / approves while suspended'],
  33: ['R', 'Direct push, force push, merge with "bypass rules"'],
  34: ['R', 'Disable/edit ruleset, environment, Actions settings, then restore'],
  35: ['R', 'Rewrite/delete audit log, or edit gate code via PR with friends'],
  36: ['R', 'Steal App keys from secrets by editing a workflow on main'],
  37: ['X', 'Fork PR runs code or exfiltrates'],
  38: ['X', 'Branch named like main, SHA-like, or with shell metacharacters'],
} as const satisfies Readonly<Record<number, readonly [Attacker, string]>>;

export type AttemptNumber = keyof typeof ATTEMPTS;

/** What was heard, and words that it has to hold. */
export type Heard = readonly [heard: string, words: string];

export interface Staged {
  readonly number: AttemptNumber;
  /** Does it, and answers with what was heard. */
  readonly run: (world: World) => Promise<readonly Heard[]>;
  /** How many calls the platform may take for it: only those that were approved anyway. */
  readonly runs?: number;
}

/** The title of its test. */
export function titleOf(number: AttemptNumber): string {
  const [attacker, name] = ATTEMPTS[number];
  return `${number} ${attacker}: ${name}`;
}
