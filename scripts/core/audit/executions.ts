// What ran: never without an approval and an intent before it, never twice, never after the approval lapsed.
import { digestOf, sameJson } from '../canonical.ts';
import { recordId } from '../records.ts';
import type { ActionApproved, ActionAuto, ActionExecuted, ActionIntended, Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import { headingOf, type History, type Known, momentIn, ofTypes, type Remark, typeOf } from './history.ts';
import { at, isLapse } from './requests.ts';

/** The records that speak of what may run and what ran. */
const LIFE = ['action-approved', 'action-auto', 'action-expired', 'action-intended', 'action-executed'] as const;

type Approval = Indexed<ActionApproved> | Indexed<ActionAuto>;

/** How long an intent may be without an outcome before that is worth a word, in milliseconds. */
const SETTLE = 600_000;

/** How far two clocks may differ, in milliseconds. */
const SKEW = 300_000;

/** Walks the ledger once, in its order, with what each record may refer to (SECURITY: What must never happen, 1 and 2). */
export function executions({ known }: Pick<History, 'known'>): readonly Remark[] {
  const seen: Seen = {
    approvals: new Map(),
    intents: new Map(),
    begun: new Map(),
    ended: new Map(),
    outcomes: new Map(),
  };
  const remarks = ofTypes(known, ...LIFE).flatMap((one) => {
    const type = typeOf(one);
    if (type === 'action-approved' || type === 'action-auto') {
      seen.approvals.set(recordId(headingOf(one)), one); // most of a year's: not read for that
      return [];
    }
    const { record } = one;
    if (isLapse(record)) {
      seen.ended.set(record.action.id, one.entry.id);
    } else if (record.type === 'action-intended') {
      const said = intended(one, record, seen);
      seen.intents.set(recordId(headingOf(one)), one);
      if (!seen.begun.has(record.action.id)) seen.begun.set(record.action.id, one);
      return said;
    } else if (record.type === 'action-executed') {
      const said = executed(one, record, seen);
      seen.outcomes.set(record.intent, record.outcome);
      return said;
    }
    return [];
  });
  return [...remarks, ...inDoubt(known, seen)];
}

interface Seen {
  readonly approvals: Map<string, Known>;
  readonly intents: Map<string, Known>;
  /** The first intent of each action id. */
  readonly begun: Map<string, Known>;
  /** Approvals that lapsed, by action id. */
  readonly ended: Map<string, string>;
  /** The last outcome of each intent. */
  readonly outcomes: Map<string, string>;
}

function intended(one: Known, record: Indexed<ActionIntended>, { approvals, begun, ended }: Seen): readonly Remark[] {
  const remarks: Remark[] = [];
  const say = (code: string, sentence: string): unknown => remarks.push(at(one, code, sentence));
  const first = begun.get(record.action.id);
  if (first !== undefined)
    say('intent-twice', `The action ${record.action.id} has an intent already, record ${first.entry.id}.`);
  const lapse = ended.get(record.action.id);
  if (lapse !== undefined)
    say('ran-after-the-end', `The approval of ${record.action.id} had ended with record ${lapse}.`);
  const approval = approvalIn(approvals.get(record.approval));
  if (approval === undefined) {
    say('intent-unapproved', `It names ${record.approval} as its approval, and no approval before it is called that.`);
    return remarks;
  }
  if (!sameJson(approval.action, record.action)) {
    say('intent-unapproved', `It is about ${record.action.id}, and not about what record ${record.approval} approved.`);
  }
  if (approval.plan !== record.plan || (one.steps ?? digestOf(record.steps)) !== record.plan) {
    say('plan-differs', `It is about to send something else than the plan that record ${record.approval} approved.`);
  }
  if (approval.type === 'action-approved' && momentIn(one) > momentOf(approval.lapses)) {
    say('ran-after-lapse', `It was written at ${record.at}, and the approval lapsed at ${approval.lapses}.`);
  }
  return remarks;
}

function executed(
  one: Known,
  record: Indexed<ActionExecuted>,
  { approvals, intents, outcomes }: Seen,
): readonly Remark[] {
  const remarks: Remark[] = [];
  const say = (code: string, sentence: string): unknown => remarks.push(at(one, code, sentence));
  const intent = intentIn(intents.get(record.intent));
  const approval = approvalIn(approvals.get(record.approval));
  if (intent === undefined)
    say('ran-without-intent', `It names ${record.intent} as its intent, and no intent before it is called that.`);
  if (approval === undefined) {
    say('ran-unapproved', `It names ${record.approval} as its approval, and no approval before it is called that.`);
  }
  const last = outcomes.get(record.intent);
  if (last !== undefined && isConclusive(last)) {
    say('outcome-changed', `The execution had ended as "${last}", and this says "${record.outcome}".`);
  }
  if (intent === undefined || approval === undefined) return remarks;
  if (!sameJson(intent.action, record.action) || intent.approval !== record.approval) {
    say('ran-without-intent', `It is about another action or approval than its intent, record ${record.intent}.`);
  }
  if (record.plan !== approval.plan) say('plan-differs', 'It names another plan than the approved one.');
  const { decided, intended: began, finished } = record.times;
  const end = momentOf(finished);
  if (decided !== approval.decidedAt || began !== intent.at || end < momentOf(began)) {
    say('times-differ', 'Its times are not those of its approval and its intent, in that order.');
  }
  // Whatever happens on the platform until then is taken for this execution's.
  if (end > momentIn(one) + SKEW) {
    say('times-differ', `It says that it ended at ${finished}, and was written at ${record.at}.`);
  }
  const people = approval.type === 'action-approved' ? approval.approvals : [];
  if (
    !sameJson(
      people.map(({ person, name }) => ({ person, name })),
      record.approvers,
    )
  ) {
    say('approvers-differ', `It names other approvers than record ${record.approval}.`);
  }
  return remarks;
}

/** Known and not hidden, but somebody has to look: an intent that nothing concluded. */
function inDoubt(known: readonly Known[], { outcomes }: Seen): readonly Remark[] {
  const end = known.reduce((latest, one) => Math.max(latest, momentIn(one)), 0);
  return ofTypes(known, 'action-intended').flatMap((one) => {
    if (end - momentIn(one) < SETTLE) return [];
    const last = outcomes.get(recordId(headingOf(one)));
    if (last !== undefined && isConclusive(last)) return [];
    const sentence = `What became of ${one.record.action.id} is not known: its last outcome is ${last ?? 'none'}.`;
    return [{ ...at(one, 'outcome-open', sentence), severity: 'reported' } as const];
  });
}

/** The record itself is not held on to: a year's approvals would be many. */
function approvalIn(one: Known | undefined): Approval | undefined {
  const record = one?.record;
  return record?.type === 'action-approved' || record?.type === 'action-auto' ? record : undefined;
}

function intentIn(one: Known | undefined): Indexed<ActionIntended> | undefined {
  const record = one?.record;
  return record?.type === 'action-intended' ? record : undefined;
}

function isConclusive(outcome: string): boolean {
  return outcome !== 'pending' && outcome !== 'unknown';
}
