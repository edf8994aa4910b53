// How a population's table is made of things: one function for each column, so that no cell comes to stand under another heading.
import { plainText } from '../plain-text.ts';
import type { Population } from './population.ts';

/** What a column may give: nothing is an empty cell, a list is joined by `; `. */
export type Cell = string | number | boolean | readonly string[] | null | undefined;

/** Headings with what stands below them, in their order. */
export type Columns<One> = Readonly<Record<string, (one: One) => Cell>>;

/** Makes the table: a row for each thing, in their order, every cell one line of plain words. */
export function tableOf<One>(
  heading: Pick<Population, 'name' | 'about' | 'criterion'>,
  columns: Columns<One>,
  things: readonly One[],
): Population {
  const cells = Object.values(columns);
  return {
    ...heading,
    columns: Object.keys(columns),
    rows: things.map((one) => cells.map((cell) => textOf(cell(one)))),
  };
}

/** Longer words than these are for the slip: the cell says by three dots that there is more. */
const LONGEST = 2_000;

/** Words that somebody wrote, as long as a cell takes them. */
export function wordsOf(text: string): string {
  return plainText(text, LONGEST);
}

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'object') return cell.map(itemOf).join('; ');
  return plainText(String(cell), Infinity);
}

/** A name with a semicolon would be two entries of the list. */
function itemOf(text: string): string {
  return plainText(text, Infinity).replaceAll(';', ',');
}
