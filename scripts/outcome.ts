// How an execution ended, recorded once per conclusion and told to the people on the pull request.
import type { Connector, Outcome, Session } from './connectors/connector.ts';
import { prose } from './core/markdown.ts';
import { recordId } from './core/records.ts';
import type { ActionExecuted, ActionIntended, Indexed } from './core/records.ts';
import type { ActionId } from './core/policy-model.ts';
import { formatInstant } from './core/time.ts';
import { recordsOf } from './ground.ts';
import type { Ground } from './ground.ts';
import type { Approval, Runnable } from './prove.ts';
import type { ExecutingWorkplace, Workplace } from './workplace.ts';

export interface Ending {
  readonly approval: Approval;
  readonly intent: Indexed<ActionIntended>;
  readonly outcome: Outcome;
  readonly reconciled: boolean;
}

/**
 * Records how it ended, once per conclusion, and tells the people on the pull request.
 * @returns the outcome that stands on the ledger, which is another run's where that one was faster
 */
export async function recordOutcome(
  { approval, intent, outcome, reconciled }: Ending,
  ground: Ground,
  place: ExecutingWorkplace,
): Promise<ActionExecuted> {
  const finished = formatInstant(place.now());
  const approvers =
    approval.type === 'action-approved' ? approval.approvals.map(({ person, name }) => ({ person, name })) : [];
  const record: ActionExecuted = {
    type: 'action-executed',
    at: finished,
    repository: ground.info.id,
    main: ground.main,
    action: approval.action,
    approval: recordId(approval),
    intent: recordId(intent),
    approvers,
    times: { decided: approval.decidedAt, intended: intent.at, finished },
    plan: approval.plan,
    outcome: outcome.outcome,
    detail: outcome.detail,
    evidence: outcome.evidence.map((one) => ({ ...one, at: formatInstant(one.at) })),
    reconciled,
  };
  const result = await place.ledger.append((view) => {
    const last = lastOutcome(recordsOf(view), record.action.id);
    const open = last === undefined || isOpen(last.outcome);
    return open && last?.outcome !== record.outcome ? [{ ...record }] : [];
  }, place.now());
  // Where somebody else was faster, what the ledger says is what people are told.
  const standing =
    result.kind === 'appended' ? record : (lastOutcome(recordsOf(result.view), record.action.id) ?? record);
  place.log(`${standing.action.id}: ${standing.outcome}: ${standing.detail}`);
  await tellOutcome(standing, approval, place);
  return standing;
}

function lastOutcome(records: readonly Indexed[], id: ActionId): ActionExecuted | undefined {
  return records.filter((one) => one.type === 'action-executed').findLast((one) => one.action.id === id);
}

/** Tells the people on the pull request. The labels come last: while they are not there, it has not been told. */
export async function tellOutcome(
  { outcome, detail }: ActionExecuted,
  approval: Approval,
  { forge }: Pick<Workplace, 'forge'>,
): Promise<void> {
  const pull = approval.pull.number;
  await forge.upsertComment(pull, 'countersign:outcome', `**${outcome}** ${prose(detail)}`);
  await forge.setLabels(pull, [...tierLabel(approval), 'executed', outcomeLabel(outcome)]);
}

/** The label that says how it ended. */
export function outcomeLabel(outcome: string): string {
  return `outcome: ${outcome}`;
}

/** Outcomes that are not the last word: they are read again, never run again. */
export function isOpen(outcome: string): boolean {
  return outcome === 'pending' || outcome === 'unknown';
}

/** The label that tells the tier, as it was decided. */
export function tierLabel({ verdict }: Approval): readonly string[] {
  return verdict.tier === null ? [] : [`tier ${verdict.tier}`];
}

/** What the connector works with; @throws where the job has not been given its credentials */
export function sessionOf(connector: Connector, { platform }: Runnable, place: ExecutingWorkplace): Session {
  const { credentials, fetch, wait } = place.execution;
  return { platform, credentials: credentials(connector), fetch, now: place.now, wait };
}
