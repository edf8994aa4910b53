// A decision that was derived again, held against what its record says in every field that decides.
import { canonicalize, digestOf } from '../canonical.ts';
import { classify } from '../classify.ts';
import type { Digest } from '../facts.ts';
import type { ActionIntended, Indexed } from '../records.ts';
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
}

/** Each part of the record that differs. Sentences are left out: they may be worded better from version to version. */
export function differences(one: Known, again: Again): readonly Remark[] {
  const { record } = one;
  return Object.entries(parts(record, again)).flatMap(([name, [recorded, derived]]) => {
    if (canonicalize(recorded) === canonicalize(derived)) return [];
    const sentence = `Its ${name} cannot be derived from its evidence: recorded ${shown(recorded)}, derived ${shown(derived)}.`;
    return [at(one, 'decision-differs', sentence)];
  });
}

type Parts = Readonly<Record<string, readonly [recorded: unknown, derived: unknown]>>;

function parts(record: Indexed, { input, verdict, digest }: Again): Parts {
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
      return { ...common, approvals, plan: [record.plan, plan], 'last moment': [record.lapses, lapses] };
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
      return {
        ...common,
        approvals: [record.approvals, recordedApprovals(verdict)],
        window: [
          { id: record.window, digest: record.digest, path: record.path },
          { id: input.proposal.id, digest, path },
        ],
      };
    case 'action-expired':
    case 'action-refused':
    case 'exception-approved':
      return common;
  }
}

function deciding({ state, tier, gate, clients, scope, refusals, notCounted }: RecordedVerdict): unknown {
  const refused = refusals.map(({ code }) => code);
  const ignored = notCounted.map(({ account, code }) => ({ account: account.id, code }));
  return { state, tier, gate, clients, scope, refused, ignored };
}

/** An action that needed nobody still must not run once its window has closed or its exception has run out (gate.md rules 5 and 6). */
export function ranInTime(
  intent: Known & { readonly record: Indexed<ActionIntended> },
  { input }: Again,
): readonly Remark[] {
  const { gate, because } = classify({ ...input, now: momentOf(intent.record.at) });
  if (gate === 'auto' || gate === 'auto-and-log') return [];
  return [at(intent, 'ran-out-of-window', `At ${intent.record.at} it would have needed a human: ${because.join(' ')}`)];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
