// A review in the format of older code: written anew while it is open, and judged as it was made once it is merged.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGround } from '../../scripts/ground.ts';
import { answers, gateSays } from '../../scripts/local/tour-stage.ts';
import type { Stage } from '../../scripts/local/tour-stage.ts';
import type { Pull } from '../../scripts/ports/forge.ts';
import { readRequest } from '../../scripts/requests.ts';
import { openReview } from '../../scripts/review.ts';
import { asks, fails, olderFormat, openReviewStage } from './review-stage.ts';

const DAY = 24 * 60;
const [MD, DATA] = ['exceptions/reviews/2026-q3.md', 'exceptions/reviews/2026-q3.json'];
const FACT = 'It is written in format 1, and reports are written in format 2 by now.';

let stage: Stage;
beforeAll(async () => {
  stage = await openReviewStage();
  await fails('a patch by hand', stage);
  stage.later(8 * DAY);
}, 60_000);
afterAll(async () => {
  await stage.house.close();
  await rm(stage.directory, { recursive: true, force: true });
});

it(
  'is refused while people are to sign it, and judged as it was made once they have',
  { timeout: 60_000 },
  async () => {
    const { bot } = stage.house;
    const asked = await asks('review/older', await olderFormat(stage), stage);
    await gateSays('failure', ['review-differs', FACT], asked, stage);
    const ground = await readGround(bot);
    const pull = await bot.forge.pull(asked.pull);
    const problemsOf = async (state: Pull['state']) => {
      const read = await readRequest({ ...pull, state }, ground.main, ground, ground, stage.now(), bot);
      return read?.input.proposal.problems.map((one) => one.fact);
    };
    expect(await problemsOf('open')).toEqual([FACT]);
    expect(await problemsOf('merged')).toEqual([]);
  },
);

it('is written anew by the verb, also where somebody has approved it already', { timeout: 60_000 }, async () => {
  const { bot } = stage.house;
  const older = await olderFormat(stage);
  const opened = await openReview('2026-Q3', bot);
  const pull = 'pull' in opened && opened.pull !== null ? opened.pull : 0;
  for (const path of [MD, DATA]) {
    const there = (await bot.forge.fileAt((await bot.forge.pull(pull)).head, path)) ?? '';
    await bot.forge.replaceFileOnBranch('review/2026-q3', path, there, older[path] ?? '', 'Older');
  }
  await answers('sam', 'APPROVE', { pull }, stage);
  expect(await openReview('2026-Q3', bot)).toEqual({ kind: 'updated', quarter: '2026-Q3', pull });
  const data = (await bot.forge.fileAt((await bot.forge.pull(pull)).head, DATA)) ?? '';
  expect(data).toMatch(/"format": 2/);
  // And what somebody approves now, stays.
  await answers('sam', 'APPROVE', { pull }, stage);
  expect(await openReview('2026-Q3', bot)).toEqual({ kind: 'waits', quarter: '2026-Q3', pull });
});
