// What every page carries, whom it answers, and that looking never decides.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakePages } from '../../fakes/pages-source.ts';
import { send, serve, signIn } from '../../fakes/pages-server.ts';
import type { Browser, Served } from '../../fakes/pages-server.ts';

const source = fakePages();
let served: Served;
let lena: Browser;

beforeAll(async () => {
  served = await serve(source);
  lena = await signIn(served, 111);
});
afterAll(() => served.close());

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const LOOKED_AT = ['/activity', '/on-call', '/standard', '/sign-in'];

describe('the headers', () => {
  it.each(['/', '/requests', '/requests/1', '/requests/99', ...LOOKED_AT, '/requests/x', '/assets/none'])(
    'are strict on %s',
    async (path) => {
      const { headers } = await lena.get(path);
      expect(headers).toMatchObject({
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
      });
    },
  );

  it.each([
    ['/assets/style.css', 'text/css; charset=utf-8'],
    ['/assets/refresh.js', 'text/javascript; charset=utf-8'],
    ['/assets/icon.svg', 'image/svg+xml'],
  ])('let %s be kept and checked', async (path, type) => {
    const first = await lena.get(path);
    expect(first.headers).toMatchObject({ 'content-type': type, 'content-security-policy': POLICY });
    const etag = String(first.headers.etag);
    const again = await send(served, path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('sign in with a cookie that no script and no other site gets', async () => {
    const { headers } = await send(served, '/sign-in');
    expect(headers['set-cookie']?.[0]).toMatch(
      /^countersign-visitor=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
  });

  it('run nothing inline', async () => {
    for (const path of ['/', '/requests/1', ...LOOKED_AT]) {
      expect((await lena.get(path)).text).not.toMatch(/\son\w+=|style=|<script(?! src="\/assets\/)|javascript:/);
    }
  });
});

describe('the host', () => {
  it.each(['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:8080', 'LOCALHOST:80'])('may be %s', async (host) => {
    expect((await send(served, '/sign-in', { headers: { host } })).status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', 'localhost:80@evil', '10.0.0.1'])(
    'may not be %j, whatever is asked',
    async (host) => {
      const headers = { host, cookie: lena.cookie };
      for (const path of ['/', '/requests/1', '/assets/style.css', '/sign-in']) {
        const reply = await send(served, path, { headers });
        expect([reply.status, reply.text.includes('ACME')]).toEqual([421, false]);
      }
      const post = await lena.post('/simulate', { id: 'ransomware' }, { host });
      expect(post.status).toBe(421);
      expect(source.calls).toEqual([]);
    },
  );
});

describe('looking', () => {
  it.each([
    '/?answer=approve&number=1',
    '/requests/1?answer=approve&head=a1b2c3d4e5f60718293a4b5c6d7e8f9011223344',
    '/requests/1/answer?answer=approve&head=a1b2c3d4e5f60718293a4b5c6d7e8f9011223344',
    '/requests/1/answer',
    '/requests?simulate=ransomware',
    '/simulate?id=ransomware',
    '/sign-in?account=121',
    '/sign-out',
    '/activity?_method=POST',
    '/on-call?person=lena',
    '/standard?remediate=1',
  ])('at %s decides nothing', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const reply = await send(served, path, {
        method,
        headers: { cookie: lena.cookie, 'x-http-method-override': 'POST' },
      });
      expect([200, 405]).toContain(reply.status);
    }
    expect(source.calls).toEqual([]);
    expect((await lena.get('/')).text).toContain('Signed in as <strong>Lena Brandt</strong>');
  });
});

describe('a path', () => {
  it.each([
    ['GET', '/requests/1/answer', 405, 'POST'],
    ['POST', '/requests/1', 405, 'GET, HEAD'],
    ['DELETE', '/', 405, 'GET, HEAD'],
    ['PUT', '/sign-in', 405, 'GET, HEAD, POST'],
    ['GET', '/simulate', 405, 'POST'],
    ['POST', '/on-call', 405, 'GET, HEAD'],
    ['POST', '/standard', 405, 'GET, HEAD'],
    ['POST', '/assets/style.css', 405, 'GET, HEAD'],
  ])('answers %s %s with %i and what it allows', async (method, path, status, allow) => {
    const reply = await send(served, path, { method, headers: { cookie: lena.cookie } });
    expect([reply.status, reply.headers.allow]).toEqual([status, allow]);
  });

  it.each([
    '/requests/0',
    '/requests/01',
    '/requests/1e3',
    '/requests/99',
    '/requests/1/x',
    '/assets/../style.css',
    '/requests/-1',
  ])('that is not there, %s, says so', async (path) => {
    const reply = await lena.get(path);
    if (path.includes('..')) return expect(reply.status).toBe(418);
    expect(reply.status).toBe(404);
    return expect(reply.text).toContain('<h1>Not found</h1>');
  });

  it.each(['/api/v3/repos', '/requestsx', '/constructor', '/__proto__', '/favicon.ico', '//', '/\\\\['])(
    'of somebody else, %s, is left alone',
    async (path) => {
      expect((await lena.get(path)).text).toBe('not a page');
    },
  );
});
