// What was recorded of a request before it was decided, held against the evidence of its decision, its file and the policy of then.
import type { Again } from '../core/audit/decision.ts';
import { deferralDifferences } from '../core/audit/deferrals.ts';
import type { Known, Remark } from '../core/audit/history.ts';
import { peopleDifferences, proposalDifferences } from '../core/audit/proposals.ts';
import { at } from '../core/audit/requests.ts';
import type { Policy } from '../core/policy-model.ts';
import type { Indexed } from '../core/records.ts';
import { PolicyFault } from '../ground.ts';
import type { PolicyReader } from '../rederive.ts';

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
    try {
      const { policy } = await policies(proposed.policy.commit);
      remarks.push(...proposalDifferences(one, record, proposed, policy));
    } catch (cause) {
      if (!(cause instanceof PolicyFault)) throw cause;
      remarks.push(at(one, 'proposal-differs', 'The policy that its proposal was recorded under cannot be read.'));
    }
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
      const policy = await policyThen(earlier.main, policies);
      if (policy !== null) remarks.push(...deferralDifferences(one, record, file, earlier, policy));
    }
  }
  return remarks;
}

/** `null` where there is none: that a record names such a tip is told by itself. */
async function policyThen(commit: string, policies: PolicyReader): Promise<Policy | null> {
  try {
    return (await policies(commit)).policy;
  } catch (cause) {
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}
