// What was recorded of a request before it was decided, held against the evidence of its decision, its file and the policy of then.
import type { Again } from '../core/audit/decision.ts';
import { deferralDifferences } from '../core/audit/deferrals.ts';
import type { Known, Remark } from '../core/audit/history.ts';
import { peopleDifferences, proposalDifferences } from '../core/audit/proposals.ts';
import { at } from '../core/audit/requests.ts';
import type { Indexed } from '../core/records.ts';
import type { PolicyReader } from '../rederive.ts';
import { policyOrNull } from './policies.ts';

type DecisionRecord = Extract<Indexed, { decidedAt: string }>;

/** The request as it was first seen against the request as it ended. */
export async function proposalRemarks(
  one: Known,
  record: DecisionRecord,
  before: readonly Indexed[],
  policies: PolicyReader,
): Promise<readonly Remark[]> {
  const remarks: Remark[] = [];
  for (const proposed of before) {
    if (proposed.type !== 'action-proposed' || proposed.pull !== record.pull.number) continue;
    const policy = await policyOrNull(proposed.policy.commit, policies);
    if (policy !== null) remarks.push(...proposalDifferences(one, record, proposed, policy));
    else remarks.push(at(one, 'proposal-differs', 'The policy that its proposal was recorded under cannot be read.'));
  }
  return remarks;
}

/** What was recorded of the request before it was decided, against its file and the evidence. */
export async function toldBefore(
  one: Known,
  record: DecisionRecord,
  before: readonly Indexed[],
  { input: { proposal }, digest }: Again,
  policies: PolicyReader,
): Promise<readonly Remark[]> {
  const remarks: Remark[] = [];
  for (const earlier of before) {
    if (earlier.type !== 'action-proposed' && earlier.type !== 'action-deferred') continue;
    if (earlier.pull !== record.pull.number) continue;
    if (earlier.type === 'action-proposed') remarks.push(...peopleDifferences(one, proposal, digest, earlier));
    else {
      const file = earlier.action.digest === digest ? proposal : null;
      const policy = await policyOrNull(earlier.main, policies);
      if (policy !== null) remarks.push(...deferralDifferences(one, record, file, earlier, policy));
    }
  }
  return remarks;
}
