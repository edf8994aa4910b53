// setup on an empty repository: shows everything, changes it, and has nothing to do the second time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/local/files.ts';
import { wantedSettings } from '../../scripts/wanted-settings.ts';
import { APPS, LENA, startRig, withSchedules } from './rig.ts';
import type { Rig } from './rig.ts';

const SCHEDULES = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, '.github/settings.json'), 'utf8')) as { schedules: object }).schedules,
);

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.weaken(withSchedules(SCHEDULES, rig.now()));
});
afterAll(() => rig.close());

describe('setup on an empty repository', () => {
  it('says which Apps it has to be told', async () => {
    const { code, err } = await rig.run(['setup', '--dry-run']);
    expect([code, err]).toEqual([
      2,
      'Nobody says which App is the gate App: name it with --gate-app or in COUNTERSIGN_GATE_APP.\n',
    ]);
    const wrong = await rig.run(['setup', '--dry-run', '--gate-app', 'nobody', '--merge-app', 'northwind-merge']);
    expect(wrong.err).toContain('There is no App "nobody" (gate), or this token may not see it');
  });

  it('takes one App for both only where that is said', async () => {
    const both = ['--gate-app', 'northwind-gate', '--merge-app', 'northwind-gate'];
    expect((await rig.run(['setup', '--dry-run', ...both])).err).toContain('say --single-app if that is meant');
    const { code, out } = await rig.run(['setup', '--dry-run', '--gate-app', 'northwind-gate', '--single-app']);
    expect([code, out]).toEqual([0, expect.stringContaining('The ruleset "main-core" does not exist.')]);
  });

  it('shows the difference and changes nothing without being told to', async () => {
    const before = rig.forge.settings();
    const { code, out } = await rig.run(['setup', '--dry-run', ...APPS]);
    expect(code).toBe(0);
    expect(out).toContain('- The repository: allow_squash_merge is true and should be false.');
    expect(out).toContain('- The ruleset "main-only-merge-app" does not exist.');
    expect(out).toContain(
      '- The Actions setting "workflow": default_workflow_permissions is "write" and should be "read".',
    );
    const unasked = await rig.run(['setup', ...APPS]);
    expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining('then say --yes')]);
    expect(rig.forge.settings()).toEqual(before);
  });

  it('is refused to somebody who is no administrator, thing by thing', async () => {
    const before = rig.forge.settings();
    const { code, out } = await rig.run(['setup', '--yes', ...APPS], LENA);
    expect(code).toBe(1);
    expect(out).toContain('changed 0: nothing');
    expect(out).toContain('refused: The forge answered 403 ("Must have admin rights to Repository.")');
    expect(out).toContain('still differs: The ruleset "main-core" does not exist.');
    expect(rig.forge.settings()).toEqual(before);
  });

  it('reaches the desired state, and changes nothing the second time', async () => {
    const first = await rig.run(['setup', '--yes', ...APPS]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).not.toContain('still differs');
    const reached = rig.forge.settings();
    const second = await rig.run(['setup', '--yes']);
    expect(second).toEqual({ code: 0, out: 'Nothing to do: every setting is as it should be.\n', err: '' });
    expect(rig.forge.settings()).toEqual(reached);
    const doctor = await rig.run(['doctor']);
    expect(doctor).toEqual({ code: 0, out: 'Protection is as it should be.\n', err: '' });
  });

  it('puts back what was changed, and takes away a branch too many', async () => {
    await rig.weaken((all) => ({
      ...all,
      repository: { ...all.repository, allow_auto_merge: true },
      environments: all.environments.map((one) => ({
        ...one,
        branches: [...one.branches, { id: 999, name: 'topic/*', type: 'branch' }],
      })),
    }));
    const { code, out } = await rig.run(['setup', '--yes']);
    expect([code, out]).toEqual([0, expect.stringContaining('allow_auto_merge is true and should be false.')]);
    expect(rig.forge.environment('gate').branches.map((one) => one.name)).toEqual(['main']);
    expect((await rig.run(['setup', '--dry-run'])).out).toContain('Nothing to do');
  });

  it('writes and reads what GitHub describes', async () => {
    const fresh = await startRig();
    try {
      const settings = fresh.settings();
      const wanted = await wantedSettings(settings, ROOT, { gate: 'northwind-gate', merge: 'northwind-merge' });
      for (const [unit, value] of wanted.desired.units) await settings.apply(unit, value);
      for (const [unit, value] of wanted.desired.units) await settings.apply(unit, value);
      await settings.read(wanted.desired.units.keys());
      await settings.surroundings(wanted.apps, SCHEDULES);
      const rulesets = [...wanted.desired.units.keys()].filter((unit) => unit.startsWith('ruleset/'));
      await settings.past(rulesets, { since: 0, now: fresh.now(), keepers: [] });
      // The one field that GitHub understands and does not describe.
      const real = fresh.problems.filter(
        (problem) => !problem.includes('can_admins_bypass') && !problem.includes('additional properties'),
      );
      expect(real).toEqual([]);
    } finally {
      await fresh.close();
    }
  });
});
