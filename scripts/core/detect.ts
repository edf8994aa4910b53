// What nobody reported and the two branches show: commits that no record knows, and executions that nothing covers.
import { executions } from './audit/executions.ts';
import { type HistoryCommit, type Known, mainLine, type Remark } from './audit/history.ts';
import { mainIsTouchedByMerges } from './audit/main-files.ts';
import { trailersAreOfMerges } from './audit/main-line.ts';
import type { Sha } from './facts.ts';
import { isFailure, tellsOfCommit } from './gate-failures.ts';
import { recordId } from './records.ts';
import type { GateFailure, GateFailureKind, Indexed } from './records.ts';
import type { ActionReference } from './record-parts.ts';
import { momentOf } from './snapshots.ts';
import type { Instant } from './time.ts';

/** One thing that went past the gate, as its record will tell it. */
export interface Finding {
  readonly kind: GateFailureKind;
  readonly how: string;
  readonly target: string;
  /** The commit of the default branch that it is about. */
  readonly commit: Sha | null;
  readonly action: ActionReference | null;
}

/** How long after its intent an execution may be without an outcome, in milliseconds; longer than settling one takes. */
const SETTLE = 600_000;

/**
 * Everything that the ledger and the default branch show and that no gate failure tells of yet. The checks are the auditor's.
 * @param line the first-parent line of the default branch, oldest first
 * @param known the whole ledger, read before the line or later
 */
export function detected(line: readonly HistoryCommit[], known: readonly Known[], now: Instant): readonly Finding[] {
  return [...commitsUncovered(line, known), ...executionsUncovered(known, now)];
}

/** A commit is known by the record of its merge, or by a gate failure that was written about it and no other. */
function commitsUncovered(line: readonly HistoryCommit[], known: readonly Known[]): readonly Finding[] {
  const told = new Set(known.flatMap(({ record }) => (tellsOfCommit(record) ? [record.main] : [])));
  const main = mainLine({ head: '', commits: line, pins: [] });
  const history = { main, known };
  const remarks = [...mainIsTouchedByMerges(history), ...trailersAreOfMerges(history)];
  const byCommit = Map.groupBy(remarks, ({ commit }) => commit);
  return line.flatMap(({ sha }): readonly Finding[] => {
    const about = byCommit.get(sha) ?? [];
    if (about.length === 0 || told.has(sha)) return [];
    const how = about.map(({ sentence }) => sentence).join(' ');
    return [{ kind: 'merged-without-verdict', how, target: `commit ${sha}`, commit: sha, action: null }];
  });
}

/** What the auditor's check of executions says, as kinds of gate failures; anything else that does not fit is `other`. */
const KINDS: Readonly<Record<string, GateFailureKind>> = {
  'intent-unapproved': 'ran-without-approval',
  'ran-unapproved': 'ran-without-approval',
  'ran-after-the-end': 'ran-without-approval',
  'ran-after-lapse': 'ran-without-approval',
  'plan-differs': 'ran-without-approval',
  'intent-twice': 'ran-without-approval',
  'ran-without-intent': 'outcome-without-intent',
  'outcome-changed': 'outcome-without-intent',
};

function executionsUncovered(known: readonly Known[], now: Instant): readonly Finding[] {
  const records = known.map(({ record }) => record);
  const told = new Set(records.flatMap((one) => (isFailure(one) && one.detectedBy === 'detect' ? [keyOf(one)] : [])));
  const said = executions({ known }).filter(({ severity }) => severity !== 'reported');
  const remarks = Map.groupBy([...said, ...intentsLeft(records, now)], ({ record }) => record);
  return records.flatMap((record): readonly Finding[] => {
    if (record.type !== 'action-intended' && record.type !== 'action-executed') return [];
    const id = recordId(record);
    const target = `${record.action.operation}, ${record.action.id}, record ${id}`;
    return [...Map.groupBy(remarks.get(id) ?? [], kindOf)].flatMap(([kind, about]) => {
      const how = about.map(({ sentence }) => sentence).join(' ');
      return told.has(keyOf({ kind, target })) ? [] : [{ kind, how, target, commit: null, action: record.action }];
    });
  });
}

function kindOf({ code }: Remark): GateFailureKind {
  return KINDS[code] ?? 'other';
}

/** The stable name of a finding about an execution. */
function keyOf({ kind, target }: Pick<GateFailure, 'kind' | 'target'>): string {
  return `${kind} ${target}`;
}

/** Intents of which nobody came back to say what became of them; `execute` settles them sooner, by reading the platform. */
function intentsLeft(records: readonly Indexed[], now: Instant): readonly Remark[] {
  const ended = new Set(records.flatMap((one) => (one.type === 'action-executed' ? [one.intent] : [])));
  return records.flatMap((record) => {
    const id = recordId(record);
    if (record.type !== 'action-intended' || ended.has(id) || now - momentOf(record.at) < SETTLE) return [];
    const sentence = `It was intended at ${record.at}, and nothing says what became of it.`;
    return [{ code: 'intent-left', record: id, sentence }];
  });
}
