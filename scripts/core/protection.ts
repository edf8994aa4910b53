// What must hold on main and on the ledger's branch at the moment in which something runs, and what of it does not.

/** A rule that is in force on a branch, whatever ruleset it comes from. */
export interface BranchRule {
  /** The code host's name for it, for example `non_fast_forward`. */
  readonly type: string;
  /** The checks that it requires, each with the number of the App whose word counts, `null` where any will do. */
  readonly checks: readonly { readonly context: string; readonly app: number | null }[];
}

/** Main, which only reviewed requests may reach, or the ledger, which may only grow. */
export type Guarded = 'main' | 'ledger';

/** What anybody could do where the rule is missing, by the branch and the type of the rule. */
const NEEDED: Readonly<Record<Guarded, Readonly<Record<string, string>>>> = {
  main: {
    deletion: 'may be deleted',
    non_fast_forward: 'may be rewritten',
    pull_request: 'may be changed without a pull request',
    update: 'may be moved by everybody with write access',
    required_status_checks: 'may be changed without the gate’s check',
  },
  ledger: {
    deletion: 'may be deleted',
    non_fast_forward: 'may be rewritten',
    update: 'may be written by everybody with write access',
  },
};

/**
 * The gaps in the protection of a branch, each as words that follow its name; none where it is as strong as it must be. It asks for
 * less than the settings wanted (`.github/rulesets/`): for that without which an approval on main or a record proves nothing.
 * @param check the name of the gate's check, which has to be required of one App and not of any
 */
export function protectionGaps(guarded: Guarded, rules: readonly BranchRule[], check: string): readonly string[] {
  const holds = (type: string): boolean =>
    rules.some((rule) => rule.type === type && (type !== 'required_status_checks' || pins(rule, check)));
  return Object.entries(NEEDED[guarded]).flatMap(([type, words]) => (holds(type) ? [] : [words]));
}

function pins({ checks }: BranchRule, check: string): boolean {
  return checks.some(({ context, app }) => context === check && app !== null);
}
