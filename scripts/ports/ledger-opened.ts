// Which records of a ledger have to be opened (again): new ones, those of which a part was dropped, and those that lacked one.
import type { Git } from './git.ts';
import type { BranchState } from './ledger-branch.ts';
import { type Drop, openRecords, type SealedHeads } from './ledger-sealed.ts';
import type { RecordDraft, StoredRecord } from './ledger.ts';

/** The type of the record with which parts are dropped. */
const ERASED = 'record-erased';

/** The parts that these records say are erased. */
export function dropsIn(records: readonly RecordDraft[]): readonly Drop[] {
  return records.flatMap((record) => {
    const parts: unknown = record.type === ERASED ? record['parts'] : [];
    return Array.isArray(parts) ? parts.flatMap(dropOf) : [];
  });
}

function dropOf(value: unknown): readonly Drop[] {
  const { record, path }: { record?: unknown; path?: unknown } = Object(value);
  const [, year, index] = /^(\d{4})\/(\d{1,15})$/.exec(String(record)) ?? [];
  return year === undefined || typeof path !== 'string'
    ? []
    : [{ year: Number(year), index: Number(index), part: path }];
}

/**
 * Opens what has to be opened, in place.
 * @param since how many records of each year were opened before
 * @param drops what was erased since
 * @returns whether there was anything to open
 * @throws GitFault where git breaks off
 */
export async function openNew(
  git: Git,
  states: Map<number, BranchState>,
  heads: SealedHeads,
  since: ReadonlyMap<number, number>,
  drops: readonly Drop[],
): Promise<boolean> {
  let isChanged = false;
  for (const [year, state] of states) {
    const erased = new Set(drops.filter((drop) => drop.year === year).map(({ index }) => index));
    const from = since.get(year) ?? 0;
    const wanted = state.records.filter(
      (one, at) => at >= from || erased.has(one.index) || one.closed?.some(({ why }) => why === 'missing') === true,
    );
    if (wanted.length === 0) continue;
    isChanged = true;
    const opened = new Map<number, StoredRecord>(
      (await openRecords(git, wanted, heads)).map((one) => [one.index, one]),
    );
    states.set(year, { ...state, records: state.records.map((one) => opened.get(one.index) ?? one) });
  }
  return isChanged;
}
