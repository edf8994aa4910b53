// Reading packed values: each as a copy of its own.
import { formatInstant } from '../../core/time.ts';
import { DIGEST, LETTER, SMALL, type Vocabulary } from './form.ts';
import { memberwise } from './members.ts';
import type { Block } from '../../ports/aside.ts';

/** Reads values where they lie. @throws RangeError where none lies there */
export interface Reader {
  readonly at: (place: number) => unknown;
  /** Of a list its first value, without the others. */
  readonly firstAt: (place: number) => unknown;
}

/** @param blockOf where a place is; the bytes are good until it is asked again */
export function readerOf({ shapes, words }: Vocabulary, blockOf: (place: number) => Block): Reader {
  let [bytes, from, at]: [Buffer, number, number] = [Buffer.alloc(0), 0, 0];

  const go = (place: number): void => {
    ({ bytes, from } = blockOf(place));
    at = place - from;
  };

  const count = (): number => {
    let [number, weight] = [0, 1];
    for (;;) {
      const one = bytes[at++] ?? missing();
      if (one < 128) return number + one * weight;
      number += (one - 128) * weight;
      weight *= 128;
    }
  };
  const encoded = (encoding: 'latin1' | 'utf16le' | 'hex'): string => {
    const length = count();
    at += length;
    return bytes.toString(encoding, at - length, at);
  };
  const pointed = (): unknown => {
    const place = count();
    const back = from + at;
    go(place);
    const text = any();
    go(back);
    return text;
  };
  const object = (): unknown => {
    const { names, empty } = shapes[count()] ?? missing();
    const value: Record<string, unknown> = { ...empty };
    for (const name of names) value[name] = any();
    return value;
  };
  const members = (): unknown => {
    const shape = shapes[count()] ?? missing();
    const ends = from + at;
    at += 2 * shape.names.length;
    at += bytes.readUInt16LE(at - 2);
    return memberwise(shape, ends, member);
  };
  const list = (): unknown => {
    const length = count();
    const values: unknown[] = [];
    for (let place = 0; place < length; place += 1) values.push(any());
    return values;
  };
  const any = (): unknown => {
    const letter = bytes[at++] ?? missing();
    if (letter >= SMALL) return letter - SMALL;
    switch (letter) {
      case LETTER.null:
        return null;
      case LETTER.true:
        return true;
      case LETTER.false:
        return false;
      case LETTER.whole:
        return count();
      case LETTER.number:
        return Number(encoded('latin1'));
      case LETTER.list:
        return list();
      case LETTER.object:
        return object();
      case LETTER.text:
        return encoded('latin1');
      case LETTER.wide:
        return encoded('utf16le');
      case LETTER.again:
        return pointed();
      case LETTER.word:
        return words[count()] ?? missing();
      case LETTER.moment:
        at += 4;
        return formatInstant(bytes.readUInt32LE(at - 4) * 1_000);
      case LETTER.digest:
        at += 32;
        return DIGEST + bytes.toString('hex', at - 32, at);
      case LETTER.hex:
        return encoded('hex');
      case LETTER.members:
        return members();
      default:
        return missing();
    }
  };
  const member = (ends: number, width: number, place: number): unknown => {
    go(ends);
    at += width + (place === 0 ? 0 : bytes.readUInt16LE(at + 2 * (place - 1)));
    return any();
  };
  return {
    at: (place) => {
      go(place);
      return any();
    },
    firstAt: (place) => {
      go(place);
      return bytes[at++] === LETTER.list && count() > 0 ? any() : missing();
    },
  };
}

function missing(): never {
  throw new RangeError('no packed value lies here');
}
