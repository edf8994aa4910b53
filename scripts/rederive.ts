// A recorded decision, decided again: from the record's evidence, the policy in git at that commit, and the records before it.
import { canonicalize } from './core/canonical.ts';
import { decide } from './core/decide.ts';
import { ledgerFacts } from './core/ledger-facts.ts';
import type { Indexed, MergeReference, PolicyReference, PullSnapshot, RecordedVerdict } from './core/records.ts';
import { factsOf, momentOf } from './core/snapshots.ts';
import type { Verdict } from './core/verdict-model.ts';
import { policyAt } from './ground.ts';
import type { PolicyAt } from './ground.ts';
import type { Repository } from './ports/repository.ts';
import { readProposal } from './proposals.ts';

/** What every record of a decision carries. */
export interface Decided {
  readonly policy: PolicyReference;
  readonly pull: PullSnapshot;
  readonly decidedAt: string;
  readonly verdict: RecordedVerdict;
  readonly merge?: MergeReference;
}

export type Rederived =
  | { readonly kind: 'agrees'; readonly verdict: Verdict; readonly under: PolicyAt }
  | { readonly kind: 'differs'; readonly why: string };

/**
 * Decides again and compares the state with the recorded one.
 * @param before every record that precedes this one, oldest first
 * @throws GitFault or PolicyFault where the repository no longer holds what the record points to
 */
export async function rederive(
  kind: 'action' | 'window',
  record: Decided,
  before: readonly Indexed[],
  repository: Repository,
): Promise<Rederived> {
  // For a merged request the policy is the one of the commit that it was merged onto, whatever the record claims.
  const under = await policyAt(record.merge?.base ?? record.policy.commit, repository);
  if (canonicalize(under.reference) !== canonicalize(record.policy)) {
    return { kind: 'differs', why: 'the policy in force at its base is not the one that it records' };
  }
  const pull = factsOf(record.pull);
  const { proposal } = await readProposal(kind, pull, under.policy, repository);
  const ledger = ledgerFacts(before, { pull: pull.number, id: proposal.id }, under.policy, under.digests);
  const verdict = decide({ proposal, policy: under.policy, pull, ledger, now: momentOf(record.decidedAt) });
  return verdict.state === record.verdict.state
    ? { kind: 'agrees', verdict, under }
    : { kind: 'differs', why: `its recorded evidence gives "${verdict.summary}"` };
}
