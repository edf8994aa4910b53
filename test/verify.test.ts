// What an auditor is told: from any kind of clone, of what the ledger itself names, and of what could not be checked.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import { renderReport, verify } from '../scripts/verify.ts';
import { isMergedUnapproved, isRefused, type RealHistory, realHistory, runsByItself } from './fixtures/history.ts';
import { LEDGER, MAIN, tamperedCopy } from './fixtures/tampering.ts';

let history: RealHistory;
beforeAll(async () => void (history = await realHistory([isRefused, isMergedUnapproved, runsByItself])), 120_000);
afterAll(() => history.remove());

const gone = '1'.repeat(40);
const codes = (report: Awaited<ReturnType<typeof verify>>): readonly string[] =>
  report.findings.map(({ code }) => code);

function cloneOf(source: string, name: string, ...options: readonly string[]): string {
  const directory = join(history.folder, name);
  execFileSync('git', ['clone', '--quiet', ...options, `file://${source}`, directory]);
  return directory;
}

describe('what the ledger itself names as a gate failure', () => {
  it('is listed and does not fail the report', async () => {
    const report = await verify({ directory: history.clone });
    expect(codes(report)).toEqual(['gate-failure', 'queue-file-uncovered', 'queue-touched']);
    expect(report.findings.map(({ severity }) => severity)).toEqual(['reported', 'reported', 'reported']);
    expect(report.ok).toBe(true);
    const text = renderReport(report);
    expect(text).toContain('Known or harmless, 3:');
    expect(text).toContain('Gate failure, found by merge: merged although the gate says');
    expect(text).toContain('Nothing is wrong with this history.');
  });
});

describe('a clone', () => {
  it('with a working tree is verified by what it saw at its origin', async () => {
    const report = await verify({ directory: cloneOf(history.clone, 'plain') });
    expect(report).toMatchObject({ ok: true, records: report.size });
    expect(report.records).toBeGreaterThan(6);
  });

  it('that is shallow is not enough, and the report says what to do', async () => {
    const report = await verify({ directory: cloneOf(history.clone, 'shallow', '--depth=1', '--no-single-branch') });
    expect(report.ok).toBe(false);
    expect(renderReport(report)).toContain('make a full clone (git fetch --unshallow)');
    expect(codes(report)).toContain('main-incomplete');
  });

  it('without main has nothing to hold the ledger against', async () => {
    const copy = await tamperedCopy(history);
    copy.git('update-ref', '-d', MAIN);
    const report = await verify({ directory: copy.directory, key: history.vkey });
    expect(codes(report)).toContain('main-missing');
    expect(codes(await verify({ directory: copy.directory }))).toContain('key-missing');
  });

  it('whose own ledger has more than the origin shows that the origin took something back', async () => {
    const copy = await tamperedCopy(history);
    copy.git('update-ref', 'refs/remotes/origin/main', copy.git('rev-parse', MAIN));
    copy.git('update-ref', 'refs/remotes/origin/ledger/2026', copy.git('rev-parse', `${LEDGER}~1`));
    const report = await verify({ directory: copy.directory });
    const found = report.findings.find(({ code }) => code === 'ledger-rewound');
    expect(found?.sentence).toContain("This clone's own ledger/2026 has records that the origin's does not continue");
  });

  it('with a ledger of no year is told so', async () => {
    const copy = await tamperedCopy(history);
    copy.git('update-ref', 'refs/heads/ledger/next', copy.git('rev-parse', LEDGER));
    expect(codes(await verify({ directory: copy.directory }))).toContain('ledger-misnamed');
  });

  it('whose branch has another name is verified under that name', async () => {
    const copy = await tamperedCopy(history);
    copy.git('branch', '-m', 'main', 'trunk');
    expect((await verify({ directory: copy.directory, main: 'trunk' })).ok).toBe(true);
  });
});

describe('the key', () => {
  it('of somebody else makes every checkpoint unsigned', async () => {
    const { vkey } = generateLedgerKey(history.key.name);
    const report = await verify({ directory: history.clone, key: vkey });
    expect(report.ok).toBe(false);
    expect(codes(report)).toEqual(expect.arrayContaining(['checkpoint-unsigned', 'key-replaced', 'key-differs']));
  });

  it('that is none is refused in a sentence', async () => {
    await expect(verify({ directory: history.clone, key: 'x' })).rejects.toThrow('write name+hash+base64');
  });
});

describe('a decision that the clone does not suffice for', () => {
  it('is counted and named, never passed over', async () => {
    const copy = await tamperedCopy(history);
    copy.resign(
      copy.records.map((one) =>
        one['type'] === 'action-refused' ? { ...one, file: null, pull: { ...one['pull'], head: gone } } : one,
      ),
    );
    const report = await verify({ directory: copy.directory });
    expect(report.notRederivable).toHaveLength(1);
    const said = /Not derived again, 1:\n {2}2026\/\d+: the commit 111111111111 of the request is not in this clone/;
    expect(renderReport(report)).toMatch(said);
    expect(renderReport(report)).toContain('1 decision, as listed above.');
  });

  it('is a finding where it is an approval that rests on it', async () => {
    const copy = await tamperedCopy(history);
    copy.resign(
      copy.records.map((one) =>
        one['type'] === 'action-auto' ? { ...one, file: null, pull: { ...one['pull'], head: gone } } : one,
      ),
    );
    expect(codes(await verify({ directory: copy.directory }))).toContain('evidence-missing');
  });

  it('is a finding where its policy is not on main', async () => {
    const copy = await tamperedCopy(history);
    const policy = { commit: '1'.repeat(40), digest: `sha256:${'1'.repeat(64)}` };
    copy.resign(copy.records.map((one) => (one['type'] === 'action-refused' ? { ...one, policy } : one)));
    const found = codes(await verify({ directory: copy.directory }));
    expect(found).toEqual(expect.arrayContaining(['decision-differs', 'main-rewound']));
  });
});

describe('a directory', () => {
  it('that does not exist is named', async () => {
    await expect(verify({ directory: '/no/such/place' })).rejects.toThrow('/no/such/place does not exist');
  });

  it('that is no repository is a fault', async () => {
    await expect(verify({ directory: '/proc' })).rejects.toThrow('not a git repository');
  });
});
