// Which requests of its automation were open when each one was proposed, kept while a ledger is read from its beginning to its end.
import type { PullSnapshot } from '../core/record-parts.ts';
import type { Indexed } from '../core/records.ts';
import { endedBy } from '../core/open-requests.ts';
import { momentOf } from '../core/snapshots.ts';
import type { Instant } from '../core/time.ts';
import type { Placed, Proposal } from './precedents.ts';

/** As many as a standard may allow at once (`limits.openPerAutomation`): with so many, a further one is refused whatever else is open. */
const MOST = 100;

export interface OpenOnes {
  /** Notes a proposal, in the ledger's order. */
  readonly propose: (one: Proposal) => void;
  /** Notes what a record ended, if anything, in the ledger's order. */
  readonly end: (record: Indexed, placed: Placed) => void;
  /** The oldest of each automation that were open, and could be answered, when this request was proposed; now, where it was not. */
  readonly whenProposed: (pull: Pick<PullSnapshot, 'number' | 'openedAt'>) => readonly Proposal[];
  /** What ended these requests before that place: without it they would count as open. */
  readonly endingsOf: (proposals: readonly Proposal[], before: number) => readonly Placed[];
}

/** None at first. */
export function openOnes(): OpenOnes {
  /** By automation, oldest first. */
  const open = new Map<string, Set<Proposal>>();
  /** For each request that is open, those before it. */
  const ahead = new Map<number, readonly Proposal[]>();
  const proposed = new Map<number, Proposal>();
  const endings = new Map<number, Placed>();
  // Of every automation: who stands behind an account may have another name, or one at last, when the request is decided.
  const oldest = (since: Instant): readonly Proposal[] =>
    [...open.values()].flatMap((all) => firstOf(all, ({ deadline }) => deadline >= since));
  const propose = (one: Proposal): void => {
    const { pull, automation, openedAt } = one;
    if (proposed.has(pull)) return;
    proposed.set(pull, one);
    ahead.set(pull, oldest(openedAt));
    if (automation !== null && !endings.has(pull)) open.set(automation, (open.get(automation) ?? new Set()).add(one));
  };
  return {
    propose,
    end: (record, placed) => {
      const ended = endedBy(record);
      if (ended === null || endings.has(ended)) return;
      endings.set(ended, placed);
      // A gate failure may tell of a request before its ending does, and that decision is still to be derived.
      if (record.type !== 'gate-failure') ahead.delete(ended);
      const own = proposed.get(ended);
      if (own?.automation) open.get(own.automation)?.delete(own);
    },
    whenProposed: ({ number, openedAt }) =>
      proposed.has(number) ? (ahead.get(number) ?? []) : oldest(momentOf(openedAt)),
    endingsOf: (proposals, before) =>
      proposals.flatMap(({ pull }) => {
        const ending = endings.get(pull);
        return ending !== undefined && ending.place < before ? [ending] : [];
      }),
  };
}

function firstOf<T>(all: Iterable<T>, isWanted: (one: T) => boolean): readonly T[] {
  const found: T[] = [];
  for (const one of all) {
    if (found.length === MOST) break;
    if (isWanted(one)) found.push(one);
  }
  return found;
}
