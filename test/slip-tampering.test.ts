// A mutation sweep over a real slip: every field, every kind of byte, every record and proof; each change is refused and named.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalize } from '../scripts/core/canonical.ts';
import { makeSlip, verifySlip } from '../scripts/slip.ts';
import { isApproved, isDenied, type RealHistory, realHistory, windowIsUsed } from './fixtures/history.ts';
import { type LedgerStep, type Loose, tamperedCopy } from './fixtures/tampering.ts';

let history: RealHistory;
let text: string;
let denial: Loose;
let steps: readonly LedgerStep[];
beforeAll(async () => {
  history = await realHistory([isDenied, isApproved, windowIsUsed]);
  const copy = await tamperedCopy(history);
  steps = copy.steps;
  const idOf = (type: string): string => String(copy.records.find((one) => one['type'] === type)?.['action'].id);
  // The slip with the most kinds of records: a window, a proposal, a pass without a human, an intent and an outcome.
  text = (await makeSlip(history.clone, idOf('action-auto'))).text;
  denial = JSON.parse((await makeSlip(history.clone, idOf('action-denied'))).text) as Loose;
}, 120_000);
afterAll(() => history.remove());

const slip = (): Loose => JSON.parse(text) as Loose;
const check = (bytes: Uint8Array) => verifySlip(bytes, history.vkey);
const checkValue = (value: unknown) => check(Buffer.from(canonicalize(value)));

/** Every place of a value that is no list and no map, as a path. */
function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Object.entries(value);
  return members.length === 0 ? [path] : members.flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

/** A copy in which one place has another value of the same kind. */
function bent(path: readonly string[]): Loose {
  const copy = slip();
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<Loose>((at, name) => at[name] as Loose, copy);
  holder[last] = another(holder[last]);
  return copy;
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? 'x' : `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value === null ? 0 : null; // an empty list or map
}

/** Which answers fit a change at a place. */
function expected([first, , second, , third, fourth]: readonly string[]): RegExp {
  if (first === 'v') return /^slip-unreadable$/;
  if (first === 'action') return /^slip-foreign$/;
  if (second === 'key') return /^slip-key$/;
  if (second === 'checkpoint') return /^checkpoint-unsigned$/;
  if (third === 'proof') return /^proof-(differs|malformed)$/;
  return fourth === 'index' ? /^(proof-differs|slip-index)$/ : /^proof-differs$/;
}

describe('a slip as it was written', () => {
  it('is no finding', () => {
    expect(check(Buffer.from(text)).findings).toEqual([]);
  });
});

describe('a change of one field', () => {
  it('is refused at every place, with the code of that place', () => {
    const places = leavesOf(slip());
    expect(places.length).toBeGreaterThan(150);
    for (const path of places) {
      const { ok, findings } = checkValue(bent(path));
      expect({ path, ok }).toEqual({ path, ok: false });
      expect(findings[0]?.code, path.join('.')).toMatch(expected(path));
    }
  });
});

describe('a change of one byte', () => {
  const BEND: readonly (readonly [string, (bytes: Buffer, at: number) => Buffer])[] = [
    [
      'with its lowest bit turned',
      (bytes, at) => Buffer.from(bytes.map((byte, place) => (place === at ? byte ^ 1 : byte))),
    ],
    [
      'with its highest bit set',
      (bytes, at) => Buffer.from(bytes.map((byte, place) => (place === at ? byte | 128 : byte))),
    ],
    ['left out', (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])],
    [
      'with a space before it',
      (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from(' '), bytes.subarray(at)]),
    ],
    ['as the end', (bytes, at) => bytes.subarray(0, at)],
  ];

  it.each(BEND)('%s is refused, wherever it is', (_, bend) => {
    const bytes = Buffer.from(text);
    // Every 37th, which is no divisor of any length in the file: all kinds of places are met.
    for (let at = 0; at < bytes.length; at += 37) {
      const { ok, findings } = check(bend(bytes, at));
      expect({ at, ok }).toEqual({ at, ok: false });
      expect(findings[0]?.sentence).toMatch(/^[A-Z].{20,}\.$/s);
    }
  });
});

type Row = readonly [name: string, change: (slip: Loose) => void, code: string, sentence: string];
const list = (one: Loose): Loose[] => one['ledgers'][0].records as Loose[];
/** The record of a type, and where it stands. */
const placeOf = (one: Loose, type: string): number => list(one).findIndex(({ record }) => record.type === type);
const drop = (type: string) => (one: Loose) => void list(one).splice(placeOf(one, type), 1);

describe('a slip', () => {
  it.each<Row>([
    ['without its proposal', drop('action-proposed'), 'not-proposed', 'nobody proposed it before'],
    ['without its approval', drop('action-auto'), 'intent-unapproved', 'no approval before it is called that'],
    ['without its intent', drop('action-intended'), 'ran-without-intent', 'no intent before it is called that'],
    ['with a record twice', (one) => list(one).push(list(one).at(-1) ?? {}), 'slip-order', 'is not older than it'],
    ['in another order', (one) => list(one).reverse(), 'slip-order', 'stands behind one that is not older'],
    [
      'with the record of another action',
      (one) => list(one).unshift(...list(denial)),
      'slip-foreign',
      'The record is not about',
    ],
    [
      'with the records of another action alone',
      (one) => void (one['ledgers'] = denial['ledgers']),
      'slip-empty',
      'No record in it is shown to be about',
    ],
    [
      'with the proof of another record',
      (one) => void ((list(one)[1] ?? {})['proof'] = list(one)[2]?.['proof']),
      'proof-differs',
      'do not lead to the signed root',
    ],
    ['with a proof cut short', (one) => void list(one)[0]?.['proof'].pop(), 'proof-differs', 'do not lead to'],
    [
      'with a hash too many',
      (one) => void list(one)[0]?.['proof'].push(Buffer.alloc(32).toString('base64')),
      'proof-differs',
      'do not lead to',
    ],
    [
      'with a hash that is none',
      (one) => void Object.assign(list(one)[0] ?? {}, { proof: ['!'.repeat(44)] }),
      'proof-malformed',
      'a line that is no hash in base64',
    ],
    [
      'with an older checkpoint, genuine as it is',
      (one) => void (one['ledgers'][0].checkpoint = steps.at(-2)?.['checkpoint']),
      'slip-index',
      'of the',
    ],
    [
      'with the same year twice',
      (one) => void one['ledgers'].push(one['ledgers'][0]),
      'slip-order',
      'stands behind one that is not older',
    ],
    [
      'with a record whose number is none',
      (one) => void Object.assign(list(one)[0]?.['record'], { index: 'x' }),
      'slip-index',
      'says that it is number "x"',
    ],
    ['of another version', (one) => void (one['v'] = 2), 'slip-unreadable', 'has a value that does not belong there'],
    ['with a field more', (one) => void (one['note'] = ''), 'slip-unreadable', 'holds the unknown field "note"'],
    ['with a field less', (one) => void delete one['action'], 'slip-unreadable', 'lacks "action"'],
    ['without records', (one) => void (one['ledgers'] = []), 'slip-unreadable', 'Its field ledgers has a value'],
  ])('%s is refused', (_, change, code, sentence) => {
    const copy = slip();
    change(copy);
    const { ok, findings } = checkValue(copy);
    expect(ok).toBe(false);
    expect(findings.map((one) => one.code)).toContain(code);
    expect(findings.find((one) => one.code === code)?.sentence).toContain(sentence);
  });

  it.each([
    ['in another spelling', () => `${text}\n`, 'not in canonical form'],
    ['with a key twice', () => text.replace('{', '{"action":"","v":1,'), 'not in canonical form'],
    ['that is no JSON', () => 'no', 'no JSON text in UTF-8'],
    ['that is no slip', () => '[]', 'policies/schemas/slip.json describes a slip'],
  ])('%s is refused', (_, bend, sentence) => {
    const { findings } = check(Buffer.from(bend()));
    expect(findings).toMatchObject([{ code: 'slip-unreadable', sentence: expect.stringContaining(sentence) }]);
  });
});
