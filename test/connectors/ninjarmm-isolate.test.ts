// Isolating an endpoint over real HTTP: what is looked at first, what is sent, and what counts as done.
import { afterEach, describe, expect, it } from 'vitest';
import type { NinjaDevice } from '../../scripts/local/sandbox-ninja-state.ts';
import type { Rig } from './ninjarmm-rig.ts';
import { DC01, FS01, ID, WS02, isolate, makeRig, platformAt } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

describe('isolating an endpoint', () => {
  it('succeeds once the script has reported, and acts once', async () => {
    rig = await makeRig();
    const outcome = await rig.run(isolate(FS01));
    expect(outcome).toMatchObject({ outcome: 'succeeded', detail: 'ACME-FS01: isolated by this action.' });
    expect(outcome.evidence.at(-1)).toMatchObject({
      call: 'GET /v2/device/4711/custom-fields',
      status: 200,
      seen: { request: `isolate:${ID}`, result: `isolated:${ID}` },
    });
    expect(rig.sandbox.acts(4711)).toBe(1);
    expect(rig.sandbox.state().devices.map((device) => device.isolated)).toEqual([true, false, false]);
    expect(rig.sandbox.calls()).toMatchObject([
      {
        method: 'PATCH',
        path: '/v2/device/4711/custom-fields',
        body: { csIsolation: `isolate:${ID}` },
        accepted: true,
      },
    ]);
  });

  it('stays pending after a bounded time where the condition is not set up', async () => {
    rig = await makeRig({ conditionWorks: false });
    const outcome = await rig.run(isolate(FS01));
    expect(outcome.outcome).toBe('pending');
    expect(outcome.detail).toBe('ACME-FS01: the request stands on the platform, and the script has not reported yet.');
    expect(rig.time.waits).toBe(19);
    expect(rig.sandbox.acts(4711)).toBe(1);
  });

  it('tells the reason where the script failed', async () => {
    rig = await makeRig();
    rig.sandbox.change(4711, { isolationFails: 'no \u202efirewall' });
    expect(await rig.run(isolate(FS01))).toMatchObject({
      outcome: 'failed',
      detail: 'ACME-FS01: the isolation script failed (no ?firewall); isolate it by hand or propose again.',
    });
  });

  it('is partial where one of two devices failed', async () => {
    rig = await makeRig();
    rig.sandbox.change(4712, { isolationFails: 'disk full' });
    expect((await rig.run(isolate(FS01, WS02))).outcome).toBe('partial');
  });

  it('survives a slow platform and a failed look', async () => {
    rig = await makeRig();
    rig.sandbox.tell({ match: { method: 'PATCH', path: /custom/ }, do: 'slow', delay: 100 });
    // The first of these meets the preflight's read, the others the looks afterwards.
    for (const kind of ['slow', '429', 'fail-500', 'html', 'huge', 'drop-before'] as const) {
      rig.sandbox.tell({ match: { method: 'GET', path: /custom-fields/ }, do: kind, delay: 50, retryAfter: '7' });
    }
    expect((await rig.run(isolate(FS01))).outcome).toBe('succeeded');
    expect(rig.sandbox.acts(4711)).toBe(1);
  });
});

describe('the look before an isolation', () => {
  const organisation = 'ACME-FS01 does not belong to organisation 1 (acme) on the platform. Nothing was sent.';
  it.each<[string, Partial<NinjaDevice>, string, string]>([
    [
      'stops for another name',
      { systemName: 'ACME-DB09' },
      'refused-drift',
      'Device 4711 is called ACME-DB09 now, but people approved ACME-FS01. Nothing was sent.',
    ],
    ['stops for another organisation', { organizationId: 2 }, 'refused-drift', organisation],
    [
      'stops for a device that is offline',
      { offline: true },
      'failed',
      'ACME-FS01 is offline; propose the action again when it is back. Nothing was sent.',
    ],
    [
      'stops where it is isolated already',
      { fields: { csIsolationResult: 'isolated:other' } },
      'already-in-state',
      'ACME-FS01: isolated already. Nothing was sent.',
    ],
    [
      'stops where the action was sent before',
      { fields: { csIsolation: `isolate:${ID}` } },
      'pending',
      "ACME-FS01 carries this action's request already, and its result is still to come. Nothing was sent.",
    ],
    [
      'stops where another request is under way',
      { fields: { csIsolation: 'isolate:OTHER' } },
      'refused-drift',
      'ACME-FS01: another request (isolate:OTHER) stands there without a result. Wait for it, or clear the field on the platform. Nothing was sent.',
    ],
    [
      'goes on after another request has failed',
      { fields: { csIsolation: 'isolate:OTHER', csIsolationResult: 'failed:OTHER:disk full' } },
      'ready',
      '',
    ],
  ])('%s', async (_name, change, expected, sentence) => {
    rig = await makeRig();
    rig.sandbox.change(4711, change);
    const look = await rig.connector.preflight(isolate(FS01), rig.session);
    expect(look.kind === 'ready' ? 'ready' : look.outcome.outcome).toBe(expected);
    expect(look.kind === 'ready' ? '' : look.outcome.detail).toBe(sentence);
    expect(rig.sandbox.calls()).toEqual([]);
  });

  it('stops for a device that is gone', async () => {
    rig = await makeRig();
    expect(await rig.run(isolate({ ...FS01, id: '9999' }))).toMatchObject({
      outcome: 'refused-drift',
      detail: 'ACME-FS01 (device 9999) is not on the platform any more. Nothing was sent.',
    });
  });

  it('stops where only some are isolated, for that is not what people approved', async () => {
    rig = await makeRig();
    rig.sandbox.change(4712, { fields: { csIsolationResult: 'isolated:other' } });
    expect((await rig.run(isolate(FS01, WS02))).outcome).toBe('refused-drift');
    expect(rig.sandbox.calls()).toEqual([]);
  });

  it('stops where the policy names no organisation for the client', async () => {
    rig = await makeRig();
    const platform = { ...rig.session.platform, settings: { csIsolation: '', ...platformAt('').settings } };
    Reflect.deleteProperty(platform.settings, 'organisation.borealis');
    const look = await rig.connector.preflight(isolate(FS01, DC01), { ...rig.session, platform });
    expect(look).toMatchObject({
      kind: 'stop',
      outcome: {
        outcome: 'refused-drift',
        detail:
          'The policy does not say which NinjaOne organisation is "borealis": add organisation.borealis to settings. Nothing was sent.',
      },
    });
  });

  it.each([
    ['fail-500', 'ACME-FS01 could not be read: status 500: Internal error. Nothing was sent.'],
    ['drop-before', 'ACME-FS01 could not be read: the connection failed'],
    ['hang', 'ACME-FS01 could not be read: no answer within 0.2 s. Nothing was sent.'],
    ['redirect', 'ACME-FS01 could not be read: status 307. Nothing was sent.'],
    ['html', 'ACME-FS01 could not be read: status 200, and the answer is not JSON. Nothing was sent.'],
    ['huge', 'ACME-FS01 could not be read: status 200, and the answer could not be read whole or is over 1 MiB.'],
  ] as const)('stops after %s, without having sent anything', async (kind, sentence) => {
    rig = await makeRig({}, {}, 200);
    rig.sandbox.tell({ match: { method: 'GET', path: /device/ }, do: kind });
    const outcome = await rig.run(isolate(FS01));
    expect(outcome.outcome).toBe('failed');
    expect(outcome.detail).toContain(sentence);
    expect(rig.sandbox.calls()).toEqual([]);
  });
});
