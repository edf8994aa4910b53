// Runs a list of attempts in one house: the sentence that stops each, and the platform that took no call for it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { merge } from '../../scripts/merge.ts';
import { titleOf } from './attempt.ts';
import type { Heard, Staged } from './attempt.ts';
import { acts, openWorld } from './world.ts';
import type { World } from './world.ts';

/** One attempt that has a title of its own. */
export type Titled = readonly [title: string, attempt: Pick<Staged, 'run' | 'runs'>];

export function titled(attempts: readonly Staged[]): readonly Titled[] {
  return attempts.map((attempt) => [titleOf(attempt.number), attempt] as const);
}

const LONGEST = 120_000;

export function stage(who: string, attempts: readonly Titled[]): void {
  describe(who, () => {
    let world: World;
    beforeAll(async () => void (world = await openWorld()), LONGEST);
    afterAll(() => world.test.close());

    it.each(attempts)('%s', { timeout: LONGEST }, async (_title, attempt) => {
      const before = acts(world);
      const heard = await attempt.run(world);
      expect(heard.length).toBeGreaterThan(0);
      for (const [sentence, words] of heard) expect(sentence).toContain(words);
      await world.house.step();
      // Nor a day later; by then everything that was left open is over, and no denial is remembered.
      world.later(25 * 60);
      await merge(world.house.bot);
      await execute(world.house.bot);
      expect(acts(world) - before, 'calls that the platform took').toBe(attempt.runs ?? 0);
    });
  });
}

/** A sentence that must not hold some words, as something that was heard. */
export function without(text: string, words: string): Heard {
  return [text.includes(words) ? `it holds “${words}”: ${text}` : 'it does not hold them', 'it does not hold them'];
}
