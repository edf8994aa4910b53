// ULIDs: ids of actions that sort by time, 48 bits of milliseconds and 80 random bits in Crockford's base 32.
import type { Instant } from './time.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SHAPE = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const LATEST: Instant = 2 ** 48 - 1;

/** Says whether a text is a ULID in its one canonical spelling, capital letters only. */
export function isUlid(text: string): boolean {
  return SHAPE.test(text);
}

/** @returns the moment in a ULID, in milliseconds since 1970, or `null` where the text is none. */
export function ulidTime(text: string): Instant | null {
  if (!isUlid(text)) return null;
  return Array.from(text.slice(0, 10)).reduce((time, digit) => time * 32 + ALPHABET.indexOf(digit), 0);
}

/**
 * Makes a ULID.
 * @param time milliseconds since 1970
 * @param random exactly 10 bytes from a cryptographic source
 * @throws RangeError where the time or the number of bytes is out of range
 */
export function makeUlid(time: Instant, random: Uint8Array): string {
  if (!Number.isInteger(time) || time < 0 || time > LATEST) throw new RangeError(`no ULID can hold the time ${time}`);
  if (random.length !== 10) throw new RangeError(`a ULID takes 10 random bytes, not ${random.length}`);
  const bits = random.reduce((value, byte) => (value << 8n) | BigInt(byte), BigInt(time));
  const digits = Array.from({ length: 26 }, (_, index) => ALPHABET[Number((bits >> BigInt(125 - 5 * index)) & 31n)]);
  return digits.join('');
}
