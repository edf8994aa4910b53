// The ledger's root at an earlier size, from the records that it has now.
import { rootOf } from './core/merkle.ts';
import type { LedgerView } from './ports/ledger.ts';

/** @returns the RFC 6962 root in base64 over the first records of a year, `null` for a size that it does not have */
export function rootAt(year: number, size: number, { branches }: LedgerView): string | null {
  const records = branches.find((one) => one.year === year)?.records ?? [];
  if (size > records.length) return null;
  return Buffer.from(rootOf(records.slice(0, size).map(({ leaf }) => leaf))).toString('base64');
}
