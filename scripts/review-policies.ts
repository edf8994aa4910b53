// The policy at the three commits that a review speaks of.
import type { Policies } from './core/review/derive.ts';
import type { Commits } from './core/review/scope.ts';
import { policyAt } from './ground.ts';
import type { Repository } from './ports/repository.ts';
import type { PolicyReader } from './rederive.ts';

/** @throws PolicyFault or GitFault where one of them cannot be read */
export async function policiesAt(
  { start, end, latest }: Commits,
  repository: Repository,
  policyOf: PolicyReader = (commit) => policyAt(commit, repository),
): Promise<Policies> {
  const [first, last, newest] = [await policyOf(start), await policyOf(end), await policyOf(latest)];
  return { start: first.policy, end: last.policy, latest: newest.policy };
}
