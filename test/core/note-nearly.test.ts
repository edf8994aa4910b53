// Notes, keys and checkpoints that nearly fit: one difference a row, and none of them is taken for the real thing.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ledgerOrigin, openCheckpoint, parseCheckpoint } from '../../scripts/core/checkpoint.ts';
import {
  formatSigningKey,
  formatVerifierKey,
  parseSigningKey,
  parseVerifierKey,
  signingKey,
} from '../../scripts/core/note-keys.ts';
import { addSignature, readNote, signersOf, signNote, verifyNote } from '../../scripts/core/note.ts';

const NAME = 'countersign/700001';
const fresh = () => signingKey(NAME, generateKeyPairSync('ed25519').privateKey);
const [first, second] = [fresh(), fresh()];
const TEXT = 'The text.\n';

describe('a key in text', () => {
  const [verifier, signer] = [formatVerifierKey(first), formatSigningKey(first)];

  it('is read as it was written', () => {
    expect(parseVerifierKey(verifier)?.id).toBe(first.id);
    expect(parseSigningKey(signer)?.id).toBe(first.id);
  });

  it.each([
    ['something before it', (text: string) => `x ${text}`],
    ['something behind it', (text: string) => `${text} x`],
    ['a line break behind it', (text: string) => `${text}\n`],
  ])('is refused with %s', (_name, bend) => {
    expect([parseVerifierKey(bend(verifier)), parseSigningKey(bend(signer))]).toEqual([null, null]);
  });
});

describe('a note with two keys of one name', () => {
  const both = addSignature(signNote(TEXT, first), second);

  it.each([
    ['signed by the two', both, true],
    ['signed by the other alone', signNote(TEXT, second), false],
    ['signed under another name', signNote(TEXT, first).replace(NAME, 'countersign/700002'), false],
  ])('%s is judged by name and id', async (_name, note, isSigned) => {
    expect(verifyNote(note, [first]).kind).toBe(isSigned ? 'verified' : 'refused');
    await expect(signersOf(note, [first])).resolves.toEqual(isSigned ? [first] : []);
  });

  it('names each that has signed', () => {
    const by = [first, second].map(({ id }) => `${NAME}+${id}`);
    expect(verifyNote(both, [second, first])).toEqual({ kind: 'verified', text: TEXT, by });
  });
});

describe('a note taken apart', () => {
  const note = signNote(TEXT, first);
  const line = note.slice(TEXT.length + 1);
  const signed = (bytes: number): string => `${TEXT}\n\u2014 ${NAME} ${Buffer.alloc(bytes).toString('base64')}\n`;
  /** As long as this, with a text that is stretched. */
  const long = (length: number): string => `${'x'.repeat(length - line.length - 2)}\n\n${line}`;

  it.each([
    ['as it was signed', note, TEXT],
    ['with a text of one line end', `\n\n${line}`, '\n'],
    ['with a signature of a single byte', signed(5), TEXT],
    ['with 64 signatures', `${TEXT}\n${line.repeat(64)}`, TEXT],
    ['as long as one may be', long(131_072), `${'x'.repeat(131_070 - line.length)}\n`],
  ])('%s is one', (_name, given, text) => {
    expect(readNote(given)?.text).toBe(text);
  });

  it.each([
    ['with a signature of no byte', signed(4)],
    ['with 65 signatures', `${TEXT}\n${line.repeat(65)}`],
    ['longer than one may be', long(131_073)],
    ['without a text', `x${line}`],
    ['with something before a signature', `${TEXT}\nx${line}`],
    ['with something behind a signature', `${TEXT}\n${line.trimEnd()} x\n`],
    ['with a plus in a name', `${TEXT}\n${line.replace(NAME, 'a+b')}`],
    ['with a signature that is not canonical base64', `${TEXT}\n\u2014 ${NAME} AAAAAAAAAAB=\n`],
  ])('%s is none', (_name, given) => {
    expect(readNote(given)).toBeNull();
  });
});

describe('the text of a checkpoint', () => {
  const root = Buffer.alloc(32, 1).toString('base64');
  const origin = ledgerOrigin(NAME, 2026);

  it.each([
    ['a line before it', `more\n${origin}\n1\n${root}\n`],
    ['a line behind it', `${origin}\n1\n${root}\nmore\n`],
    ['no origin', `1\n${root}\n`],
    ['a root of 33 bytes', `${origin}\n1\n${Buffer.alloc(33).toString('base64')}\n`],
    ['a root of 31 bytes', `${origin}\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root that is not canonical', `${origin}\n1\n${root.replace('E=', 'F=')}\n`],
    ['a root that is no base64', `${origin}\n1\n${'='.repeat(44)}\n`],
  ])('with %s is none', (_name, text) => {
    expect(parseCheckpoint(`${origin}\n1\n${root}\n`)).toEqual({ origin, size: 1, root });
    expect(parseCheckpoint(text)).toBeNull();
    expect(openCheckpoint(signNote(text, first), [first], origin)).toEqual({
      kind: 'refused',
      why: 'its text is not origin, size and root',
    });
  });
});
