// What makes each record the only one of its kind: the preconditions of the verbs' appends, in one place.
import type { ActionId } from './policy-model.ts';
import type { Precondition } from './ledger-precondition.ts';
import type { PersonId } from './policy-model.ts';
import { CHANGE_TYPES, FINAL_TYPES } from './records.ts';
import type { RecordId } from './record-parts.ts';
import type { GateFailure } from './records.ts';

/** A request is proposed once. */
export function proposedOnce(pull: number): readonly Precondition[] {
  return [{ types: ['action-proposed'], where: { pull } }];
}

/** A request ends once, whatever the ending (`finalRecord` finds the same ones). */
export function endedOnce(pull: number): readonly Precondition[] {
  return [
    { types: FINAL_TYPES, where: { 'pull.number': pull } },
    { types: FINAL_TYPES, where: { pull } },
  ];
}

/** A request that is over is accounted for once: by its ending, its change, or a gate failure that names it. */
export function accountedOnce(pull: number): readonly Precondition[] {
  return [
    ...endedOnce(pull),
    { types: CHANGE_TYPES, where: { 'pull.number': pull } },
    { types: ['gate-failure'], where: { pull } },
  ];
}

/** A stand-in is called once for a request. */
export function calledOnce(pull: number, standIn: PersonId): readonly Precondition[] {
  return [{ types: ['action-deferred'], where: { pull, standIn } }];
}

/** What the executor would not run is a gate failure once. */
export function failedOnce(action: ActionId): readonly Precondition[] {
  return [{ types: ['gate-failure'], where: { detectedBy: 'execute', 'action.id': action } }];
}

/** What two people have let go is dropped once for each approval. */
export function erasedOnce(approval: RecordId): readonly Precondition[] {
  return [{ types: ['record-erased'], where: { approval } }];
}

/**
 * What became of an action is recorded once for each conclusion.
 * @param final the outcomes that are the last word: nothing follows one of them
 */
export function concludedOnce(action: ActionId, outcome: string, final: readonly string[]): readonly Precondition[] {
  const last = { field: 'outcome', in: [...final, outcome] };
  return [{ types: ['action-executed'], where: { 'action.id': action }, last }];
}

/** An approval ends unused once, and never where a run has an intent. */
export function lapsedOnce(action: ActionId): readonly Precondition[] {
  return [{ types: ['action-intended', 'action-expired'], where: { 'action.id': action } }];
}

/** What the verbs notice is recorded once: about a commit of main by its id, about anything else by its target. */
export function detectedOnce({ kind, target, main }: GateFailure): readonly Precondition[] {
  const what: Precondition['where'] =
    kind === 'merged-without-verdict' ? { kind, main } : { kind: kind ?? 'other', target: target ?? '' };
  return [{ types: ['gate-failure'], where: what }];
}

/** Somebody is told of something once on each channel. */
export function toldOnce(about: string, person: PersonId, channel: string): readonly Precondition[] {
  return [{ types: ['contact-attempted'], where: { about, person, channel } }];
}
