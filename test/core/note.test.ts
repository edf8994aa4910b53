// Signed notes and checkpoints against the published examples, against openssl, and against forged text.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Checkpoint,
  formatCheckpoint,
  ledgerOrigin,
  openCheckedCheckpoint,
  openCheckpoint,
  openCheckpointOfAll,
  parseCheckpoint,
  signCheckpoint,
} from '../../scripts/core/checkpoint.ts';
import {
  formatSigningKey,
  formatVerifierKey,
  parseSigningKey,
  parseVerifierKey,
  signingKey,
} from '../../scripts/core/note-keys.ts';
import { addSignature, readNote, signersOf, signNote, verifyNote } from '../../scripts/core/note.ts';

// The example of Go's sumdb/note, which the C2SP specification was written from.
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SKEY = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const LINE =
  '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const NOTE = `${TEXT}\n${LINE}`;

const peter = parseVerifierKey(VKEY) ?? raise();
const peterSigns = parseSigningKey(SKEY) ?? raise();
const other = signingKey('countersign/700001', generateKeyPairSync('ed25519').privateKey);

function raise(): never {
  throw new Error('the published key cannot be read');
}

describe('keys', () => {
  it('are read and written in the published form', () => {
    expect([formatVerifierKey(peter), formatSigningKey(peterSigns), formatVerifierKey(peterSigns)]).toEqual([
      VKEY,
      SKEY,
      VKEY,
    ]);
  });

  it.each([
    ['another name', VKEY.replace('Peter', 'Paul')],
    ['another id', VKEY.replace('c74f', 'c74e')],
    ['another algorithm', VKEY.replace('+AR', '+AB')],
    ['a space in the name', VKEY.replace('PeterN', 'Peter N')],
    ['base64 that is not canonical', VKEY.replace(/TW$/, 'TX')],
    ['a piece missing', VKEY.slice(0, -4)],
    ['nothing', ''],
  ])('are refused with %s', (_name, text) => {
    expect(parseVerifierKey(text)).toBeNull();
  });

  it.each([
    ['another name', SKEY.replace('Peter', 'Paul')],
    ['another id', SKEY.replace('c74f', 'c74e')],
    ['another algorithm', SKEY.replace('+AY', '+AB')],
    ['a piece missing', SKEY.slice(0, -4)],
    ['no seed', SKEY.slice(0, SKEY.lastIndexOf('+') + 1)],
    ['the public half alone', VKEY],
    ['nothing', ''],
  ])('that sign are refused with %s', (_name, text) => {
    expect(parseSigningKey(text)).toBeNull();
  });

  it('are Ed25519 only, under a name without plus', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => signingKey('x', privateKey)).toThrow('a note is signed by an Ed25519 key only');
    expect(() => signingKey('a+b', peterSigns.privateKey)).toThrow('"a+b" cannot be the name of a key');
  });
});

describe('a note', () => {
  it('is signed to the published bytes', () => {
    expect(signNote(TEXT, peterSigns)).toBe(NOTE);
  });

  it('is verified, whoever else has signed it', () => {
    const twice = NOTE + signNote(TEXT, other).slice(TEXT.length + 1);
    expect(verifyNote(twice, [peter])).toEqual({ kind: 'verified', text: TEXT, by: ['PeterNeumann+c74f20a3'] });
  });

  it.each([
    ['changed text', NOTE.replace('answer', 'Answer'), 'does not fit the text'],
    ['a broken signature', NOTE.replace('x08go/ZJ', 'x08go/ZK'), 'does not fit the text'],
    ['only unknown signers', signNote(TEXT, other), 'no known key has signed it'],
    ['no signature', `${TEXT}\n`, 'not a well-formed signed note'],
    ['no empty line before its signatures', NOTE.replace('\n\n', '\n'), 'not a well-formed signed note'],
    ['no final newline', NOTE.slice(0, -1), 'not a well-formed signed note'],
    ['a carriage return', NOTE.replace('problem,\n', 'problem,\r\n'), 'not a well-formed signed note'],
    ['a hyphen for the dash', NOTE.replace('\u2014', '-'), 'not a well-formed signed note'],
    ['junk behind', `${NOTE}junk\n`, 'not a well-formed signed note'],
    ['a signature that is too short', `${TEXT}\n\u2014 PeterNeumann x08gow==\n`, 'not a well-formed signed note'],
    ['more signatures than anybody needs', NOTE + LINE.repeat(64), 'not a well-formed signed note'],
  ])('with %s is refused', (_name, note, why) => {
    const answer = verifyNote(note, [peter]);
    expect(answer).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) });
  });

  it.each([
    ['without a final newline', 'text'],
    ['with a carriage return', 'text\r\n'],
    ['with half a character', '\ud800\n'],
  ])('is not signed %s, because nobody could verify it', (_name, text) => {
    expect(() => signNote(text, other)).toThrow('the text of a note ends in a newline and has no other control');
  });

  it('takes another signature below those that it has', () => {
    const both = addSignature(NOTE, other);
    expect(both.startsWith(NOTE)).toBe(true);
    expect(verifyNote(both, [other, peter])).toMatchObject({ kind: 'verified', by: { length: 2 } });
    expect(() => addSignature(TEXT, other)).toThrow('only a well-formed signed note takes another signature');
  });

  it.each([
    ['signed by the key', NOTE, true],
    ['signed by the key and another', addSignature(NOTE, other), true],
    ['signed by another alone', signNote(TEXT, other), false],
    ['changed after it was signed', NOTE.replace('answer', 'Answer'), false],
    ['signed well and badly', `${NOTE}${LINE.replace('x08go/ZJ', 'x08go/ZK')}`, false],
    ['that is malformed', TEXT, false],
  ])('%s has the same answer beside the caller', async (_name, note, answer) => {
    await expect(signersOf(note, [peter])).resolves.toEqual(answer ? [peter] : []);
    expect(verifyNote(note, [peter]).kind === 'verified').toBe(answer);
  });

  it('is not judged by a key that can sign nothing: that is a fault', async () => {
    const { publicKey } = generateKeyPairSync('x25519');
    await expect(signersOf(NOTE, [{ ...peter, key: publicKey }])).rejects.toThrow('not supported for this keytype');
  });

  it('is verified by openssl too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'note-'));
    const at = (name: string): string => join(folder, name);
    try {
      const signature = readNote(signNote(TEXT, other))?.signatures[0]?.signature ?? raise();
      writeFileSync(at('key'), other.key.export({ format: 'pem', type: 'spki' }));
      writeFileSync(at('text'), TEXT);
      writeFileSync(at('sig'), signature);
      const args = ['-verify', '-pubin', '-inkey', at('key'), '-rawin', '-in', at('text'), '-sigfile', at('sig')];
      expect(execFileSync('openssl', ['pkeyutl', ...args], { encoding: 'utf8' })).toContain('Verified Successfully');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a checkpoint', () => {
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  const origin = ledgerOrigin('countersign/700001', 2026);
  const checkpoint: Checkpoint = { origin, size: 12, root };

  it("is read from the specification's example", () => {
    const text = `example.com/behind-the-sofa\n20852163\n${root}\n`;
    expect(parseCheckpoint(text)).toEqual({ origin: 'example.com/behind-the-sofa', size: 20_852_163, root });
  });

  it('is signed and opened again', () => {
    expect(signCheckpoint(checkpoint, other)).toMatch(/^countersign\/700001\/ledger\/2026\n12\n/);
    expect(openCheckpoint(signCheckpoint(checkpoint, other), [other], origin)).toEqual({
      kind: 'verified',
      checkpoint,
    });
  });

  it('that could not be read again is not signed', () => {
    const short = { ...checkpoint, root: 'AAAA' };
    expect(() => signCheckpoint(short, other)).toThrow(`not a checkpoint: ${JSON.stringify(short)}`);
  });

  it('by somebody else is refused', () => {
    expect(openCheckpoint(signCheckpoint(checkpoint, other), [peter], origin)).toEqual({
      kind: 'refused',
      why: 'no known key has signed it',
    });
  });

  it('must have the signature of each key where all are asked for', () => {
    const one = signCheckpoint(checkpoint, other);
    const both = signCheckpoint(checkpoint, other, peterSigns);
    expect(openCheckpointOfAll(both, [other, peter], origin)).toEqual({ kind: 'verified', checkpoint });
    expect([[peter], [other, peter], []].map((required) => openCheckpointOfAll(one, required, origin))).toEqual([
      { kind: 'refused', why: 'no known key has signed it' },
      { kind: 'refused', why: 'no known key has signed it (of the key c74f20a3, which has to sign too)' },
      { kind: 'refused', why: 'no known key has signed it' },
    ]);
  });

  it('whose signatures were checked already is still of this log, or refused', () => {
    const note = signCheckpoint(checkpoint, other);
    expect(openCheckedCheckpoint(note, origin)).toEqual({ kind: 'verified', checkpoint });
    expect(openCheckedCheckpoint(note, 'x')).toEqual({ kind: 'refused', why: `it speaks of ${origin}, not of x` });
    expect(openCheckedCheckpoint(formatCheckpoint(checkpoint), origin)).toEqual({
      kind: 'refused',
      why: 'it is not a well-formed signed note',
    });
  });

  it('of another year is refused, however genuine', () => {
    expect(
      openCheckpoint(signCheckpoint(checkpoint, other), [other], ledgerOrigin('countersign/700001', 2027)),
    ).toEqual({
      kind: 'refused',
      why: 'it speaks of countersign/700001/ledger/2026, not of countersign/700001/ledger/2027',
    });
  });

  it.each([
    ['a leading zero', `${origin}\n012\n${root}\n`],
    ['a size beyond exact numbers', `${origin}\n9999999999999999\n${root}\n`],
    ['a short root', `${origin}\n12\nAAAA\n`],
    ['an extension line', `${origin}\n12\n${root}\nmore\n`],
    ['no origin', `\n12\n${root}\n`],
  ])('with %s is not one', (_name, text) => {
    expect(parseCheckpoint(text)).toBeNull();
    expect(openCheckpoint(signNote(text, other), [other], origin).kind).toBe('refused');
  });
});
