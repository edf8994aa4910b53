// Anchors outside, each by a real outsider on this machine: what they add, what they find, and what is said without them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { anchor, type AnchorWork } from '../scripts/anchors.ts';
import { formatVerifierKey } from '../scripts/core/note-keys.ts';
import { LedgerFault } from '../scripts/ports/ledger.ts';
import { renderReport, verify } from '../scripts/verify.ts';
import type { AnchorTrust } from '../scripts/verify/anchors.ts';
import { type FakeAuthority, fakeAuthority } from './fakes/timestamp-authority.ts';
import { type FakeWitness, fakeWitness } from './fakes/witness.ts';
import { BRANCH, denied, foundedWorld, IDENTITY, NOW, type World } from './ports/ledger-world.ts';

let world: World | null = null;
const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  world?.remove();
});

async function anchoring(count = 2) {
  const made = (world = await foundedWorld(count));
  const ledger = await made.ledger('anchorer');
  const work: AnchorWork = { ledger, mirror: made.settings('anchorer'), identity: IDENTITY, now: NOW };
  const audit = (anchors: AnchorTrust = {}) =>
    verify({ directory: made.origin, key: formatVerifierKey(made.key), anchors });
  return { made, ledger, work, audit };
}

async function authority({ folder }: World): Promise<FakeAuthority> {
  const one = await fakeAuthority(join(folder, 'tsa'));
  open.push(one);
  return one;
}

async function witnessOf({ key }: World): Promise<FakeWitness> {
  const one = await fakeWitness([key], NOW / 1_000);
  open.push(one);
  return one;
}

const refusal = ({ findings }: Awaited<ReturnType<typeof verify>>): string =>
  findings.find(({ code }) => code === 'anchor-refused')?.sentence ?? 'none';
/** The anchors' own findings, and those of the signatures. */
const codes = ({ findings }: Awaited<ReturnType<typeof verify>>): readonly string[] =>
  findings.map(({ code }) => code).filter((code) => /^(anchor|checkpoint|key)-/.test(code));

const { fetch } = globalThis;

describe('a ledger without anchors', () => {
  it('says so: its grade is signed, and every record is in the tail', async () => {
    const { audit, work } = await anchoring();
    expect(await anchor(work)).toEqual({ year: 2026, size: 3, made: [], failed: [] });
    const report = await audit();
    expect(report).toMatchObject({ grade: 'signed', anchors: [], unanchored: { year: 2026, from: 0, records: 3 } });
    expect(renderReport(report)).toContain('Witnesses outside this repository: there are none yet');
  });

  it('of which no key is known is chained and no more', async () => {
    const { made } = await anchoring();
    expect((await verify({ directory: made.origin })).grade).toBe('chained');
  });
});

describe('a time stamp', () => {
  it('makes the grade anchored for whoever brings the certificates, and names the tail', async () => {
    const { made, ledger, work, audit } = await anchoring();
    const { url, roots } = await authority(made);
    const timestamp = { url, roots, fetch };
    const report = await anchor({ ...work, timestamp });
    expect(report.failed).toEqual([]);
    expect(report.made[0]).toMatch(/^Stamped at 20\d\d-.*Z by http/);
    expect((await anchor({ ...work, timestamp })).made).toEqual([]);
    await ledger.append(() => [denied('A3')], NOW);
    const seen = await audit({ timestampRoots: roots });
    expect(codes(seen)).toEqual([]);
    expect(seen).toMatchObject({ grade: 'anchored', unanchored: { year: 2026, from: 3, records: 1 } });
    expect(renderReport(seen)).toContain(
      'The unanchored tail, 1 record from 2026/3 on: nobody outside has vouched for it yet.',
    );
    const blind = await audit();
    expect(blind.grade).toBe('signed');
    expect(renderReport(blind)).toContain(
      'timestamp over 3 records of ledger/2026: unchecked, no certificates were given (--tsa-ca)',
    );
    expect(renderReport(blind)).toContain('none of those listed was checked');
  });

  it('of another authority, or over other bytes, does not hold', async () => {
    const { made, work, audit } = await anchoring();
    const { url, roots } = await authority(made);
    const other = await fakeAuthority(join(made.folder, 'other'));
    open.push(other);
    const wrong = await anchor({ ...work, timestamp: { url, roots: other.roots, fetch } });
    expect(wrong.failed[0]).toContain('openssl does not verify it: certificate verify error, ');
    await anchor({ ...work, timestamp: { url, roots, fetch } });
    const report = await audit({ timestampRoots: other.roots });
    expect(codes(report)).toEqual(['anchor-refused']);
    expect(report.grade).toBe('signed');
    // The token of three records over the checkpoint of four.
    const token = join(made.folder, 'token');
    const show = (ref: string): Buffer => execFileSync('git', ['-C', made.origin, 'show', ref]);
    writeFileSync(token, show('anchors/2026:00000003/timestamp.tsr'));
    await work.ledger.append(() => [denied('A3')], NOW);
    writeFileSync(join(made.folder, 'checkpoint'), show(`${BRANCH}:checkpoint`));
    const clone = join(made.folder, 'forger');
    execFileSync('git', ['clone', '--quiet', '--branch', 'anchors/2026', made.origin, clone], { stdio: 'ignore' });
    execFileSync('mkdir', [join(clone, '00000004')]);
    copyFileSync(token, join(clone, '00000004/timestamp.tsr'));
    copyFileSync(join(made.folder, 'checkpoint'), join(clone, '00000004/checkpoint'));
    const git = (...args: readonly string[]): unknown =>
      execFileSync('git', ['-C', clone, '-c', 'user.name=M', '-c', 'user.email=m@x', ...args], { stdio: 'ignore' });
    git('add', '.');
    git('commit', '-m', 'm');
    git('push', 'origin', 'anchors/2026');
    const forged = await audit({ timestampRoots: roots });
    expect(codes(forged)).toEqual(['anchor-refused']);
    expect(refusal(forged)).toContain('does not hold: openssl does not verify it: message imprint mismatch.');
    expect(forged.unanchored).toMatchObject({ from: 3, records: 1 });
  });

  it('that cannot be had is said, and nothing else is lost by it', async () => {
    const { made, work } = await anchoring();
    const witness = await witnessOf(made);
    const timestamp = { url: 'http://127.0.0.1:9', roots: '/nowhere', fetch };
    const report = await anchor({ ...work, timestamp, witness: { url: witness.url, key: witness.key, fetch } });
    expect(report.failed).toEqual([expect.stringMatching(/^The time stamp authority .*: it could not be asked: /)]);
    expect(report.made).toEqual(['Cosigned at 2026-11-20T10:00:00Z by witness.invalid/w1.']);
  });
});

describe('a witness', () => {
  it('cosigns what continues, and makes the grade witnessed', async () => {
    const { made, ledger, work, audit } = await anchoring();
    const witness = await witnessOf(made);
    const asked = { ...work, witness: { url: witness.url, key: witness.key, fetch } };
    expect((await anchor(asked)).failed).toEqual([]);
    await ledger.append(() => [denied('A3'), denied('A4')], NOW);
    expect((await anchor(asked)).failed).toEqual([]);
    expect(witness.answers).toEqual([200, 200]);
    expect((await anchor(asked)).made).toEqual([]);
    const report = await audit({ witnesses: [witness.key] });
    expect(codes(report)).toEqual([]);
    expect(report).toMatchObject({ grade: 'witnessed', unanchored: { year: null, records: 0 } });
    const text = renderReport(report);
    expect(text).toContain('witness over 5 records of ledger/2026: by witness.invalid/w1 at 2026-11-20T10:00:00Z');
    expect(text).not.toContain('there are none yet');
    expect((await audit()).grade).toBe('signed');
    const stranger = renderReport(await audit({ witnesses: [(await witnessOf(made)).key] }));
    expect(stranger).toContain('unchecked, no key given by --witness has signed as witness.invalid/w1');
  });

  it('that remembers another size says which, and is given the proof from there', async () => {
    const { made, ledger, work } = await anchoring();
    const witness = await witnessOf(made);
    const asked = { ...work, witness: { url: witness.url, key: witness.key, fetch } };
    await anchor(asked);
    made.git(['update-ref', '-d', 'refs/heads/anchors/2026']);
    execFileSync('git', ['-C', made.settings('anchorer').directory, 'update-ref', '-d', 'refs/heads/anchors/2026']);
    await ledger.append(() => [denied('A3')], NOW);
    expect((await anchor(asked)).failed).toEqual([]);
    expect(witness.answers).toEqual([200, 409, 200]);
  });

  it('refuses a ledger that was cut or written anew', async () => {
    const { made, work } = await anchoring();
    const witness = await witnessOf(made);
    const asked = { ...work, witness: { url: witness.url, key: witness.key, fetch } };
    witness.seen.set('countersign/700001/ledger/2026', { size: 9, root: '' });
    expect((await anchor(asked)).failed).toEqual([
      'The witness witness.invalid/w1: it has cosigned 9 records, and there are 3.',
    ]);
    witness.seen.set('countersign/700001/ledger/2026', { size: 2, root: Buffer.alloc(32).toString('base64') });
    expect((await anchor(asked)).failed).toEqual(['The witness witness.invalid/w1: it answered 422.']);
  });

  it('catches the holder of the key who cuts the ledger off or writes it anew', async () => {
    const { made, ledger, work, audit } = await anchoring();
    const witness = await witnessOf(made);
    await anchor({ ...work, witness: { url: witness.url, key: witness.key, fetch } });
    made.git(['update-ref', BRANCH, `${BRANCH}~1`]);
    const cut = await audit({ witnesses: [witness.key] });
    expect(codes(cut)).toEqual(['anchor-ahead']);
    expect(cut.grade).toBe('signed');
    await (await made.ledger('anew')).append(() => [denied('A9')], NOW);
    const anew = await audit();
    expect(codes(anew)).toEqual(['anchor-differs']);
    expect(anew.findings.find(({ code }) => code === 'anchor-differs')?.sentence).toBe(
      'The witness has seen another ledger/2026 of 3 records: it was written anew, and its key signed both.',
    );
    await expect(ledger.read()).rejects.toThrow(LedgerFault);
  });
});

describe('a signed tag', () => {
  it('anchors for whoever brings the signers, and for nobody else', async () => {
    const { made, work, audit } = await anchoring();
    const [key, other] = ['tagger', 'stranger'].map((name) => {
      const path = join(made.folder, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path]);
      return path;
    });
    const signers = (path = ''): string => {
      const [type, body] = execFileSync('cat', [`${path}.pub`], { encoding: 'utf8' }).split(' ');
      writeFileSync(`${path}.signers`, `auditor@example.invalid namespaces="git" ${type} ${body}\n`);
      return `${path}.signers`;
    };
    expect((await anchor({ ...work, tagKey: key ?? '' })).made).toEqual(['Tagged as ledger/2026/3.']);
    expect(await anchor({ ...work, tagKey: key ?? '' })).toMatchObject({ made: [], failed: [] });
    const report = await audit({ tagSigners: signers(key) });
    expect(report).toMatchObject({ grade: 'anchored', unanchored: { records: 0 } });
    expect(codes(report)).toEqual([]);
    expect(renderReport(report)).toContain('tag over 3 records of ledger/2026: by auditor@example.invalid');
    const strange = await audit({ tagSigners: signers(other) });
    expect(codes(strange)).toEqual(['anchor-refused']);
    expect(refusal(strange)).toMatch(/does not hold: SHA256:\S+ signed it, which is no allowed signer's key\.$/);
    expect((await audit()).grade).toBe('signed');
    await expect(audit({ tagSigners: '/nowhere' })).rejects.toThrow('/nowhere');
  });
});

describe('a second repository', () => {
  it('gets what the first has, never goes back, and shows what the first has lost', async () => {
    const { made, ledger, work, audit } = await anchoring();
    const url = join(made.folder, 'second.git');
    execFileSync('git', ['init', '--bare', '--quiet', url]);
    await expect(audit({ second: url })).rejects.toThrow('has no branch ledger/<year>, so it vouches for nothing');
    await anchor({ ...work, second: { url } });
    await ledger.append(() => [denied('A3')], NOW);
    expect(await audit({ second: url })).toMatchObject({ grade: 'anchored', unanchored: { from: 3, records: 1 } });
    await anchor({ ...work, second: { url } });
    made.git(['update-ref', BRANCH, `${BRANCH}~2`]);
    expect(codes(await audit({ second: url }))).toEqual(['anchor-ahead']);
    await (await made.ledger('anew')).append(() => [denied('A8'), denied('A9')], NOW);
    expect(codes(await audit({ second: url }))).toEqual(['anchor-differs']);
    const theirs: AnchorWork = { ...work, ledger: await made.ledger('anew'), mirror: made.settings('anew') };
    expect((await anchor({ ...theirs, second: { url } })).failed[0]).toContain('git push failed');
  });
});

it('an anchor that the ledger never signed is told and says nothing', async () => {
  const { made, audit } = await anchoring();
  const note = 'countersign/700001/ledger/2026\n9\nx\n\n';
  const stream = `commit refs/heads/anchors/2026\ncommitter M <m@x> 1700000000 +0000\ndata 1\nm\nM 100644 inline 00000009/cosigned\ndata ${note.length}\n${note}\n`;
  made.git(['fast-import', '--quiet'], stream);
  const report = await audit();
  expect(codes(report)).toEqual(['anchor-foreign']);
  expect(report.findings.find(({ code }) => code === 'anchor-foreign')?.severity).toBe('reported');
});
