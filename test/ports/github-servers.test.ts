// Servers differ: where GraphQL is answered, what one without it is read by, and who looks into the owners file.
import { describe, expect, it } from 'vitest';
import { scriptedForge } from './scripted-forge.ts';
import type { Scripted } from './scripted-forge.ts';
import { ASK, page } from './scripted-look.ts';

const CHECK = 'gate';

describe('a server without GraphQL', () => {
  it('is read by REST alone where that is said', async () => {
    const { forge, calls } = scriptedForge(
      { 'GET ': { json: { id: 5, full_name: 'acme/queue', default_branch: 'main' } }, 'GET /pulls': { json: [] } },
      { graphql: 'off' },
    );
    expect(await forge.overview(CHECK)).toEqual({
      info: { id: 5, fullName: 'acme/queue', defaultBranch: 'main' },
      open: [],
      codeowners: null,
    });
    expect(calls).toHaveLength(2);
  });

  it('is not found out silently', async () => {
    const { forge } = scriptedForge({ [ASK]: { status: 404, json: { message: 'Not Found' } } });
    await expect(forge.overview(CHECK)).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    ['https://api.github.com', 'https://api.github.com/graphql'],
    ['https://api.acme.ghe.com', 'https://api.acme.ghe.com/graphql'],
    ['https://forge.test/api/v3', 'https://forge.test/api/graphql'],
  ])('at %s would be asked at %s', async (apiUrl, url) => {
    const path = new URL(url).pathname.replace('/api/v3', '');
    const { forge, calls } = scriptedForge({ [`POST ${path}`]: page([]) }, { apiUrl });
    await forge.overview(CHECK);
    expect(calls[0]?.url).toBe(url);
  });
});

describe('the forge’s own look into the owners file', () => {
  const mistake = { path: '.github/CODEOWNERS', line: 4, message: 'Unknown owner on line 4' };
  const full = { ...mistake, column: 1, kind: 'Unknown owner', source: '* @x', suggestion: null };
  it('comes with everything open', async () => {
    const { forge } = scriptedForge({ [ASK]: page([], null, { codeowners: { errors: [mistake] } }) });
    expect((await forge.overview(CHECK)).codeowners).toEqual([mistake]);
  });

  it('says nothing where it sees no file', async () => {
    const { forge } = scriptedForge({ [ASK]: page([], null, { codeowners: null }) });
    expect((await forge.overview(CHECK)).codeowners).toBeNull();
  });

  it.each<[string, Scripted, unknown]>([
    ['by REST', { json: { errors: [full] } }, [mistake]],
    ['without a mistake', { json: { errors: [] } }, []],
  ])('is read %s', async (_, answer, expected) => {
    expect(await scriptedForge({ 'GET /codeowners/errors': answer }).forge.codeownersErrors()).toEqual(expected);
  });

  it('that a server does not have is no clean bill, unless that is said', async () => {
    const script = { 'GET /codeowners/errors': { status: 404, json: { message: 'Not Found' } } };
    await expect(scriptedForge(script).forge.codeownersErrors()).rejects.toMatchObject({ status: 404 });
    expect(await scriptedForge({}, { codeowners: 'unchecked' }).forge.codeownersErrors()).toEqual([]);
  });
});
