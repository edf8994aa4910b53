// doctor against a repository in the desired state with one thing weaker: each is found, by its sentence.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../scripts/core/settings-model.ts';
import { ROOT } from '../../scripts/local/files.ts';
import type { StoredSettings } from '../../scripts/local/forge/settings-model.ts';
import { gone } from './edits.ts';
import { APPS, DOCTOR, LENA, startRig, withSchedules } from './rig.ts';
import type { Rig } from './rig.ts';
import { WEAKER_RULESETS } from './weaker-rulesets.ts';
import { WEAKER_SETTINGS } from './weaker-settings.ts';

const SCHEDULES = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, '.github/settings.json'), 'utf8')) as { schedules: object }).schedules,
);

let rig: Rig;
let right: StoredSettings;
beforeAll(async () => {
  rig = await startRig();
  await rig.run(['setup', '--yes', ...APPS]);
  await rig.weaken(withSchedules(SCHEDULES, rig.now()));
  right = rig.forge.settings();
});
afterAll(() => rig.close());
beforeEach(() => rig.weaken(() => right));

describe('doctor', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await rig.run(['doctor'])).toEqual({ code: 0, out: 'Protection is as it should be.\n', err: '' });
  });

  it('finds the same with the rights of its own App, to which the other Apps are hidden', async () => {
    expect(await rig.run(['doctor'], DOCTOR)).toEqual({ code: 0, out: 'Protection is as it should be.\n', err: '' });
  });

  it.each([...WEAKER_RULESETS, ...WEAKER_SETTINGS])('finds that %s', async (_, edit, sentence, risk) => {
    await rig.weaken(edit);
    const { code, out } = await rig.run(['doctor']);
    expect(code).toBe(1);
    expect(out).toContain(sentence);
    expect(out).toContain(risk);
    expect(out).toContain('remedy: ');
  });

  it('says of each setting that it may not read that it counts as off', async () => {
    const { code, out } = await rig.run(['doctor', ...APPS], LENA);
    expect(code).toBe(1);
    expect(out).toContain(
      'The Actions setting "permissions" could not be read, so it counts as off: The forge answered 403',
    );
    expect(out).toContain(
      'The ruleset "main-core": bypass_actors is not there or not shown, so it counts as off; it should be [].',
    );
    expect(out).toContain('The repository’s secrets could not be read, so they count as wrong');
    expect(out).toContain(
      'The list of bypassed rules could not be read, so nobody knows whether protection was weaker',
    );
    expect(out).toContain('The history of the ruleset "main-core" could not be read');
    expect(out).toMatch(/\n\d+ things are not as they should be\.\n$/);
  });

  it('tells the same as data', async () => {
    await rig.weaken(gone('main-core'));
    const { code, out } = await rig.run(['doctor', '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { findings: [{ id: 'ruleset/main-core', severity: 'drift' }], recorded: false },
    ]);
  });

  it('refuses a time that is none', async () => {
    expect(await rig.run(['doctor', '--since', 'yesterday'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('for example 30d'),
    });
  });

  it('never passes a weakening, wherever it is', async () => {
    const places = leaves(comparable(right), []);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), async (path) => {
        await rig.weaken(() => ({ ...right, ...(changed(comparable(right), path) as Partial<StoredSettings>) }));
        expect((await rig.run(['doctor'])).code).not.toBe(0);
      }),
      { numRuns: 25 },
    );
  });
});

/** What the doctor compares; not what only the forge itself knows (ids, times, versions), nor settings that nobody wants. */
function comparable(all: StoredSettings): Json {
  const { repository, permissions, selected, workflow: tokens, privateForks, variables, labels } = all;
  return {
    repository,
    permissions,
    selected,
    workflow: tokens,
    privateForks,
    variables,
    labels,
    rulesets: all.rulesets as unknown as Json,
    environments: all.environments as unknown as Json,
  };
}

const UNCOMPARED = new Set(['id', 'versions', 'createdAt', 'at', 'secrets', 'name']);

function leaves(value: Json, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => (UNCOMPARED.has(key) ? [] : leaves(item, [...path, key])));
}

/** The same with one leaf turned into something else. */
function changed(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined)
    return typeof value === 'boolean'
      ? !value
      : typeof value === 'number'
        ? value + 1
        : `${typeof value === 'string' ? value : ''}x`;
  if (Array.isArray(value)) return value.map((item: Json, at) => (String(at) === key ? changed(item, rest) : item));
  const fields = value as JsonObject;
  return { ...fields, [key]: changed(fields[key] ?? null, rest) };
}
