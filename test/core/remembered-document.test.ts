// Files that are read once: the same answer for the same text and path, another for any other, and nobody can change it.
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../scripts/core/document.ts';
import { KEPT, rememberedDocument } from '../../scripts/core/remembered-document.ts';

const TEXT = 'people:\n  - id: lena\n    roles: [security-lead]\n';

describe('a document that was read before', () => {
  it('is the same, with the same places', () => {
    const [first, again, fresh] = [
      rememberedDocument(TEXT, 'policies/a.yaml'),
      rememberedDocument(TEXT, 'policies/a.yaml'),
      readDocument(TEXT, 'policies/a.yaml'),
    ];
    if (!first.ok || !fresh.ok) throw new Error('the text does not read');
    expect(again).toBe(first);
    expect(first.value).toEqual(fresh.value);
    expect(first.locate(['people', 0, 'id'])).toEqual(fresh.locate(['people', 0, 'id']));
  });

  it.each([
    ['another path', TEXT, 'policies/b.yaml'],
    ['another text', `${TEXT} `, 'policies/a.yaml'],
    ['a path that ends later', TEXT.slice(7), 'policies/a.yamlpeople:'],
  ])('with %s is another one', (_name, text, path) => {
    expect(rememberedDocument(text, path)).not.toBe(rememberedDocument(TEXT, 'policies/a.yaml'));
  });

  it('that does not read has its problems at its own path', () => {
    for (const path of ['policies/a.yaml', 'policies/b.yaml', 'policies/a.yaml']) {
      expect(rememberedDocument('a: [', path)).toEqual(readDocument('a: [', path));
    }
  });

  it('that comes as bytes is read anew, because they may be others by then', () => {
    const bytes = Buffer.from(TEXT);
    const first = rememberedDocument(bytes, 'policies/a.yaml');
    bytes.write('n', TEXT.indexOf('lena'));
    const [was, is] = [first, rememberedDocument(bytes, 'policies/a.yaml')].map((read) =>
      read.ok ? read.value : null,
    );
    expect(was).toMatchObject({ people: [{ id: 'lena' }] });
    expect(is).toMatchObject({ people: [{ id: 'nena' }] });
  });

  it('can be changed by nobody', () => {
    const read = rememberedDocument(TEXT, 'policies/a.yaml');
    if (!read.ok) throw new Error('the text does not read');
    const { people } = read.value as { people: { roles: string[] }[] }; // the text above
    expect(() => people[0]?.roles.push('owner')).toThrow(TypeError);
    expect(() => Object.assign(people[0] ?? {}, { roles: [] })).toThrow(TypeError);
  });

  it('goes when so many others were asked for after it', () => {
    const first = rememberedDocument(TEXT, 'policies/a.yaml');
    for (let at = 1; at < KEPT; at += 1) rememberedDocument(`a: ${at}\n`, 'policies/n.yaml');
    expect(rememberedDocument(TEXT, 'policies/a.yaml')).toBe(first);
    for (let at = 0; at < KEPT; at += 1) rememberedDocument(`b: ${at}\n`, 'policies/n.yaml');
    const again = rememberedDocument(TEXT, 'policies/a.yaml');
    expect(again).not.toBe(first);
    expect(again).toMatchObject({ ok: true, value: { people: [{ id: 'lena' }] } });
  });
});
