// How the years hang together: each ledger begins by enrolling its key and quoting the last checkpoint of the year before.
import { type Checkpoint, ledgerOrigin, parseCheckpoint, formatCheckpoint } from '../core/checkpoint.ts';
import { rootOf } from '../core/merkle.ts';
import { branchOf } from './ledger-record.ts';
import { type LedgerBranch, LedgerFault, type LedgerView, type StoredRecord } from './ledger.ts';

/** The type of the record that a year begins with. */
export const FOUNDING = 'key-enrolled';

/**
 * Puts the years together, oldest first.
 * @param checked years whose quote has been checked before; a quote and what it covers never change, so once is enough
 * @throws LedgerFault where a year does not continue the one before it.
 */
export function viewOf(originBase: string, branches: readonly LedgerBranch[], checked: Set<number>): LedgerView {
  for (const [at, branch] of branches.entries()) {
    const before = branches[at - 1];
    // A year whose retention is over may have been removed as a whole: then its successor's quote is all there is.
    if (before === undefined || checked.has(branch.year)) continue;
    for (const previous of [branch.previous, ...quotesIn(branch)])
      checkQuote(originBase, { ...branch, previous }, before);
    checked.add(branch.year);
  }
  const newest = branches.at(-1);
  return {
    head: newest?.head ?? null,
    year: newest?.year ?? null,
    size: newest?.size ?? 0,
    root: newest?.root ?? null,
    checkpoint: newest?.checkpoint ?? null,
    records: branches.flatMap(({ records }) => records),
    branches,
  };
}

/** What the first record quotes. @throws LedgerFault where it is not a founding record of this very ledger. */
export function previousOf(originBase: string, year: number, records: readonly StoredRecord[]): Checkpoint | null {
  const first = records[0]?.record;
  if (first?.type !== FOUNDING)
    throw new LedgerFault(branchOf(year), 0, `the first record is not of the type ${FOUNDING}`);
  const { origin, previous } = first;
  if (origin !== ledgerOrigin(originBase, year)) {
    throw new LedgerFault(branchOf(year), 0, `it founds ${String(origin)}, not ${ledgerOrigin(originBase, year)}`);
  }
  if (previous === null) return null;
  const quote = readQuote(previous);
  if (quote === null) throw new LedgerFault(branchOf(year), 0, 'it does not quote a checkpoint of the year before');
  return quote;
}

/** What the year's rotations quote of the year before: what it got after it had been quoted first. */
function quotesIn({ records }: LedgerBranch): readonly (Checkpoint | null)[] {
  const rotations = records.filter(({ record }) => record.type === FOUNDING && record['role'] === 'rotation');
  return rotations.flatMap(({ record }) => (record['previous'] ? [readQuote(record['previous'])] : []));
}

function checkQuote(originBase: string, { year, previous }: LedgerBranch, before: LedgerBranch): void {
  const fault = (what: string): LedgerFault => new LedgerFault(branchOf(year), 0, what);
  if (previous?.origin !== ledgerOrigin(originBase, before.year))
    throw fault(`it does not quote ${branchOf(before.year)}`);
  // The year before may hold a record more, from a writer whose clock was a moment behind; never one less.
  if (previous.size > before.size) {
    throw fault(`it quotes ${previous.size} records of ${branchOf(before.year)}, which has ${before.size}`);
  }
  const root = rootOf(before.records.slice(0, previous.size).map(({ leaf }) => leaf));
  if (Buffer.from(root).toString('base64') !== previous.root) {
    throw fault(`it quotes another root of ${branchOf(before.year)} than its first ${previous.size} records have`);
  }
}

function readQuote(value: unknown): Checkpoint | null {
  if (typeof value !== 'object' || value === null) return null;
  const { origin, size, root } = value as Record<string, unknown>; // a record's field: checked right here
  if (typeof origin !== 'string' || typeof size !== 'number' || typeof root !== 'string') return null;
  return parseCheckpoint(formatCheckpoint({ origin, size, root }));
}
