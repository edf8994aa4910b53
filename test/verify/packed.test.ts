// Packed values: whatever JSON can say is told again as it was given, in less memory than as text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readerOf } from '../../scripts/verify/packed/read.ts';
import { storeOf } from '../../scripts/verify/packed/store.ts';

const SHA = 'c0ffee'.padEnd(40, '0');
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const MANY = { h: { i: [DIGEST] }, g: 'lena', f: null, e: SHA, d: [[]], c: '', b: false, a: 1_000 };

describe('a value', () => {
  it.each<readonly [string, unknown]>([
    ['nothing', null],
    ['yes and no', [true, false]],
    ['small, larger and largest numbers', [0, 239, 240, 127, 128, 2 ** 31, Number.MAX_SAFE_INTEGER]],
    ['other numbers', [-1, 0.5, 1e300, 2 ** 53]],
    ['an id, twice', [SHA, SHA]],
    [
      'a digest, and what only looks like one',
      [DIGEST, `${DIGEST}0`, DIGEST.toUpperCase(), `sha256:${'zz'.repeat(32)}`],
    ],
    ['a moment', ['2026-02-28T23:59:59Z', '1970-01-01T00:00:00Z']],
    [
      'what is no moment',
      ['2026-02-30T10:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T10:00:00z', '9999-01-01T00:00:00Z'],
    ],
    ['a finer moment', ['2026-02-28T23:59:59.5Z']],
    ['texts of one byte and of more', ['', 'é', '\u0000', '漢字', '😀']],
    ['a text that is no Unicode', ['\ud800', 'a\udc00b']],
    ['a long text', ['x'.repeat(600_000)]],
    ['an object of one with the name of a prototype', JSON.parse('{"__proto__":{"a":1},"b":[]}')],
    ['objects of no name and of an empty one', [{}, { '': {} }, { 'a\0b': 1 }, { a: 1, b: 1 }]],
    ['names in their order', { b: 1, a: { d: [], c: {} } }],
    ['an object of many', MANY],
    ['a long object of many', { ...MANY, z: 'x'.repeat(70_000) }],
    [
      'an object of many with the name of a prototype',
      JSON.parse('{"__proto__":1,"a":2,"b":3,"c":4,"d":5,"e":6,"f":7,"g":8}'),
    ],
  ])('such as %s is told as it was given', (_name, value) => {
    const store = storeOf();
    const places = [store.add(value), store.add(value), store.add([value])];
    const told = places.map((place) => store.at(place));
    expect(told.map((one) => JSON.stringify(one))).toEqual([value, value, [value]].map((one) => JSON.stringify(one)));
    expect(told[0]).toEqual(value);
  });

  it('never comes back as another one, whatever came before it', () => {
    const texts = fc.oneof(
      fc.constantFrom(SHA, DIGEST, 'action-proposed', '2026-11-20T10:00:00Z', 'lena'),
      fc.string({ unit: 'binary' }),
    );
    const values = fc.jsonValue({ maxDepth: 3 }).chain((value) => texts.map((text) => [value, text, { [text]: text }]));
    fc.assert(
      fc.property(fc.array(values, { maxLength: 12 }), (all) => {
        const store = storeOf();
        const given = all.map((value): unknown => JSON.parse(JSON.stringify(value)));
        const places = given.map((value) => store.add(value));
        expect(places.map((place) => store.at(place))).toEqual(given);
      }),
    );
  });

  it('is a copy of its own each time', () => {
    const store = storeOf();
    const place = store.add({ a: [] });
    expect(store.at(place)).not.toBe(store.at(place));
  });

  it('of many members is told member by member as it is told whole', () => {
    const store = storeOf();
    const told = store.at(store.add(MANY)) as typeof MANY; // as it was given
    expect([told.a, told.h, 'h' in told, 'z' in told, 'z' in { ...told }]).toEqual([1_000, MANY.h, true, false, false]);
    expect(told.h).toBe(told.h);
    expect(Object.keys(told)).toEqual(Object.keys(MANY));
    expect(JSON.stringify({ ...told })).toBe(JSON.stringify(MANY));
    expect(Object.getOwnPropertyDescriptor(told, 'e')?.value).toBe(SHA);
    expect(Object.getOwnPropertyDescriptor(told, 'z')).toBeUndefined();
    expect(Object.hasOwn(told, 'valueOf')).toBe(false);
    expect(told.valueOf()).toBe(told);
  });

  it('of many members is never changed', () => {
    const store = storeOf();
    const told = store.at(store.add(MANY)) as { a?: number; z?: number }; // as it was given
    expect(() => (told.a = 2)).toThrow(TypeError);
    expect(() => (told.z = 2)).toThrow(TypeError);
    expect(() => delete told.a).toThrow(TypeError);
    expect(told).toEqual(MANY);
  });

  it('is told without what comes after it in a list', () => {
    const store = storeOf();
    const [place, whole, empty] = [store.add([MANY, SHA]), store.add(SHA), store.add([])];
    expect(store.firstAt(place)).toEqual(MANY);
    expect(() => store.firstAt(whole)).toThrow('no packed value lies here');
    expect(() => store.firstAt(empty)).toThrow('no packed value lies here');
  });

  it('is not taken where JSON has no such thing', () => {
    expect(() => storeOf().add({ a: undefined })).toThrow('a undefined is no JSON value');
  });

  it('is not made up where none lies', () => {
    expect(() => storeOf().at(0)).toThrow('no packed value lies here');
    const read = readerOf({ shapes: [], words: [] }, () => ({ bytes: Buffer.of(15), from: 0 }));
    expect(() => read.at(0)).toThrow('no packed value lies here');
  });
});

describe('a store', () => {
  it('finds texts again after many others, over several pieces of memory', () => {
    const store = storeOf();
    const textOf = (at: number): string => `${at % 30_000} is what it says, at some length`;
    const places = Array.from({ length: 60_000 }, (_, at) => store.add([textOf(at), `w${at % 5_000} w`]));
    for (const at of [0, 29_999, 30_000, 59_999]) {
      expect(store.at(places[at] ?? -1)).toEqual([textOf(at), `w${at % 5_000} w`]);
    }
  });

  it('points back within a value of many pieces, and to it', () => {
    const store = storeOf();
    const texts = Array.from({ length: 6_000 }, (_, at) => `${at}`.padEnd(511, '.'));
    const long = [...texts, 'the last of them', texts.at(-1), 'the last of them'];
    const [first, place] = [store.add(long), store.add(['the last of them', texts.at(-1)])];
    expect(store.at(place)).toEqual(['the last of them', texts.at(-1)]);
    expect(store.at(first)).toEqual(long);
  });

  it('tells the members of an old value also after many others were told', () => {
    const store = storeOf();
    const valueOf = (at: number): object => ({ ...MANY, g: `${at}`.padEnd(400, '.'), h: { i: [`${at} of them`] } });
    const told = Array.from({ length: 3_000 }, (_, at) => store.add(valueOf(at))).map((place) => store.at(place));
    for (const at of [0, 2_999, 1_500, 1]) expect(told[at]).toEqual(valueOf(at));
  });
});
