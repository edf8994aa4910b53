// GitHub's documented rules for CODEOWNERS, pair by pair, and the mistakes that refuse a whole file.
import { describe, expect, it } from 'vitest';
import { ownersOf, parseCodeowners } from '../../scripts/core/codeowners.ts';
import type { CodeownersFile } from '../../scripts/core/codeowners.ts';

const MINE = ['@o'];

describe('ownersOf', () => {
  it.each<[rule: string, path: string, owned: boolean]>([
    ['*.js', 'a.js', true],
    ['*.js', 'deep/down/a.js', true],
    ['*.js', '.js', true],
    ['*.js', 'a.js/inside.txt', true],
    ['*.js', 'a.jsx', false],
    ['*.JS', 'a.js', false],
    ['/Docs/', 'docs/a', false],
    ['/docs/', 'docs/a', true],
    ['README.md', 'readme.md', false],
    ['README.md', 'README.md', true],
    ['README.md', 'docs/README.md', true],
    ['docs/*', 'docs/a.md', true],
    ['docs/*', 'docs/b/a.md', false],
    ['docs/*', 'x/docs/a.md', false],
    ['/docs/*', 'docs/a.md', true],
    ['/docs/*', 'docs/b/a.md', false],
    ['docs/*', 'docs/', false],
    ['/docs/**/*', 'docs/', false],
    ['/*', 'a.txt', true],
    ['/*', 'd/a.txt', false],
    ['*', 'd/e/a.txt', true],
    ['**', 'd/e/a.txt', true],
    ['/**', 'a.txt', true],
    ['dir\\ with\\ space/', 'dir with space/a.txt', true],
    ['dir\\ with\\ space/', 'dir/a.txt', false],
    ['/my\\ file.txt', 'my file.txt', true],
    ['/x#y', 'x#y', true],
    ['  /a.txt', 'a.txt', true],
    ['\t/a.txt', 'a.txt', true],
    ['file?.txt', 'file1.txt', true],
    ['file?.txt', 'file\u{1F600}.txt', true],
    ['file?.txt', 'file.txt', false],
    ['file\\?.txt', 'file1.txt', false],
    ['file\\?.txt', 'file?.txt', true],
    ['back\\\\slash', 'back\\slash', true],
    ['/apps/', 'apps/web/a.ts', true],
    ['/apps/', 'x/apps/a.ts', false],
    ['apps/', 'x/apps/a.ts', true],
    ['apps/', 'apps', false],
    ['/apps/web', 'apps/web/src/a.ts', true],
    ['apps/web', 'x/apps/web', false],
    ['**/logs', 'build/logs/a.log', true],
    ['**/logs', 'logs', true],
    ['/build/**/logs', 'build/logs', true],
    ['/build/**/logs', 'build/a/b/logs/c', true],
    ['/build/**/logs', 'build/a/b/log', false],
    ['/build/**', 'build', false],
    ['/build/**', 'build/a/b', true],
    ['/src/**/*.ts', 'src/a.ts', true],
    ['/src/**/*.ts', 'src/a/b.ts', true],
    ['/src/**/*.ts', 'src/a/b.js', false],
    ['/src/*.ts', 'src/a/b.ts', false],
    ['/src/*/index.ts', 'src/a/index.ts', true],
    ['/src/*/index.ts', 'src/a/b/index.ts', false],
    ['*.test.ts', 'src/a.test.ts', true],
    ['*.test.ts', 'src/atest.ts', false],
    ['*test*', 'src/my-tests/a.ts', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['**/a/**/b/*', 'a/x/b/y/b/z', true],
    ['**/a/**/b/*', 'a/x/b/y/b', false],
    ['a.b', 'axb', false],
    ['a+(b)|$', 'a+(b)|$', true],
    ['.github/', '.github/CODEOWNERS', true],
    ['@types/', 'node_modules/@types/x.d.ts', true],
  ])('reads the rule %j and says that %j is owned: %j', (rule, path, owned) => {
    expect(ownersOf(read(`${rule} @o\n`), path)).toEqual(owned ? MINE : null);
  });

  it('lets the last matching line decide alone, whatever kind of pattern it is', () => {
    const file = read('* @all\n*.ts @ts\n/src/ @src\n/src/*.ts @direct\nindex.ts @index\n/src/gen/\n');
    expect(ownersOf(file, 'a.md')).toEqual(['@all']);
    expect(ownersOf(file, 'a.ts')).toEqual(['@ts']);
    expect(ownersOf(file, 'src/a/b.ts')).toEqual(['@src']);
    expect(ownersOf(file, 'src/b.ts')).toEqual(['@direct']);
    expect(ownersOf(file, 'src/index.ts')).toEqual(['@index']);
    expect(ownersOf(file, 'src/gen/index.ts')).toEqual([]);
  });

  it('tells a cleared path from a path that no rule names', () => {
    const file = read('/a/ @o\n/a/b # nobody\n');
    expect(ownersOf(file, 'a/b')).toEqual([]);
    expect(ownersOf(file, 'c')).toBeNull();
  });

  it('takes a later general rule over an earlier special one', () => {
    expect(ownersOf(read('/a/b.ts @special\n* @all'), 'a/b.ts')).toEqual(['@all']);
    expect(ownersOf(read('/a/*.ts @special\n/a @all'), 'a/b.ts')).toEqual(['@all']);
  });

  it('answers in time for a pattern that is made to be slow', () => {
    const file = read(`${'*a'.repeat(400)}b @o\n/${'**/a/'.repeat(200)}b @o`);
    expect(ownersOf(file, `${'a'.repeat(4_000)}/${'a/'.repeat(1_000)}c`)).toBeNull();
  }, 2_000);
});

describe('parseCodeowners', () => {
  it('keeps each rule with its line, pattern and owners, and leaves comments and blank lines out', () => {
    expect(read('# head\r\n\r\n/a.txt @o @org/team.x a.b+c@mail.example # note\r\n#end').rules).toEqual([
      { line: 3, pattern: '/a.txt', owners: ['@o', '@org/team.x', 'a.b+c@mail.example'] },
    ]);
  });

  it('reads an empty file as one without rules', () => {
    expect(ownersOf(read(''), 'a')).toBeNull();
  });

  it.each<[line: string, sentence: string]>([
    ['!a @o', 'the pattern "!a" begins with "!", which GitHub does not support; name the paths to own.'],
    [
      '[ab].txt @o',
      'the pattern "[ab].txt" has "[" or "]", which GitHub does not support; write "?" or several lines.',
    ],
    ['a] @o', 'the pattern "a]" has "[" or "]", which GitHub does not support; write "?" or several lines.'],
    ['\\#a @o', 'the pattern "\\#a" has "\\#", which GitHub does not support; write "?" for the "#".'],
    ['a\\b @o', 'the pattern "a\\b" has a "\\" that is not before a space, "*", "?" or "\\"; remove it.'],
    ['a @o\\', '"@o\\" is not an owner; write @user, @organisation/team or an e-mail address.'],
    ['a\\', 'the pattern "a\\" has a "\\" that is not before a space, "*", "?" or "\\"; remove it.'],
    ['a\u00a0@o', 'the pattern "a�@o" has an invisible character or a special space; type it again.'],
    ['\u202ea @o', 'the pattern "�a" has an invisible character or a special space; type it again.'],
    ['a\\ \u200bb @o', 'the pattern "a\\ �b" has an invisible character or a special space; type it again.'],
    ['a***b @o', 'the pattern "a***b" has three "*" in a row; write "*" or "**".'],
    ['**/ @o', 'the pattern "**/" can be read in two ways; write "*" for every path.'],
    ['/**/ @o', 'the pattern "/**/" can be read in two ways; write "*" for every path.'],
    ['/ @o', 'the pattern "/" can match no path; write it from the root, without "//", "." and "..".'],
    ['a//b @o', 'the pattern "a//b" can match no path; write it from the root, without "//", "." and "..".'],
    ['./a @o', 'the pattern "./a" can match no path; write it from the root, without "//", "." and "..".'],
    ['a/../b @o', 'the pattern "a/../b" can match no path; write it from the root, without "//", "." and "..".'],
    ['a @o#note', '"@o#note" is not an owner; write @user, @organisation/team or an e-mail address.'],
    ['a o', '"o" is not an owner; write @user, @organisation/team or an e-mail address.'],
    ['a @', '"@" is not an owner; write @user, @organisation/team or an e-mail address.'],
    ['a @o/', '"@o/" is not an owner; write @user, @organisation/team or an e-mail address.'],
    ['a b@c', '"b@c" is not an owner; write @user, @organisation/team or an e-mail address.'],
    [
      `a ${'x'.repeat(61)}`,
      `"${'x'.repeat(60)}…" is not an owner; write @user, @organisation/team or an e-mail address.`,
    ],
    ['# a\rb @o', 'there is a control character in this line; type the line again without it.'],
    ['a\u2028b @o', 'there is a control character in this line; type the line again without it.'],
  ])('refuses the whole file for the line %j', (line, sentence) => {
    expect(parseCodeowners(`* @all\n${line}\n`)).toEqual({ problems: [{ line: 2, sentence: `Line 2: ${sentence}` }] });
  });

  it('names every problem at once', () => {
    const parsed = parseCodeowners('!a o\n* @all\n[b] @o');
    expect('problems' in parsed ? parsed.problems.map((problem) => problem.line) : []).toEqual([1, 1, 3]);
  });

  it('refuses a file of 3 MB, counted in bytes and not in characters', () => {
    const sentence =
      'CODEOWNERS has 3000000 bytes; GitHub loads it only under 3 MB, so make it smaller than 3000000 bytes.';
    expect(parseCodeowners(`#${'é'.repeat(1_499_999)}\n`)).toEqual({ problems: [{ line: 0, sentence }] });
    expect(read(`#${'é'.repeat(1_499_999)}`).rules).toEqual([]);
  });
});

function read(text: string): CodeownersFile {
  const parsed = parseCodeowners(text);
  if ('problems' in parsed) throw new Error(parsed.problems.map((problem) => problem.sentence).join(' '));
  return parsed;
}
