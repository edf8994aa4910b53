// The rules of every call: sign-in, limits, no second write, and no secret in anything that is kept.
import { afterEach, describe, expect, it } from 'vitest';
import type { PlanStep } from '../../scripts/core/action-model.ts';
import type { Rig } from './ninjarmm-rig.ts';
import { FS01, START, WS02, health, isolate, makeRig, patch, platformAt, addressOf } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

describe('a call to NinjaOne', () => {
  it('signs in once per session and again when the token has ended', async () => {
    rig = await makeRig();
    let signIns = 0;
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (addressOf(input).endsWith('/ws/oauth/token')) signIns += 1;
      return globalThis.fetch(input, init);
    };
    const session = { ...rig.session, fetch };
    await rig.connector.preflight(isolate(FS01), session);
    await rig.connector.preflight(isolate(FS01), session);
    expect(signIns).toBe(1);
    rig.time.now += 3_600_000;
    expect((await rig.connector.preflight(isolate(FS01), session)).kind).toBe('ready');
    expect(signIns).toBe(2);
  });

  it('never writes with a token that has ended, for a write is not repeated', async () => {
    rig = await makeRig();
    await rig.connector.preflight(isolate(FS01), rig.session);
    rig.time.now += 3_600_000 - 59_000;
    expect((await rig.connector.execute(isolate(FS01), rig.plan(isolate(FS01)), rig.session)).stopped).toBeNull();
    rig.time.now += 3_600_000;
    expect((await rig.connector.execute(isolate(FS01), rig.plan(isolate(FS01)), rig.session)).stopped).toBeNull();
  });

  it.each([
    [204, undefined],
    [202, undefined],
    [302, 'unknown'],
    [400, 'failed'],
    [401, 'failed'],
    [404, 'failed'],
    [408, 'unknown'],
    [429, 'failed'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('that writes and is answered with %i is judged %s', async (status, outcome) => {
    rig = await makeRig();
    const fetch: typeof globalThis.fetch = async (input, init) =>
      init?.method === 'PATCH' ? new Response(null, { status }) : globalThis.fetch(input, init);
    const request = isolate(FS01);
    const { stopped } = await rig.connector.execute(request, rig.plan(request), { ...rig.session, fetch });
    expect(stopped?.outcome).toBe(outcome);
  });

  it.each([
    [1, 'ready'],
    [2, 'stop'],
  ])('signs in afresh where the token is refused %i times, once at most', async (times, kind) => {
    rig = await makeRig();
    let refusals = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (!addressOf(input).endsWith('/device/4711') || refusals === times) return globalThis.fetch(input, init);
      refusals += 1;
      return Response.json({ error: 'invalid_token' }, { status: 401 });
    };
    expect((await rig.connector.preflight(isolate(FS01), { ...rig.session, fetch })).kind).toBe(kind);
    expect(refusals).toBe(times);
  });

  it.each([
    [{}, 'NINJARMM_CLIENT_ID or NINJARMM_CLIENT_SECRET is not set in the executing job'],
    [{ NINJARMM_CLIENT_ID: 'a', NINJARMM_CLIENT_SECRET: 'b' }, 'signing in failed with status 401 (invalid_client)'],
  ])('is not made with the credentials %j', async (credentials, why) => {
    rig = await makeRig();
    const session = { ...rig.session, credentials };
    const { stopped } = await rig.connector.execute(isolate(FS01), rig.plan(isolate(FS01)), session);
    expect(stopped).toMatchObject({ outcome: 'failed', detail: `ACME-FS01: nothing was sent (${why}).` });
    expect((await rig.connector.reconcile(isolate(FS01), session, 0)).outcome).toBe('unknown');
  });

  it('is refused, and the rest not sent, where the scope does not reach', async () => {
    rig = await makeRig({ scopes: ['monitoring'] });
    expect(await rig.run(isolate(FS01, WS02))).toMatchObject({
      outcome: 'failed',
      detail:
        'ACME-FS01: the platform refused the call (status 403: The token lacks a scope). ACME-WS02: nothing was sent.',
    });
    expect(rig.sandbox.calls()).toHaveLength(1);
  });

  it('waits as a 429 says before it reads again, and gives up after four times', async () => {
    rig = await makeRig();
    const match = { method: 'GET', path: /device/ };
    rig.sandbox.tell({ match, do: '429', retryAfter: '30' });
    rig.sandbox.tell({ match, do: '429', retryAfter: new Date(START + 40_000).toUTCString() });
    rig.sandbox.tell({ match, do: '429' });
    expect((await rig.connector.preflight(isolate(FS01), rig.session)).kind).toBe('ready');
    expect(rig.time.now).toBe(START + 45_000);
    for (let times = 0; times < 4; times += 1) rig.sandbox.tell({ match, do: '429', retryAfter: '1' });
    expect((await rig.run(isolate(FS01))).detail).toMatch(/status 429: Too many requests\. Nothing was sent\.$/);
    rig.sandbox.tell({ match, do: '429', retryAfter: '86400' });
    expect((await rig.run(isolate(FS01))).outcome).toBe('failed');
    expect(rig.time.now).toBe(START + 48_000);
  });

  it('never writes twice, also not after a 429', async () => {
    rig = await makeRig();
    rig.sandbox.tell({ match: { method: 'PATCH', path: /./ }, do: '429', retryAfter: '1' });
    expect((await rig.run(isolate(FS01, WS02))).outcome).toBe('failed');
    expect(rig.time.waits).toBe(0);
    expect(rig.sandbox.calls()).toEqual([]);
  });

  it('keeps neither the secret nor the token, even where the platform sends them back', async () => {
    rig = await makeRig({}, {}, 200);
    const kept: unknown[] = [];
    const secret = rig.sandbox.credentials['NINJARMM_CLIENT_SECRET'] ?? '';
    const tokens = new Set<string>([secret, encodeURIComponent(secret)]);
    const fetch: typeof globalThis.fetch = (input, init) => {
      const bearer = new Headers(init?.headers).get('authorization');
      if (bearer !== null) tokens.add(bearer.slice('Bearer '.length));
      return globalThis.fetch(input, init);
    };
    const session = { ...rig.session, fetch };
    for (const [method, path] of [
      ['PATCH', /./],
      ['POST', /apply/],
      ['GET', /./],
      ['POST', /token/],
    ] as const) {
      for (const request of [isolate(FS01, WS02), patch(FS01), health()]) {
        for (const kind of ['echo', 'hang', 'drop-after', 'fail-500'] as const) {
          rig.sandbox.tell({ match: { method, path }, do: kind });
          kept.push(await rig.connector.preflight(request, session));
          kept.push(await rig.connector.execute(request, rig.plan(request), session));
          kept.push(await rig.connector.verify(request, session, START));
          kept.push(await rig.connector.reconcile(request, session, START));
        }
      }
    }
    const text = JSON.stringify(kept);
    expect(tokens.size).toBeGreaterThan(1);
    expect(text).toContain('bad request: Bearer [removed]');
    for (const token of tokens) expect(text).not.toContain(token);
  });

  it.each<[string, (plan: readonly PlanStep[]) => readonly PlanStep[]]>([
    ['another device', (plan) => plan.map((step) => ({ ...step, url: step.url.replace('4711', '4712') }))],
    ['another body', (plan) => plan.map((step) => ({ ...step, body: { csIsolation: 'isolate:x' } }))],
    ['one more field', (plan) => plan.map((step) => ({ ...step, extra: 1 }))],
    ['another method', (plan) => plan.map((step) => ({ ...step, method: 'PUT' as const }))],
    ['one call more', (plan) => [...plan, ...plan]],
    ['no call', () => []],
  ])('is not made for a plan with %s', async (_name, change) => {
    rig = await makeRig();
    for (const request of [isolate(FS01), patch(FS01), health()]) {
      const { stopped } = await rig.connector.execute(request, change(rig.plan(request)), rig.session);
      // A plan without the device, or a body of its own, is the same for the others only where nothing changed.
      if (JSON.stringify(change(rig.plan(request))) === JSON.stringify(rig.plan(request))) continue;
      expect(stopped).toMatchObject({
        outcome: 'refused-drift',
        detail:
          'The approved plan is not what the action comes down to now. Nothing was sent; propose the action again.',
      });
    }
    expect(rig.sandbox.calls()).toEqual([]);
  });

  it('is made for a plan whose keys stand in another order', async () => {
    rig = await makeRig();
    const plan = rig.plan(isolate(FS01)).map(({ method, url, body }) => ({ ...(body && { body }), url, method }));
    expect((await rig.connector.execute(isolate(FS01), plan, rig.session)).stopped).toBeNull();
  });

  it('is not made without https', async () => {
    rig = await makeRig();
    const session = { ...rig.session, platform: platformAt('http://ninja.example.org') };
    const plan = rig.connector.plan(isolate(FS01), session.platform);
    expect(await rig.connector.execute(isolate(FS01), plan, session)).toMatchObject({
      stopped: {
        outcome: 'failed',
        detail: 'ACME-FS01: nothing was sent (The baseUrl of the platform must begin with https://.).',
      },
    });
  });

  it('is not made for an operation the platform does not have', async () => {
    rig = await makeRig();
    const request = { ...isolate(FS01), operation: 'ninjarmm/wipe-device' };
    expect((await rig.run(request)).detail).toBe('NinjaRMM has no operation "ninjarmm/wipe-device". Nothing was sent.');
    expect((await rig.connector.execute(request, [], rig.session)).stopped?.outcome).toBe('refused-drift');
    expect((await rig.connector.verify(request, rig.session, START)).outcome).toBe('unknown');
    expect((await rig.connector.reconcile(request, rig.session, START)).outcome).toBe('unknown');
  });
});
