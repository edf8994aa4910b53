// What each setting is there for, in one sentence: the risk that a drift of it brings.

/** By unit and field; the first that fits counts. */
const RISKS: readonly (readonly [fits: RegExp, risk: string])[] = [
  [
    /^ruleset\/\S+ bypass_actors$/,
    'Whoever may bypass the ruleset is held by none of its rules; with "exempt" not even a trace is left.',
  ],
  [/^ruleset\/\S+ enforcement$/, 'A ruleset that is not active forbids nothing.'],
  [/^ruleset\/\S+ (?:conditions|target)/, 'Branches that the ruleset no longer names are not protected by it.'],
  [
    /required_status_checks\.parameters\.required_status_checks$/,
    'Any workflow can post a check of the same name; only the gate App’s own may count.',
  ],
  [/strict_required_status_checks_policy$/, 'Each merge would move every other request’s head and void its approvals.'],
  [
    /allowed_merge_methods$/,
    'With another method the approved commit is no longer part of main, and the approval proves nothing.',
  ],
  [/^ruleset\/main-core rules\.required_status_checks/, 'A request could be merged without the gate’s verdict.'],
  [/^ruleset\/main-core rules\.pull_request/, 'main could be changed past a pull request, or on an outdated review.'],
  [/^ruleset\/main-core/, 'main could be pushed to, rewritten or deleted past the gate.'],
  [/^ruleset\/main-only-merge-app/, 'Anybody with write access could merge a request by hand, past the merge bot.'],
  [/^ruleset\/ledger-append/, 'Anybody with write access could write to the ledger’s branches and stop every verb.'],
  [
    /^ruleset\/ledger-no-rewrite/,
    'The ledger could be rewritten or deleted; verify would see it, but the record would be gone.',
  ],
  [/^ruleset\/ledger-tags/, 'A tag that vouches for the ledger could be moved or made by anybody.'],
  [/^ruleset\//, 'What the ruleset forbids would be allowed.'],
  [
    /^environment\/\S+ can_admins_bypass$/,
    'An administrator could start a job with the environment’s secrets past its rules.',
  ],
  [/^environment\//, 'A workflow on another branch than main could read the environment’s secrets.'],
  [/^actions\/workflow can_approve/, 'A workflow could approve pull requests.'],
  [/^actions\/workflow/, 'Every workflow that says nothing about its token could write to the repository.'],
  [/^actions\/permissions sha_pinning/, 'An action could change under its tag and run with this repository’s secrets.'],
  [/^actions\/(?:permissions|selected)/, 'Actions of strangers could run here, or ours could not run at all.'],
  [/^actions\/(?:public|private)-forks/, 'A stranger’s fork could run workflows here without anybody’s leave.'],
  [
    /^repository allow_(?:squash|rebase)_merge$/,
    'The approved commit would not be part of main, and the approval would prove nothing.',
  ],
  [/^repository allow_auto_merge$/, 'A request could be merged at a moment that nobody has judged.'],
  [
    /^repository default_branch$/,
    'Policy, workflows and rules are read from the default branch; another one could say anything.',
  ],
  [/^repository/, 'The merge bot could not work as it is meant to.'],
  [/^variable\//, 'The jobs would run as other Apps than those that the rules name.'],
];

/** The risk of a drift in the setting of this id (unit, then the field). Labels are for people alone and come last. */
export function riskOf(id: string): string {
  return RISKS.find(([fits]) => fits.test(id))?.[1] ?? 'Requests would be harder to tell apart in a list.';
}
