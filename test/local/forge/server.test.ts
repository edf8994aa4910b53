// The edge of the embedded forge: who is let in, what is not understood, and what belongs to somebody else.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startForge } from './harness.ts';
import type { Harness } from './harness.ts';

let forge: Harness;
beforeAll(async () => {
  forge = await startForge();
});
afterAll(() => forge.close());

describe('a request', () => {
  it.each([
    ['token token-of-lena', 200, undefined],
    ['Bearer token-of-lena', 200, undefined],
    ['bearer token-of-lena', 200, undefined],
    ['token nonsense', 401, 'Bad credentials'],
    ['Basic bGVuYTp4', 401, 'Requires authentication'],
    ['', 401, 'Requires authentication'],
  ])('with the authorization "%s" answers %i', async (authorization, status, message) => {
    const headers: Record<string, string> = authorization === '' ? {} : { authorization };
    const answer = await fetch(`${forge.web}/api/v3/user`, { headers });
    expect(answer.status).toBe(status);
    const body: unknown = await answer.json();
    expect(body).toMatchObject(
      message === undefined ? { login: 'lena', id: 2 } : { message, documentation_url: expect.any(String) },
    );
  });

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/repos/acme/other/pulls'],
    ['GET', '/repos/acme/control/pulls/99'],
    ['GET', '/repos/acme/control/pulls/1x'],
    ['DELETE', '/repos/acme/control'],
    ['GET', '/repos/acme/control/contents/%zz'],
  ])('%s %s answers 404 in JSON', async (method, path) => {
    const answer = await fetch(`${forge.web}/api/v3${path}`, {
      method,
      headers: { authorization: 'token token-of-lena' },
    });
    expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ message: 'Not Found' })]);
  });

  it.each([
    ['{', 400, 'Problems parsing JSON'],
    ['7', 400, 'Body should be a JSON object'],
    ['[]', 400, 'Body should be a JSON object'],
    [JSON.stringify({ body: 'x'.repeat(1024 * 1024) }), 413, 'Request body is too large: at most 1 MiB is read.'],
  ])('with the body %s answers %i', async (body, status, message) => {
    const url = `${forge.web}/api/v3/repos/acme/control/issues/1/comments`;
    const answer = await fetch(url, { method: 'POST', headers: { authorization: 'token token-of-lena' }, body });
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ message })]);
  });

  it('with a Host header that would bend the links answers 400', async () => {
    const headers = { host: 'evil"><script>', authorization: 'token token-of-lena' };
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${forge.web}/api/v3/user`, { headers }, (answer) => resolve(answer.resume().statusCode));
      sent.on('error', reject);
      sent.end();
    });
    expect(status).toBe(400);
  });

  it.each(['/', '/requests/1', '/api/v30', '/acme/other.git/info/refs'])(
    'for %s is left to the pages',
    async (path) => {
      const answer = await fetch(`${forge.web}${path}`);
      expect(answer.headers.get('x-page')).toBe('yes');
    },
  );

  it.each([
    ['/info/refs', 404],
    ['/HEAD', 404],
    ['/config', 404],
    ['/objects/info/packs', 404],
    ['/info/refs?service=git-upload-archive', 404],
    ['/info/refs?service=git-receive-pack', 401],
    ['/info/refs?service=git-upload-pack', 200],
  ])('for %s of the repository answers %i without an account', async (path, status) => {
    const answer = await fetch(`${forge.web}/acme/control.git${path}`);
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
  });
});

it('the repository is told with its number, its name and its default branch', async () => {
  const { body } = await forge.call('lena', 'GET ');
  expect(body).toMatchObject({
    id: 4711,
    full_name: 'acme/control',
    default_branch: 'main',
    permissions: { push: true, admin: false },
  });
});
