// A recorded decision, decided again: from the record's evidence, the policy in git at that commit, and the records before it.
import { sameJson } from './core/canonical.ts';
import { decide } from './core/decide.ts';
import type { Digest, PullFacts, Sha } from './core/facts.ts';
import { ledgerFacts } from './core/ledger-facts.ts';
import { strictBase64 } from './core/note-keys.ts';
import type { ChangeKind } from './core/policy-model.ts';
import type { ChangeFields, Indexed } from './core/records.ts';
import type { MergeReference, PolicyReference, PullSnapshot, RecordedVerdict } from './core/record-parts.ts';
import { factsOf, momentOf } from './core/snapshots.ts';
import type { GateInput, Verdict } from './core/verdict-model.ts';
import { policyAt } from './ground.ts';
import type { PolicyAt } from './ground.ts';
import type { Repository } from './ports/repository.ts';
import type { ReadProposal } from './proposal-parts.ts';
import { readProposal } from './proposals.ts';

/** What every record of a decision carries. */
export interface Decided {
  readonly policy: PolicyReference;
  readonly pull: PullSnapshot;
  /** The bytes of the request's file in base64; where there are none, git is asked for the head. */
  readonly file: string | null;
  readonly decidedAt: string;
  readonly verdict: RecordedVerdict;
  readonly merge?: MergeReference;
  readonly action?: { readonly digest: Digest } | null;
}

export type Rederived =
  | {
      readonly kind: 'agrees';
      readonly verdict: Verdict;
      readonly under: PolicyAt;
      readonly input: GateInput;
      /** Over the bytes of the file that it was decided on, `null` where there is none. */
      readonly digest: Digest | null;
      /** What the record of its merge has to say. */
      readonly fields: ChangeFields | null;
    }
  | { readonly kind: 'differs'; readonly why: string };

/** The policy at a commit; an auditor of many decisions passes one that reads them all at once. */
export type PolicyReader = (commit: string) => PolicyAt | Promise<PolicyAt>;

/**
 * Decides again and compares the state with the recorded one.
 * @param before every record that precedes this one, oldest first
 * @throws GitFault or PolicyFault where the repository no longer holds what the record points to
 */
export async function rederive(
  kind: ChangeKind,
  record: Decided,
  before: readonly Indexed[],
  repository: Repository,
  policyOf: PolicyReader = (commit) => policyAt(commit, repository),
): Promise<Rederived> {
  // For a merged request the policy is the one of the commit that it was merged onto, whatever the record claims.
  const under = await policyOf(record.merge?.base ?? record.policy.commit);
  if (!sameJson(under.reference, record.policy)) {
    return { kind: 'differs', why: 'the policy in force at its base is not the one that it records' };
  }
  const pull = factsOf(record.pull);
  const source = record.file === null ? repository : holding(record.file, pull.head, repository);
  const base = { commit: under.reference.commit, policy: under.policy };
  const read = await readProposal(kind, pull, base, source);
  const whole = kind === 'review' ? await reviewAgain(read, pull, before, source, policyOf) : read;
  const { proposal, digest, fields } = whole;
  // The record's own copy of the file counts only as the bytes that people saw.
  if (record.action && record.action.digest !== digest) {
    return { kind: 'differs', why: 'the file that it carries is not the one whose digest it records' };
  }
  const ledger = ledgerFacts(before, { pull: pull.number, id: proposal.id }, under.policy, under.digests);
  const input: GateInput = { proposal, policy: under.policy, pull, ledger, now: momentOf(record.decidedAt) };
  const verdict = decide(input);
  return verdict.state === record.verdict.state
    ? { kind: 'agrees', verdict, under, input, digest, fields }
    : { kind: 'differs', why: `its recorded evidence gives "${verdict.summary}"` };
}

/** A review's report is derived from the ledger; its root is compared where the ledger itself is at hand. */
async function reviewAgain(
  read: ReadProposal,
  pull: PullFacts,
  records: readonly Indexed[],
  repository: Repository,
  policyOf: PolicyReader,
): Promise<ReadProposal> {
  const { withReviewProblems } = await import('./review-check.ts');
  return withReviewProblems(read, pull, { records, policyOf }, repository);
}

/** The repository, answering at the request's head with the bytes of its one file, which the record carries. */
function holding(file: string, head: Sha, repository: Repository): Repository {
  const bytes = file === '' ? new Uint8Array() : strictBase64(file);
  const fileAt: Repository['fileAt'] = async (commit, path) =>
    commit === head ? bytes : repository.fileAt(commit, path);
  const filesUnder: Repository['filesUnder'] = async (commit, paths) =>
    commit === head
      ? new Map(bytes === null ? [] : paths.map((path) => [path, bytes]))
      : repository.filesUnder(commit, paths);
  return { ...repository, fileAt, filesUnder };
}
