// Pulling device health over real HTTP: every page is counted, and nothing but the counts is kept.
import { afterEach, describe, expect, it } from 'vitest';
import type { Rig } from './ninjarmm-rig.ts';
import { DC01, FS01, START, WS02, health, makeRig, addressOf } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

describe('pulling device health', () => {
  it.each([1, 2, 1000])('counts every device of the portfolio with %i records per page', async (longestPage) => {
    rig = await makeRig({ longestPage });
    const outcome = await rig.run(health());
    expect(outcome).toMatchObject({
      outcome: 'succeeded',
      detail: '3 devices: 1 healthy, 1 need attention, 1 unhealthy, 0 not known.',
    });
    expect(outcome.evidence.at(-1)?.seen).toEqual({
      devices: 3,
      healthy: 1,
      needsAttention: 1,
      unhealthy: 1,
      notKnown: 0,
    });
    expect(JSON.stringify(outcome)).not.toContain('4711');
    expect(rig.sandbox.calls()).toEqual([]);
  });

  it('counts the named devices of two clients', async () => {
    rig = await makeRig();
    expect((await rig.run(health(WS02, DC01))).detail).toBe(
      '2 devices: 0 healthy, 1 need attention, 1 unhealthy, 0 not known.',
    );
  });

  it('is partial where a named device is not of that client', async () => {
    rig = await makeRig();
    const outcome = await rig.run(health(FS01, { ...DC01, client: 'acme' }));
    expect(outcome).toMatchObject({
      outcome: 'partial',
      detail:
        '1 devices: 1 healthy, 0 need attention, 0 unhealthy, 0 not known. Asked for 2; see which are missing on the platform.',
    });
  });

  it('counts the same once more after a crash', async () => {
    rig = await makeRig();
    const first = await rig.connector.reconcile(health(), rig.session, START);
    expect((await rig.connector.reconcile(health(), rig.session, START)).detail).toBe(first.detail);
  });

  it('fails where a later page cannot be read', async () => {
    rig = await makeRig({ longestPage: 1 });
    rig.sandbox.tell({ match: { method: 'GET', path: /cursor=/ }, do: 'fail-500' });
    expect(await rig.run(health())).toMatchObject({
      outcome: 'failed',
      detail:
        'The health of the devices could not be read: status 500: Internal error. Nothing was changed; run it again.',
    });
  });

  it('ends where the platform never does', async () => {
    rig = await makeRig();
    let reads = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (!addressOf(input).includes('health')) return globalThis.fetch(input, init);
      reads += 1;
      return Response.json({ cursor: { name: 'again' }, results: [{ healthStatus: 'ODD' }] });
    };
    const outcome = await rig.connector.verify(health(), { ...rig.session, fetch }, START);
    expect(outcome).toMatchObject({ outcome: 'failed', detail: 'The platform gave more than 500 pages.' });
    expect(reads).toBe(500);
  });
});
