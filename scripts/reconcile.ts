// What an earlier run left in doubt: an intent without an outcome, or an outcome that was not the last word. Read, never run.
import type { ActionExecuted, ActionIntended, Indexed } from './core/records.ts';
import { keptWith } from './core/kept-with.ts';
import type { RecordId } from './core/record-parts.ts';
import { recordId } from './core/records.ts';
import { parseAction } from './core/action-file.ts';
import { momentOf } from './core/snapshots.ts';
import { isElsewhere, isOpen, recordOutcome, sessionOf } from './outcome.ts';
import type { Ground } from './ground.ts';
import type { Approval } from './prove.ts';
import type { ExecutingWorkplace } from './workplace.ts';

/**
 * How long after its intent an execution is left to whoever began it. Longer than SEND_WITHIN and the longest request
 * together, so that nothing can still be sent; looking is safe at any time, also while another process looks.
 */
const SETTLE = 180_000;

/**
 * How long after its intent an execution may begin to send. An executor that was stopped for longer (a machine that slept,
 * a platform that made it wait) may have been settled by another one as never sent, and sending now would make that a lie.
 * Shorter than SETTLE, and than what connectors take for settled, by more than one request can take.
 */
export const SEND_WITHIN = 60_000;

export interface Settled {
  readonly id: string;
  readonly outcome: string;
  readonly detail: string;
}

/** Settles every intent that is old enough and has no conclusive outcome, by reading the platform. */
export async function reconcileAll(ground: Ground, place: ExecutingWorkplace): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const intent of inDoubt(ground)) {
    if (place.now() - momentOf(intent.at) < SETTLE) continue;
    const done = await reconcileOne(intent, ground, place);
    if (done !== null) settled.push({ id: done.action.id, outcome: done.outcome, detail: done.detail });
  }
  return settled;
}

/** Intents whose outcome nobody knows for good. */
export function inDoubt({ records }: Pick<Ground, 'records'>): readonly Indexed<ActionIntended>[] {
  return records.filter(
    (one): one is Indexed<ActionIntended> => one.type === 'action-intended' && isOpen(lastOutcome(one, records)),
  );
}

function lastOutcome(intent: Indexed<ActionIntended>, records: Ground['records']): string {
  return lastOutcomes(records).get(recordId(intent)) ?? 'unknown';
}

/** The last outcome of each intent, as far as there is one. */
const lastOutcomes = keptWith(
  (records: Ground['records']): ReadonlyMap<RecordId, string> =>
    new Map(records.flatMap((one) => (one.type === 'action-executed' ? [[one.intent, one.outcome] as const] : []))),
);

async function reconcileOne(
  intent: Indexed<ActionIntended>,
  ground: Ground,
  place: ExecutingWorkplace,
): Promise<ActionExecuted | null> {
  const approval = ground.records.find(
    (one): one is Approval =>
      (one.type === 'action-approved' || one.type === 'action-auto') && recordId(one) === intent.approval,
  );
  const bytes = await place.repository.fileAt(ground.main, intent.action.path);
  const action = bytes === null ? null : parseAction(bytes, intent.action.path, ground.policy).action;
  const operation = ground.policy.operations.get(intent.action.operation);
  const platform = ground.policy.platforms.get(operation?.platform ?? '');
  const connector = place.execution.connectorFor(operation?.connector ?? '');
  if (
    approval === undefined ||
    action === null ||
    operation === undefined ||
    platform === undefined ||
    connector === null
  ) {
    place.log(`${intent.action.id}: in doubt, and it can't be looked up any more; a human has to`);
    return null;
  }
  if (isElsewhere(operation, place)) return null;
  const session = sessionOf(connector, { platform }, place);
  const outcome = await connector.reconcile(action, session, momentOf(intent.at));
  const last = lastOutcome(intent, ground.records);
  const known = lastOutcomes(ground.records).has(recordId(intent));
  // Still open and said so already: nothing new to record.
  if (known && outcome.outcome === last) return null;
  return recordOutcome({ approval, intent, outcome, reconciled: true }, ground, place);
}
