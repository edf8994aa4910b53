// Histories made by hand for the pure checks: a few records in a year, with what each check looks at and nothing else.
import type { Entry, Finding, History, Known, LedgerYear, Trust } from '../../../scripts/core/audit/history.ts';
import { canonicalize } from '../../../scripts/core/canonical.ts';
import { leafHash } from '../../../scripts/core/merkle.ts';
import { generateLedgerKey } from '../../../scripts/ports/ledger-key.ts';

export const BASE = 'countersign/700001';
const { key, vkey } = generateLedgerKey(BASE);
export const TRUST: Trust = { key, keyText: vkey, originBase: BASE };
export const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A record as a test writes it: whatever the check under test reads. */
export type Sketch = Readonly<Record<string, unknown>> & { readonly type: string };

/** The history of one year with these records, one an hour from ten o'clock on. */
export function historyOf(...sketches: readonly Sketch[]): History {
  return historyOfYears({ 2026: sketches });
}

export function historyOfYears(years: Readonly<Record<number, readonly Sketch[]>>, trust: Trust = TRUST): History {
  const ledgers = Object.entries(years).map(([year, sketches]) => yearOf(Number(year), sketches));
  return { trust, ledgers, main: null, known: ledgers.flatMap(({ entries }) => entries.map(knownOf)) };
}

function yearOf(year: number, sketches: readonly Sketch[]): LedgerYear {
  const entries = sketches.map((sketch, position): Entry => {
    const at = `${year}-11-20T${10 + position}:00:00Z`;
    const value = { v: 1, index: position, at, repository: 700001, main: 'm', ...sketch };
    const bytes = Buffer.from(canonicalize(value));
    const place = { path: `records/11/20/0000000${position}-${sketch.type}.json`, mode: '100644', commit: 'c' };
    return { year, position, id: `${year}/${position}`, ...place, leaf: leafHash(bytes), bytes, value, shape: [] };
  });
  return { year, head: 'c', commits: [], entries, roots: ['', ...entries.map((_, at) => `root-${at + 1}`)] };
}

function knownOf(entry: Entry): Known {
  return { entry, record: entry.value as Known['record'] };
}

/** What a check said, short: `record code sentence`. */
export function said(remarks: readonly Partial<Finding>[]): readonly string[] {
  return remarks.map(({ record, code, sentence }) => `${record} ${code} ${sentence}`);
}
