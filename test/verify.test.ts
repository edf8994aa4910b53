// What an auditor is told: from any kind of clone, of what the ledger itself names, and of what could not be checked.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    expect(text).toContain('Gate failures on record, 1:');
    expect(text).toContain('Known or harmless, 2:');
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

  const depth = 'This clone has only the newest commits of each branch (--depth), so nothing was verified.';
  const single = 'This clone has only some of the branches (--single-branch), so nothing was verified.';
  it.each([
    ['--depth=1', depth],
    ['--bare --depth=1', depth],
    ['--depth=1 --no-single-branch', depth],
    ['--depth=2 --branch=ledger/2026', depth],
    ['--single-branch', single],
    ['--single-branch --branch=ledger/2026', single],
  ])('made with %s fails with that alone, and the command in it makes it whole', async (options, sentence) => {
    const copy = await tamperedCopy(history);
    const directory = cloneOf(copy.directory, `part${options.replaceAll(/\W/g, '')}`, ...options.split(' '));
    const report = await verify({ directory });
    expect(report).toMatchObject({ ok: false, checkpoint: null, findings: [{ code: 'clone-incomplete' }] });
    expect(renderReport(report)).toContain(sentence);
    const command = /Run in it: (git fetch .*)$/.exec(report.findings[0]?.sentence ?? '')?.[1] ?? 'false';
    execFileSync('sh', ['-c', `${command} --quiet`], { cwd: directory });
    expect(codes(await verify({ directory }))).toEqual(codes(await verify({ directory: history.clone })));
    copy.resign(copy.records.map((one) => (one['type'] === 'action-auto' ? { ...one, decidedAt: one['at'] } : one)));
    copy.commit(MAIN, { 'actions-queue/2026/11/x.yaml': 'x' });
    execFileSync('git', ['fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*'], { cwd: directory });
    expect((await verify({ directory })).ok).toBe(false);
  });

  it('that has all branches and no ledger hides nothing of what that means', async () => {
    const copy = await tamperedCopy(history);
    copy.git('update-ref', '-d', LEDGER);
    const report = await verify({ directory: cloneOf(copy.directory, 'whole') });
    expect(codes(report)).toEqual(expect.arrayContaining(['ledger-missing', 'queue-file-uncovered']));
    expect(renderReport(report)).toContain('get it with: git fetch origin "+refs/heads/*:refs/remotes/origin/*"');
  });

  it('with a short line of another branch is whole where main and ledger are', async () => {
    const directory = cloneOf(history.clone, 'other');
    const shallow = ['fetch', '--quiet', '--depth=1', `file://${history.clone}`, 'refs/heads/action/*:refs/heads/a/*'];
    execFileSync('git', shallow, { cwd: directory });
    expect(await verify({ directory })).toMatchObject({ ok: true });
  });

  it('made without files is a fault that says how to get them', async () => {
    const copy = await tamperedCopy(history);
    copy.git('config', 'uploadpack.allowFilter', 'true');
    const directory = cloneOf(copy.directory, 'filtered', '--filter=blob:none');
    const fault = await verify({ directory }).then(
      () => '',
      (cause: Error) => cause.message,
    );
    const command =
      /\(--filter\), and verify asks nobody for them. Run in it: (git fetch .*), and verify again\.$/.exec(fault)?.[1];
    execFileSync('sh', ['-c', `${command} --quiet`], { cwd: directory });
    expect(await verify({ directory })).toMatchObject({ ok: true });
  });

  it('that is damaged is a fault that says to clone again', async () => {
    const directory = cloneOf(history.clone, 'damaged', '--bare');
    execFileSync('git', ['repack', '-adq'], { cwd: directory });
    const folder = join(directory, 'objects/pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
    chmodSync(pack, 0o600);
    writeFileSync(pack, readFileSync(pack).fill(7, 200, 2_000));
    await expect(verify({ directory })).rejects.toThrow('This clone is damaged: git cannot read what it holds. Clone');
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
