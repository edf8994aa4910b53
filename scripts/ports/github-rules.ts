// The rules in force on a branch of a GitHub repository, from all rulesets together; reading the repository is enough to see them.
import type { BranchRule } from '../core/protection.ts';
import type { GithubClient } from './github-client.ts';
import { fieldsOf } from './github-fields.ts';

/**
 * What is in force on a branch now; a ruleset that is switched off, or only tried, is not among them.
 * @throws ForgeFault where the forge does not say, also where it has no rulesets at all
 */
export async function branchRules(client: GithubClient, branch: string): Promise<readonly BranchRule[]> {
  const list = await client.readAll('GET /repos/{owner}/{repo}/rules/branches/{branch}', { branch });
  return list.map((item) => {
    const rule = fieldsOf(item, 'the rule');
    const type = rule.text('type');
    if (type !== 'required_status_checks') return { type, checks: [] };
    const checks = rule.fields('parameters').list('required_status_checks');
    return {
      type,
      checks: checks.map((one) => ({
        context: one.text('context'),
        app: one.has('integration_id') ? one.whole('integration_id') : null,
      })),
    };
  });
}
