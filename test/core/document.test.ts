// The strict reader: what it refuses, with the sentence a person sees.
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../scripts/core/document.ts';
import { sentence } from '../../scripts/core/problem.ts';

function refused(source: string | Uint8Array): readonly string[] {
  const read = readDocument(source, 'a.yaml');
  return read.ok ? [] : read.problems.map((problem) => `${problem.code} ${sentence(problem)}`);
}

describe('the strict reader refuses', () => {
  it.each([
    [
      'an anchor',
      'a: &x 1',
      'schema-invalid a.yaml:1:4 an anchor (&) is not allowed here. Remove it and write the value out; put a text that begins with & in quotes.',
    ],
    [
      'an alias',
      'a: *x',
      'schema-invalid a.yaml:1:4 an alias (*) is not allowed here. Write the value out; put a text that begins with * in quotes.',
    ],
    [
      'a tag',
      'a: !!str 1',
      'schema-invalid a.yaml:1:4 a tag (!) is not allowed here. Remove it; put a text that begins with ! in quotes.',
    ],
    [
      'a tag at a block text',
      'a: !x |\n  b',
      'schema-invalid a.yaml:1:4 a tag (!) is not allowed here. Remove it; put a text that begins with ! in quotes.',
    ],
    [
      'a directive',
      '%YAML 1.2\n---\na: 1',
      'schema-invalid a.yaml:1:1 a YAML directive (%) is not allowed here. Remove the line.',
    ],
    [
      'a second document',
      'a: 1\n---\nb: 2',
      'schema-invalid a.yaml:2:1 the file holds several documents. Keep one and delete the `---` line.',
    ],
    [
      'a merge key',
      '<<: { a: 1 }',
      'schema-invalid a.yaml:1:1 a merge key (<<) is not allowed here. Write the entries out.',
    ],
    [
      'a key twice',
      'a: 1\na: 2',
      'schema-invalid a.yaml:2:1 the key "a" stands twice in the same map. Keep one of them.',
    ],
    ['a number as key', '1: 2', 'schema-invalid a.yaml:1:1 the key 1 is not a text. Put it in quotes.'],
    ['an empty key', ': 2', 'schema-invalid a.yaml:1:1 the key (empty) is not a text. Put it in quotes.'],
    [
      'a list as key',
      '? [a]\n: 1',
      'schema-invalid a.yaml:1:3 a key that is a list or a map is not a text. Put it in quotes.',
    ],
    [
      'the key __proto__',
      '__proto__: 1',
      'schema-invalid a.yaml:1:1 the key "__proto__" is not allowed here. Remove it.',
    ],
    [
      'nesting over 20',
      `${'['.repeat(21)}${']'.repeat(21)}`,
      'schema-invalid a.yaml:1:21 lists and maps are nested more than 20 levels deep. Flatten the file.',
    ],
    [
      'not a number',
      'a: .nan',
      'schema-invalid a.yaml:1:4 the number .nan cannot be carried exactly. Put it in quotes, or use a smaller one.',
    ],
    [
      'an unsafe integer',
      'a: 9007199254740992',
      'schema-invalid a.yaml:1:4 the number 9007199254740992 cannot be carried exactly. Put it in quotes, or use a smaller one.',
    ],
    [
      'an infinite number',
      'a: 1e999',
      'schema-invalid a.yaml:1:4 the number 1e999 cannot be carried exactly. Put it in quotes, or use a smaller one.',
    ],
    ['an empty file', '', 'schema-invalid a.yaml:1:1 the file is empty. Fill it in or delete it.'],
    ['a file of comments', '# a\n', 'schema-invalid a.yaml:1:1 the file is empty. Fill it in or delete it.'],
    ['the word null', 'null\n', 'schema-invalid a.yaml:1:1 the file is empty. Fill it in or delete it.'],
    [
      'broken syntax',
      'a: b: c',
      'schema-invalid a.yaml:1:4 this is not valid YAML: nested mappings are not allowed in compact mappings. Correct the syntax: a comma, bracket or quote may be missing before it; put texts with special characters in quotes.',
    ],
    [
      'too many bytes',
      `a: ${'ä'.repeat(32_768)}`,
      'schema-invalid a.yaml:1:1 the file has 65539 bytes, more than the 65536 that are allowed. Shorten it.',
    ],
    [
      'bytes that are not UTF-8',
      Uint8Array.of(97, 58, 10, 98, 255),
      'text-unsafe a.yaml:2:2 the file is not UTF-8. Save it as UTF-8.',
    ],
    [
      'text cut off within a character',
      Uint8Array.of(97, 58, 32, 0xe2, 0x82),
      'text-unsafe a.yaml:1:4 the file is not UTF-8. Save it as UTF-8.',
    ],
    [
      'a byte order mark',
      '\ufeffa: 1',
      'text-unsafe a.yaml:1:1 the text holds a byte order mark (U+FEFF). Save the file without one.',
    ],
    ['a tab', 'a:\t1', 'text-unsafe a.yaml:1:3 the text holds a tab (U+0009). Indent and separate with spaces.'],
    [
      'a carriage return',
      'a: 1\r\n',
      'text-unsafe a.yaml:1:5 the text holds a carriage return (U+000D). Save the file with line feeds only (LF).',
    ],
    [
      'a control character',
      'a: \u0007',
      'text-unsafe a.yaml:1:4 the text holds a control character (U+0007). Delete it.',
    ],
    [
      'a bidirectional control',
      'a: 1\nb: x\u202e',
      'text-unsafe a.yaml:2:5 the text holds a bidirectional control, which shows text in another order than it has (U+202E). Delete it.',
    ],
    [
      'a tag character',
      'a: \u{e0041}',
      'text-unsafe a.yaml:1:4 the text holds an invisible tag character (U+E0041). Delete it.',
    ],
    [
      'a variation selector',
      'a: x\ufe0f',
      'text-unsafe a.yaml:1:5 the text holds a variation selector, which is invisible (U+FE0F). Delete it.',
    ],
    [
      'a soft hyphen',
      'a: x\u00ad',
      'text-unsafe a.yaml:1:5 the text holds a soft hyphen, which is invisible (U+00AD). Delete it.',
    ],
    [
      'zero-width characters',
      'a: x\u200bx\u200b',
      'text-unsafe a.yaml:1:5 the text holds an invisible character (U+200B) 2 times. Delete it.',
    ],
    ['a filler', 'a: x\u3164', 'text-unsafe a.yaml:1:5 the text holds an invisible character (U+3164). Delete it.'],
    [
      'a line separator',
      'a: x\u2028',
      'text-unsafe a.yaml:1:5 the text holds a Unicode line or paragraph separator (U+2028). Use a plain line feed.',
    ],
    [
      'another space',
      'a: x\u00a0x',
      'text-unsafe a.yaml:1:5 the text holds a space that is not the plain one (U+00A0). Replace it with a plain space.',
    ],
    [
      'a private-use character',
      'a: \ue000',
      'text-unsafe a.yaml:1:4 the text holds a private-use character, which has no common meaning (U+E000). Delete it.',
    ],
    [
      'a replacement character',
      'a: \ufffd',
      'text-unsafe a.yaml:1:4 the text holds a replacement character, the trace of a broken encoding (U+FFFD). Write what was meant.',
    ],
    [
      'a noncharacter',
      'a: \ufdd0',
      'text-unsafe a.yaml:1:4 the text holds a code point without a character (U+FDD0). Delete it.',
    ],
    [
      'half a surrogate pair',
      'a: \ud800',
      'text-unsafe a.yaml:1:4 the text holds half of a surrogate pair (U+D800). Delete it.',
    ],
    [
      'a text not in NFC',
      'a: e\u0301',
      'text-unsafe a.yaml:1:4 the text is not in Unicode normal form C, so that equal words may differ in bytes. Save it in normal form C (NFC).',
    ],
    [
      'a pile of marks',
      `a: x${'\u0315'.repeat(9)}`,
      'text-unsafe a.yaml:1:5 more than 8 combining marks follow one another. Write plain letters.',
    ],
    [
      'an escape for a hidden character',
      'a: "\\u202e"',
      'text-unsafe a.yaml:1:4 the value holds a bidirectional control, which shows text in another order than it has (U+202E). Delete it.',
    ],
    [
      'an escape in a key',
      '"\\u00ad": 1',
      'text-unsafe a.yaml:1:1 the value holds a soft hyphen, which is invisible (U+00AD). Delete it.',
    ],
  ])('%s', (_, source, problem) => {
    expect(refused(source)).toEqual([problem]);
  });

  it('with all problems at once, in kinds', () => {
    expect(refused('a: &x 1\nb: *x')).toHaveLength(2);
    expect(refused('a: 1\na: .inf\n"\\u00ad": 2')).toHaveLength(3);
  });

  it('with a hundred problems at most, and how many follow', () => {
    const problems = refused('- &a 1\n'.repeat(150));
    expect(problems).toHaveLength(101);
    expect(problems[100]).toBe('schema-invalid a.yaml:101:3 50 further problems follow. Mend those listed first.');
  });
});
