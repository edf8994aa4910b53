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
    expect(text).toContain(
      "\nNot checked:\n  Witnesses outside this repository: there are none yet, so whoever holds the ledger's key could have written all its 3 records anew; and",
    );
    expect(renderReport({ ...sound, records: 1 })).toContain('could have written its one record anew; and');
    expect(text).not.toContain('as listed above');
  });

  it('of a history with anchors says who vouches for how much', () => {
    const anchor = { kind: 'witness', year: 2026, size: 1, note: 'n', file: 'f' } as const;
    const proven = { kind: 'proven', by: 'w.example' } as const;
    const anchors = [
      { ...anchor, proof: { ...proven, at: Date.parse('2026-11-20T10:00:00Z') } },
      { ...anchor, kind: 'tag', size: 2, proof: { ...proven, at: null } },
      { ...anchor, proof: { kind: 'unchecked', why: 'its key was not given' } },
    ] as const;
    const text = renderReport({ ...sound, anchors, unanchored: { year: 2026, from: 1, records: 1 } });
    expect(text).toContain(
      [
        '  root r00t, size 2, grade: signed',
        '  witness over 1 record of ledger/2026: by w.example at 2026-11-20T10:00:00Z',
        '  tag over 2 records of ledger/2026: by w.example',
        '  witness over 1 record of ledger/2026: unchecked, its key was not given',
        '',
        'Not checked:',
        '  The unanchored tail, 1 record from 2026/1 on: nobody outside has vouched for it yet.',
        '  What the platforms did: the ledger holds what they answered, and only they can be asked again.',
        '  The code host: that its accounts, reviews and moments were as recorded is its word, taken when it was recorded.',
        '',
      ].join('\n'),
    );
    expect(renderReport({ ...sound, anchors })).not.toContain('The unanchored tail');
    const unchecked = renderReport({
      ...sound,
      anchors: anchors.slice(2),
      unanchored: { year: 2026, from: 0, records: 2 },
    });
    expect(unchecked).toContain('  Witnesses outside this repository: none of those listed was checked, so whoever');
    expect(unchecked).not.toContain('The unanchored tail');
  });

  it('of nothing says so', () => {
    const text = renderReport({ ...sound, main: null, root: null, size: 0, ledgers: [] });
    expect(text).toContain('  main at nothing\n  root none, size 0, grade: signed\n\nNot checked:\n');
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

  it('names gate failures apart from what is harmless', () => {
    const known: Finding = { ...finding, severity: 'reported' };
    const text = renderReport({ ...sound, findings: [known, { ...known, code: 'gate-failure' }] });
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Gate failures on record, 1:',
      '  2026/1 c9: Its merge c9 is not on main. [gate-failure] (gate.md rule 16)',
      '',
      'Known or harmless, 1:',
      '  2026/1 c9: Its merge c9 is not on main. [merge-absent] (gate.md rule 16)',
      '',
    ]);
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
