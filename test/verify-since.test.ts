// An auditor who comes again: what was verified is not verified twice, and what was saved must be continued.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../scripts/commands/verify.ts';
import { readSaved } from '../scripts/core/audit/since.ts';
import { ledgerOrigin, signCheckpoint } from '../scripts/core/checkpoint.ts';
import { verifyConsistency } from '../scripts/core/merkle-proofs.ts';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import { renderReport, verify } from '../scripts/verify.ts';
import { isDenied, type RealHistory, realHistory, runsByItself } from './fixtures/history.ts';
import { writeLongHistory } from './fixtures/long-history.ts';
import { tamperedCopy } from './fixtures/tampering.ts';

let history: RealHistory;
/** The checkpoint after so many commits. */
let saved: (commits: number) => Promise<string>;
beforeAll(async () => {
  history = await realHistory([runsByItself, isDenied, runsByItself]);
  saved = async (commits) => String((await tamperedCopy(history)).steps[commits - 1]?.['checkpoint']);
}, 120_000);
afterAll(() => history.remove());

const codes = ({ findings }: Awaited<ReturnType<typeof verify>>): readonly string[] => findings.map(({ code }) => code);

describe('a checkpoint that was saved', () => {
  it('leaves only what came after it to be derived again, and the report says so', async () => {
    const whole = await verify({ directory: history.clone });
    const report = await verify({ directory: history.clone, since: await saved(5) });
    expect(report).toMatchObject({ ok: true, findings: [], size: whole.size, root: whole.root });
    expect(report.since).toMatchObject({ year: 2026, size: 5 });
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
    const before = bytes(String(readSaved(await saved(5))?.root));
    const proof = (report.since?.proof ?? []).map(bytes);
    expect(verifyConsistency(5, whole.size, before, bytes(String(whole.root)), proof)).toBe(true);
    expect(renderReport(report)).toContain(
      `A consistency proof (RFC 6962, hashes: ${proof.length}) shows that nothing`,
    );
    expect(report.decisions).toBe(whole.decisions - 1);
    expect(renderReport(report)).toContain('Records before 2026/5: the saved checkpoint covers them.');
    expect(renderReport(whole)).not.toContain('the saved checkpoint');
  });

  it('may be the newest one: then nothing is left', async () => {
    const { checkpoint } = await verify({ directory: history.clone });
    const report = await verify({ directory: history.clone, since: String(checkpoint) });
    expect(report).toMatchObject({ ok: true, decisions: 0, checkpoint });
  });

  it('is not continued by a ledger that was cut off', async () => {
    const { checkpoint } = await verify({ directory: history.clone });
    const copy = await tamperedCopy(history);
    copy.resign(copy.records.slice(0, -3));
    expect(codes(await verify({ directory: copy.directory, since: String(checkpoint) }))).toContain('ledger-shrunk');
  });

  it('is not continued by a ledger whose key holder wrote it anew', async () => {
    const copy = await tamperedCopy(history);
    const since = await saved(6);
    copy.resign(
      copy.records.map((one, at) => (at === 1 ? { ...one, at: String(one['at']).replace('00Z', '01Z') } : one)),
    );
    const report = await verify({ directory: copy.directory, since });
    expect(report.ok).toBe(false);
    expect(codes(report)).toContain('ledger-forked');
    const said = await verify({ directory: copy.directory, saved: [since] });
    expect(codes(said)).toContain('ledger-forked');
    expect(said.since).toBeUndefined();
  });

  it('by another key saves no work and is found', async () => {
    const whole = await verify({ directory: history.clone });
    const { key } = generateLedgerKey(history.key.name);
    const origin = ledgerOrigin(history.key.name, 2026);
    const since = signCheckpoint({ origin, size: whole.size, root: String(whole.root) }, key);
    const report = await verify({ directory: history.clone, since });
    expect(codes(report)).toEqual(['saved-unsigned']);
    expect(report.decisions).toBe(whole.decisions);
  });

  it('that is none is refused in a sentence', async () => {
    await expect(verify({ directory: history.clone, since: 'x' })).rejects.toThrow(
      'give a file that --save has written',
    );
  });

  it('does not hide what is wrong after it', async () => {
    const copy = await tamperedCopy(history);
    const last = copy.records.findLastIndex((one) => one['type'] === 'action-auto');
    copy.resign(
      copy.records.map((one, at) => (at === last ? { ...one, verdict: { ...one['verdict'], tier: 1 } } : one)),
    );
    expect(codes(await verify({ directory: copy.directory, since: await saved(5) }))).toContain('decision-differs');
  });
});

describe('countersign verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'since-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(directory: string, options: Readonly<Record<string, string>>) {
    const said = { out: '', err: '' };
    const out = (text: string): void => void (said.out += text);
    const err = (text: string): void => void (said.err += text);
    const code = await command.run({ positionals: [directory], options, io: { out, err, env: {} } });
    return { code, ...said };
  }

  it('saves the newest checkpoint and goes on from it', async () => {
    const file = join(folder, 'checkpoint');
    expect(await run(history.clone, { save: file })).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe((await verify({ directory: history.clone })).checkpoint);
    const again = await run(history.clone, { since: file, save: file });
    expect(again.code).toBe(0);
    expect(again.out).toContain('0 decisions derived again');
  });

  it('never saves a checkpoint over one that the ledger does not continue', async () => {
    const file = join(folder, 'newer');
    await run(history.clone, { save: file });
    const text = readFileSync(file, 'utf8');
    const copy = await tamperedCopy(history);
    copy.resign(copy.records.slice(0, -3));
    const answer = await run(copy.directory, { save: file });
    expect(answer.code).toBe(1);
    expect(answer.err).toContain('was left as it is');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('tells what it found even where the checkpoint cannot be saved', async () => {
    const file = join(folder, 'no', 'folder');
    let out = '';
    const io = { out: (text: string) => void (out += text), err: () => undefined, env: {} };
    const running = command.run({ positionals: [history.clone], options: { save: file }, io });
    await expect(running).rejects.toThrow(`The checkpoint could not be saved as ${file}`);
    expect(out).toContain('Nothing is wrong with this history.');
  });

  it('names a file that is not there', async () => {
    const answer = await run(history.clone, { since: join(folder, 'none') });
    expect(answer).toMatchObject({ code: 2, out: '' });
    expect(answer.err).toContain('There is no file');
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it.each([
    ['--since of another file', { since: 'odd' }],
    ['--since of a folder', { since: '.' }],
    ['--save over another file', { save: 'odd' }],
    ['--save over a folder', { save: '.' }],
  ])('answers %s with a sentence, and leaves it as it is', async (_, named) => {
    const odd = join(folder, 'odd');
    writeFileSync(odd, '{ "name": "package" }');
    const options = Object.fromEntries(Object.entries(named).map(([name, file]) => [name, join(folder, file)]));
    expect(await run(history.clone, options)).toEqual({
      code: 2,
      out: '',
      err: `${Object.values(options)[0]} is no saved checkpoint: name a file that --save has written.\n`,
    });
    expect(readFileSync(odd, 'utf8')).toBe('{ "name": "package" }');
  });
});

describe('a history of hundreds of requests', () => {
  it('verifies completely, with every kind of ending', async () => {
    const directory = join(history.folder, 'long.git');
    const key = await writeLongHistory(directory, 300);
    const report = await verify({ directory, key });
    expect(report.findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
    expect(report.records).toBeGreaterThanOrEqual(300);
    expect(report.decisions).toBeGreaterThan(60);
  });
});
