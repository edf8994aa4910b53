// A merge that nobody recorded, met while the forge can't be read: nothing is concluded from what is not known.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { merge } from '../../scripts/merge.ts';
import { ForgeFault } from '../../scripts/ports/forge.ts';
import { propose } from '../../scripts/propose.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

async function endings(pull: number): Promise<readonly string[]> {
  const records = recordsOf(await test.house.bot.ledger.read());
  return records.flatMap((one) =>
    'pull' in one && typeof one.pull === 'object' && one.pull?.number === pull ? [one.type] : [],
  );
}

it('is no gate failure while its reviews cannot be read, and is recorded as what it is afterwards', async () => {
  const { bot } = test.house;
  const bytes = new TextEncoder().encode(JSON.stringify(isolation()));
  const proposed = await propose(bytes, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  const { number, head } = proposed.pull;
  await gate(bot);
  await test.house.as('lena-northwind').forge.review(number, head, 'APPROVE', '');
  // Merged by a run that was killed before it could record anything.
  expect(await bot.forge.merge(number, head, 'Merge', 'by a run that was killed')).toMatchObject({ kind: 'merged' });
  const reviews = () => Promise.reject(new ForgeFault('page 2 of the reviews did not come', 502));
  await merge({ ...bot, forge: { ...bot.forge, reviews } });
  expect(await endings(number)).toEqual([]);
  expect(test.log.at(-1)).toBe(
    `request ${number}: merged, and looked at again next time: Waiting: the reviews could not be read completely, so nothing is approved.`,
  );
  await merge(bot);
  expect(await endings(number)).toEqual(['action-approved']);
});
