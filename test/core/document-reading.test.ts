// The strict reader: what it gives back, where things stand, and that no input makes it slow or throw.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, readDocument } from '../../scripts/core/document.ts';
import { lookAlike } from '../../scripts/core/text-safety.ts';

describe('the strict reader', () => {
  it('reads plain data and keeps the words of YAML 1.2', () => {
    const read = readDocument('a: no\nb: [1, 0.5, true, null]\nc: { d: 2026-01-01 }\n# end\n', 'a.yaml');
    expect(read.ok && read.value).toEqual({ a: 'no', b: [1, 0.5, true, null], c: { d: '2026-01-01' } });
  });

  it('says where values and keys stand, and for what is absent where its nearest ancestor does', () => {
    const read = readDocument('a: 1\nb:\n  - x\n  - c: 2\nd:\n', 'a.yaml');
    if (!read.ok) throw new Error('it must be readable');
    expect(read.locate([])).toEqual({ line: 1, column: 1 });
    expect(read.locate(['b', 1, 'c'])).toEqual({ line: 4, column: 8 });
    expect(read.locateKey(['b', 1, 'c'])).toEqual({ line: 4, column: 5 });
    expect(read.locate(['b', '0'])).toEqual({ line: 3, column: 5 });
    expect(read.locateKey(['b', 0])).toEqual({ line: 3, column: 5 });
    expect(read.locate(['b', 7])).toEqual({ line: 3, column: 3 });
    expect(read.locate(['a', 'x'])).toEqual({ line: 1, column: 4 });
    expect(read.locate(['z'])).toEqual({ line: 1, column: 1 });
  });

  it('says of an entry without a value where its key stands', () => {
    const read = readDocument('{ a: 1, b }\n', 'a.yaml');
    if (!read.ok) throw new Error('it must be readable');
    expect(read.value).toEqual({ a: 1, b: null });
    expect(read.locate(['b'])).toEqual({ line: 1, column: 9 });
    expect(read.locate(['b', 'c'])).toEqual({ line: 1, column: 9 });
  });

  const full = LIMITS.bytes;
  it.each([
    ['opening brackets', '['.repeat(full)],
    ['nested maps', '{a: '.repeat(full / 4)],
    ['nested lists', '- '.repeat(full / 2)],
    ['nested keys', '? '.repeat(full / 2)],
    ['closing brackets', ']'.repeat(full)],
    ['commas', `[${','.repeat(full - 2)}]`],
    ['documents', '---\n'.repeat(full / 4)],
    ['marks', `a${'\u0315\u0300\u05ae\u0327'.repeat(full / 8 - 1)}`],
    ['equal keys', 'a: 1\n'.repeat(Math.floor(full / 5))],
    [
      'many keys',
      Array.from({ length: 7_000 }, (__, index) => `k${index}: 1`)
        .join('\n')
        .slice(0, full),
    ],
  ])('stays quick on 64 KiB of %s', (_, source) => {
    const start = process.cpuUsage();
    readDocument(source, 'a.yaml');
    const { user, system } = process.cpuUsage(start);
    // Quadratic work takes tens of seconds on such a file; that the machine is busy with something else does not count.
    expect((user + system) / 1_000).toBeLessThan(5_000);
  });

  it('never throws, whatever the bytes are', () => {
    const punctuation = fc.string({
      unit: fc.constantFrom(...Array.from('[]{}:,-?&*!|>%@`"\'# \n~a1<é\u202e\u0301')),
      maxLength: 80,
    });
    fc.assert(
      fc.property(punctuation, (text) => typeof readDocument(text, 'a.yaml').ok === 'boolean'),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof readDocument(bytes, 'a.yaml').ok === 'boolean'),
    );
  });
});

describe('a look-alike', () => {
  it('is named with its code point', () => {
    expect(lookAlike('аcme')).toBe('the character "а" (U+0430)');
    expect(lookAlike('acme')).toBeNull();
  });
});
