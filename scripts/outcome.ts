// How an execution ended, recorded once per conclusion and told to the people on the pull request.
import { OUTCOMES } from './connectors/connector.ts';
import type { Connector, Outcome, Session } from './connectors/connector.ts';
import { prose } from './core/markdown.ts';
import { concludedOnce } from './core/once.ts';
import { recordId } from './core/records.ts';
import type { ActionExecuted, ActionIntended, Indexed } from './core/records.ts';
import type { ActionId, Operation } from './core/policy-model.ts';
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
  const final = OUTCOMES.filter((name) => !isOpen(name));
  const unless = concludedOnce(record.action.id, record.outcome, final);
  const result = await place.ledger.append([{ draft: { ...record }, unless }], place.now());
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

/** Tells on the pull request that an approval ended unused. */
export async function tellLapse(approval: Approval, { forge }: Pick<Workplace, 'forge'>): Promise<void> {
  await forge.setLabels(approval.pull.number, [...tierLabel(approval), LAPSED]);
}

/** The label of an approval that ended unused. */
export const LAPSED = 'expired';

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

/** Whether an operation is another job's to run: each job has the credentials of one platform and asks for no others. */
export function isElsewhere({ platform }: Pick<Operation, 'platform'>, { execution }: ExecutingWorkplace): boolean {
  return execution.platform !== undefined && execution.platform !== platform;
}

/** What the connector works with; @throws where the job has not been given its credentials */
export function sessionOf(
  connector: Connector,
  { platform }: Pick<Runnable, 'platform'>,
  place: ExecutingWorkplace,
): Session {
  const { credentials, fetch, wait } = place.execution;
  return { platform, credentials: credentials(connector), fetch, now: place.now, wait };
}
