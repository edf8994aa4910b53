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

/** The first hold that is in force then and covers the record, `null` where none does. */
export function holdOn(record: Indexed, holds: readonly LegalHold[], at: Instant): LegalHold | null {
  return holds.find((hold) => hold.from <= at && (hold.to === null || at < hold.to) && covers(hold, record)) ?? null;
}

function covers({ all, clients, pulls, records }: LegalHold, record: Indexed): boolean {
  const pull = pullOf(record);
  if (all || records.includes(recordId(record)) || (pull !== null && pulls.includes(pull))) return true;
  if (clients.length === 0) return false;
  const action = actionOf(record);
  // Of a record that names no action nobody can tell whose data it holds: a hold covers it rather than not.
  return action === null || action.portfolio || action.targets.some(({ client }) => clients.includes(client));
}
