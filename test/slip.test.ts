// A slip from a real history: what it tells, whom it convinces, and what it openly does not show.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../scripts/cli.ts';
import { ledgerOrigin, openCheckpoint } from '../scripts/core/checkpoint.ts';
import { leafHash, rootOf } from '../scripts/core/merkle.ts';
import { renderSlip } from '../scripts/core/slip-words.ts';
import { verifyProof } from '../scripts/core/tlog-proof.ts';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import { makeSlip, verifySlip, verifySlipAgainst } from '../scripts/slip.ts';
import { heard } from './e2e/house.ts';
import * as stories from './fixtures/history.ts';
import { LEDGER, type Loose, tamperedCopy } from './fixtures/tampering.ts';

let history: stories.RealHistory;
let folder: string;
let records: readonly Loose[];
beforeAll(async () => {
  const { isApproved, isDenied, isWithdrawn, expires, isApprovedByStandIn, isMergedUnapproved, windowIsUsed } = stories;
  const told = [isMergedUnapproved, isApproved, isDenied, isWithdrawn, expires, isApprovedByStandIn, windowIsUsed];
  history = await stories.realHistory(told);
  records = (await tamperedCopy(history)).records;
  folder = mkdtempSync(join(tmpdir(), 'slip-'));
}, 120_000);
afterAll(() => {
  history.remove();
  rmSync(folder, { recursive: true, force: true });
});

const idOf = (type: string, at = 0): string => String(records.filter((one) => one['type'] === type)[at]?.['action'].id);
const slipOf = async (id: string): Promise<Buffer> => Buffer.from((await makeSlip(history.clone, id)).text);

async function call(...argv: readonly string[]) {
  const said = heard({});
  return { code: await main(argv, said.io), out: said.out(), err: said.err() };
}

describe('a slip', () => {
  it.each<readonly [string, string, number, readonly string[]]>([
    ['an approval', 'action-approved', 0, ['action-proposed', 'action-approved', 'action-intended', 'action-executed']],
    ['a denial', 'action-denied', 0, ['action-proposed', 'action-denied']],
    ['a withdrawal', 'action-withdrawn', 0, ['action-proposed', 'action-withdrawn']],
    [
      'a window that was used',
      'action-auto',
      0,
      ['window-approved', 'action-proposed', 'action-auto', 'action-intended', 'action-executed'],
    ],
  ])('of %s has its whole story and holds', async (_, type, at, types) => {
    const bytes = await slipOf(idOf(type, at));
    const report = verifySlip(bytes, history.vkey);
    expect(report).toMatchObject({ ok: true, findings: [], compared: false });
    expect(report.records.map(({ record }) => record.type)).toEqual(types);
    expect(report.checkpoints).toMatchObject([{ size: records.length }]);
    // The sizes that the documentation promises.
    expect(bytes.length).toBeLessThan(40_000);
    expect(renderSlip(report)).toContain(`The slip holds: ${types.length} records`);
  });

  it('has the very bytes of the ledger in it', async () => {
    const text = String(await slipOf(idOf('action-denied')));
    const path = execFileSync('git', ['-C', history.clone, 'ls-tree', '-r', '--name-only', LEDGER], {
      encoding: 'utf8',
    });
    const file = path.split('\n').find((one) => one.endsWith('-action-denied.json')) ?? '';
    const stored = execFileSync('git', ['-C', history.clone, 'cat-file', 'blob', `${LEDGER}:${file}`], {
      encoding: 'utf8',
    });
    expect(text).toContain(`"record":${stored}`);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'action-denied',
      ['Proposed by northwind-ransomware-responder[bot] as request', 'Denied by Lena Lindqvist', 'It is a backup job.'],
    ],
    [
      'action-approved',
      ['Approved by Lena Lindqvist at 2026-', 'About to make one call, because of record 2026/', 'Outcome '],
    ],
    ['action-withdrawn', ['Withdrawn; nothing ran: ']],
    ['action-expired', ['Expired; nothing ran: ']],
    ['action-deferred', ['Stand-in ', ' (stand-in) at 2026-']],
    ['action-auto', ['Window acme-november approved by ', 'Passed without a human: ']],
    ['gate-failure', ['Said by the records themselves:', 'Gate failure, found by merge: ', '(none of them ends it)']],
  ])('tells %s in words', async (type, words) => {
    const text = renderSlip(verifySlip(await slipOf(idOf(type)), history.vkey));
    for (const word of words) expect(text).toContain(word);
  });

  it('tells what it cannot show', async () => {
    const text = renderSlip(verifySlip(await slipOf(idOf('action-denied')), history.vkey));
    expect(text).toContain('What a slip cannot show:');
    expect(text).toContain('one that was left out leaves no gap here');
    expect(text).toContain('That the policy gave this verdict');
  });

  it('holds against the clone, which also shows that nothing was left out', async () => {
    const report = await verifySlipAgainst(await slipOf(idOf('action-approved')), history.clone);
    expect(report).toMatchObject({ ok: true, compared: true, findings: [] });
    expect(renderSlip(report)).toContain('It agrees with the clone');
  });

  it('without its last record still holds by itself, and not against the clone', async () => {
    const slip = JSON.parse(String(await slipOf(idOf('action-approved')))) as Loose;
    slip['ledgers'][0].records.pop();
    const bytes = Buffer.from(JSON.stringify(slip));
    expect(verifySlip(bytes, history.vkey)).toMatchObject({ ok: true });
    const report = await verifySlipAgainst(bytes, history.clone);
    expect(report.findings).toMatchObject([{ code: 'slip-incomplete', severity: 'failure' }]);
    expect(report.ok).toBe(false);
  });

  it('that is older than the clone is told so and still holds; a clone that is older cannot say', async () => {
    const copy = await tamperedCopy(history);
    const id = idOf('action-auto');
    copy.git('update-ref', LEDGER, `${LEDGER}~1`);
    const old = Buffer.from((await makeSlip(copy.directory, id)).text);
    expect(await verifySlipAgainst(old, history.clone)).toMatchObject({
      ok: true,
      findings: [{ code: 'slip-older', severity: 'reported' }],
    });
    const report = await verifySlipAgainst(await slipOf(id), copy.directory);
    expect(report.findings.map(({ code }) => code)).toEqual(['clone-older']);
  });

  it('of a forked ledger is found by the clone, though every signature holds', async () => {
    const copy = await tamperedCopy(history);
    copy.resign(copy.records.map((one) => (one['type'] === 'action-denied' ? { ...one, reason: 'Fine.' } : one)));
    const forked = Buffer.from((await makeSlip(copy.directory, idOf('action-denied'))).text);
    expect(verifySlip(forked, history.vkey).ok).toBe(true);
    const report = await verifySlipAgainst(forked, history.clone);
    expect(report.findings.map(({ code }) => code)).toEqual(['slip-forked']);
  });
});

describe('no slip is made', () => {
  it('of an action that nobody knows, or without a key', async () => {
    await expect(makeSlip(history.clone, 'x')).rejects.toThrow('is about the action "x": give its ULID');
    await expect(makeSlip(join(folder, 'none'), 'x')).rejects.toThrow('does not exist: name the directory of a clone');
    const copy = await tamperedCopy(history);
    copy.git('update-ref', '-d', 'refs/heads/main');
    await expect(makeSlip(copy.directory, 'x')).rejects.toThrow('has no main that pins a ledger key');
    const single = join(folder, 'single');
    execFileSync('git', ['clone', '--quiet', '--single-branch', '--branch', 'main', history.clone, single]);
    await expect(makeSlip(single, 'x')).rejects.toThrow('has no branch ledger/<year>: give a clone with all branches');
  });

  it('of a ledger that is not what was signed', async () => {
    const copy = await tamperedCopy(history);
    copy.resign(copy.records, generateLedgerKey(copy.key.name).key);
    await expect(makeSlip(copy.directory, idOf('action-denied'))).rejects.toThrow('does not cover the records');
  });
});

describe('the command', () => {
  it('writes a slip that verify --slip takes, with the key or with a clone', async () => {
    const file = join(folder, 'denied.json');
    const made = await call('slip', idOf('action-denied'), '--clone', history.clone, '--out', file);
    expect(made).toEqual({ code: 0, out: '', err: '' });
    const held = await call('verify', '--slip', file, '--key', history.vkey);
    expect(held).toMatchObject({ code: 0, out: expect.stringContaining('The slip holds: 2 records') });
    expect(await call('verify', '--slip', file, '--clone', history.clone)).toMatchObject({ code: 0 });
    const data = await call('verify', '--slip', file, '--key', history.vkey, '--json');
    expect(JSON.parse(data.out)).toMatchObject({ ok: true, action: idOf('action-denied') });
    const other = await call('verify', '--slip', file, '--key', generateLedgerKey(history.key.name).vkey);
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('names another key') });
  });

  it('says without a key that the slip vouches for itself alone, and what to give', async () => {
    const { code, out, err } = await call('verify', '--slip', join(folder, 'denied.json'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('by itself it shows only that it agrees with itself: give the ledger’s key with --key');
  });

  it.each<readonly [string, readonly string[], number, string]>([
    ['no id', ['slip'], 2, 'Name exactly one action by its ULID, or say --tiles DIRECTORY.'],
    ['a key that is none', ['verify', '--slip', 'FILE', '--key', 'x'], 2, 'write name+hash+base64'],
    ['a file that is not there', ['verify', '--slip', 'nothing', '--clone', '.'], 2, 'nothing cannot be read.'],
    [
      'key and clone',
      ['verify', '--slip', 'FILE', '--clone', '.', '--key', 'x'],
      2,
      'Give --key or --clone, not both.',
    ],
    ['a clone that is not there', ['slip', 'x', '--clone', '/nowhere'], 1, '/nowhere does not exist'],
  ])('answers %s with a sentence', async (_, argv, code, sentence) => {
    const answer = await call(...argv.map((word) => (word === 'FILE' ? join(folder, 'denied.json') : word)));
    expect(answer).toMatchObject({ code, err: expect.stringContaining(sentence) });
  });

  it('writes the whole ledger as tools of the tile family read it', async () => {
    const tiles = join(folder, 'tiles');
    expect(await call('slip', '--tiles', tiles, '--clone', history.clone)).toEqual({ code: 0, out: '', err: '' });
    const size = records.length;
    const read = (path: string): Buffer => readFileSync(join(tiles, '2026', path));
    expect(read(`tile/0/000.p/${size}`).length).toBe(size * 32);
    const bundle = read(`tile/entries/000.p/${size}`);
    const leaves: Uint8Array[] = [];
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
      leaves.push(leafHash(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at))));
    }
    expect(Buffer.concat(leaves)).toEqual(read(`tile/0/000.p/${size}`));
    const origin = ledgerOrigin(history.key.name, 2026);
    const root = Buffer.from(rootOf(leaves)).toString('base64');
    expect(openCheckpoint(String(read('checkpoint')), [history.key], origin)).toMatchObject({
      checkpoint: { size, root },
    });
  });

  it('writes records with tlog-proofs for other tools', async () => {
    const proofs = join(folder, 'proofs');
    const made = await call('slip', idOf('action-denied'), '--clone', history.clone, '--proofs', proofs);
    writeFileSync(join(folder, 'out.json'), made.out);
    expect(await call('verify', '--slip', join(folder, 'out.json'), '--key', history.vkey)).toMatchObject({ code: 0 });
    const names = readdirSync(proofs).filter((name) => name.endsWith('.tlog-proof'));
    expect(names).toHaveLength(2);
    for (const name of names) {
      const entry = readFileSync(join(proofs, name.replace('.tlog-proof', '.json')));
      const proof = readFileSync(join(proofs, name), 'utf8');
      const origin = ledgerOrigin(history.key.name, 2026);
      expect(verifyProof(proof, entry, [history.key], origin).kind).toBe('verified');
    }
  });
});
