// The life of each request: proposed before it is decided, ended once, nothing after its end, no approval used for two.
import { ABOUT_FAILURES, type FailureState, failureStates, failureWords } from '../gate-failures.ts';
import { CHANGE_TYPES, FINAL_TYPES } from '../records.ts';
import type { ActionApproved, ActionAuto, ActionExpired, Indexed } from '../records.ts';
import { type History, type Known, ofTypes, pullOf, type Remark, typeOf } from './history.ts';
import { evidenceOf } from './light.ts';

const ENDINGS: ReadonlySet<string> = new Set([...FINAL_TYPES, ...CHANGE_TYPES]);
const STOPPED: ReadonlySet<string> = new Set(['action-denied', 'action-expired', 'action-refused', 'action-withdrawn']);

/** Exactly one ending for each pull request; an approval that lapsed may be followed by its expiry alone. */
export function oneEnding({ known }: History): readonly Remark[] {
  return byPull(known, (pull, records) => {
    const [first, ...others] = records.filter(
      (one) => ENDINGS.has(typeOf(one)) && !(typeOf(one) === 'action-expired' && isLapse(one.record)),
    );
    return others.map((one) => {
      const sentence = `Request ${pull} has ended already, with record ${first?.entry.id} (${first?.record.type}).`;
      return at(one, 'ended-twice', sentence);
    });
  });
}

/** Nobody approves what nobody proposed: first seen, then decided (gate.md rules 4 and 17 count on the ledger's order). */
export function proposedFirst({ known }: History): readonly Remark[] {
  return byPull(known, (pull, records) => {
    let id: string | null = null;
    return ofTypes(records, 'action-proposed', 'action-approved', 'action-auto').flatMap((one) => {
      const { record } = one;
      if (record.type === 'action-proposed') {
        id ??= record.action.id;
        return [];
      }
      if (id === record.action.id) return [];
      const what = id === null ? 'nobody proposed it before' : `it was proposed as ${id}`;
      return [at(one, 'not-proposed', `Request ${pull} was decided as ${record.action.id}, and ${what}.`)];
    });
  });
}

/** After a denial, an expiry, a refusal or a withdrawal nothing follows (standard: a denial stops the automation). */
export function nothingAfterTheEnd({ known }: History): readonly Remark[] {
  return byPull(known, (pull, records) => {
    const end = records.findIndex((one) => STOPPED.has(typeOf(one)));
    if (end === -1) return [];
    const last = records[end];
    return records.slice(end + 1).flatMap((one) => {
      // A second ending is named by `oneEnding`; a gate failure is the very record of what went on in spite of it; and that it
      // is over, people are told afterwards.
      const type = typeOf(one);
      if (type === 'gate-failure' || type === 'contact-attempted' || ENDINGS.has(type)) return [];
      const sentence = `Request ${pull} had ended with record ${last?.entry.id} (${last?.record.type}) when this was written.`;
      return [at(one, 'after-the-end', sentence)];
    });
  });
}

/** An expiry that follows an approval speaks of that very approval, which nobody has used. */
export function lapsesFollowApprovals({ known }: History): readonly Remark[] {
  // Most ledgers have none; what they end is looked for only where they are.
  if (!ofTypes(known, 'action-expired').some(({ record }) => isLapse(record))) return [];
  const approvals = new Map<number | null, Known & { readonly record: Approval }>();
  const intents = new Map<string, Known>();
  return ofTypes(known, 'action-approved', 'action-auto', 'action-intended', 'action-expired').flatMap((one) => {
    const { record } = one;
    if (isApproved(one) && !approvals.has(pullOf(record))) approvals.set(pullOf(record), one);
    if (record.type === 'action-intended' && !intents.has(record.action.id)) intents.set(record.action.id, one);
    if (!isLapse(record)) return [];
    const approval = approvals.get(pullOf(record));
    if (approval === undefined)
      return [at(one, 'lapse-unfounded', 'It ends an approval that the ledger does not have.')];
    // What was erased in one of them cannot be compared; that it was is told by itself (erasures.ts).
    const isOpen = approval.closed === undefined && one.closed === undefined;
    if (isOpen && evidenceOf(approval) !== evidenceOf({ evidence: one.evidence, record })) {
      return [
        at(one, 'lapse-unfounded', `Its evidence is not that of the approval it ends, record ${approval.entry.id}.`),
      ];
    }
    const intent = intents.get(record.action.id);
    if (intent === undefined) return [];
    return [at(one, 'lapse-unfounded', `It says that nothing ran, and record ${intent.entry.id} is an intent.`)];
  });
}

/** One review approves one request: a review id that counts for two was taken from one of them. */
export function reviewsUsedOnce({ known }: History): readonly Remark[] {
  const used = new Map<number, { readonly pull: number | null; readonly id: string }>();
  return known.flatMap((one) => {
    const { record } = one;
    if (!('approvals' in record)) return [];
    const pull = pullOf(record);
    return record.approvals.flatMap(({ review, name }) => {
      const first = used.get(review);
      if (first === undefined) used.set(review, { pull, id: one.entry.id });
      if (first === undefined || first.pull === pull) return [];
      return [
        at(
          one,
          'review-reused',
          `The review ${review} by ${name} has approved request ${first.pull} already (record ${first.id}).`,
        ),
      ];
    });
  });
}

/** What the ledger itself says went wrong; known, and remediated or not in the light of day. */
export function gateFailures({ known }: History): readonly Remark[] {
  // Read once: each look at a record may be a copy of its own.
  const told = ofTypes(known, ...ABOUT_FAILURES).map((one) => ({ one, record: one.record }));
  const states = new Map<Indexed, FailureState>(
    failureStates(told.map(({ record }) => record)).map((state) => [state.record, state]),
  );
  return told.flatMap(({ one, record: own }) => {
    const state = states.get(own);
    if (state === undefined) return [];
    const { record, remediation } = state;
    const became = remediation === null ? 'not remediated yet' : `remediated: ${remediation}`;
    const sentence = `${failureWords(record)} (${became}).`;
    return [{ ...at(one, 'gate-failure', sentence), severity: 'reported', file: record.action?.path ?? null } as const];
  });
}

/** An approval that was not used in time carries the verdict that it had. */
export function isLapse(record: Indexed): record is Indexed<ActionExpired> {
  return record.type === 'action-expired' && record.verdict.state !== 'expired';
}

type Approval = Indexed<ActionApproved> | Indexed<ActionAuto>;

function isApproved(one: Known): one is Known & { readonly record: Approval } {
  return typeOf(one) === 'action-approved' || typeOf(one) === 'action-auto';
}

/** A remark about a record. */
export function at({ entry }: Known, code: string, sentence: string): Remark {
  return { code, record: entry.id, file: entry.path, commit: entry.commit, sentence };
}

/** Looks at the records of each pull request that they are about; those of an execution belong to the request of their approval. */
function byPull(
  known: readonly Known[],
  look: (pull: number, records: readonly Known[]) => readonly Remark[],
): readonly Remark[] {
  const groups = grouped.get(known) ?? groupedByPull(known);
  grouped.set(known, groups);
  const remarks: Remark[] = [];
  for (const [pull, records] of groups) if (pull !== null) remarks.push(...look(pull, records));
  return remarks;
}

// As groups that grow with each record they would take twice the memory; these are as long as what is in them.
const grouped = new WeakMap<readonly Known[], ReadonlyMap<number | null, readonly Known[]>>();

function groupedByPull(known: readonly Known[]): ReadonlyMap<number | null, readonly Known[]> {
  const approved = new Map<string, number | null>();
  return Map.groupBy(known, ({ record }) => {
    if (record.type === 'action-approved' || record.type === 'action-auto')
      approved.set(record.action.id, pullOf(record));
    const ran = record.type === 'action-intended' || record.type === 'action-executed';
    return ran ? (approved.get(record.action.id) ?? null) : pullOf(record);
  });
}
