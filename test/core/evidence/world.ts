// A ledger by hand for the tests of a pack's tables, and its rows by the names of their columns.
import { sha256 } from '../../../scripts/core/canonical.ts';
import { type Period, periodOf } from '../../../scripts/core/evidence/period.ts';
import type { Population, Told } from '../../../scripts/core/evidence/population.ts';
import type { Indexed } from '../../../scripts/core/records.ts';
import { DIGEST, SHA, type Sketch } from './sketches.ts';

/** The period of a quarter. */
export function quarter(name: string): Period {
  const answer = periodOf({ quarter: name });
  if (!answer.ok) throw new Error(answer.sentence);
  return answer.period;
}

/** The records in the ledgers of their years, one a minute from ten o'clock on 20 November 2026, unless they say their moment. */
export function told(
  ...sketches: readonly (Pick<Sketch, 'type'> & { readonly at?: unknown; readonly closed?: readonly string[] })[]
): readonly Told[] {
  const sizes = new Map<number, number>();
  return sketches.map(({ closed = [], ...fields }, place): Told => {
    const minute = new Date(Date.UTC(2026, 10, 20, 10, place)).toISOString().replace('.000', '');
    const at = typeof fields.at === 'string' ? fields.at : minute;
    const year = Number(at.slice(0, 4));
    const index = sizes.get(year) ?? 0;
    sizes.set(year, index + 1);
    const record = { v: 1, index, repository: 700_001, main: SHA, ...fields, at } as unknown as Indexed; // held against the schema
    const path = `records/${at.slice(5, 7)}/${at.slice(8, 10)}/${String(index).padStart(8, '0')}-${fields.type}.json`;
    const parts = closed.map((part) => ({ path: part, commitment: DIGEST, why: 'missing' as const }));
    const leaf = sha256(path).slice('sha256:'.length);
    return { id: `${year}/${index}`, year, commit: SHA, path, leaf, record, closed: parts };
  });
}

/** A table as one object for each row: what stands under which heading. */
export function rowsOf({
  columns,
  rows,
}: Pick<Population, 'columns' | 'rows'>): readonly Readonly<Record<string, string>>[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, place) => [column, row[place] ?? ''])));
}

/** The only row of the table of this name. */
export function onlyRow(populations: readonly Population[], name: string): Readonly<Record<string, string>> {
  const [row, ...others] = rowsOf(named(populations, name));
  if (row === undefined || others.length > 0)
    throw new Error(`${name} has ${others.length + (row === undefined ? 0 : 1)} rows`);
  return row;
}

export function named(populations: readonly Population[], name: string): Population {
  const found = populations.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no population ${name}`);
  return found;
}
