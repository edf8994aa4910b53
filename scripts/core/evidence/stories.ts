// Every action request of the ledger with all records about it: from its proposal to what it did, and what was said and found about it.
import { actionOf, pullOf } from '../audit/history.ts';
import type { ActionReference } from '../record-parts.ts';
import { FINAL_TYPES, type Indexed } from '../records.ts';
import { type Ground, isWithin } from './ground.ts';
import type { Told } from './population.ts';

/** A request that brings an action, or was meant to. */
export interface Story {
  /** The action's id; `request-<number>` where its file could not be read, or it brought none. */
  readonly id: string;
  readonly pull: number | null;
  /** What was decided about, else what was proposed, done or found. */
  readonly action: ActionReference | null;
  /** In the ledger's order, also those from before and after the period. */
  readonly told: readonly Told[];
}

/**
 * The requests with any record in the period, in the order in which the ledger first heard of them. One pull request is one story:
 * what ran belongs to the approval that it names, and an action id that two requests bring makes two stories.
 */
export function storiesOf({ all, period }: Pick<Ground, 'all' | 'period'>): readonly Story[] {
  const index = indexOf(all);
  const groups = new Map<string, Told[]>();
  for (const one of all) {
    for (const key of keysOf(one.record, index)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
  }
  return [...groups.values()].filter((told) => told.some((one) => isWithin(one, period))).map(storyOf);
}

/** Whether a record says by itself that there is an action request; messages may be about one as well. */
function isOwn(record: Indexed): boolean {
  // What was merged past the gate may have no other record, and must not be missing where samples are taken from.
  if (record.type === 'gate-failure') return record.action !== null;
  return OWN.has(record.type);
}

const ENDINGS: ReadonlySet<Indexed['type']> = new Set(FINAL_TYPES);
const OWN: ReadonlySet<Indexed['type']> = new Set([
  'action-proposed',
  'action-deferred',
  'action-intended',
  'action-executed',
  ...FINAL_TYPES,
] as const);

interface Index {
  /** The requests for actions. */
  readonly pulls: ReadonlySet<number>;
  /** Of each record that is about a request: which one. */
  readonly byRecord: ReadonlyMap<string, number>;
  /** By action id: the requests that brought it, the first one first. */
  readonly byAction: ReadonlyMap<string, ReadonlySet<number>>;
}

function indexOf(all: readonly Told[]): Index {
  const [pulls, byRecord] = [new Set<number>(), new Map<string, number>()];
  const byAction = new Map<string, Set<number>>();
  for (const { id, record } of all) {
    const pull = pullOf(record);
    if (pull === null) continue;
    byRecord.set(id, pull);
    if (!isOwn(record)) continue;
    pulls.add(pull);
    const action = actionOf(record);
    if (action !== null) byAction.set(action.id, (byAction.get(action.id) ?? new Set()).add(pull));
  }
  return { pulls, byRecord, byAction };
}

/** The stories that a record belongs to; none where it is about no action request. */
function keysOf(record: Indexed, { pulls, byRecord, byAction }: Index): readonly string[] {
  if (record.type === 'action-intended' || record.type === 'action-executed') {
    // The approval that it names comes first: of two requests with one action id it says which.
    const [first] = byAction.get(record.action.id) ?? [];
    const pull = byRecord.get(record.approval) ?? first;
    return [pull === undefined ? `action ${record.action.id}` : String(pull)];
  }
  const pull = pullOf(record);
  if (pull !== null) return isOwn(record) || pulls.has(pull) ? [String(pull)] : [];
  // A gate failure that was found on the platform or on main knows the action, and not the request.
  return [...(byAction.get(actionOf(record)?.id ?? '') ?? [])].map(String);
}

function storyOf(told: readonly Told[]): Story {
  const records = told.map(({ record }) => record);
  const endings = records.filter(({ type }) => ENDINGS.has(type));
  // The branch may have brought something else before it was decided.
  const action = [...endings, ...records].map(actionOf).find((one) => one !== null) ?? null;
  const pull = records.map(pullOf).find((one) => one !== null) ?? null;
  return { id: action?.id ?? `request-${pull}`, pull, action, told };
}
