// Which key signs where, from the records alone: each rule by one record that may not stand where it does.
import { describe, expect, it } from 'vitest';
import {
  type AnyRecord,
  historyFrom,
  historyOver,
  type KeyHistory,
  keyId,
  type Place,
  keysAfter,
  keysAfterRecord,
  signerAt,
  voidedBy,
} from '../../scripts/core/key-history.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';

const NAME = 'countersign/700001';
const [a, b, c] = [generateLedgerKey(NAME).vkey, generateLedgerKey(NAME).vkey, generateLedgerKey(NAME).vkey];
const other = generateLedgerKey('countersign/8').vkey;

const founding: AnyRecord & { readonly key: string } = { type: 'key-enrolled', key: a };
const rotation = { type: 'key-enrolled', role: 'rotation', key: b, replaces: a };
const note = { type: 'gate-failure' };
const mark = (type: string, key: string, from: number, year = 2026) => ({ type, key, year, from });

/** Founded at 0, handed over at 5; the next record is number 6. */
const rotated: KeyHistory = keysAfter(keysAfter(historyFrom(a), 2026, 0, [founding]).after, 2026, 5, [rotation]).after;

describe('the keys', () => {
  it('begin with the pinned one, which the year enrols', () => {
    const { required, after, faults } = keysAfter(historyFrom(a), 2026, 0, [founding, note]);
    expect({ required, faults }).toEqual({ required: [a], faults: [] });
    expect(after.spans).toEqual([{ year: 2026, index: 0, key: a }]);
  });

  it('both sign a rotation, and the new one alone what follows', () => {
    const founded = keysAfter(historyFrom(a), 2026, 0, [founding]).after;
    const step = keysAfter(founded, 2026, 5, [rotation, note]);
    expect(step.required).toEqual([a, b]);
    expect(keysAfter(step.after, 2026, 7, [note]).required).toEqual([b]);
  });

  it.each([
    [{ year: 2026, index: 0 }, a],
    [{ year: 2026, index: 4 }, a],
    [{ year: 2026, index: 5 }, b],
    [{ year: 2027, index: 0 }, b],
    [{ year: 2025, index: 9 }, a],
  ])('at %j are one key', (place, key) => {
    expect(signerAt(rotated, place)).toBe(key);
  });

  it('leave a record to the pinned one where no year was founded', () => {
    expect(signerAt(historyFrom(a), { year: 2026, index: 3 })).toBe(a);
  });

  it.each<readonly [string, object, string]>([
    [
      'a founding in the middle',
      { ...founding, key: b },
      'It founds a year that has begun; only a rotation enrols a key here.',
    ],
    ['no key', { ...rotation, key: 'x', replaces: b }, 'It enrols no verifier key.'],
    ['a number for a key', { ...rotation, key: 7, replaces: b }, 'It enrols no verifier key.'],
    ['a key of another ledger', { ...rotation, key: other, replaces: b }, 'It enrols a key of another name.'],
    ['a rotation from an old key', { ...rotation, key: c }, 'It replaces another key than the one in force, '],
    ['a key that comes back', { ...rotation, key: a, replaces: b }, 'It enrols a key that has signed before.'],
    [
      'a retirement of the key in force',
      mark('key-retired', b, 5),
      'It retires the key in force; rotate to another first.',
    ],
    [
      'a retirement while it signed',
      mark('key-retired', a, 4),
      'It retires the key from 2026/4 on, and it signed until 2026/5.',
    ],
    ['a mark on a stranger', mark('key-compromised', c, 1), 'It names a key that was never enrolled.'],
    ['a mark in the future', mark('key-compromised', a, 7), 'It names a place that is yet to come.'],
    ['a mark of next year', mark('key-compromised', a, 0, 2027), 'It names a place that is yet to come.'],
    ['a mark without a place', { type: 'key-compromised', key: a }, 'It names no key and no place.'],
  ])('refuse %s', (_name, record, sentence) => {
    const { after, faults, required } = keysAfter(rotated, 2026, 6, [{ type: '', ...record }]);
    expect(faults.map((fault) => fault.sentence)).toEqual([expect.stringContaining(sentence)]);
    expect({ after, required }).toEqual({ after: rotated, required: [b] });
  });

  it('refuse a rotation behind another record of the same commit, and one that begins a year', () => {
    const founded = keysAfter(historyFrom(a), 2026, 0, [founding]).after;
    for (const [first, records] of [
      [5, [note, rotation]],
      [0, [rotation]],
    ] as const) {
      expect(keysAfter(founded, 2026, first, records).faults).toMatchObject([
        { sentence: 'It is not the first record of its commit.' },
      ]);
    }
  });

  it('refuse to be handed over by a compromised one', () => {
    const lost = keysAfter(rotated, 2026, 6, [mark('key-compromised', b, 6)]).after;
    const next: typeof rotation = { ...rotation, key: c, replaces: b };
    const { faults } = keysAfter(lost, 2026, 7, [next]);
    expect(faults[0]?.sentence).toBe('The key in force is compromised and can hand over to no other.');
  });
});

describe('the history', () => {
  it('stays the very same over a record about anything else', () => {
    expect(keysAfterRecord(rotated, note, { year: 2026, index: 6 }, true)).toBe(rotated);
  });

  it('over many records passes by those about anything else, and those that may not stand where they do', () => {
    const records = [founding, note, rotation, mark('key-compromised', c, 1), mark('key-retired', a, 2)];
    const history = historyOver(records.map((record, index) => ({ year: 2026, index, record })));
    const spans = [
      { year: 2026, index: 0, key: a },
      { year: 2026, index: 2, key: b },
    ];
    const by = { year: 2026, index: 4 };
    const retired = [{ key: a, year: 2026, index: 2, by }];
    expect(history).toEqual({ current: b, spans, retired, compromised: [], closed: [] });
  });

  it('has no beginning where the first record names no key', () => {
    expect(historyOver([{ year: 2026, index: 0, record: note }])).toBeNull();
  });
});

describe('the id of a key', () => {
  it.each([
    [a, a.split('+')[1]],
    ['no "key"', String.raw`"no \"key\""`],
    ['x'.repeat(50), `"${'x'.repeat(40)}"`],
  ])('of %j is what people compare, and a short quotation of what is no key', (text, id) => {
    expect(keyId(text)).toBe(id);
  });
});

describe('a compromised key', () => {
  it.each([
    [0, false],
    [2, false],
    [3, true],
    [4, true],
    [5, false],
    [6, false],
  ])('of record %i makes it void: %s', (index, isVoid) => {
    const { after } = keysAfter(rotated, 2026, 6, [mark('key-compromised', a, 3)]);
    expect(voidedBy(after, { year: 2026, index }) !== null).toBe(isVoid);
  });

  it('is needed for anything to be void', () => {
    expect(voidedBy(rotated, { year: 2026, index: 4 })).toBeNull();
  });

  it('reaches over the turn of the year', () => {
    const years: readonly (Place & { readonly record: AnyRecord })[] = [
      { year: 2026, index: 0, record: founding },
      { year: 2027, index: 0, record: founding },
      { year: 2027, index: 3, record: rotation },
      { year: 2027, index: 4, record: mark('key-compromised', a, 8) },
    ];
    const history = historyOver(years);
    const isVoid = (year: number, index: number): boolean =>
      history !== null && voidedBy(history, { year, index }) !== null;
    expect([isVoid(2026, 7), isVoid(2026, 8), isVoid(2027, 0), isVoid(2027, 2), isVoid(2027, 3)]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(historyOver([])).toBeNull();
  });
});

describe('a year that a later one has quoted', () => {
  const quoting = (size: unknown, year: unknown = 2026) => ({ origin: `${NAME}/ledger/${String(year)}`, size });
  const next = (previous: unknown, ...more: readonly AnyRecord[]): KeyHistory | null =>
    historyOver([
      { year: 2026, index: 0, record: founding },
      { year: 2027, index: 0, record: { ...founding, previous } as AnyRecord },
      ...more.map((record, at) => ({ year: 2027, index: at + 1, record })),
    ]);
  const isVoid = (history: KeyHistory | null, index: number, year = 2026): boolean =>
    history !== null && voidedBy(history, { year, index }) !== null;

  it('may get one record more by a slow clock, while its key is in force', () => {
    expect([2, 3].map((index) => isVoid(next(quoting(3)), index))).toEqual([false, false]);
  });

  it('gets nothing more that counts, once its key was replaced', () => {
    const after = next(quoting(3), rotation);
    expect([2, 3, 4].map((index) => isVoid(after, index))).toEqual([false, true, true]);
    expect([0, 1, 9].map((index) => isVoid(after, index, 2027))).toEqual([false, false, false]);
    const { year, index, by, key, why } =
      (after && voidedBy(after, { year: 2026, index: 4 })) ?? expect.fail('not void');
    expect({ year, index, by, key, why }).toEqual({
      year: 2026,
      index: 3,
      by: { year: 2027, index: 0 },
      key: a,
      why: 'reopened',
    });
  });

  it('keeps what the rotation itself vouches for', () => {
    const after = next(quoting(3), { ...rotation, previous: quoting(5) } as AnyRecord);
    expect([3, 4, 5].map((index) => isVoid(after, index))).toEqual([false, false, true]);
  });

  it.each([
    ['nothing', null],
    ['a text', 'x'],
    ['no size', quoting('3')],
    ['no year', quoting(3, 'x')],
  ])('is not closed by a quote that is %s', (_what, previous) => {
    expect(next(previous, rotation)?.closed).toEqual([]);
  });
});
