// Deploying patches over real HTTP: one call per device, followed through the activity log.
import { afterEach, describe, expect, it } from 'vitest';
import type { NinjaDevice } from '../../scripts/local/sandbox-ninja-state.ts';
import type { Rig } from './ninjarmm-rig.ts';
import { DC01, FS01, WS02, makeRig, patch, addressOf } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

describe('deploying patches', () => {
  it.each<[NinjaDevice['patching'], string, string]>([
    ['works', 'succeeded', 'ACME-FS01: the patch run after the request ended (1 installed, 0 failed).'],
    ['partly', 'partial', 'ACME-FS01: the patch run ended with failures (1 installed, 1 failed); see its activities.'],
    ['fails', 'failed', 'ACME-FS01: the patch run failed (0 installed, 1 failed); see its activities.'],
    [
      'not-applicable',
      'failed',
      'ACME-FS01: the platform refused the call (status 400: Device is not applicable for os apply.).',
    ],
  ])('where it %s is recorded as %s', async (patching, outcome, detail) => {
    rig = await makeRig();
    rig.sandbox.change(4711, { patching });
    expect(await rig.run(patch(FS01))).toMatchObject({ outcome, detail });
    expect(rig.sandbox.calls()).toMatchObject([{ method: 'POST', path: '/v2/device/4711/patch/os/apply', body: null }]);
  });

  it('applies software patches where these were asked for', async () => {
    rig = await makeRig();
    const request = { ...patch(FS01), parameters: { kind: 'software' } };
    expect((await rig.run(request)).outcome).toBe('succeeded');
    const codes = rig.sandbox.state().activities.map((activity) => activity.statusCode);
    expect(codes[0]).toBe('SOFTWARE_PATCH_MANAGEMENT_APPLY_PATCH_STARTED');
  });

  it('keeps in evidence which activity was the last before and which ones decided', async () => {
    rig = await makeRig();
    await rig.run(patch(FS01));
    const before = await rig.connector.preflight(patch(FS01), rig.session);
    expect(before.kind === 'ready' ? before.evidence.at(-1)?.seen : {}).toMatchObject({ lastActivity: 1003 });
    const after = await rig.connector.reconcile(patch(FS01), rig.session, rig.time.now - 60_000);
    expect(after.evidence[0]?.seen).toMatchObject({ started: 1001, completed: 1003, installed: 1, failed: 0 });
  });

  it('is partial where one of several devices was refused, and asks the others all the same', async () => {
    rig = await makeRig();
    rig.sandbox.change(4712, { patching: 'not-applicable' });
    const outcome = await rig.run(patch(FS01, WS02, DC01));
    expect(outcome.outcome).toBe('partial');
    expect(outcome.detail).toBe(
      'ACME-FS01: the platform accepted the call, its effect is not verified yet. ' +
        'ACME-WS02: the platform refused the call (status 400: Device is not applicable for os apply.). ' +
        'BOR-DC01: the platform accepted the call, its effect is not verified yet.',
    );
    expect(rig.sandbox.calls().map((call) => call.accepted)).toEqual([true, false, true]);
  });

  it('stops at the first call in doubt and leaves the rest unsent', async () => {
    rig = await makeRig();
    rig.sandbox.tell({ match: { method: 'POST', path: /4712/ }, do: 'drop-after' });
    const outcome = await rig.run(patch(FS01, WS02, DC01));
    expect(outcome.outcome).toBe('unknown');
    expect(outcome.detail).toMatch(
      /^ACME-FS01: .* accepted .* ACME-WS02: the call may have .* BOR-DC01: nothing was sent\.$/,
    );
    expect([4711, 4712, 5001].map(rig.sandbox.acts)).toEqual([1, 1, 0]);
  });

  it('is pending after a bounded time where the run takes longer', async () => {
    rig = await makeRig({ patchDelay: 3_600_000 });
    expect(await rig.run(patch(FS01))).toMatchObject({
      outcome: 'pending',
      detail: 'ACME-FS01: accepted, and the patch run has not begun yet.',
    });
    rig.time.now += 600_000;
    expect((await rig.connector.reconcile(patch(FS01), rig.session, rig.time.now - 900_000)).detail).toBe(
      'ACME-FS01: the patch run has begun and has not ended yet.',
    );
  });

  it('is not sent where a patch job is running already', async () => {
    rig = await makeRig({ patchDelay: 3_600_000 });
    await rig.run(patch(FS01));
    expect(await rig.run(patch(FS01))).toMatchObject({
      outcome: 'failed',
      detail:
        'ACME-FS01: a patch job is running already. Propose the action again when it has ended. Nothing was sent.',
    });
    expect(rig.sandbox.acts(4711)).toBe(1);
  });

  it.each([
    ['GET', /jobs/, 'ACME-FS01: the running jobs could not be read. Nothing was sent.'],
    ['GET', /activities/, 'ACME-FS01 could not be read: status 500: Internal error. Nothing was sent.'],
  ])('is not sent where %s %s fails', async (method, path, detail) => {
    rig = await makeRig();
    rig.sandbox.tell({ match: { method, path }, do: 'fail-500' });
    expect(await rig.run(patch(FS01))).toMatchObject({ outcome: 'failed', detail });
    expect(rig.sandbox.calls()).toEqual([]);
  });

  it('is unknown where the activities cannot be read to the end of the looks', async () => {
    rig = await makeRig();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = addressOf(input);
      const activities = Array.from({ length: 200 }, (_, id) => ({
        id,
        activityTime: 4e9,
        statusCode: 'PATCH_MANAGEMENT_MESSAGE',
      }));
      return url.includes('activities') ? Response.json({ activities }) : globalThis.fetch(input, init);
    };
    const outcome = await rig.connector.verify(patch(FS01), { ...rig.session, fetch }, rig.time.now);
    expect(outcome).toMatchObject({
      outcome: 'unknown',
      detail: 'ACME-FS01: its activities are not readable in full; look at the platform.',
    });
  });
});
