// Every record of a period stands in the table of records once and in another one by its id: nothing is passed over in silence.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapeFaults } from '../../../scripts/core/audit/shape.ts';
import { countsOf } from '../../../scripts/core/evidence/counts.ts';
import { populationsOf, type Population } from '../../../scripts/core/evidence/population.ts';
import { RECORD_TYPES } from '../../../scripts/core/policy-refs-records.ts';
import { fourQuarters } from '../../fixtures/four-quarters.ts';
import { sketch, TYPES } from './sketches.ts';
import { named, quarter, rowsOf, told } from './world.ts';

const Q4 = quarter('2026-q4');

/** Types that stand in `records` alone. None does: a new one has to be given a table, or be put here with a reason. */
const ALONE: readonly string[] = [];

/** Every id of a record that stands in a cell of these tables. */
function namedIn(populations: readonly Population[]): ReadonlySet<string> {
  return new Set(populations.flatMap(({ rows }) => rows.flatMap((row) => row.flatMap((cell) => cell.split('; ')))));
}

describe('the world of these tests', () => {
  it.each(TYPES)('has %s records as their schema wants them', (type) => {
    expect(shapeFaults(told(sketch(type))[0]?.record)).toEqual([]);
  });

  it('knows every type', () => {
    expect(TYPES.toSorted()).toEqual(RECORD_TYPES.toSorted());
  });
});

describe('the populations', () => {
  it('are these, each with what it is about, and cells under all its headings', () => {
    const populations = populationsOf(told(...TYPES.map((type) => sketch(type))), Q4);
    expect(populations.map(({ name, criterion }) => `${name} ${criterion}`)).toEqual([
      'records CC7.2',
      'requests CC8.1',
      'other-changes CC8.1',
      'exceptions CC8.1',
      'gate-failures CC7.2',
      'contacts CC7.2',
      'keys-and-erasures CC7.2',
      'platform-reads CC7.2',
      'settings-looks CC7.2',
      'request-numbers CC7.2',
    ]);
    for (const { about, columns, rows } of populations) {
      expect(about).toMatch(/^Every .*\.$/);
      expect(new Set(columns).size).toBe(columns.length);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row.length).toBe(columns.length);
    }
  });

  it('are empty where the period has no record', () => {
    for (const { rows } of populationsOf(told(...TYPES.map((type) => sketch(type))), quarter('2027-q1'))) {
      expect(rows).toEqual([]);
    }
    for (const { rows } of populationsOf([], Q4)) expect(rows).toEqual([]);
  });

  it.each(TYPES)('name a %s record by itself', (type) => {
    const [records, ...others] = populationsOf(told(sketch(type)), Q4);
    expect(records?.rows.map(([id]) => id)).toEqual(['2026/0']);
    expect(namedIn(others).has('2026/0')).toBe(!ALONE.includes(type));
  });

  it('have every record of the period in one row of records, and in another one, whatever came in whatever order', () => {
    const moments = fc.constantFrom(
      '2026-09-30T23:59:59.999Z',
      '2026-10-01T00:00:00Z',
      '2026-12-31T23:59:59.999Z',
      '2027-01-01T00:00:00Z',
    );
    const sketches = fc.array(
      fc.tuple(fc.constantFrom(...TYPES), fc.integer({ min: 1, max: 3 }), fc.constantFrom('A', 'B'), moments),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(sketches, (all) => {
        const records = told(...all.map(([type, number, id, at]) => sketch(type, { at }, number, id)));
        const own = records.filter(({ record }) => record.at >= '2026-10' && record.at < '2027');
        const [table, ...others] = populationsOf(records, Q4);
        expect(table?.rows.map(([id]) => id)).toEqual(own.map(({ id }) => id));
        const elsewhere = namedIn(others);
        for (const { id, record } of own) expect([id, elsewhere.has(id)]).toEqual([id, !ALONE.includes(record.type)]);
        const counts = rowsOf(countsOf(records, Q4));
        expect(counts.reduce((sum, row) => sum + Number(row['rows of records.csv']), 0)).toBe(own.length);
      }),
    );
  });

  it('hold for a whole year with some thousand records, quarter by quarter', () => {
    const { records } = fourQuarters(5, 200);
    const year = told(...records);
    const quarters = [1, 2, 3, 4].map((number) => populationsOf(year, quarter(`2026-q${number}`)));
    const ids = quarters.flatMap((populations) => named(populations, 'records').rows.map(([id]) => id));
    const own = year.filter(({ record }) => record.at < '2027').map(({ id }) => id);
    expect(ids).toEqual(own);
    expect(own.length).toBeGreaterThan(1_500);
    const elsewhere = namedIn(quarters.flatMap(([, ...others]) => others));
    expect(own.filter((id) => !elsewhere.has(id))).toEqual([]);
  });

  it('say where each record lies, and what it is about', () => {
    const [row] = rowsOf(named(populationsOf(told(sketch('action-denied')), Q4), 'records'));
    expect(row).toMatchObject({
      id: '2026/0',
      at: '2026-11-20T10:00:00Z',
      type: 'action-denied',
      request: '7',
      action: 'ACT7',
      path: 'records/11/20/00000000-action-denied.json',
      commit: 'c'.repeat(40),
    });
    expect(row?.['leaf']).toMatch(/^[0-9a-f]{64}$/);
  });
});
