// execute: proves the gate again, records the intent, acts once, looks again, records the outcome. The only job with credentials.
import type { Connector, Evidence, Outcome, Session } from './connectors/connector.ts';
import { failedOnce, lapsedOnce } from './core/once.ts';
import { recordId } from './core/records.ts';
import type { ActionExecuted, ActionIntended, GateFailure, Indexed } from './core/records.ts';
import { momentOf } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import { readGround, recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { checkProtection } from './protection.ts';
import { proveRunnable } from './prove.ts';
import type { Approval, Runnable } from './prove.ts';
import { isElsewhere, recordOutcome, sessionOf, tellLapse } from './outcome.ts';
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
 * @throws PolicyFault, ProtectionFault, ForgeFault, GitFault or LedgerFault, where nothing may run
 */
export async function execute(place: ExecutingWorkplace): Promise<ExecuteReport> {
  const ground = await readGround(place);
  checkPlatform(ground, place);
  // Each by itself: a platform that takes its time holds up nobody else's action, and one fault hides no other outcome.
  const guard = once(() => checkProtection(ground, place));
  const attempts = await Promise.allSettled(
    runnable(ground).map((approval) => executeOne(approval, guard, ground, place)),
  );
  const settled = await reconcileAll(await withLedger(ground, place), place);
  const fault = attempts.find((attempt) => attempt.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
  const executed = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? (attempt.value ?? []) : []));
  return {
    executed: [...executed.map(({ action, outcome, detail }) => ({ id: action.id, outcome, detail })), ...settled],
  };
}

/** A job for a platform that is not there would run nothing for ever and say nothing. */
function checkPlatform({ policy }: Ground, { execution: { platform } }: ExecutingWorkplace): void {
  if (platform === undefined || policy.platforms.has(platform)) return;
  const known = [...policy.platforms.keys()].join(', ');
  throw new Error(`There is no platform ${JSON.stringify(platform)} in policies/actions/; there are: ${known}.`);
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
  guard: () => Promise<void>,
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
  // Another platform's job runs it; this one has no business with its credentials.
  if (isElsewhere(proof.operation, place)) return null;
  const connector = place.execution.connectorFor(proof.operation.connector ?? '');
  if (connector === null) {
    place.log(`${approval.action.id}: not run: no connector named ${proof.operation.connector ?? 'none'} is built`);
    return null;
  }
  await guard(); // before the intent, which would be the end of an approval that is still good once the rules are back
  const session = sessionOf(connector, proof, place); // before the intent: a job without credentials intends nothing
  const intent = await recordIntent(approval, proof, ground, place);
  if (intent === null) return null; // somebody else was faster; theirs to finish
  const outcome = await act(connector, proof, session, momentOf(intent.at));
  return recordOutcome({ approval, intent, outcome, reconciled: false }, ground, place);
}

/** Asked when the first action is about to run, and not again for the others of the run. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => (asked ??= ask());
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
    kind: 'other',
  };
  const wish = { draft: { ...failure }, unless: failedOnce(approval.action.id) };
  const result = await place.ledger.append([wish], place.now());
  if (result.kind === 'appended') place.log(`${approval.action.id}: gate failure: ${failure.how}`);
}

/**
 * The intent, if and only if nobody has one: checked against the very head that it lands on (write-ahead). It never waits for
 * others to bring it in: a run that dies meanwhile would leave an intent that nobody acts on.
 */
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
    const taken = recordsOf(view).some(
      (one) =>
        (one.type === 'action-intended' && one.action.id === action.id) ||
        // Another run may have ended it meanwhile: then it does not run any more.
        (one.type === 'action-expired' && one.pull.number === approval.pull.number),
    );
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
async function act(
  connector: Connector,
  { action, ended }: Runnable,
  session: Session,
  since: number,
): Promise<Outcome> {
  const before = await connector.preflight(action, session);
  if (before.kind === 'stop') return before.outcome;
  if (session.now() - since > SEND_WITHIN) return { ...TOO_LATE, evidence: before.evidence };
  const over = ended(); // a window may have closed during the look (gate.md rule 5)
  if (over !== null) return { outcome: 'failed', detail: `${over} Nothing was sent.`, evidence: before.evidence };
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
  const draft = { ...judged, type: 'action-expired', at, action, reason, outcome: 'nothing ran' };
  const result = await place.ledger.append([{ draft, unless: lapsedOnce(action.id) }], place.now());
  // Another run was faster: it acts, or has told the lapse; where it was killed in between, the sweep tells it.
  if (result.kind === 'nothing') return;
  place.log(`${action.id}: ended without running: ${reason}`);
  await tellLapse(approval, place);
}
