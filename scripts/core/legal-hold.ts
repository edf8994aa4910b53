// Legal holds: while one is in force, nothing that it covers is erased, whoever approved it.
import { actionOf, pullOf } from './audit/history.ts';
import type { LegalHoldsFile } from './generated/types.ts';
import type { ClientId } from './policy-model.ts';
import { type Indexed, recordId } from './records.ts';
import { momentOf } from './snapshots.ts';
import type { Instant } from './time.ts';

export interface LegalHold {
  readonly id: string;
  readonly reason: string;
  readonly from: Instant;
  /** Excluded; `null` while it is in force. */
  readonly to: Instant | null;
  readonly all: boolean;
  readonly clients: readonly ClientId[];
  readonly pulls: readonly number[];
  readonly records: readonly string[];
}

/** The holds that their file names; none where there is no file. @throws RangeError where a moment does not exist */
export function holdsOf(file: LegalHoldsFile | null): readonly LegalHold[] {
  return (file?.holds ?? []).map(({ id, reason, from, to, scope }) => ({
    id,
    reason,
    from: momentOf(from),
    to: to === null ? null : momentOf(to),
    all: scope.all ?? false,
    clients: scope.clients ?? [],
    pulls: scope.pulls ?? [],
    records: scope.records ?? [],
  }));
}

/** The requests that brought each action, by its id. */
export type Requests = ReadonlyMap<string, readonly number[]>;

/** From the records of their proposals. */
export function requestsIn(records: readonly Indexed[]): Requests {
  const proposals = records.filter((record) => record.type === 'action-proposed');
  const byAction = Map.groupBy(proposals, ({ action }) => action.id);
  return new Map([...byAction].map(([id, own]) => [id, own.map(({ pull }) => pull)]));
}

/**
 * The first hold that is in force then and covers the record, `null` where none does.
 * @param requests for records that name an action and no request, as intents and outcomes do
 */
export function holdOn(
  record: Indexed,
  holds: readonly LegalHold[],
  at: Instant,
  requests: Requests = new Map(),
): LegalHold | null {
  const isNow = ({ from, to }: LegalHold): boolean => from <= at && (to === null || at < to);
  return holds.find((hold) => isNow(hold) && covers(hold, record, requests)) ?? null;
}

function covers({ all, clients, pulls, records }: LegalHold, record: Indexed, requests: Requests): boolean {
  const [pull, action] = [pullOf(record), actionOf(record)];
  if (all || records.includes(recordId(record))) return true;
  const about = pull === null ? (requests.get(action?.id ?? '') ?? []) : [pull];
  if (about.some((one) => pulls.includes(one))) return true;
  if (clients.length === 0) return false;
  // Of a record that names no action nobody can tell whose data it holds: a hold covers it rather than not.
  return action === null || action.portfolio || action.targets.some(({ client }) => clients.includes(client));
}
