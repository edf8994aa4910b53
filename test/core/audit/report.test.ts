// The report people read: each finding in a line with its place, what was counted, and what was not checked.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../scripts/core/audit/history.ts';
import { renderReport, type VerifyReport } from '../../../scripts/core/audit/report.ts';

const sound: VerifyReport = {
  ok: true,
  grade: 'signed',
  anchors: [],
  unanchored: { year: null, from: 0, records: 0 },
  size: 2,
  root: 'r00t',
  main: 'c1',
  ledgers: [
    { year: 2025, head: 'h5', size: 1 },
    { year: 2026, head: 'h6', size: 2 },
  ],
  records: 3,
  decisions: 1,
  files: 1,
  notRederivable: [],
  findings: [],
};
const finding: Finding = {
  code: 'merge-absent',
  severity: 'failure',
  clause: 'gate.md rule 16',
  record: '2026/1',
  file: null,
  commit: 'c9',
  sentence: 'Its merge c9 is not on main.',
};

describe('the report', () => {
  it('of a sound history says what was looked at, in numbers', () => {
    const text = renderReport(sound);
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Nothing is wrong with this history.',
      '  3 records, 1 decision derived again, 1 file on main covered.',
      '  ledger/2025 1 record at h5',
      '  ledger/2026 2 records at h6',
      '  main at c1',
      '  root r00t, size 2, grade: signed',
    ]);
    expect(text).toContain('\nNot checked:\n  Witnesses outside this repository: there are none yet,');
    expect(text).not.toContain('as listed above');
  });

  it.each([
    ['proof', ['a', 'b'], ' A consistency proof (RFC 6962, hashes: 2) shows that nothing among them changed.'],
    ['no proof', null, ''],
  ])('of a part of a history, with %s, says what an earlier audit had verified', (_name, proof, said) => {
    const text = renderReport({ ...sound, since: { year: 2026, size: 1, proof } });
    expect(text).toContain(`their own checkpoints and their decisions were not looked at again.${said}\n`);
  });

  it('on a clone that lacks a part says nothing but that', () => {
    const lacking: Finding = { ...finding, record: null, commit: null, code: 'clone-incomplete', sentence: 'Fetch.' };
    expect(renderReport({ ...sound, ok: false, findings: [lacking] })).toBe(
      '1 finding:\n  repository: Fetch. [clone-incomplete] (gate.md rule 16)\n\nNothing was verified, and nothing follows for or against this history.\n',
    );
  });

  it('puts failures first, then what is known, then what could not be derived again', () => {
    const reported: Finding = { ...finding, severity: 'reported', record: null, commit: null, code: 'key-missing' };
    const filed: Finding = { ...finding, file: 'actions-queue/a.yaml' };
    const notRederivable = [{ record: '2026/0', why: 'the commit is not in this clone' }];
    const text = renderReport({ ...sound, ok: false, findings: [reported, finding, filed], notRederivable });
    expect(text.split('\n').slice(0, 11)).toEqual([
      '2 findings:',
      '  2026/1 c9: Its merge c9 is not on main. [merge-absent] (gate.md rule 16)',
      '  2026/1 actions-queue/a.yaml: Its merge c9 is not on main. [merge-absent] (gate.md rule 16)',
      '',
      'Known or harmless, 1:',
      '  repository: Its merge c9 is not on main. [key-missing] (gate.md rule 16)',
      '',
      'Not derived again, 1:',
      '  2026/0: the commit is not in this clone',
      '',
      '2 things wrong with this history.',
    ]);
    expect(text).toContain('  1 decision, as listed above.\n');
  });
});
