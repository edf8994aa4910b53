// Canonical JSON against RFC 8785's own examples, and what it must refuse.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize, hasCanonicalForm, digestOf, sameJson, sha256 } from '../../scripts/core/canonical.ts';

// The inputs and outputs that the authors of RFC 8785 publish beside it.
const PUBLISHED: readonly (readonly [string, string, string])[] = [
  ['arrays', '[56,{"d":true,"10":null,"1":[ ]}]', '[56,{"1":[],"10":null,"d":true}]'],
  [
    'french',
    '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
    '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
  ],
  [
    'structures',
    '{"1":{"f":{"f":"hi","F":5} ,"\\n":56.0},"10":{ },"":"empty","a":{ },"111":[{"e":"yes","E":"no"}],"A":{ }}',
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
  ],
  ['unicode', '{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
  [
    'values',
    '{"numbers":[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    'weird',
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\u000a":"Newline","1":"One","\\u0080":"Control\\u007f","\\ud83d\\ude02":"Smiley","\\u00f6":"Latin Small Letter O With Diaeresis","\\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}',
    '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
];

// RFC 8785 appendix B: IEEE 754 bits and the number's text.
const NUMBERS: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

// One element, and a hole where the second would be.
const holey: unknown[] = [1];
holey.length = 2;

const cycle: Record<string, unknown> = {};
cycle['self'] = [cycle];

describe('canonicalize', () => {
  it.each(PUBLISHED)('writes the published example "%s" as RFC 8785 does', (_name, input, output) => {
    expect(canonicalize(JSON.parse(input))).toBe(output);
  });

  it.each(NUMBERS)('writes the number with the bits %s as %s', (bits, text) => {
    expect(canonicalize(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it.each([
    ['undefined in a list', { a: [1, undefined] }, '$.a[1] is undefined'],
    ['a hole in a list', holey, '$[1] is undefined'],
    ['NaN', { n: Number.NaN }, '$.n is NaN'],
    ['infinity', [Number.NEGATIVE_INFINITY], '$[0] is -Infinity'],
    ['a lone surrogate', { s: '\ud800' }, '$.s is text with a lone surrogate'],
    ['a lone surrogate in a key', { 'a\udc00': 1 }, 'is text with a lone surrogate'],
    ['a function', { f: () => 1 }, '$.f is a function'],
    ['a bigint', { b: 1n }, '$.b is a bigint'],
    ['a symbol', [Symbol('x')], '$[0] is a symbol'],
    ['a date', { at: new Date(0) }, '$.at is not a plain object'],
    ['a map', new Map(), '$ is not a plain object'],
    ['a cycle', cycle, '$.self[0] contains itself'],
  ])('refuses %s and names the place', (_name, value, sentence) => {
    expect(() => canonicalize(value)).toThrow(TypeError);
    expect(() => canonicalize(value)).toThrow(sentence);
  });

  it('takes the same object in two places, which is no cycle', () => {
    const shared = { x: 1 };
    expect(canonicalize([shared, shared])).toBe('[{"x":1},{"x":1}]');
  });

  it('writes its own output again unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value)));
        const once = canonicalize(value);
        expect(canonicalize(JSON.parse(once))).toBe(once);
      }),
    );
  });

  it('never depends on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(digestOf(turned)).toBe(digestOf(value));
      }),
    );
  });
});

describe('sha256', () => {
  it('gives the published digest of "abc" for text and bytes alike', () => {
    const digest = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect([sha256('abc'), sha256(Buffer.from('abc'))]).toEqual([digest, digest]);
  });
});

describe('two values', () => {
  it.each([
    ['in another order', { a: 1, b: [{ c: null, d: 'x' }] }, { b: [{ d: 'x', c: null }], a: 1 }, true],
    ['zero with either sign', -0, 0, true],
    ['a further field', { a: 1 }, { a: 1, b: 1 }, false],
    ['another field', { a: 1 }, { b: 1 }, false],
    ['another one of two fields', { a: 1, b: 1 }, { a: 1, c: 1 }, false],
    ['another value of one of two fields', { a: 1, b: 1 }, { a: 1, b: 2 }, false],
    ['another second entry', [1, 2], [1, 3], false],
    ['another entry', [1, 2], [2, 1], false],
    ['a list and a map', ['x'], { 0: 'x' }, false],
    ['a text and a number', '1', 1, false],
    ['nothing and an empty map', null, {}, false],
    ['an empty map and nothing', {}, null, false],
    ['a text and a list of it', 'x', ['x'], false],
    ['a field of every object', { toString: 1 }, { valueOf: 1 }, false],
  ])('%s are the same or not as their canonical forms are', (_name, a, b, isSame) => {
    expect(sameJson(a, b)).toBe(isSame);
    expect(canonicalize(a) === canonicalize(b)).toBe(isSame);
  });

  it('are the same exactly where their canonical forms are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalize(a) === canonicalize(b));
        expect(sameJson({ a, b }, JSON.parse(canonicalize({ b, a })))).toBe(true);
      }),
    );
  });

  it.each<readonly [string, unknown, boolean]>([
    ['a text', 'é😀', true],
    ['half of a character', { a: ['\ud800'] }, false],
    ['nothing', undefined, false],
  ])('have a canonical form or none: %s', (_name, value, has) => {
    expect(hasCanonicalForm(value)).toBe(has);
  });

  it('that canonical JSON cannot carry are a fault', () => {
    expect(() => sameJson({ a: undefined }, { a: undefined })).toThrow(TypeError);
    expect(() => sameJson(undefined, undefined)).toThrow(TypeError);
  });
});
