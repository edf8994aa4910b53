// Attacks on a running house, one test each: the forge refuses, or the verbs find it and write it down.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../scripts/local/tour-stage.ts';
import { titleOf } from './attack.ts';
import { HOUSE_ATTACKS } from './house.ts';

let stage: Stage;
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'attack-'));
  stage = await openStage({ directory, print: () => undefined });
}, 120_000);
afterEach(async () => {
  await stage.house.close();
  await rm(stage.directory, { recursive: true, force: true });
});

describe('somebody is stopped or found who', () => {
  it.each(HOUSE_ATTACKS.map((attack) => [titleOf(attack), attack] as const))(
    '%s',
    async (_title, { run }) => {
      const heard = await run(stage);
      expect(heard.length).toBeGreaterThan(0);
      for (const [sentence, words] of heard) expect(sentence).toContain(words);
    },
    120_000,
  );
});
