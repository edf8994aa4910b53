// The executor's own proof that an action may run now: from main and the ledger alone, trusting no verdict posted anywhere.
import { digestOf, sha256 } from './core/canonical.ts';
import { parseAction } from './core/action-file.ts';
import { conditionOver } from './core/condition.ts';
import type { Action } from './core/action-model.ts';
import { placeText, voidedBy } from './core/key-history.ts';
import { keysIn, ledgerFacts, placeOf } from './core/ledger-facts.ts';
import type { Operation, Platform } from './core/policy-model.ts';
import type { ActionApproved, ActionAuto, Indexed } from './core/records.ts';
import { factsOf, momentOf } from './core/snapshots.ts';
import type { GateInput } from './core/verdict-model.ts';
import type { Ground } from './ground.ts';
import { planRefusals } from './proposals.ts';
import { rederive } from './rederive.ts';
import type { Workplace } from './workplace.ts';

export interface Runnable {
  readonly action: Action;
  readonly operation: Operation;
  readonly platform: Platform;
  /** Asked again at the very moment of sending: why it may not run any more, `null` while it may. */
  readonly ended: () => string | null;
}

/** A record that lets an action run. */
export type Approval = Indexed<ActionApproved> | Indexed<ActionAuto>;

export type Proof =
  | ({ readonly kind: 'runnable' } & Runnable)
  /** May not run any more, and never will: the approval lapsed or its condition ended. */
  | { readonly kind: 'over'; readonly why: string }
  /** Something does not fit together; nothing runs, and people have to look. */
  | { readonly kind: 'fault'; readonly why: string };

/** Proves, or says why not. Each step takes nothing from the step before on trust but bytes whose digest it checked. */
export async function proveRunnable(approval: Approval, ground: Ground, place: Workplace): Promise<Proof> {
  const { repository } = place;
  const { merge, action: reference } = approval;
  const lost = voidedIn(ground.records, approval);
  if (lost !== null) return fault(lost);
  if (!(await repository.isAncestor(merge.commit, ground.main))) return fault('its merge is not on the default branch');
  const bytes = await repository.fileAt(ground.main, reference.path);
  if (bytes === null || sha256(bytes) !== reference.digest)
    return fault('its file on the default branch is not the approved one');
  const { action, problems } = parseAction(bytes, reference.path, ground.policy);
  if (action === null || problems.length > 0) return fault('its file no longer agrees with the policy');
  const before = ground.records.slice(0, ground.records.indexOf(approval));
  const again = await rederive('action', approval, before, repository);
  if (again.kind === 'differs') return fault(again.why);
  if (again.verdict.state !== (approval.type === 'action-approved' ? 'approved' : 'auto')) {
    return fault(`its record says ${approval.type} and its evidence ${again.verdict.state}`);
  }
  const operation = ground.policy.operations.get(action.operation);
  const platform = ground.policy.platforms.get(operation?.platform ?? '');
  if (operation === undefined || operation.prohibited || platform === undefined) {
    return { kind: 'over', why: `The operation ${action.operation} is not allowed to automation any more.` };
  }
  if (digestOf(action.plan) !== approval.plan || planRefusals(action, ground.policy).length > 0) {
    return { kind: 'over', why: 'The connector would now send something else than what was approved.' };
  }
  const ended = (): string | null => hasEnded(approval, action, ground, place);
  const why = ended();
  return why === null ? { kind: 'runnable', action, operation, platform, ended } : { kind: 'over', why };
}

/** Whoever held a stolen key could have written this approval with all its evidence. */
export function voidedIn(records: Ground['records'], approval: Indexed): string | null {
  const keys = keysIn(records);
  const mark = keys === null ? null : voidedBy(keys, placeOf(approval));
  if (mark === null) return null;
  return mark.why === 'compromised'
    ? `the key that alone signed its record is compromised from ${placeText(mark)} on`
    : `its record was added behind the end of its year, which record ${placeText(mark.by)} quotes, with a key that was replaced since`;
}

function fault(why: string): Proof {
  return { kind: 'fault', why };
}

/** Approvals lapse, windows close, exceptions run out: asked at the moment of the execution (gate.md rules 5, 15). */
function hasEnded(approval: Approval, action: Action, ground: Ground, place: Workplace): string | null {
  const now = place.now();
  if (approval.type === 'action-approved' && now > momentOf(approval.lapses)) {
    return `The approval was not used by ${approval.lapses}.`;
  }
  const { id, technician, requester, approvers, standIns } = action;
  const people = { technician, requester, approvers, standIns };
  const proposal = {
    kind: 'action',
    id,
    path: approval.action.path,
    ...people,
    action,
    payload: approval.action.payload,
    problems: [],
  } as const;
  const pull = factsOf(approval.pull);
  const ledger = ledgerFacts(ground.records, { pull: pull.number, id }, ground.policy, ground.digests);
  const input: GateInput = { proposal, policy: ground.policy, pull, ledger, now };
  const state = approval.type === 'action-auto' ? 'auto' : 'approved';
  return conditionOver({ state, classification: { exception: approval.exception ?? null } }, input);
}
