// A program that ran wild on a whole fleet: more gate failures at once than one file may tell of are filed all the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatInstant } from '../../scripts/core/time.ts';
import { detect } from '../../scripts/detect.ts';
import { readGround } from '../../scripts/ground.ts';
import { failuresIn, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

const FLEET = 6_001;

it('what is too much for one file is filed in several, each once', async () => {
  const { bot } = test.house;
  const { info, main } = await readGround(bot);
  const acts = Array.from({ length: FLEET }, (_, at) => ({
    type: 'gate-failure',
    at: formatInstant(test.now()),
    repository: info.id,
    main,
    pull: null,
    action: null,
    how: `Somebody ran ninjarmm/deploy-patches on device ${at}.`,
    detectedBy: 'detect',
    remediation: null,
    kind: 'ran-without-approval',
    target: `device ${at}`,
    automation: null,
    reportedBy: null,
  }));
  await bot.ledger.append(() => acts, test.now());
  const runs = [await detect(bot), await detect(bot), await detect(bot)];
  // Thirteen files of at most 500, and the root-cause review of a quarter with so many.
  expect(runs.map(({ filed, unfiled }) => [filed.length, unfiled])).toEqual([
    [10, []],
    [4, []],
    [0, []],
  ]);
  expect(await failuresIn(test)).toEqual([]);
}, 60_000);
