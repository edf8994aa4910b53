// execute: proves the gate again, records the intent, acts once, looks again, records the outcome. The only job with credentials.
import type { Connector, Evidence, Outcome, Session } from './connectors/connector.ts';
import { recordId } from './core/records.ts';
import type { ActionExecuted, ActionIntended, GateFailure, Indexed } from './core/records.ts';
import { momentOf } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import { readGround, recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { proveRunnable } from './prove.ts';
import type { Approval, Runnable } from './prove.ts';
import { recordOutcome, sessionOf, tierLabel } from './outcome.ts';
import { SEND_WITHIN, reconcileAll } from './reconcile.ts';
import type { Settled } from './reconcile.ts';
import type { ExecutingWorkplace } from './workplace.ts';

export interface ExecuteReport {
  readonly executed: readonly Settled[];
}

/**
 * Runs what is approved and was never intended, then settles what an earlier run left in doubt.
 * Killed anywhere and started again, it neither repeats an act nor loses a record: the intent is on the ledger before the
 * first call leaves, and an intent is never acted upon a second time.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may run
 */
export async function execute(place: ExecutingWorkplace): Promise<ExecuteReport> {
  const ground = await readGround(place);
  // Each by itself: a platform that takes its time holds up nobody else's action, and one fault hides no other outcome.
  const attempts = await Promise.allSettled(runnable(ground).map((approval) => executeOne(approval, ground, place)));
  const settled = await reconcileAll(await withLedger(ground, place), place);
  const fault = attempts.find((attempt) => attempt.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
  const executed = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? (attempt.value ?? []) : []));
  return {
    executed: [...executed.map(({ action, outcome, detail }) => ({ id: action.id, outcome, detail })), ...settled],
  };
}

/** What the ledger lets run and has neither an intent nor an expiry for. */
function runnable({ records }: Ground): readonly Approval[] {
  const begun = new Set(
    records.flatMap((one) => (one.type === 'action-intended' || one.type === 'action-expired' ? [one.action.id] : [])),
  );
  return records.filter(
    (one): one is Approval =>
      (one.type === 'action-approved' || one.type === 'action-auto') && !begun.has(one.action.id),
  );
}

async function executeOne(
  approval: Approval,
  ground: Ground,
  place: ExecutingWorkplace,
): Promise<ActionExecuted | null> {
  const proof = await proveRunnable(approval, ground, place);
  if (proof.kind === 'fault') {
    await reportFault(approval, proof.why, ground, place);
    return null;
  }
  if (proof.kind === 'over') {
    await expire(approval, proof.why, ground, place);
    return null;
  }
  const connector = place.execution.connectorFor(proof.operation.connector ?? '');
  if (connector === null) {
    place.log(`${approval.action.id}: not run: no connector named ${proof.operation.connector ?? 'none'} is built`);
    return null;
  }
  const session = sessionOf(connector, proof, place); // before the intent: a job without credentials intends nothing
  const intent = await recordIntent(approval, proof, ground, place);
  if (intent === null) return null; // somebody else was faster; theirs to finish
  const outcome = await act(connector, proof, session, momentOf(intent.at));
  return recordOutcome({ approval, intent, outcome, reconciled: false }, ground, place);
}

/** What was recorded as approved does not prove itself: a gate failure, recorded at once and once (standard: what is logged). */
async function reportFault(approval: Approval, why: string, ground: Ground, place: ExecutingWorkplace): Promise<void> {
  const failure: GateFailure = {
    type: 'gate-failure',
    at: formatInstant(place.now()),
    repository: ground.info.id,
    main: ground.main,
    pull: approval.pull.number,
    action: approval.action,
    how: `It was recorded as ${approval.type} and was not run, because ${why}.`,
    detectedBy: 'execute',
    remediation: null,
  };
  const result = await place.ledger.append((view) => {
    const known = recordsOf(view).some(
      (one) => one.type === 'gate-failure' && one.detectedBy === 'execute' && one.action?.id === approval.action.id,
    );
    return known ? [] : [{ ...failure }];
  }, place.now());
  if (result.kind === 'appended') place.log(`${approval.action.id}: gate failure: ${failure.how}`);
}

/** The intent, if and only if nobody has one: checked against the very head that it lands on (write-ahead). */
async function recordIntent(
  approval: Approval,
  { action }: Runnable,
  ground: Ground,
  place: ExecutingWorkplace,
): Promise<Indexed<ActionIntended> | null> {
  const draft: ActionIntended = {
    type: 'action-intended',
    at: formatInstant(place.now()),
    repository: ground.info.id,
    main: ground.main,
    action: approval.action,
    approval: recordId(approval),
    plan: approval.plan,
    steps: action.plan,
  };
  const result = await place.ledger.append((view) => {
    const taken = recordsOf(view).some((one) => one.type === 'action-intended' && one.action.id === action.id);
    return taken ? [] : [{ ...draft }];
  }, place.now());
  if (result.kind === 'nothing') return null;
  const [stored] = result.records;
  if (stored === undefined) return null;
  place.log(`${action.id}: intent recorded as ${stored.year}/${stored.index}`);
  return { ...draft, v: 1, index: stored.index };
}

const TOO_LATE = {
  outcome: 'failed',
  detail: 'The look at the platform took too long after the intent. Nothing was sent; propose the action again.',
} as const;

/** Looks, acts, looks again. Nothing is sent where the world is no longer what the approver saw. */
async function act(connector: Connector, { action }: Runnable, session: Session, since: number): Promise<Outcome> {
  const before = await connector.preflight(action, session);
  if (before.kind === 'stop') return before.outcome;
  if (session.now() - since > SEND_WITHIN) return { ...TOO_LATE, evidence: before.evidence };
  const sent = await connector.execute(action, action.plan, session);
  const seen: readonly Evidence[] = [...before.evidence, ...sent.evidence];
  const after = sent.stopped ?? (await connector.verify(action, session, since));
  return { ...after, evidence: [...seen, ...after.evidence] };
}

/** Approved and not used in time, or its window closed before it ran: it ends without running. */
async function expire(approval: Approval, reason: string, ground: Ground, place: ExecutingWorkplace): Promise<void> {
  const { policy, pull, file, decidedAt, verdict, action, repository } = approval;
  const judged = { repository, main: ground.main, policy, pull, file, decidedAt, verdict };
  const at = formatInstant(place.now());
  await place.ledger.append((view) => {
    const taken = recordsOf(view).some(
      (one) => (one.type === 'action-intended' || one.type === 'action-expired') && one.action.id === action.id,
    );
    return taken ? [] : [{ ...judged, type: 'action-expired', at, action, reason, outcome: 'nothing ran' }];
  }, place.now());
  place.log(`${action.id}: ended without running: ${reason}`);
  await place.forge.setLabels(pull.number, [...tierLabel(approval), 'expired']);
}
