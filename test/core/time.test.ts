// Moments and durations: read strictly, written for people.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatInstant, isPlainMoment, parseDuration, parseInstant } from '../../scripts/core/time.ts';

describe('a duration', () => {
  it.each([
    ['1s', 1_000],
    ['30m', 1_800_000],
    ['4h', 14_400_000],
    ['90d', 7_776_000_000],
    ['999999s', 999_999_000],
  ])('%s is %d ms', (text, duration) => {
    expect(parseDuration(text)).toBe(duration);
  });

  it.each(['', 's', '0s', '01h', '-1h', '1.5h', '1', '1w', ' 1h', '1h ', '1h1m', '1000000s', '1H', '1hs', 'x1h', '١h'])(
    'cannot be read from %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it.each([
    [0, '0 min'],
    [1, '1 min'],
    [60_000, '1 min'],
    [60_001, '2 min'],
    [59 * 60_000, '59 min'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
    [86_400_000, '24 h'],
  ])('of %d ms reads %s', (duration, text) => {
    expect(formatDuration(duration)).toBe(text);
  });
});

describe('a moment', () => {
  it.each([
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'],
    ['2026-11-20T10:00:00.5Z', '2026-11-20T10:00:00.500Z'],
    ['2026-11-20T10:00:00.123Z', '2026-11-20T10:00:00.123Z'],
    ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59Z'],
  ])('%s is read and written as %s', (text, written) => {
    const instant = parseInstant(text);
    expect(instant).toBe(Date.parse(written));
    expect(formatInstant(instant ?? 0)).toBe(written);
  });

  it.each([
    '',
    '2026-11-20',
    '2026-11-20T10:00Z',
    '2026-11-20T10:00:00',
    '2026-11-20T10:00:00+00:00',
    '2026-11-20t10:00:00z',
    '2026-11-20T10:00:00.1234Z',
    '2026-11-20T10:00:00.Z',
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:00:60Z',
    ' 2026-11-20T10:00:00Z',
    '2026-11-20T10:00:00Z ',
    '12026-11-20T10:00:00Z',
  ])('cannot be read from %j', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('is read as the platform reads it, whatever was read before, and only where it exists', () => {
    const part = (most: number): fc.Arbitrary<string> =>
      fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'));
    const years = fc.constantFrom('2026', '2028', '1970', '1969', '0000', '9999', '2100');
    const decimals = fc.constantFrom('', '.0', '.05', '.123');
    const texts = fc
      .tuple(years, part(14), part(33), part(25), part(61), part(61), decimals)
      .map(([year, month, day, h, m, s, ms]) => `${year}-${month}-${day}T${h}:${m}:${s}${ms}Z`);
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 30 }), (all) => {
        expect(all.map(parseInstant)).toEqual(all.map(asThePlatform));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['2026-11-20T10:00:00Z', true],
    ['2026-11-20T10:00:00.000Z', false],
    ['2026-11-20T10:00:00.5Z', false],
    ['2026-11-20T10:00:00.500Z', true],
  ])('%s is written as this product writes it: %s', (text, isPlain) => {
    expect(isPlainMoment(text, parseInstant(text) ?? Number.NaN)).toBe(isPlain);
  });

  it('is written as the platform writes it, whatever was written before', () => {
    const farthest = 8.64e15;
    const instants = fc.oneof(
      fc.integer({ min: -farthest, max: farthest }),
      fc.integer({ min: 1_790_000_000_000, max: 1_800_000_000_000 }),
      fc.constantFrom(-farthest, -1, 0, 86_399_999, 86_400_000, farthest),
    );
    fc.assert(
      fc.property(fc.array(instants), (all) => {
        expect(all.map(formatInstant)).toEqual(all.map((one) => new Date(one).toISOString().replace('.000Z', 'Z')));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 86_400_000])('that is %s is not written', (instant) => {
    expect(() => formatInstant(instant)).toThrow(RangeError);
  });
});

/** By way of a date, which is written back: what rolls over comes back as another moment. */
function asThePlatform(text: string): number | null {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return null;
  return new Date(instant).toISOString().slice(0, 19) === text.slice(0, 19) ? instant : null;
}
