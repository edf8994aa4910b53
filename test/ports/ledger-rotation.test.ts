// The ledger's keys over time, on real repositories: a rotation loses nothing, an old key gains nothing, a stolen one is named.
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { keyId } from '../../scripts/core/key-history.ts';
import { leafHash, rootOf } from '../../scripts/core/merkle.ts';
import { formatVerifierKey, type SigningKey } from '../../scripts/core/note-keys.ts';
import { type KeyWork, markCompromised, retireKey, rotateKey } from '../../scripts/keys.ts';
import { foundLedger } from '../../scripts/ports/found-ledger.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { type Ledger, LedgerFault, type RecordDraft } from '../../scripts/ports/ledger.ts';
import { verify } from '../../scripts/verify.ts';
import { actionsIn, denied, foundedWorld, NOW, ORIGIN_BASE, type World } from './ledger-world.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

const base = { repository: 700001, main: 'a'.repeat(40) };
const work = (ledger: Ledger, now = NOW): KeyWork => ({ ledger, originBase: ORIGIN_BASE, base, now });
const vkey = formatVerifierKey;
const newKey = (): SigningKey => generateLedgerKey(ORIGIN_BASE).key;
const append = async (ledger: Ledger, action: string): Promise<unknown> => ledger.append(() => [denied(action)], NOW);

/** A world whose ledger has A1, a rotation and A2: records 0 to 3. */
async function rotatedWorld() {
  const made = open(await foundedWorld(1));
  const next = newKey();
  const ledger = await made.ledger('rotator', { nextKey: next });
  const answer = await rotateKey(work(ledger), vkey(next));
  await append(ledger, 'A2');
  const said = `Record 2026/2 hands over from the key ${made.key.id} to ${next.id}, signed by both.`;
  expect(answer).toEqual({ kind: 'done', sentence: said });
  return { made, next, ledger };
}

/** What an audit finds that has to do with keys and signatures, with the record. */
async function keyFindings(made: World, key = vkey(made.key)): Promise<readonly string[]> {
  const { findings } = await verify({ directory: made.origin, key });
  return findings
    .filter(({ code }) => /^(key|checkpoint)-/.test(code))
    .map(({ code, record, severity }) => `${record} ${code}${severity === 'reported' ? ' (reported)' : ''}`);
}

/** What somebody with push rights and these keys can add to the branch: a well-made commit in every other respect. */
async function forge(made: World, draft: RecordDraft, ...keys: readonly [SigningKey, ...SigningKey[]]): Promise<void> {
  const shown = made.git(['ls-tree', '-r', '--name-only', 'ledger/2026', '--', 'records']).split('\n');
  const bytes = shown
    .toSorted((a, b) => a.slice(14).localeCompare(b.slice(14)))
    .map((path) => made.git(['show', `ledger/2026:${path}`]));
  const index = bytes.length;
  const text = canonicalize({ ...draft, v: 1, index });
  const root = Buffer.from(rootOf([...bytes, text].map((one) => leafHash(Buffer.from(one))))).toString('base64');
  const origin = ledgerOrigin(ORIGIN_BASE, 2026);
  const path = `records/11/20/${String(index).padStart(8, '0')}-${draft.type}.json`;
  made.tamper({ [path]: text, checkpoint: signCheckpoint({ origin, size: index + 1, root }, ...keys) });
}

function rotation(from: SigningKey, to: SigningKey): RecordDraft {
  const fields = { key: vkey(to), replaces: vkey(from), origin: ledgerOrigin(ORIGIN_BASE, 2026), previous: null };
  return { type: 'key-enrolled', role: 'rotation', at: '2026-11-20T10:00:00Z', ...base, ...fields };
}

describe('a rotation', () => {
  it('loses nothing: who knows the first key alone reads and verifies everything', async () => {
    const { made, next } = await rotatedWorld();
    const reader = await made.ledger('reader');
    expect(await actionsIn(reader)).toEqual(['A1', 'A2']);
    expect((await reader.read()).branches[0]?.keys).toMatchObject({
      current: vkey(next),
      spans: [
        { year: 2026, index: 0, key: vkey(made.key) },
        { year: 2026, index: 2, key: vkey(next) },
      ],
    });
    expect(await keyFindings(made)).toEqual([]);
  });

  it('is read commit by commit as it is all at once', async () => {
    const made = open(await foundedWorld(1));
    const [reader, next] = [await made.ledger('reader'), newKey()];
    await reader.read();
    const ledger = await made.ledger('rotator', { nextKey: next });
    await rotateKey(work(ledger), vkey(next));
    await reader.read();
    await append(ledger, 'A2');
    expect(await reader.read()).toEqual(await (await made.ledger('new')).read());
  });

  it('done twice is done once', async () => {
    const { next, ledger } = await rotatedWorld();
    const sentence = `The key ${next.id} signs the ledger already.`;
    expect(await rotateKey(work(ledger), vkey(next))).toEqual({ kind: 'done', sentence });
  });

  it('is written by nobody who has not both keys', async () => {
    const made = open(await foundedWorld());
    const next = newKey();
    await expect(rotateKey(work(await made.ledger('a')), vkey(next))).rejects.toThrow(
      `the key ${next.id} has to sign, and it is not the one at hand`,
    );
    const thief = await made.ledger('b', { key: newKey(), nextKey: next });
    await expect(rotateKey(work(thief), vkey(next))).rejects.toThrow(`the key ${made.key.id} has to sign`);
  });

  it.each([
    ['the old key alone', (old: SigningKey, _next: SigningKey) => old],
    ['the new key alone', (_old: SigningKey, next: SigningKey) => next],
  ])('that %s has signed is refused and found', async (_name, by) => {
    const made = open(await foundedWorld());
    const next = newKey();
    await forge(made, rotation(made.key, next), by(made.key, next));
    await expect((await made.ledger('reader')).read()).rejects.toThrow(LedgerFault);
    expect(await keyFindings(made)).toEqual(['2026/1 checkpoint-unsigned']);
    // What follows by the key that was never enrolled is unsigned as well.
    await forge(made, denied('A9'), next);
    expect(await keyFindings(made)).toEqual(['2026/1 checkpoint-unsigned', '2026/2 checkpoint-unsigned']);
    await expect((await made.ledger('later')).read()).rejects.toThrow(
      'ledger/2026, record 1: the checkpoint of commit',
    );
  });

  it('can be followed by another', async () => {
    const { made, next } = await rotatedWorld();
    const third = newKey();
    const ledger = await made.ledger('second', { key: next, nextKey: third });
    expect((await rotateKey(work(ledger), vkey(third))).kind).toBe('done');
    await append(ledger, 'A3');
    expect(await actionsIn(await made.ledger('reader'))).toEqual(['A1', 'A2', 'A3']);
    expect(await keyFindings(made)).toEqual([]);
    const back = await made.ledger('back', { key: third, nextKey: made.key });
    expect(await rotateKey(work(back), vkey(made.key))).toEqual({
      kind: 'no',
      sentence: 'It enrols a key that has signed before.',
    });
  });

  it('holds over the turn of the year', async () => {
    const { made, next, ledger } = await rotatedWorld();
    const later = Date.parse('2027-01-01T00:00:01Z');
    await expect(foundLedger(ledger, { originBase: ORIGIN_BASE, key: made.key }, later)).rejects.toThrow(
      `It enrols another key than the one in force, ${next.id}.`,
    );
    await foundLedger(ledger, { originBase: ORIGIN_BASE, key: next }, later);
    await ledger.append(() => [denied('A3', '2027-01-01T00:00:01Z')], later);
    const reader = await made.ledger('reader');
    expect(await actionsIn(reader)).toEqual(['A1', 'A2', 'A3']);
    expect((await reader.read()).records[4]?.record).toMatchObject({ key: vkey(next), previous: { size: 4 } });
    expect(await keyFindings(made)).toEqual([]);
    const third = newKey();
    const again = await made.ledger('again', { key: next, nextKey: third });
    expect((await rotateKey(work(again, later), vkey(third))).kind).toBe('done');
    expect(await keyFindings(made)).toEqual([]);
  });
});

describe('a key that was replaced', () => {
  it('is refused, before and after it is retired', async () => {
    const { made, next, ledger } = await rotatedWorld();
    const old = await made.ledger('old');
    await expect(append(old, 'A9')).rejects.toThrow(`the key ${next.id} has to sign, and it is not the one at hand`);
    const sentence = `Record 2026/4 retires the key ${made.key.id} from 2026/2 on.`;
    expect(await retireKey(work(ledger), null)).toEqual({ kind: 'done', sentence });
    expect(await retireKey(work(ledger), null)).toMatchObject({ kind: 'no' });
    await expect(append(old, 'A9')).rejects.toThrow('has to sign');
    expect(await keyFindings(made)).toEqual([]);
  });

  it('hands over to nobody: whoever has only that one forges nothing', async () => {
    const { made, next, ledger } = await rotatedWorld();
    await retireKey(work(ledger), null);
    const theirs = newKey();
    await forge(made, rotation(made.key, theirs), made.key, theirs);
    const fault = 'ledger/2026, record 5: the checkpoint of commit';
    await expect((await made.ledger('reader')).read()).rejects.toThrow(fault);
    expect(await keyFindings(made)).toEqual(['2026/5 checkpoint-unsigned', '2026/5 key-rotation-refused']);
    expect(next.id).not.toBe(theirs.id);
  });
});

describe('a compromised key', () => {
  it('voids what it alone signed from there on, and nothing before it', async () => {
    const { made, ledger } = await rotatedWorld();
    const stolen = { from: { year: null, index: 1 }, reason: 'The laptop is gone.', key: null };
    const sentence = `Record 2026/4 voids what the key ${made.key.id} alone signed from 2026/1 on.`;
    expect(await markCompromised(work(ledger), stolen)).toEqual({ kind: 'done', sentence });
    expect(await keyFindings(made)).toEqual(['2026/4 key-lost (reported)', '2026/1 key-compromised']);
    const { findings, ok } = await verify({ directory: made.origin, key: vkey(made.key) });
    expect(ok).toBe(false);
    expect(findings.find(({ code }) => code === 'key-lost')?.sentence).toBe(
      `The key ${made.key.id} is compromised from record 2026/1 on: The laptop is gone. The records 2026/1 to 2026/1, which it alone signed, are void; the other 4 records are still good.`,
    );
    // The ledger goes on with the key that is not lost.
    await append(ledger, 'A3');
    expect(await actionsIn(await made.ledger('reader'))).toEqual(['A1', 'A2', 'A3']);
  });

  it('that signed nothing alone from there on voids nothing', async () => {
    const { made, ledger } = await rotatedWorld();
    await markCompromised(work(ledger), {
      from: { year: 2026, index: 2 },
      reason: 'Found in a backup.',
      key: keyId(vkey(made.key)),
    });
    expect(await keyFindings(made)).toEqual(['2026/4 key-lost (reported)']);
  });

  it('in force is marked by nobody before it hands over', async () => {
    const { ledger, next } = await rotatedWorld();
    const mark = { from: { year: null, index: 3 }, reason: 'x', key: next.id };
    expect(await markCompromised(work(ledger), mark)).toEqual({
      kind: 'no',
      sentence: `${next.id} is the key in force. Run countersign key rotate first, then mark it.`,
    });
  });

  it('in force, where the ledger says so all the same, lets nothing be decided any more', async () => {
    const made = open(await foundedWorld(1));
    const mark = { key: vkey(made.key), year: 2026, from: 1, reason: 'x', ...base };
    await forge(made, { type: 'key-compromised', at: '2026-11-20T10:00:00Z', ...mark }, made.key);
    await expect((await made.ledger('reader')).read()).rejects.toThrow(
      `ledger/2026, record 2: the key in force, ${made.key.id}, is compromised from record 2026/1 on`,
    );
    expect(await keyFindings(made)).toEqual([
      '2026/2 key-lost (reported)',
      '2026/1 key-compromised',
      '2026/2 key-compromised',
    ]);
  });
});
