// Runs every published pattern case against our matcher; CONFORMANCE_DIR points it at further folders of cases.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIndex, lastMatch } from '../../scripts/core/codeowners-index.ts';
import { compilePattern, matchesPattern } from '../../scripts/core/codeowners-pattern.ts';

const root = process.env['CONFORMANCE_DIR'] ?? '';
const folder = root === '' ? join(import.meta.dirname, 'codeowners') : join(root, 'codeowners');
const cases = readCases(readFileSync(join(folder, 'patterns.json'), 'utf8'));

describe.each(cases)('the CODEOWNERS pattern case "$name"', ({ pattern, paths }) => {
  it.each(paths)(`says of ${JSON.stringify(pattern)} and the path %j: %j`, (path, expected) => {
    const compiled = compilePattern(pattern);
    expect(matchesPattern(compiled, path.split('/'))).toBe(expected);
    expect(lastMatch(buildIndex([compiled]), path)).toBe(expected ? 0 : -1);
  });
});

interface Case {
  readonly name: string;
  readonly pattern: string;
  readonly paths: readonly (readonly [path: string, expected: boolean])[];
}

/** Refuses a case that it does not understand: nothing is skipped. */
function readCases(text: string): readonly Case[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list) || list.length === 0) throw new Error('patterns.json must be a list of cases.');
  return list.map((entry: Record<string, unknown>, at) => {
    const { name, pattern, paths, ...unknownKeys } = entry;
    const known = Object.keys(unknownKeys).length === 0 && typeof paths === 'object' && paths !== null;
    if (typeof name !== 'string' || typeof pattern !== 'string' || !known) {
      throw new Error(`Case ${at + 1} of patterns.json must have name, pattern and paths, and nothing else.`);
    }
    const pairs = Object.entries(paths).map(([path, expected]): [string, boolean] => {
      if (typeof expected !== 'boolean') throw new Error(`Case "${name}": the path "${path}" must say true or false.`);
      return [path, expected];
    });
    if (pairs.length === 0) throw new Error(`Case "${name}" of patterns.json names no path.`);
    return { name, pattern, paths: pairs };
  });
}
