// A population as CSV (RFC 4180) that a spreadsheet shows and never runs.
import type { Population } from './population.ts';

/**
 * The file of a population: a header line, then a line for each row, each ended by CRLF.
 *
 * Its texts come from requests, people and platforms, and a spreadsheet runs what begins like a formula. So a `'` stands before
 * such a beginning: of a cell, of what follows a semicolon, which spreadsheets of many languages take for the next cell, and of a line.
 */
export function csvOf({ columns, rows }: Pick<Population, 'columns' | 'rows'>): string {
  return [columns, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** The places before such a beginning. Also the wide forms of the signs: some spreadsheets take them for the signs themselves. */
const FORMULA = /^(?=[\t\r\n])|(?=[=+\-@\uff1d\uff0b\uff0d\uff20])(?<=(?:^|[;\t\r\n])[\p{Z}"]*)/gu;

function cellOf(text: string): string {
  const inert = text.replaceAll(FORMULA, "'");
  return /^[^",;\r\n]*$/.test(inert) ? inert : `"${inert.replaceAll('"', '""')}"`;
}
