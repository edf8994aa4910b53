// Every kind of byte of every record and checkpoint changed, every commit dropped or moved: both verifiers see each.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCheckpoint } from '../scripts/core/checkpoint.ts';
import { readNote } from '../scripts/core/note.ts';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import { verify } from '../scripts/verify.ts';
import { type RealHistory, realHistory, runsByItself } from './fixtures/history.ts';
import { type LedgerStream, ledgerStream, type StreamedFile } from './fixtures/ledger-stream.ts';
import { second, secondOfMany } from './fixtures/second.ts';
import { type LedgerStep, tamperedCopy } from './fixtures/tampering.ts';

let history: RealHistory;
let ledger: LedgerStream;
let records: readonly StreamedFile[];
let checkpoints: readonly StreamedFile[];
beforeAll(async () => {
  history = await realHistory([runsByItself, runsByItself]);
  ledger = ledgerStream(history.clone, history.folder);
  records = ledger.files.filter(({ path }) => path.startsWith('records/'));
  checkpoints = ledger.files.filter(({ path }) => path === 'checkpoint');
}, 120_000);
afterAll(() => history.remove());

type Change = (bytes: Buffer) => Buffer | null;

/** Changes the first byte that matches; there may be none. */
function first(pattern: RegExp, to: string | ((byte: number) => number)): Change {
  return (bytes) => {
    const at = bytes.toString('latin1').search(pattern);
    if (at < 0) return null;
    const changed = typeof to === 'string' ? Buffer.from(to) : Buffer.of(to(bytes[at] ?? 0));
    return Buffer.concat([bytes.subarray(0, at), changed, bytes.subarray(at + 1)]);
  };
}

const flip = (byte: number): number => byte ^ 1;
const high = (byte: number): number => byte ^ 0x80;

const RECORD_CHANGES: Readonly<Record<string, Change>> = {
  'opens otherwise': first(/\{/, '['),
  'closes otherwise': first(/\}/, ']'),
  'another colon': first(/:/, ';'),
  'another comma': first(/,/, ';'),
  'another quote': first(/"/, "'"),
  'another digit': first(/[0-8]/, (byte) => byte + 1),
  'a digit as a fraction': first(/(?<=[:,])\d(?=[,}])/, '0.0'),
  'another small letter': first(/[a-z]/, flip),
  'another capital': first(/[A-Z]/, flip),
  'another mark': first(/[-./+=]/, '_'),
  'an escaped letter': first(/(?<=:")[a-z]/, '\\u0061'),
  'no text': first(/[a-z]/, high),
  'a null byte': first(/[a-z]/, '\0'),
  'a byte less': first(/[a-z]/, ''),
  'white space inside': first(/,/, ', '),
  'white space before': (bytes) => Buffer.concat([Buffer.from(' '), bytes]),
  'a new line behind': (bytes) => Buffer.concat([bytes, Buffer.from('\n')]),
  'a byte-order mark': (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  nothing: () => Buffer.alloc(0),
};

const CHECKPOINT_CHANGES: Readonly<Record<string, Change>> = {
  'another origin': first(/7/, '8'),
  'another year': first(/(?<=ledger\/202)\d/, flip),
  'another size': first(/(?<=\n)\d/, flip),
  'a size with a zero before': first(/(?<=\n)(?=\d)/, '0'),
  'another root': first(/(?<=\n\d+\n)./, flip),
  'a root in another form of base64': first(/(?<=\n\d+\n.{42})./, flip),
  'a fourth line': first(/\n(?=\n)/, '\nmore\n'),
  'another line end': first(/\n/, '\r\n'),
  'no empty line': first(/\n(?=\n)/, ''),
  'another dash': first(/\u00e2/, '-'),
  'no text': first(/[a-z]/, high),
  'another name of the key': first(/(?<=\n\n.{4}c)o/, 'a'),
  'another id of the key': first(/(?<=\n\n\S+ \S+ )./, flip),
  'another first half of the signature': first(/(?<=\n\n\S+ \S+ .{20})./, (byte) => (byte === 65 ? 66 : 65)),
  'another second half of the signature': first(/(?<=\n\n\S+ \S+ .{70})./, (byte) => (byte === 65 ? 66 : 65)),
  'a shorter signature': first(/(?<=\n\n\S+ \S+ .{20}).{4}/, ''),
  'no last new line': (bytes) => bytes.subarray(0, -1),
  'the signature twice, once wrong': (bytes) => {
    const line = bytes.toString('utf8').split('\n\n')[1] ?? '';
    const wrong = Buffer.from(line.trim().split(' ')[2] ?? '', 'base64').fill(7, 4);
    return Buffer.from(`${String(bytes)}${line.split(' ').slice(0, 2).join(' ')} ${wrong.toString('base64')}\n`);
  },
  nothing: () => Buffer.alloc(0),
};

/** A clone in which something was changed, and what. */
type Changed = readonly [name: string, directory: string];

/** What either verifier let pass, by name. */
async function letPass(all: readonly Changed[]): Promise<readonly string[]> {
  const theirs = await secondOfMany(all.map(([, directory]) => directory));
  const passed: string[] = [];
  for (const [at, [name, directory]] of all.entries()) {
    if ((await verify({ directory })).ok) passed.push(`ours: ${name}`);
    if (theirs[at]?.ok !== false || theirs[at].code !== 1) passed.push(`second: ${name}`);
  }
  return passed;
}

async function sweep(files: readonly StreamedFile[], changes: Readonly<Record<string, Change>>): Promise<number> {
  const all: Changed[] = [];
  for (const [place, file] of files.entries()) {
    for (const [name, change] of Object.entries(changes)) {
      const bytes = change(file.bytes);
      if (bytes === null) continue;
      expect(bytes.equals(file.bytes), name).toBe(false);
      all.push([`${name}, ${file.path} ${place}`, ledger.withBytes(file, bytes)]);
    }
  }
  expect(await letPass(all)).toEqual([]);
  return all.length;
}

describe('of a small history', () => {
  it('nothing is found where nothing was changed, nor where a witness of whom nobody knows has signed too', async () => {
    const [one] = checkpoints.slice(-1);
    if (one === undefined) throw new Error('the fixture has no checkpoint');
    const { key } = generateLedgerKey('witness/1');
    const signed = signCheckpoint({ origin: 'witness/1', size: 1, root: `${'A'.repeat(43)}=` }, key);
    const witness = signed.slice(signed.lastIndexOf('\n\n') + 2);
    expect(readNote(`${String(one.bytes)}${witness}`)?.signatures).toHaveLength(2);
    for (const bytes of [one.bytes, Buffer.concat([one.bytes, Buffer.from(witness)])]) {
      const directory = ledger.withBytes(one, bytes);
      expect((await verify({ directory })).findings).toEqual([]);
      expect((await second(directory)).findings).toEqual([]);
    }
  });

  it('every kind of byte of a record counts', { timeout: 240_000 }, async () => {
    expect(await sweep([...records.slice(0, 3), ...records.slice(-1)], RECORD_CHANGES)).toBeGreaterThan(60);
  });

  it('every line of a checkpoint counts', { timeout: 240_000 }, async () => {
    const tried = await sweep([...checkpoints.slice(0, 1), ...checkpoints.slice(-1)], CHECKPOINT_CHANGES);
    expect(tried).toBe(2 * Object.keys(CHECKPOINT_CHANGES).length);
  });

  it('every commit counts, and its place', { timeout: 240_000 }, async () => {
    const all: Changed[] = [];
    const { steps } = await tamperedCopy(history);
    expect(steps.length).toBeGreaterThan(5);
    const rewritten = async (name: string, to: readonly LedgerStep[]): Promise<void> => {
      const copy = await tamperedCopy(history);
      copy.rewrite(to);
      all.push([name, copy.directory]);
    };
    for (const at of steps.keys()) {
      await rewritten(`without ${at}`, steps.toSpliced(at, 1));
      if (at > 0)
        await rewritten(
          `${at} before ${at - 1}`,
          steps.toSpliced(at - 1, 2, ...steps.slice(at - 1, at + 1).toReversed()),
        );
    }
    // No merge on main has quoted the last record yet: without it the ledger is whole, and both reports say that this goes unseen.
    const last = `without ${steps.length - 1}`;
    expect(await letPass(all)).toEqual([`ours: ${last}`, `second: ${last}`]);
  });
});
