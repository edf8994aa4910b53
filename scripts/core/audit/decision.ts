// A decision that was derived again, held against what its record says in every field that decides.
import { digestOf, sameJson } from '../canonical.ts';
import { conditionOver } from '../condition.ts';
import type { Digest } from '../facts.ts';
import type { ActionIntended, ChangeFields, Indexed } from '../records.ts';
import type { RecordedVerdict } from '../record-parts.ts';
import { momentOf, recordedApprovals, recordedVerdict, referenceTo } from '../snapshots.ts';
import { formatInstant } from '../time.ts';
import type { GateInput, Verdict } from '../verdict-model.ts';
import type { Known, Remark } from './history.ts';
import { at } from './requests.ts';

/** What deriving again gave. */
export interface Again {
  readonly input: GateInput;
  readonly verdict: Verdict;
  readonly digest: Digest | null;
  /** What the record of its merge would say of it; `null` for an action, and for what cannot be merged. */
  readonly fields: ChangeFields | null;
}

/** Each part of the record that differs. Sentences are left out: they may be worded better from version to version. */
export function differences(one: Known, again: Again): readonly Remark[] {
  const { record } = one;
  const remarks: Remark[] = [];
  for (const [name, [recorded, derived]] of Object.entries(parts(record, again))) {
    if (sameJson(recorded, derived)) continue;
    const sentence = `Its ${name} cannot be derived from its evidence: recorded ${shown(recorded)}, derived ${shown(derived)}.`;
    remarks.push(at(one, 'decision-differs', sentence));
  }
  return remarks;
}

type Parts = Readonly<Record<string, readonly [recorded: unknown, derived: unknown]>>;

function parts(record: Indexed, { input, verdict, digest, fields }: Again): Parts {
  if (!('decidedAt' in record)) return {};
  const { action, path, payload } = input.proposal;
  const common: Parts = {
    verdict: [deciding(record.verdict), deciding(recordedVerdict(verdict))],
    ...('action' in record
      ? { action: [record.action, action && payload && digest ? referenceTo(action, path, digest, payload) : null] }
      : {}),
  };
  const plan = action === null ? null : digestOf(action.plan);
  const { window, exception } = verdict.classification;
  switch (record.type) {
    case 'action-approved': {
      const lapses = formatInstant(verdict.lapses ?? verdict.deadline);
      const approvals: Parts[string] = [record.approvals, recordedApprovals(verdict)];
      const condition: Parts[string] = [record.exception ?? null, exception];
      return { ...common, approvals, plan: [record.plan, plan], condition, 'last moment': [record.lapses, lapses] };
    }
    case 'action-auto':
      return {
        ...common,
        plan: [record.plan, plan],
        condition: [
          { window: record.window, exception: record.exception },
          { window, exception },
        ],
      };
    case 'action-denied': {
      const denial = verdict.denial === null ? null : { ...verdict.denial, at: formatInstant(verdict.denial.at) };
      return { ...common, denial: [{ ...record.denial, reason: record.reason }, denial] };
    }
    case 'window-approved':
    case 'exception-approved':
    case 'gate-event-filed':
    case 'gate-failure-remediated':
    case 'erasure-approved':
    case 'policy-changed':
    case 'review-held':
      return {
        ...common,
        approvals: [record.approvals, recordedApprovals(verdict)],
        change: [fieldsOf(record, fields), knownTo(record, fields)],
      };
    case 'action-refused':
      return record.denial === undefined ? common : { ...common, denial: [record.denial, deniedIn(verdict)] };
    case 'action-expired':
      return common;
  }
}

/** The fields of a record that were derived again. */
function fieldsOf(record: Indexed, fields: ChangeFields | null): unknown {
  const names = new Set(['type', ...Object.keys(fields ?? {}), ...YOUNGER]);
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
}

/** What the oldest records of a type do not say yet; those that do say it have to be right. */
const YOUNGER: ReadonlySet<string> = new Set(['terms']);

function knownTo(record: Indexed, fields: ChangeFields | null): unknown {
  if (fields === null) return null;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name in record || !YOUNGER.has(name)));
}

function deniedIn({ denial }: Verdict): unknown {
  if (denial === null) return null;
  const { reason: _, at: said, ...who } = denial;
  return { ...who, at: formatInstant(said) };
}

function deciding({ state, tier, gate, clients, scope, refusals, notCounted }: RecordedVerdict): unknown {
  const refused = refusals.map(({ code }) => code);
  const ignored = notCounted.map(({ account, code }) => ({ account: account.id, code }));
  return { state, tier, gate, clients, scope, refused, ignored };
}

/** An action must not run once the window or the exception that let it pass is over (gate.md rules 5 and 6). */
export function ranInTime(
  intent: Known & { readonly record: Indexed<ActionIntended> },
  { input, verdict }: Again,
): readonly Remark[] {
  const over = conditionOver(verdict, { ...input, now: momentOf(intent.record.at) });
  return over === null ? [] : [at(intent, 'ran-out-of-window', over)];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
