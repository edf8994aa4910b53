// Escaping: whatever a text holds, it stays text, in an element and in an attribute.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, raw, shown, textOf } from '../../../scripts/local/pages/html.ts';

describe('html', () => {
  it.each([
    ['a script', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a way out of an attribute', '" autofocus onfocus="alert(1)', '&quot; autofocus onfocus=&quot;alert(1)'],
    ['a way out of an attribute in single quotes', "' x='", '&#39; x=&#39;'],
    ['a backtick, a quote for old browsers', '`', '&#96;'],
    ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['text that turns the direction', 'safe\u202eexe', 'safe⟦U+202E⟧exe'],
    ['an isolate', '\u2066x\u2069', '⟦U+2066⟧x⟦U+2069⟧'],
    ['a null', 'a\0b', 'a⟦U+0000⟧b'],
    ['an escape', '\u001b[31m', '⟦U+001B⟧[31m'],
    ['a zero width space', 'pay\u200bpal', 'pay⟦U+200B⟧pal'],
    ['a no-break space', 'a\u00a0b', 'a⟦U+00A0⟧b'],
    ['a carriage return', 'a\rb', 'a⟦U+000D⟧b'],
    ['half a surrogate pair', '\ud800', '⟦U+D800⟧'],
    ['a tag character', '\u{e0041}', '⟦U+E0041⟧'],
    ['a line break, which stays one', 'a\nb', 'a\nb'],
    ['letters of any script, which stay as they are', 'Größe 漢字 עברית', 'Größe 漢字 עברית'],
  ])('shows %s as text', (_, text, expected) => {
    expect(textOf(html`${text}`)).toBe(expected);
    expect(textOf(html`<a title="${text}"></a>`)).toBe(`<a title="${expected}"></a>`);
    expect(textOf(shown(text))).toBe(`<bdi class="shown">${expected}</bdi>`);
  });

  it('never lets a text write markup or leave its attribute, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textOf(html`${text}`)).not.toMatch(/[<>"'`]/);
      }),
    );
  });

  it('nests markup, lists, numbers and nothing', () => {
    expect(textOf(html`${[html`<b>${1}</b>`, html`${null}`]}${raw`<hr>`}`)).toBe('<b>1</b><hr>');
  });

  it('does not take an object from a request for markup', () => {
    const forged: unknown = JSON.parse('{"markup":"<b>","Symbol(markup)":"<b>"}');
    expect(() => textOf(html`${forged as string}`)).toThrow(TypeError);
  });
});
