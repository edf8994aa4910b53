// What only GitHub could show: for each such attempt the check that watches its setting is there, and notices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import { surroundingFindings } from '../../scripts/core/settings-checks.ts';
import type { Surroundings } from '../../scripts/core/settings-checks.ts';
import type { StoredSettings } from '../../scripts/local/forge/settings-model.ts';
import { basePull, situation } from '../fixtures/situation.ts';
import { APPS, startRig } from '../settings/rig.ts';
import type { Rig } from '../settings/rig.ts';
import { WEAKER_RULESETS } from '../settings/weaker-rulesets.ts';
import { WEAKER_SETTINGS } from '../settings/weaker-settings.ts';
import { RULES } from '../workflows/rules.ts';
import { parsed, ROOT, setup, workflows } from '../workflows/workflow.ts';
import { titleOf } from './attempt.ts';
import { ONLY_GITHUB } from './only-github.ts';
import type { Watch } from './only-github.ts';

let rig: Rig;
let right: StoredSettings;
beforeAll(async () => {
  rig = await startRig();
  await rig.run(['setup', '--yes', ...APPS]);
  right = rig.forge.settings();
}, 120_000);
afterAll(() => rig.close());
beforeEach(() => rig.weaken(() => right));

describe.each(ONLY_GITHUB.map((one) => [titleOf(one.number), one] as const))('%s', (_title, { watched }) => {
  it.each(watched.map((one) => [nameOf(one), one] as const))(
    'is watched: %s',
    { timeout: 60_000 },
    async (_, watch) => {
      await notices(watch);
    },
  );
});

function nameOf(watch: Watch): string {
  if (watch.by === 'doctor') return `the doctor finds that ${watch.weaker}`;
  if (watch.by === 'surroundings') return `the doctor says: ${watch.sentence}`;
  if (watch.by === 'workflow') return `the workflow ${watch.file} ${watch.rule}`;
  return watch.by === 'gate' ? `the gate refuses it as ${watch.code}` : `${watch.file} says so openly`;
}

async function notices(watch: Watch): Promise<void> {
  switch (watch.by) {
    case 'doctor': {
      const row = [...WEAKER_RULESETS, ...WEAKER_SETTINGS].find(([name]) => name === watch.weaker);
      if (row === undefined) expect.fail(`the doctor has no row "${watch.weaker}"`);
      const [, edit, sentence] = row;
      expect((await rig.run(['doctor'])).out).not.toContain(sentence);
      await rig.weaken(edit);
      const { code, out } = await rig.run(['doctor']);
      expect([code, out]).toEqual([1, expect.stringContaining(sentence)]);
      return;
    }
    case 'surroundings': {
      const sentences = surroundingFindings({ ...AROUND, ...watch.seen }, EXPECTED).map((one) => one.sentence);
      expect(sentences).toEqual([watch.sentence]);
      return;
    }
    case 'workflow': {
      const { file, from, to, rule } = watch;
      const workflow = [...workflows, setup].find(({ name }) => name === file);
      if (workflow === undefined) expect.fail(`there is no workflow ${file}`);
      expect(workflow.text.split(from).length, 'the text that is replaced stands there once').toBe(2);
      expect(RULES[rule](workflow).filter((one) => !one.startsWith('jobs '))).toEqual([]);
      const broken = parsed(
        file,
        workflow.text.replace(from, () => to),
      );
      expect(RULES[rule](broken)).not.toEqual([]);
      return;
    }
    case 'gate': {
      const { state, refusals } = decide(situation({ pull: basePull({ fork: watch.fork }) }));
      expect([state, ...refusals.map(({ code }) => code)]).toEqual(['refused', watch.code]);
      return;
    }
    case 'stated':
      expect(readFileSync(join(ROOT, watch.file), 'utf8')).toContain(watch.words);
  }
}

const known = <T>(value: T) => ({ known: true, value }) as const;
const AROUND: Surroundings = {
  organisation: known(true),
  openSecrets: known([]),
  environments: known([]),
  apps: known([]),
  grantsShown: true,
  codeowners: known(['.github/CODEOWNERS']),
  codeownersErrors: known([]),
  workflows: known([]),
};
const EXPECTED = {
  manifests: { gate: {}, merge: {}, proposer: { contents: 'write' } },
  schedules: new Map<string, number>(),
  now: 0,
};
