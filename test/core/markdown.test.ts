// Untrusted text in Markdown stays text: no span, block or sentence lets it out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { block, code, prose } from '../../scripts/core/markdown.ts';

describe('a code span', () => {
  it.each([
    ['ACME-FS01', '` ACME-FS01 `'],
    ['', '(empty)'],
    [' \n ', '` ⏎ `'],
    ['   ', '(empty)'],
    ['`', '`` ` ``'],
    ['a``b`c', '``` a``b`c ```'],
    ['one\n\n  two', '` one ⏎ two `'],
    ['one\r\rtwo\u2028three\u2029four\vfive\fsix\u0085seven', '` one ⏎ two ⏎ three ⏎ four ⏎ five ⏎ six ⏎ seven `'],
    ['@everybody <b>', '` @everybody <b> `'],
  ])('of %j is %j', (text, span) => {
    expect(code(text)).toBe(span);
  });

  it('is never left by what is in it', () => {
    const hostile = fc.array(fc.constantFrom('`', '``', '\n', '\r', ' ', 'a', '\\', '|'), { maxLength: 30 });
    fc.assert(
      fc.property(hostile, (parts) => {
        const span = code(parts.join(''));
        if (span === '(empty)') return;
        const [, fence = ''] = /^(`+) /.exec(span) ?? [];
        const inner = span.slice(fence.length, -fence.length);
        expect(inner.match(/`+/g) ?? []).not.toContain(fence);
        expect(span.endsWith(` ${fence}`)).toBe(true);
        expect(span).not.toMatch(/[\n\r]/);
      }),
    );
  });
});

describe('a block', () => {
  it.each([
    ['text', '```http\ntext\n```'],
    ['text\n', '```http\ntext\n```'],
    ['', '```http\n\n```'],
    ['a\n```\n@everybody', '````http\na\n```\n@everybody\n````'],
    ['`````', '``````http\n`````\n``````'],
  ])('of %j is %j', (text, fenced) => {
    expect(block(text, 'http')).toBe(fenced);
  });
});

describe('a sentence', () => {
  it.each([
    ['plain words, with (brackets).', 'plain words, with (brackets).'],
    ['[x](y)', String.raw`\[x\](y)`],
    ['![x]', String.raw`\!\[x\]`],
    ['*a* _b_ ~c~ `d` {e} $f$', String.raw`\*a\* \_b\_ \~c\~ \`d\` \{e\} \$f\$`],
    ['<img src=x> &amp;', String.raw`\<img src=x\> \&amp;`],
    ['a\\b', String.raw`a\\b`],
    ['a|b', String.raw`a\|b`],
    ['@everybody', String.raw`\@&#8203;everybody`],
    ['me@example.com', String.raw`me\@&#8203;example.com`],
    ['see #12 and GH-12', String.raw`see \#&#8203;12 and GH&#8203;-12`],
    ['https://evil.example', 'https:&#8203;//evil.example'],
    ['go to WWW.evil.example', 'go to WWW&#8203;.evil.example'],
    ['_www.evil', String.raw`\_www&#8203;.evil`],
    ['www', 'www'],
    ['GHOST: 1:2', 'GHOST: 1:2'],
    ['# a\n- b\r\n  c', String.raw`\#&#8203; a - b c`],
  ])('of %j is %j', (text, written) => {
    expect(prose(text)).toBe(written);
  });
});
