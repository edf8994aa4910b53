// Records by what they are about, without going through a whole ledger each time.
import { actionOf, pullOf } from './audit/history.ts';
import { keptWith } from './kept-with.ts';
import type { ActionId } from './policy-model.ts';
import type { Indexed } from './records.ts';

/** The records about a pull request, in the ledger's order. */
export function recordsOfPull(records: readonly Indexed[], pull: number): readonly Indexed[] {
  return byPull(records).get(pull) ?? [];
}

/** The records that name an action, in the ledger's order. */
export function recordsOfAction(records: readonly Indexed[], id: ActionId): readonly Indexed[] {
  return byAction(records).get(id) ?? [];
}

const byPull = keptWith((records: readonly Indexed[]) => grouped(records, pullOf));
const byAction = keptWith((records: readonly Indexed[]) => grouped(records, (record) => actionOf(record)?.id ?? null));

function grouped<Key>(
  records: readonly Indexed[],
  keyOf: (record: Indexed) => Key | null,
): ReadonlyMap<Key, readonly Indexed[]> {
  const groups = new Map<Key, Indexed[]>();
  for (const record of records) {
    const key = keyOf(record);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}
