// What is found out after a crash or a lost answer: at most one act, and never a guess.
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../scripts/local/sandbox-ninja-faults.ts';
import type { Rig } from './ninjarmm-rig.ts';
import { FS01, ID, START, WS02, isolate, makeRig, patch } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

const patchCall: Fault['match'] = { method: 'PATCH', path: /custom-fields/ };
const postCall: Fault['match'] = { method: 'POST', path: /apply/ };
const TRACELESS = 'ACME-FS01: the platform shows no trace of this action, nothing took effect.';

describe('an isolation whose answer was lost', () => {
  it.each<[Fault['do'], number, string, string]>([
    ['drop-after', 1, 'succeeded', 'ACME-FS01: isolated by this action.'],
    ['hang-after', 1, 'succeeded', 'ACME-FS01: isolated by this action.'],
    ['fail-after', 1, 'succeeded', 'ACME-FS01: isolated by this action.'],
    ['drop-before', 0, 'failed', TRACELESS],
    ['hang', 0, 'failed', TRACELESS],
    ['fail-500', 0, 'failed', TRACELESS],
    ['redirect', 0, 'failed', TRACELESS],
  ])('by %s is unknown at first, and later found to have acted %i times', async (kind, acts, outcome, detail) => {
    rig = await makeRig({}, {}, 200);
    rig.sandbox.tell({ match: patchCall, do: kind });
    const first = await rig.connector.execute(isolate(FS01), rig.plan(isolate(FS01)), rig.session);
    expect(first.stopped?.outcome).toBe('unknown');
    expect(first.stopped?.detail).toMatch(
      /^ACME-FS01: the call may have taken effect \(.+\); look at it on the platform\.$/,
    );
    rig.time.now = START + 120_000;
    expect(await rig.connector.reconcile(isolate(FS01), rig.session, START)).toMatchObject({ outcome, detail });
    expect(rig.sandbox.acts(4711)).toBe(acts);
  });

  it('is unknown for two minutes where there is no trace', async () => {
    rig = await makeRig();
    rig.time.now = START + 119_999;
    expect(await rig.connector.reconcile(isolate(FS01), rig.session, START)).toMatchObject({
      outcome: 'unknown',
      detail: 'ACME-FS01: no trace of this action yet, and a request could still be under way; look again in 2 min.',
    });
    rig.time.now = START + 120_000;
    expect((await rig.connector.reconcile(isolate(FS01), rig.session, START)).outcome).toBe('failed');
    // With two devices the second call may have begun one time limit (2 s here) later.
    expect((await rig.connector.reconcile(isolate(FS01, WS02), rig.session, START)).outcome).toBe('unknown');
  });

  it('is pending while the script has not reported, found by one look', async () => {
    rig = await makeRig({ conditionWorks: false });
    await rig.connector.execute(isolate(FS01), rig.plan(isolate(FS01)), rig.session);
    expect((await rig.connector.reconcile(isolate(FS01), rig.session, START)).outcome).toBe('pending');
    expect(rig.time.waits).toBe(0);
  });

  it('is unknown where another action’s request could have replaced it', async () => {
    rig = await makeRig();
    rig.sandbox.change(4711, { fields: { csIsolation: 'isolate:OTHER', csIsolationResult: 'failed:OTHER:x' } });
    rig.time.now = START + 3_600_000;
    expect(await rig.connector.reconcile(isolate(FS01), rig.session, START)).toMatchObject({
      outcome: 'unknown',
      detail: "ACME-FS01: carries isolate:OTHER instead of this action's request; look at it on the platform.",
    });
  });

  it('is partial where the crash came between two devices', async () => {
    rig = await makeRig();
    await rig.connector.execute(isolate(FS01), rig.plan(isolate(FS01)), rig.session);
    rig.time.now = START + 300_000;
    const outcome = await rig.connector.reconcile(isolate(FS01, WS02), rig.session, START);
    expect(outcome).toMatchObject({
      outcome: 'partial',
      detail:
        'ACME-FS01: isolated by this action. ACME-WS02: the platform shows no trace of this action, nothing took effect.',
    });
  });

  it.each(['fail-500', 'hang', 'html', 'drop-before'] as const)(
    'is unknown where the platform answers with %s',
    async (kind) => {
      rig = await makeRig({}, {}, 200);
      rig.time.now = START + 300_000;
      rig.sandbox.tell({ match: { method: 'GET', path: /custom-fields/ }, do: kind });
      expect((await rig.connector.reconcile(isolate(FS01), rig.session, START)).outcome).toBe('unknown');
    },
  );

  it('never acts, however often it is reconciled, and is not sent again by a second run', async () => {
    rig = await makeRig({ conditionWorks: false }, {}, 200);
    rig.sandbox.tell({ match: patchCall, do: 'drop-after' });
    expect((await rig.run(isolate(FS01))).outcome).toBe('unknown');
    for (let times = 0; times < 3; times += 1) await rig.connector.reconcile(isolate(FS01), rig.session, START);
    expect((await rig.run(isolate(FS01))).outcome).toBe('pending');
    expect(rig.sandbox.acts(4711)).toBe(1);
    expect(rig.sandbox.state().devices[0]?.fields).toEqual({ csIsolation: `isolate:${ID}` });
  });
});

describe('a patch run whose answer was lost', () => {
  it.each<[Fault['do'], number, string, string]>([
    ['drop-after', 1, 'succeeded', 'ACME-FS01: the patch run after the request ended (1 installed, 0 failed).'],
    ['hang-after', 1, 'succeeded', 'ACME-FS01: the patch run after the request ended (1 installed, 0 failed).'],
    ['drop-before', 0, 'failed', TRACELESS],
    ['fail-500', 0, 'failed', TRACELESS],
  ])('by %s is unknown at first, and later found to have acted %i times', async (kind, acts, outcome, detail) => {
    rig = await makeRig({}, {}, 200);
    rig.sandbox.tell({ match: postCall, do: kind });
    expect((await rig.run(patch(FS01))).outcome).toBe('unknown');
    rig.time.now = START + 120_000;
    expect(await rig.connector.reconcile(patch(FS01), rig.session, START)).toMatchObject({ outcome, detail });
    expect(rig.sandbox.acts(4711)).toBe(acts);
  });

  it('is in doubt while the platform holds the job, is not settled, or the device is offline', async () => {
    rig = await makeRig();
    expect((await rig.connector.reconcile(patch(FS01), rig.session, START)).outcome).toBe('unknown');
    await rig.connector.execute(patch(FS01), rig.plan(patch(FS01)), rig.session);
    rig.sandbox.change(4711, { offline: true });
    rig.time.now = START + 300_000;
    expect(await rig.connector.reconcile(patch(FS01), rig.session, START)).toMatchObject({
      outcome: 'pending',
      detail: 'ACME-FS01: a patch job waits or runs there.',
    });
    rig.sandbox.change(4712, { offline: true });
    expect((await rig.connector.reconcile(patch(WS02), rig.session, START)).outcome).toBe('unknown');
  });

  it('is unknown where a run began just before it by the clock of the platform', async () => {
    rig = await makeRig();
    await rig.connector.execute(patch(FS01), rig.plan(patch(FS01)), rig.session);
    rig.time.now = START + 600_000;
    expect((await rig.connector.reconcile(patch(FS01), rig.session, START + 200_000)).outcome).toBe('unknown');
    expect((await rig.connector.reconcile(patch(FS01), rig.session, START + 400_000)).outcome).toBe('failed');
  });
});
