// What programs did on a platform by its own word, held against the ledger: each act has its own intent, or went past the gate.
import type { OperationId, Platform, Policy } from './policy-model.ts';
import { recordId } from './records.ts';
import type { ActionExecuted, Indexed } from './records.ts';
import type { ActivityRead, ActTarget, RecordedAct } from './records-of-activity.ts';
import type { RecordId } from './record-parts.ts';
import { momentOf } from './snapshots.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';

/** How far the clocks of a platform and of the ledger may be apart, in milliseconds. */
export const SKEW = 300_000;

/** Outcomes after which nothing had been sent: such an intent covers no act. */
const NOTHING_SENT: ReadonlySet<string> = new Set(['refused-drift', 'already-in-state']);
/** Outcomes that another one may follow. */
const OPEN: ReadonlySet<string> = new Set(['pending', 'unknown']);

/** One act as the platform's log tells it. */
export interface Act {
  readonly id: string;
  readonly at: Instant;
  readonly account: string | null;
  readonly operation: OperationId | null;
  readonly target: ActTarget | null;
  readonly what: string;
}

/** Whose acts are looked for: accounts of programs, and whether acts count that nobody is named for. */
export interface Watched {
  readonly accounts: readonly string[];
  readonly unnamed: boolean;
  /** The accounts of people: every other one counts too. `null`: only those above. */
  readonly people: readonly string[] | null;
}

/** An act as it is recorded, and how it went past the gate; `null` where it did not, or is in no tier. */
export interface Judged {
  readonly act: RecordedAct;
  readonly how: string | null;
}

/** Whose acts on a platform are looked for, `null` where the policy does not have that platform watched. */
export function watchedOn({ id, activity }: Platform, { automations }: Pick<Policy, 'automations'>): Watched | null {
  if (activity === undefined) return null;
  const own = [...automations.values()].flatMap(({ platformAccounts }) => platformAccounts?.[id] ?? []);
  const { executor, unnamed, people } = activity;
  return { accounts: [executor, ...own], unnamed: unnamed === 'automation', people };
}

/** Whether an act counts as a program's. What nobody is named for does only where it is an operation of the action table. */
export function counts({ account, operation }: Pick<Act, 'account' | 'operation'>, watched: Watched): boolean {
  const { accounts, unnamed, people } = watched;
  if (account === null) return unnamed && operation !== null;
  return accounts.includes(account) || people?.includes(account) === false;
}

/**
 * Gives each act an intent of its own with the same operation and target, in whose time it was (standard: nothing runs before the
 * approval is recorded). Whatever an automation does with its own account has none: only the executing job may act.
 * @param acts none that was recorded before; those that are not watched are left out
 * @param records the whole ledger, read after the platform was: an intent is there before its act
 */
export function judgeActs(
  acts: readonly Act[],
  platform: Platform,
  { automations }: Pick<Policy, 'automations'>,
  records: readonly Indexed[],
): readonly Judged[] {
  const watched = watchedOn(platform, { automations });
  const slots = slotsIn(records);
  const used = new Set(readsOf(records).flatMap(({ acts: old }) => old.flatMap(usedBy)));
  return acts
    .filter((act) => watched !== null && counts(act, watched))
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map((act) => {
      const { id, at, account, operation, target, what } = act;
      const owner = [...automations.values()].find(
        ({ platformAccounts }) => account !== null && platformAccounts?.[platform.id]?.includes(account) === true,
      );
      // Only the executing job may act; who did what nobody is named for, nobody knows.
      const mayAct = account === null || account === platform.activity?.executor;
      const fitting = mayAct ? fittingTo(act, slots) : [];
      // The one that ends first: whatever else fits may still be needed.
      const slot = fitting.find((one) => !used.has(nameOf(one)));
      if (slot !== undefined) used.add(nameOf(slot));
      const said = { id, at: formatInstant(at), account, automation: owner?.id ?? null, operation, target, what };
      const recorded: RecordedAct = { ...said, intent: slot?.intent ?? null };
      if (operation === null || slot !== undefined) return { act: recorded, how: null };
      const why = !mayAct
        ? 'only the executing job may run it'
        : fitting.length === 0
          ? 'no intent on the ledger covers it'
          : 'every intent that could cover it has another act';
      const who = owner === undefined ? actor(account, platform) : `${owner.name}, with its own account ${account},`;
      return {
        act: recorded,
        how: `${who} ran ${operation} on ${targetWords(target)} at ${said.at}, and ${why}.`,
      };
    });
}

/** The name of a gate failure about an act: the same act is the same failure, however often it is read. */
export function failureTarget(platform: string, { id, target }: Pick<RecordedAct, 'id' | 'target'>): string {
  return `${targetWords(target)}, activity ${id} of ${platform}`;
}

/** Every look at a platform's activity, oldest first. */
export function readsOf(records: readonly Indexed[]): readonly Indexed<ActivityRead>[] {
  return records.filter((one) => one.type === 'activity-read');
}

/** What lets one act happen: one target of one intent. */
export interface Slot {
  readonly intent: RecordId;
  /** Operation and target. */
  readonly key: string;
  readonly target: string;
  /** Both included. */
  readonly from: Instant;
  readonly to: Instant;
  /** The last outcome, `null` where there is none yet. */
  readonly outcome: string | null;
}

/** Every slot of every intent that may have sent something, the one that ends first before the others. */
export function slotsIn(records: readonly Indexed[]): ReadonlyMap<string, readonly Slot[]> {
  const ends = new Map(records.flatMap((one) => (one.type === 'action-executed' ? [[one.intent, one] as const] : [])));
  const slots = records.flatMap((record): readonly Slot[] => {
    if (record.type !== 'action-intended') return [];
    const end = ends.get(recordId(record));
    const outcome = end?.outcome ?? null;
    if (outcome !== null && NOTHING_SENT.has(outcome)) return [];
    const from = momentOf(record.at) - SKEW;
    const to = end === undefined ? Number.POSITIVE_INFINITY : lastActOf(end);
    return record.action.targets.map(({ kind, id, name }) => {
      const key = keyOf(record.action.operation, { kind, id });
      return { intent: recordId(record), key, target: `${name} (${kind} ${id})`, from, to, outcome };
    });
  });
  return Map.groupBy(
    slots.toSorted((a, b) => (a.to === b.to ? a.from - b.from : a.to - b.to)),
    ({ key }) => key,
  );
}

/** Up to when there may be acts of an intent that ended so: until somebody knows how it ended, it may still act. */
export function lastActOf({ outcome, times }: Pick<ActionExecuted, 'outcome' | 'times'>): Instant {
  return OPEN.has(outcome) ? Number.POSITIVE_INFINITY : momentOf(times.finished) + SKEW;
}

/** The name of a slot. */
export function nameOf({ intent, key }: { readonly intent: string; readonly key: string }): string {
  return `${intent} ${key}`;
}

/** The name of the slot that a recorded act has taken. */
export function usedBy({ intent, operation, target }: RecordedAct): readonly string[] {
  return intent === null || operation === null || target === null
    ? []
    : [nameOf({ intent, key: keyOf(operation, target) })];
}

function fittingTo({ at, operation, target }: Act, slots: ReadonlyMap<string, readonly Slot[]>): readonly Slot[] {
  if (operation === null || target === null) return [];
  return (slots.get(keyOf(operation, target)) ?? []).filter(({ from, to }) => from <= at && at <= to);
}

/** Operation and target in one text. */
export function keyOf(operation: OperationId, { kind, id }: Pick<ActTarget, 'kind' | 'id'>): string {
  return `${operation} ${kind} ${id}`;
}

function actor(account: string | null, { name, activity }: Platform): string {
  if (account === null) return `Somebody whom ${name} does not name`;
  return account === activity?.executor
    ? `The executing job's account ${account}`
    : `The account ${account}, which the policy names nowhere,`;
}

function targetWords(target: ActTarget | null): string {
  return target === null ? 'a target that is not named' : `${target.name} (${target.kind} ${target.id})`;
}
