// A diff is complete: its lines give both texts back, whatever they hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from '../../../scripts/local/pages/line-diff.ts';

function side(lines: ReturnType<typeof lineDiff>, sign: '-' | '+'): string {
  return lines.flatMap((line) => (line.sign === ' ' || line.sign === sign ? [line.text] : [])).join('');
}

const shown = (before: string, after: string): string[] =>
  lineDiff(before, after).map(({ sign, text }) => `${sign}${text}`);

describe('a line diff', () => {
  it.each([
    ['nothing', '', '', []],
    ['a new file', '', 'a\nb\n', ['+a\n', '+b\n']],
    ['a line in between', 'a\nc\n', 'a\nb\nc\n', [' a\n', '+b\n', ' c\n']],
    ['another line', 'a\nb\nc\n', 'a\nx\nc\n', [' a\n', '-b\n', '+x\n', ' c\n']],
    ['only the last line break', 'a', 'a\n', ['-a', '+a\n']],
    ['only the kind of line break', 'a\n', 'a\r\n', ['-a\n', '+a\r\n']],
    ['a line that comes twice', 'a\na\n', 'a\n', [' a\n', '-a\n']],
  ])('shows %s', (_, before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  });

  it('gives both texts back', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', 'long line\n')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        expect([side(lines, '-'), side(lines, '+')]).toEqual([before, after]);
      }),
    );
  });

  it('takes a text that is too long to compare as a rewrite, and still shows all of it', () => {
    const lines = (word: string) => Array.from({ length: 2_100 }, (_, at) => `${word} ${at}\n`).join('');
    const diff = lineDiff(lines('old'), lines('new'));
    expect(diff).toHaveLength(4_200);
    expect([side(diff, '-'), side(diff, '+')]).toEqual([lines('old'), lines('new')]);
  });
});
