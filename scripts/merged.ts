// Accounts for a pull request that is over: records its approval when the merge bears it out, a gate failure when not.
import { decide } from './core/decide.ts';
import { finalRecord } from './core/ledger-facts.ts';
import type { ChangedFile, Sha } from './core/facts.ts';
import { accountedOnce } from './core/once.ts';
import { recordsOfPull } from './core/records-about.ts';
import { isChange } from './core/records.ts';
import type { CountersignRecord } from './core/records.ts';
import type { ActionReference, MergeReference } from './core/record-parts.ts';
import { digestOf } from './core/canonical.ts';
import { recordedApprovals } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import { endingRecord } from './endings.ts';
import { policyAt, recordsOf } from './ground.ts';
import type { Ground } from './ground.ts';
import { actionReference, decisionRecord } from './judge.ts';
import type { Judged } from './judge.ts';
import type { Pull } from './ports/forge.ts';
import { recordedFiles } from './proposals-of-kinds.ts';
import { readRequest } from './requests.ts';
import type { Workplace } from './workplace.ts';

/**
 * Appends the one record that ends a merged or closed request, judged with the policy of the commit it was merged onto and
 * at the moment of the merge; so a run that was killed between merge and record loses nothing.
 * @param how reconstructed: the request was over before this run began, and its record says so
 * @returns whether a record was appended
 */
export async function settleMerged(
  pull: Pull,
  ground: Ground,
  place: Workplace,
  how: { readonly reconstructed: boolean } = { reconstructed: false },
): Promise<boolean> {
  const record = pull.state === 'merged' ? await recordOfMerge(pull, ground, place) : await closed(pull, ground, place);
  if (record === null) return false;
  // A gate failure is found afterwards by its nature.
  const note = how.reconstructed && record.type !== 'gate-failure' ? { reconstructed: true } : {};
  const wish = { draft: { ...record, ...note }, unless: accountedOnce(pull.number) };
  const result = await place.ledger.append([wish], place.now());
  if (result.kind === 'appended') place.log(`request ${pull.number}: recorded as ${record.type}`);
  return result.kind === 'appended';
}

/** Ended by a final record, by the approval of a change that brings no action, or by a gate failure that names it. */
export function isAccounted(records: ReturnType<typeof recordsOf>, pull: number): boolean {
  return (
    finalRecord(records, pull) !== undefined ||
    recordsOfPull(records, pull).some((record) => record.type === 'gate-failure' || isChange(record))
  );
}

async function recordOfMerge(pull: Pull, ground: Ground, place: Workplace): Promise<CountersignRecord | null> {
  const commit = pull.mergeCommit;
  const info = commit === null ? null : await place.repository.commitInfo(commit);
  const [base] = info?.parents ?? [];
  if (commit === null || base === undefined) return failure(pull, null, 'merged without a merge commit', ground, place);
  const under = await policyAt(base, place.repository);
  const request = await readRequest(pull, base, under, ground, pull.closedAt ?? place.now(), place);
  if (request === null) return null;
  // What was said after the merge can't have been its reason.
  const reviews = request.input.pull.reviews?.filter((review) => review.at <= request.input.now) ?? null;
  const input = { ...request.input, pull: { ...request.input.pull, reviews } };
  const judged: Judged = { ...request, input, verdict: decide(input), under };
  const action = actionReference(judged);
  const { state, unreadable } = judged.verdict;
  if (unreadable.length > 0) {
    place.log(`request ${pull.number}: merged, and looked at again next time: ${judged.verdict.summary}`);
    return null;
  }
  if (state !== 'approved' && state !== 'auto') {
    return failure(pull, action, `merged although the gate says: ${judged.verdict.summary}`, ground, place);
  }
  const merge: MergeReference = { commit, base, head: pull.head };
  const added = await wrongMerge(merge, judged, place);
  if (added !== null) return failure(pull, action, added, ground, place);
  return approvalRecord(judged, merge, action, ground, place);
}

/** The merge result minus its base must be exactly the approved files, blob for blob; says what is wrong where it is not. */
async function wrongMerge(merge: MergeReference, judged: Judged, { repository }: Workplace): Promise<string | null> {
  const changed = await repository.changedFiles(merge.base, merge.commit);
  const approved = judged.input.pull.files ?? [];
  const isSame = ({ path, status, mode }: ChangedFile): boolean =>
    changed.some((file) => file.path === path && file.status === status && file.mode === mode);
  if (changed.length !== approved.length || !approved.every(isSame)) {
    const only = approved.map((file) => file.path).join(', ');
    return `the merge changed ${changed.map((file) => file.path).join(', ')} instead of only ${only}`;
  }
  const present = changed.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  const contents = await repository.filesUnder(merge.commit, present);
  const brought = recordedFiles(changed, contents);
  const other = brought.find(({ path, digest }) =>
    judged.files.every((file) => file.path !== path || file.digest !== digest),
  );
  return other === undefined ? null : `the merge did not bring the approved bytes of ${other.path}`;
}

function approvalRecord(
  judged: Judged,
  merge: MergeReference,
  action: ActionReference | null,
  ground: Ground,
  place: Workplace,
): CountersignRecord {
  const { proposal } = judged.input;
  const { verdict } = judged;
  const common = { at: formatInstant(place.now()), ...decisionRecord(judged, ground), main: merge.commit, merge };
  const approvals = recordedApprovals(verdict);
  if (judged.fields !== null) return { ...common, ...judged.fields, approvals };
  if (proposal.action === null || action === null)
    throw new Error(`request ${judged.pull.number} was approved and brings nothing`);
  const plan = digestOf(proposal.action.plan);
  const { because, window, exception } = verdict.classification;
  if (verdict.state === 'auto') {
    return { ...common, type: 'action-auto', action, condition: because.join(' '), window, exception, plan };
  }
  const lapses = formatInstant(verdict.lapses ?? verdict.deadline);
  const under = exception === null ? {} : { exception };
  return { ...common, type: 'action-approved', action, approvals, plan, lapses, ...under };
}

/** Closed without a merge: by its denial, if there is one that nobody recorded yet, otherwise by whoever closed it. */
async function closed(pull: Pull, ground: Ground, place: Workplace): Promise<CountersignRecord | null> {
  const request = await readRequest(pull, ground.main, ground, ground, pull.closedAt ?? place.now(), place);
  if (request === null) return null;
  const judged: Judged = { ...request, verdict: decide(request.input), under: ground };
  if (judged.verdict.state === 'denied') return endingRecord(judged, ground, place.now());
  const reason = 'The pull request was closed before it was decided.';
  const base = { at: formatInstant(place.now()), repository: ground.info.id, main: ground.main };
  const action = actionReference(judged);
  return { ...base, type: 'action-withdrawn', pull: pull.number, action, reason, outcome: 'nothing ran' };
}

function failure(
  pull: Pull,
  action: ActionReference | null,
  how: string,
  ground: Ground,
  place: Workplace,
): CountersignRecord {
  const base = { at: formatInstant(place.now()), repository: ground.info.id, main: mainOf(pull, ground) };
  const what = { kind: 'merged-without-verdict', pull: pull.number, action, how, detectedBy: 'merge' } as const;
  return { ...base, type: 'gate-failure', ...what, remediation: null };
}

function mainOf(pull: Pull, ground: Ground): Sha {
  return pull.mergeCommit ?? ground.main;
}
