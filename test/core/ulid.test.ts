// ULIDs: one spelling, the time comes back, and order follows time.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUlid, makeUlid, ulidTime } from '../../scripts/core/ulid.ts';

describe('a ULID', () => {
  it('is written as the specification says', () => {
    expect(makeUlid(1_469_918_176_385, new Uint8Array(10).fill(255))).toBe('01ARYZ6S41ZZZZZZZZZZZZZZZZ');
    expect(ulidTime('01ARYZ6S41TSV4RRFFQ69G5FAV')).toBe(1_469_918_176_385);
    expect(makeUlid(2 ** 48 - 1, new Uint8Array(10).fill(255))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });

  it.each([
    '',
    '01aryz6s41tsv4rrffq69g5fav',
    '81ARYZ6S41TSV4RRFFQ69G5FAV',
    '01ARYZ6S41TSV4RRFFQ69G5FAI',
    '01ARYZ6S41TSV4RRFFQ69G5FA',
  ])('is not "%s"', (text) => {
    expect(isUlid(text)).toBe(false);
    expect(ulidTime(text)).toBeNull();
  });

  it('gives its time back and sorts by it', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(time, time, random, (a, b, bytes) => {
        expect(ulidTime(makeUlid(a, bytes))).toBe(a);
        expect(makeUlid(a, bytes) < makeUlid(b, bytes)).toBe(a < b);
      }),
    );
  });

  it.each([
    [-1, 10, 'no ULID can hold the time -1'],
    [2 ** 48, 10, 'no ULID can hold the time 281474976710656'],
    [0.5, 10, 'no ULID can hold the time 0.5'],
    [0, 9, 'a ULID takes 10 random bytes, not 9'],
  ])('cannot be made of the time %d and %d bytes', (time, bytes, message) => {
    expect(() => makeUlid(time, new Uint8Array(bytes))).toThrow(message);
  });
});
