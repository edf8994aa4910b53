// A form is believed only from our own page, in its own session, in one shape and a small size.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newSession } from '../../../scripts/local/pages/session.ts';
import { HEAD } from '../../fakes/pages-request.ts';
import { fakePages } from '../../fakes/pages-source.ts';
import type { FakePages } from '../../fakes/pages-source.ts';
import { SECRET, send, serve, signIn } from '../../fakes/pages-server.ts';
import type { Browser, Reply, Served } from '../../fakes/pages-server.ts';
import { NOW } from '../../fakes/pages-world.ts';

let source: FakePages;
let served: Served;
let lena: Browser;
let now: number;

beforeEach(async () => {
  source = fakePages();
  now = NOW;
  served = await serve(source, () => now);
  lena = await signIn(served, 111);
});
afterEach(() => served.close());

const APPROVE = { head: HEAD, answer: 'approve' };
const ANOTHER = 'This form belongs to another session';
const ELSEWHERE = 'This form was sent from another site';

function tokenIn({ text }: Reply): string {
  return /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

describe('a form', () => {
  it('from our own page, in its own session, is taken', async () => {
    const reply = await lena.post('/requests/1/answer', APPROVE);
    expect([reply.status, reply.headers.location, source.calls]).toEqual([
      303,
      '/requests/1',
      ['answer 111 1 APPROVE'],
    ]);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    ['without a token', { token: '' }, {}, 403, ANOTHER],
    ['with a wrong token', { token: 'x'.repeat(43) }, {}, 403, ANOTHER],
    ['with a token in other letters', { token: 'ä' }, {}, 403, ANOTHER],
    ['without a cookie', {}, { cookie: '' }, 403, ANOTHER],
    [
      'with a forged cookie',
      {},
      { cookie: `countersign-session=${'a'.repeat(24)}.111.9999999999999.${'b'.repeat(43)}` },
      403,
      ANOTHER,
    ],
    ['from another site', {}, { origin: 'https://evil.example' }, 403, ELSEWHERE],
    ['from another port of this machine', {}, { origin: 'http://localhost:1' }, 403, ELSEWHERE],
    ['from nowhere', {}, { origin: 'null' }, 403, ELSEWHERE],
    ['from a page of another site', {}, { 'sec-fetch-site': 'cross-site' }, 403, ELSEWHERE],
    ['from a page of the same site', {}, { 'sec-fetch-site': 'same-site' }, 403, ELSEWHERE],
    ['that does not say where it is from', {}, { origin: '', 'sec-fetch-site': '' }, 403, ELSEWHERE],
    ['as JSON', {}, { 'content-type': 'application/json' }, 400, 'Only a form from these pages'],
    ['as plain text', {}, { 'content-type': 'text/plain' }, 400, 'Only a form from these pages'],
    ['as multipart', {}, { 'content-type': 'multipart/form-data; boundary=x' }, 400, 'Only a form from these pages'],
    ['without a type', {}, { 'content-type': '' }, 400, 'Only a form from these pages'],
    ['that is too large', { reason: 'x'.repeat(16_384) }, {}, 413, 'larger than 16 KiB'],
    ['that is far too large', { reason: 'x'.repeat(3_000_000) }, {}, 413, 'larger than 16 KiB'],
    [
      'that does not say how large it is',
      { reason: 'x'.repeat(16_384) },
      { 'transfer-encoding': 'chunked' },
      413,
      'larger than 16 KiB',
    ],
  ])('%s is turned away', async (_, fields, headers, status, sentence) => {
    const reply = await lena.post('/requests/1/answer', { ...APPROVE, ...fields }, headers);
    expect([reply.status, source.calls]).toEqual([status, []]);
    expect(reply.text).toContain(sentence);
  });

  it.each([
    ['only its Origin', { 'sec-fetch-site': '' }],
    ['only Sec-Fetch-Site', { origin: '' }],
    ['a type with a charset', { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }],
  ])('with %s is taken', async (_, headers: Record<string, string>) => {
    expect((await lena.post('/requests/1/answer', APPROVE, headers)).status).toBe(303);
  });

  it('with the token of somebody else is turned away', async () => {
    const sam = await signIn(served, 121);
    const token = tokenIn(await sam.get('/'));
    const reply = await lena.post('/requests/1/answer', { ...APPROVE, token });
    expect([reply.status, source.calls]).toEqual([403, []]);
  });

  it('that names a field twice is turned away', async () => {
    const token = tokenIn(await lena.get('/'));
    const reply = await send(served, '/requests/1/answer', {
      method: 'POST',
      headers: { cookie: lena.cookie, origin: served.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: `token=${token}&head=${HEAD}&answer=deny&answer=approve&reason=x`,
    });
    expect([reply.status, source.calls]).toEqual([400, []]);
    expect(reply.text).toContain('names a field twice');
  });

  it.each(['/simulate', '/sign-in', '/sign-out'])('for %s needs the token as well', async (path) => {
    const reply = await lena.post(path, { token: 'no', id: 'ransomware', account: '121' });
    expect([reply.status, reply.headers['set-cookie'], source.calls]).toEqual([403, undefined, []]);
  });
});

describe('a session', () => {
  it('ends after 12 hours', async () => {
    now = NOW + 12 * 3_600_000 - 1;
    expect((await lena.get('/activity')).status).toBe(200);
    now += 1;
    expect((await lena.get('/activity')).headers.location).toBe('/sign-in?to=%2Factivity');
  });

  it('of a visitor is never one of a person', () => {
    const { cookie } = newSession(null, SECRET, NOW);
    const swapped = cookie.replace('countersign-visitor', 'countersign-session').split(';', 1)[0] ?? '';
    return expect(send(served, '/', { headers: { cookie: swapped } })).resolves.toMatchObject({ status: 303 });
  });

  it('is new with every sign-in', async () => {
    expect((await signIn(served, 111)).cookie).not.toBe(lena.cookie);
  });

  it('ends with signing out', async () => {
    const reply = await lena.post('/sign-out', {});
    expect(reply.headers['set-cookie']).toEqual(['countersign-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0']);
  });

  it('of somebody who left the roster is nobody', async () => {
    const { cookie } = newSession(999, SECRET, NOW);
    const reply = await send(served, '/', { headers: { cookie: cookie.split(';', 1)[0] ?? '' } });
    expect(reply.headers.location).toBe('/sign-in?to=%2F');
  });

  it('is looked for once more after a link from another site, because the strict cookie stayed behind', async () => {
    const reply = await send(served, '/requests/1', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect([reply.status, reply.headers.refresh, reply.headers['set-cookie']]).toEqual([
      200,
      '0;url=/requests/1',
      undefined,
    ]);
    expect(reply.text).not.toContain('ACME');
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/requests/1/../../x'])(
    'never begins with a way to %s',
    async (to) => {
      const reply = await lena.post('/sign-in', { account: '111', to });
      expect(reply.headers.location).toBe('/');
    },
  );

  it('does not begin for somebody who is not in the roster', async () => {
    const reply = await lena.post('/sign-in', { account: '999', to: '/' });
    expect([reply.status, reply.headers['set-cookie']]).toEqual([400, undefined]);
    expect(reply.text).toContain('This person is not in the roster; choose one of those below.');
  });
});
