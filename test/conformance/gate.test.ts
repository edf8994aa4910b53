// The gate's conformance cases: every case of every table in the folder, none skipped.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decide } from '../../scripts/core/decide.ts';
import type { Verdict } from '../../scripts/core/verdict-model.ts';
import { inputOf } from './case.ts';
import { map, text } from './world.ts';
import type { Data } from './world.ts';

const folder = join(process.env.CONFORMANCE_DIR ?? import.meta.dirname, 'gate');
const ground = map(parse(readFileSync(join(folder, 'world.yaml'), 'utf8')), 'world');
const tables = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'world.yaml');

it('finds tables of cases', () => {
  expect(tables.length).toBeGreaterThan(0);
});

describe.each(tables)('%s', (table) => {
  const { suite, cases } = map(parse(readFileSync(join(folder, table), 'utf8')), table, ['suite', 'cases']);
  const rows = (cases as readonly unknown[]).map((one) => map(one, 'case'));
  it.each(rows.map((row) => ({ name: text(row.name), row })))(`${text(suite)}: the gate $name`, ({ row }) => {
    const verdict = decide(inputOf(ground, row));
    compare(verdict, map(row.expect, 'expect'));
  });
});

const COMPARED: Readonly<Record<string, (verdict: Verdict, expected: unknown) => void>> = {
  state: (verdict, expected) => expect(verdict.state, verdict.summary).toBe(expected),
  tier: (verdict, expected) => expect(verdict.classification.tier).toBe(expected),
  gate: (verdict, expected) => expect(verdict.classification.gate).toBe(expected),
  scope: (verdict, expected) => expect(verdict.scope).toBe(expected),
  codes: (verdict, expected) =>
    expect(verdict.refusals.map((one) => one.code)).toEqual(expect.arrayContaining(expected as string[])),
  counted: (verdict, expected) => expect(sorted(verdict.counted.map((one) => one.person))).toEqual(sorted(expected)),
  notCounted: (verdict, expected) => expect(codesByPerson(verdict)).toMatchObject(map(expected, 'notCounted')),
  missing: (verdict, expected) => expect(sorted(verdict.missing)).toEqual(sorted(expected)),
};

function compare(verdict: Verdict, expected: Data): void {
  for (const [key, value] of Object.entries(expected)) {
    const check = COMPARED[key];
    if (check === undefined) throw new Error(`expect.${key}: not understood`);
    check(verdict, value);
  }
}

function codesByPerson(verdict: Verdict): Data {
  return Object.fromEntries(verdict.notCounted.map((one) => [one.person ?? one.account.login, one.code]));
}

function sorted(value: unknown): readonly string[] {
  return [...new Set(value as readonly string[])].toSorted();
}
