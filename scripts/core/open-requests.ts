// How many requests one automation may have open at once: what comes beyond that is refused, so that nobody is tired out.
import { pullOf } from './audit/history.ts';
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { LedgerFacts } from './facts.ts';
import type { Automation } from './policy-model.ts';
import { keptWith } from './kept-with.ts';
import { FINAL_TYPES } from './records.ts';
import type { ActionProposed, Indexed } from './records.ts';
import { momentOf } from './snapshots.ts';
import type { GateInput } from './verdict-model.ts';

/**
 * Refuses a request that came when its automation had as many open as `limits.openPerAutomation` of standard.yaml allows (code
 * `too-many-open`). The oldest keep their place, and what was refused stays so: a flood that moved up would be one all the same.
 * Another automation's requests never count, nor a person's broken glass, so that nobody's flood stands in an incident's way.
 */
export function openRefusals(
  automation: Automation | null,
  { policy, pull, ledger }: Pick<GateInput, 'policy' | 'pull' | 'ledger'>,
): readonly Refusal[] {
  const most = policy.standard.openPerAutomation;
  if (automation === null || most === undefined) return [];
  const open = (ledger.open ?? []).filter((one) => one.automation === automation.id && one.until >= pull.openedAt);
  if (open.length < most) return [];
  // Not how many there were: one number is enough to refuse by, and an auditor need not count a flood to its end.
  const fact = `The automation ${automation.name} had as many requests open already as it may have at once, which is ${most}.`;
  const remedy = 'Have some of them answered, or withdraw them, and then propose it anew: this one stays refused.';
  return [refusal('too-many-open', fact, remedy)];
}

/**
 * The proposals before that of a request which nothing had ended when it was recorded; of one that is not recorded yet, all that
 * are open. The place in the ledger decides, so that nobody gains anything by closing and opening again, and everybody who reads
 * the ledger later finds the same. One past its deadline (`until`) is nobody's burden any more, whether or not its end is recorded.
 */
export function openBefore(records: readonly Indexed[], pull: number): NonNullable<LedgerFacts['open']> {
  const { proposals, ends } = proposalsIn(records);
  const own = proposals.get(pull)?.place ?? records.length;
  const open: NonNullable<LedgerFacts['open']>[number][] = [];
  for (const [number, { record, place }] of proposals) {
    if (place >= own || (ends.get(number) ?? Number.POSITIVE_INFINITY) <= own) continue;
    const { automation, deadline } = record;
    if (automation !== null) open.push({ pull: number, automation, until: momentOf(deadline) });
  }
  return open;
}

/** The first proposal of each request with where it lies, and where the first record lies that ends each request. */
const proposalsIn = keptWith((records: readonly Indexed[]) => {
  const ends = new Map<number, number>();
  const proposals = new Map<number, { readonly record: Indexed<ActionProposed>; readonly place: number }>();
  for (const [place, record] of records.entries()) {
    const ended = endedBy(record);
    if (ended !== null && !ends.has(ended)) ends.set(ended, place);
    if (record.type === 'action-proposed' && !proposals.has(record.pull)) proposals.set(record.pull, { record, place });
  }
  return { proposals, ends };
});

/** The request that a record ends: with its ending, or with the gate failure that accounts for it; `null` for any other. */
export function endedBy(record: Indexed): number | null {
  return ENDINGS.has(record.type) ? pullOf(record) : null;
}

const ENDINGS: ReadonlySet<Indexed['type']> = new Set([...FINAL_TYPES, 'gate-failure'] as const);
