// The earlier records that a decision can turn on, found without looking at all of them each time.
import type { ActionProposed, Indexed } from '../core/records.ts';
import { actionOf, type Known } from '../core/audit/history.ts';
import { isAboutKeys } from '../core/key-history.ts';
import { FINAL_TYPES } from '../core/records.ts';
import { PACE_WITHIN } from '../core/request-pace.ts';
import { momentOf } from '../core/snapshots.ts';
import type { Duration, Instant } from '../core/time.ts';
import { PolicyFault } from '../ground.ts';
import { openOnes } from './open-ones.ts';
import type { PolicyReader } from '../rederive.ts';

export interface Precedents {
  /** Notes a record of one of those types, in the ledger's order. @param kept where it is read again when it is needed */
  readonly add: (record: Indexed, kept?: Kept) => void;
  /**
   * Those before that a decision about this request can depend on: proposals of the same id or request, opened within the
   * time in which requests count together, or open when it was proposed, with what had ended any of them by then; denials of the
   * same payload, calls for this request, windows, exceptions, keys and gate failures.
   */
  readonly before: (record: Extract<Indexed, { decidedAt: string }>, policies: PolicyReader) => readonly Indexed[];
}

/** The types of records that a later decision can depend on. */
export const PRECEDENTS: ReadonlySet<Indexed['type']> = new Set([
  'action-proposed',
  'action-denied',
  'action-deferred',
  'window-approved',
  'exception-approved',
  'policy-changed',
  'key-enrolled',
  'key-retired',
  'key-compromised',
  'gate-failure',
  'gate-event-filed',
  'gate-failure-remediated',
  // What ends a request frees its place among those that its automation has open.
  ...FINAL_TYPES,
] as const);

/** What a review can be refused for, and what keeps somebody from breaking the glass twice. */
const FAILURES: ReadonlySet<Indexed['type']> = new Set([
  'gate-failure',
  'gate-event-filed',
  'gate-failure-remediated',
] as const);

type Kept = Pick<Known, 'record'>;

export interface Placed {
  readonly place: number;
  readonly kept: Kept;
}

/** A proposal with what is asked of it again and again. */
export interface Proposal extends Placed {
  readonly pull: number;
  readonly automation: string | null;
  readonly openedAt: Instant;
  readonly deadline: Instant;
}

/** An empty collection; `before` gives records in the order in which they were added. */
export function precedents(): Precedents {
  const byId = new Map<string, Proposal[]>();
  const byPull = new Map<number, Proposal[]>();
  /** By the moment of their opening. */
  const proposals: Proposal[] = [];
  const denials = new Map<string, Placed[]>();
  const calls = new Map<number, Placed[]>();
  const open = openOnes();
  const approvals: Placed[] = [];
  let place = 0;
  const add: Precedents['add'] = (record, kept = { record }) => {
    place += 1;
    if (record.type === 'action-proposed') {
      const proposal = proposalOf(record, { place, kept });
      open.propose(proposal);
      push(byId, record.action.id, proposal);
      push(byPull, record.pull, proposal);
      proposals.splice(firstAfter(proposals, proposal.openedAt), 0, proposal);
    }
    open.end(record, { place, kept });
    if (record.type === 'action-denied') push(denials, record.action.payload, { place, kept });
    if (record.type === 'action-deferred') push(calls, record.pull, { place, kept });
    const isLasting =
      record.type === 'window-approved' ||
      record.type === 'exception-approved' ||
      (record.type === 'policy-changed' && record.files.some(({ status }) => status === 'removed')) ||
      FAILURES.has(record.type) ||
      isAboutKeys(record);
    if (isLasting) approvals.push({ place, kept });
  };
  const before: Precedents['before'] = (record, policies) => {
    const { number } = record.pull;
    const payload = actionOf(record)?.payload;
    const openedAt = momentOf(record.pull.openedAt);
    const within = togetherWithin(record, policies);
    const denied = payload === undefined ? [...denials.values()].flat() : (denials.get(payload) ?? NONE);
    const alike = new Set([number]);
    for (const id of idsIn(record)) for (const { pull } of byId.get(id) ?? NONE) alike.add(pull);
    for (let next = firstAfter(proposals, openedAt + within); next > 0; next -= 1) {
      const proposal = proposals[next - 1];
      if (proposal === undefined || proposal.openedAt < openedAt - within) break;
      alike.add(proposal.pull);
    }
    // Of one that somebody recorded twice the first counts, wherever it is.
    const earlier = [...alike].flatMap((pull) => byPull.get(pull) ?? []);
    const found: readonly Placed[] = [
      ...earlier,
      ...open.whenProposed(record.pull),
      ...open.endingsOf(earlier, byPull.get(number)?.[0]?.place ?? place + 1),
      ...denied,
      ...(calls.get(number) ?? NONE),
      ...approvals,
    ];
    const inOrder = found.toSorted((a, b) => a.place - b.place);
    // One that was found in more than one way lies beside itself now.
    return inOrder.filter((one, at) => one.place !== inOrder[at - 1]?.place).map(({ kept }) => kept.record);
  };
  return { add, before };
}

const NONE: readonly never[] = [];

function proposalOf({ pull, automation, openedAt, deadline }: ActionProposed, placed: Placed): Proposal {
  const { place, kept } = placed; // each by its name: objects of parts spread into one take twice the memory
  return { place, kept, pull, automation, openedAt: momentOf(openedAt), deadline: momentOf(deadline) };
}

/** The place of the first that was opened after this moment; most are the newest, so the end is looked at first. */
function firstAfter(proposals: readonly Proposal[], moment: number): number {
  if ((proposals.at(-1)?.openedAt ?? Number.NEGATIVE_INFINITY) <= moment) return proposals.length;
  let [low, high] = [0, proposals.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((proposals[middle]?.openedAt ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every id that the request could be known by: that of its action, and those that its files are named after. */
function idsIn(record: Extract<Indexed, { decidedAt: string }>): ReadonlySet<string> {
  const ids = new Set<string>();
  const own = actionOf(record)?.id;
  if (own !== undefined) ids.add(own);
  for (const { path } of record.pull.files ?? NONE) {
    if (path.endsWith('.yaml')) ids.add(path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length));
  }
  return ids;
}

/** The time in which requests count together, as one large one or as too many. */
function togetherWithin(record: Extract<Indexed, { decidedAt: string }>, policies: PolicyReader): Duration {
  try {
    const under = policies('merge' in record ? record.merge.base : record.policy.commit);
    if (under instanceof Promise) return Number.POSITIVE_INFINITY;
    const { splitWindow, proposedPerHour } = under.policy.standard;
    return proposedPerHour === undefined ? splitWindow : Math.max(splitWindow, PACE_WITHIN);
  } catch (cause) {
    if (cause instanceof PolicyFault) return Number.POSITIVE_INFINITY; // the decision itself will say so
    throw cause;
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
