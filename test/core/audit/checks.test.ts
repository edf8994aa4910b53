// The table of checks: every question is asked, and each answer carries the requirement behind it.
import { describe, expect, it } from 'vitest';
import { CHECKS, findingsIn } from '../../../scripts/core/audit/checks.ts';
import type { History } from '../../../scripts/core/audit/history.ts';

const nothing: History = {
  trust: { key: null, keyText: null, originBase: null },
  ledgers: [],
  main: null,
  known: [],
};

describe('the table of checks', () => {
  it('finds everything missing where there is nothing', () => {
    const findings = findingsIn(nothing).map(({ severity, code, clause }) => `${severity} ${code} (${clause})`);
    expect(findings).toEqual([
      'failure ledger-missing (ARCHITECTURE: The ledger, append-only)',
      'failure key-missing (ARCHITECTURE: The ledger, the first public key is pinned on main)',
      'failure main-missing (ARCHITECTURE: The ledger, both branches vouch for each other)',
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

  it('names a requirement for each, and asks nothing twice', () => {
    expect(CHECKS.filter(({ clause }) => clause === '')).toEqual([]);
    expect(new Set(CHECKS.map(({ look }) => look)).size).toBe(CHECKS.length);
  });
});
