// The table of checks: every question is asked, and each answer carries the requirement behind it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS, findingsIn } from '../../../scripts/core/audit/checks.ts';
import type { History } from '../../../scripts/core/audit/history.ts';

const nothing: History = {
  trust: { key: null, keyText: null, originBase: null },
  ledgers: [],
  main: null,
  known: [],
};

const PAGES = new Map([
  ['README', 'README.md'],
  ['SECURITY', '.github/SECURITY.md'],
  ['gate.md', 'policies/gate.md'],
]);

describe('the table of checks', () => {
  it('finds everything missing where there is nothing', () => {
    const findings = findingsIn(nothing).map(({ severity, code, clause }) => `${severity} ${code} (${clause})`);
    expect(findings).toEqual([
      'failure ledger-missing (README: The ledger, append-only)',
      'failure key-missing (README: The ledger, the first public key is pinned on main)',
      'failure main-missing (README: The ledger, both branches vouch for each other)',
    ]);
  });

  it('asks every question whatever another has found, and keeps what a remark says of its place', () => {
    const remark = { code: 'odd', sentence: 'Odd.' };
    const checks = [
      { clause: 'first', look: () => [remark, { ...remark, file: 'f', severity: 'reported' } as const] },
      { clause: 'second', look: () => [{ ...remark, record: '2026/1', commit: 'c' }] },
    ];
    const place = { record: null, file: null, commit: null };
    expect(findingsIn(nothing, checks)).toEqual([
      { ...remark, ...place, severity: 'failure', clause: 'first' },
      { ...remark, ...place, severity: 'reported', file: 'f', clause: 'first' },
      { ...remark, ...place, severity: 'failure', record: '2026/1', commit: 'c', clause: 'second' },
    ]);
  });

  const elsewhere = /^(RFC|C2SP|standard:) ?./; // published by others, or a row of controls.yaml
  const own = CHECKS.map(({ clause }) => clause).filter((clause) => !elsewhere.test(clause));

  it.each(own)('gives as the requirement %s, which an auditor can look up', (clause) => {
    const [, page = '', heading = ''] = /^([^: ]+)(?:: ([^,]+))?/.exec(clause) ?? [];
    const text = readFileSync(PAGES.get(page) ?? page, 'utf8');
    expect(text).toContain(heading === '' ? '' : `\n## ${heading}\n`);
    for (const number of clause.match(/\d+/g) ?? []) expect(text).toMatch(new RegExp(`^(\\| )?${number}\\. `, 'm'));
  });

  it('asks nothing twice', () => {
    expect(new Set(CHECKS.map(({ look }) => look)).size).toBe(CHECKS.length);
  });
});
