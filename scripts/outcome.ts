// How an execution ended, recorded once per conclusion and told to the people on the pull request.
import type { Connector, Outcome, Session } from './connectors/connector.ts';
import { recordId } from './core/records.ts';
import type { ActionExecuted, ActionIntended, Indexed } from './core/records.ts';
import { formatInstant } from './core/time.ts';
import { recordsOf } from './ground.ts';
import type { Ground } from './ground.ts';
import type { Approval, Runnable } from './prove.ts';
import type { ExecutingWorkplace } from './workplace.ts';

export interface Ending {
  readonly approval: Approval;
  readonly intent: Indexed<ActionIntended>;
  readonly outcome: Outcome;
  readonly reconciled: boolean;
}

/** Records how it ended, once per conclusion, and tells the people on the pull request. */
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
  await place.ledger.append((view) => {
    const last = recordsOf(view).findLast(
      (one) => one.type === 'action-executed' && one.action.id === record.action.id,
    );
    const open = last === undefined || (last.type === 'action-executed' && isOpen(last.outcome));
    const same = last?.type === 'action-executed' && last.outcome === record.outcome;
    return open && !same ? [{ ...record }] : [];
  }, place.now());
  const pull = approval.pull.number;
  place.log(`${record.action.id}: ${record.outcome}: ${record.detail}`);
  await place.forge.upsertComment(pull, 'countersign:outcome', `**${record.outcome}** ${record.detail}`);
  await place.forge.setLabels(pull, [...tierLabel(approval), 'executed', `outcome: ${record.outcome}`]);
  return record;
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
