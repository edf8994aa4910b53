// The second verifier's own arithmetic against Node's: canonical JSON, Merkle roots, keys and signatures, and what it says of bad input.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../scripts/core/canonical.ts';
import { leafHash, rootOf } from '../scripts/core/merkle.ts';
import { signNote, verifyNote } from '../scripts/core/note.ts';
import { formatVerifierKey, parseVerifierKey, signingKey } from '../scripts/core/note-keys.ts';
import { runSecond, SECOND } from './fixtures/second.ts';

const LOAD = `
import json, sys
sys.path.insert(0, sys.argv[1])
from second import note, rfc6962, rfc8032, rfc8785
given = json.load(sys.stdin)
`;

/** Runs a line of Python that turns `given` into an answer. */
function python(expression: string, given: unknown): unknown {
  const program = `${LOAD}print(json.dumps(${expression}))`;
  const input = JSON.stringify(given);
  return JSON.parse(execFileSync('python3', ['-B', '-c', program, dirname(SECOND)], { input, encoding: 'utf8' }));
}

describe('canonical JSON', () => {
  const isCanonical = '[rfc8785.read_canonical(bytes.fromhex(one))[1] is None for one in given]';
  const hex = (text: string): string => Buffer.from(text).toString('hex');

  it('is recognised wherever ours writes it', () => {
    const values = fc.sample(fc.jsonValue({ noUnicodeString: false }), { numRuns: 1_500, seed: 8785 });
    const numbers = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 3_000, seed: 8785 });
    const edges = [0, 1e20, 1e21, 123e18, 1e-6, 1e-7, 1.5e-7, 5e-324, 1.7976931348623157e308, 2 ** 53, 2 ** -44, -0.1];
    const texts = [...values, ...numbers, ...edges].map((value) => hex(canonicalize(value)));
    expect((python(isCanonical, texts) as boolean[]).indexOf(false)).toBe(-1);
  });

  it.each([
    ['white space', '{"a": 1}'],
    ['keys in another order', '{"b":1,"a":1}'],
    ['keys by code points', '{"\ufb33":1,"\ud83d\ude00":1}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['a number too long for a double', '9007199254740993'],
    ['a fraction that is none', '1.0'],
    ['minus zero', '-0'],
    ['an exponent that is not needed', '1e2'],
    ['no finite number', '1e400'],
    ['no number', 'NaN'],
    ['an escape that is not needed', '"\\u0061"'],
    ['half a pair', '"\\ud800"'],
    ['a capital in an escape', '"\\u001F"'],
    ['a solidus escaped', '"\\/"'],
    ['a byte-order mark', '\ufeff1'],
    ['too deep a nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('is not %s', (_name, text) => {
    expect(python(isCanonical, [hex(text)])).toEqual([false]);
  });

  it('is not what is no UTF-8', () => {
    expect(python(isCanonical, ['22ff22', '22c0af22', '22eda08022'])).toEqual([false, false, false]);
  });
});

it('the root is ours at every size', () => {
  const entries = Array.from({ length: 70 }, (_, at) => Buffer.from(`record ${at}`));
  const leaves = entries.map((entry) => leafHash(entry));
  const ours = leaves.map((_, at) => Buffer.from(rootOf(leaves.slice(0, at + 1))).toString('base64'));
  const lines = entries.map((entry) => entry.toString('hex'));
  expect(python('(lambda tree: [tree.append(bytes.fromhex(one)) for one in given])(rfc6962.Merkle())', lines)).toEqual(
    ours,
  );
});

describe('a signature', () => {
  const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const open = '[note.open_note(bytes.fromhex(one), {note.read_key(key)})[1] is None for key, one in given]';

  function littleEndian(number: bigint): Buffer {
    return Buffer.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex').toReversed());
  }

  /** A note with its signature's bytes changed. */
  function resigned(note: string, change: (signature: Buffer) => void): string {
    const [text = '', line = ''] = note.split('\n\n');
    const [dash, name, base64 = ''] = line.trim().split(' ');
    const bytes = Buffer.from(base64, 'base64');
    change(bytes.subarray(4));
    return `${text}\n\n${dash} ${name} ${bytes.toString('base64')}\n`;
  }

  it('is judged as Node judges it, changed in any bit or not', () => {
    const cases = Array.from({ length: 40 }, (_, at) => {
      const key = signingKey('a/1', generateKeyPairSync('ed25519').privateKey);
      const note = signNote(`text ${at}\nmore\n`, key);
      const bit = (at * 13) % 512;
      const flipped = resigned(note, (bytes) =>
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3),
      );
      // The same signature with the order of the group added to its number: equal to sloppy readers, refused by strict ones.
      const second = resigned(note, (bytes) => {
        bytes.set(
          littleEndian(BigInt(`0x${Buffer.from(bytes.subarray(32).toReversed()).toString('hex')}`) + ORDER),
          32,
        );
      });
      return [note, flipped, second, note.replace('more', 'less')].map((one) => ({ key, one }));
    }).flat();
    const known = cases.map(({ key, one }) => verifyNote(one, [key]).kind === 'verified');
    expect(known.filter(Boolean)).toHaveLength(40);
    const given = cases.map(({ key, one }) => [formatVerifierKey(key), Buffer.from(one).toString('hex')]);
    expect(python(open, given)).toEqual(known);
  });

  it('by a key that is no point of the curve, or written in a second way, is by no key', () => {
    const good = formatVerifierKey(signingKey('a/1', generateKeyPairSync('ed25519').privateKey));
    const texts = [
      good,
      good.replace('a/1', 'a/2'),
      good.slice(0, -1),
      `${good}A`,
      good.replace(/\+.{8}\+/, '+00000000+'),
    ];
    const read = python('[note.read_key(one) is not None for one in given]', texts);
    expect(read).toEqual(texts.map((text) => parseVerifierKey(text) !== null));
    const raw = [2n, 2n ** 255n - 19n, 2n ** 255n - 1n, 1n + 2n ** 255n].map((number) =>
      littleEndian(number).toString('hex'),
    );
    expect(python('[rfc8032.decode(bytes.fromhex(one)) is None for one in given]', raw)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});

describe('bad input', () => {
  it('is told with 2, and a place that is no clone with 3', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-'));
    try {
      const key = await runSecond(folder, '--key', 'x');
      expect(key).toMatchObject({ code: 2, out: '' });
      expect(key.err).toContain('the key is no verifier key: write name+hash+base64');
      const nowhere = await runSecond(join(folder, 'nowhere'));
      expect(nowhere).toMatchObject({ code: 2, out: '' });
      expect(nowhere.err).toContain('nowhere is no directory: name that of a clone');
      const empty = await runSecond(folder);
      expect(empty).toMatchObject({ code: 3, out: '' });
      expect(empty.err).toContain('Nothing was verified: git cannot read this directory as a clone.');
      // Nor does Python leave anything beside the verifier: in a checkout that is verified itself it would be a change.
      expect(existsSync(join(dirname(SECOND), 'second/__pycache__'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
