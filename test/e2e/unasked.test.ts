// Somebody who cannot be asked for a review: nobody else waits for it, and the log says what to mend.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import type { Forge } from '../../scripts/ports/forge.ts';
import { propose } from '../../scripts/propose.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const LENA = 'lena-northwind';
let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
  for (const device of ['4711', '4712']) {
    const targets = [{ client: 'acme', device, name: device === '4711' ? 'ACME-FS01' : 'ACME-WS07' }];
    const bytes = new TextEncoder().encode(JSON.stringify(isolation({ targets })));
    const proposed = await propose(bytes, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
    if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  }
});
afterAll(() => test.close());

it('is not asked without write access, for an answer would count for nothing', async () => {
  const { bot } = test.house;
  const { id } = await test.house.as(LENA).forge.whoAmI();
  const asked: string[] = [];
  const forge: Forge = {
    ...bot.forge,
    writers: async () => (await bot.forge.writers()).filter((one) => one !== id),
    tell: async (_, { ask }) => {
      asked.push(...ask);
      return [];
    },
  };
  await gate({ ...bot, forge });
  expect(asked).not.toContain(LENA);
  await gate({ ...bot, forge: { ...forge, writers: () => bot.forge.writers() } });
  expect(asked.filter((login) => login === LENA)).toHaveLength(2);
});

it('is named in the log where the forge refuses, and every request has its verdict', async () => {
  const { bot } = test.house;
  const posted: number[] = [];
  const tell: Forge['tell'] = async (pull, telling, shown) => {
    await bot.forge.tell(pull, { ...telling, ask: [] }, shown);
    posted.push(pull.number);
    return [LENA];
  };
  await gate({ ...bot, forge: { ...bot.forge, tell } });
  expect(posted).toHaveLength(2);
  expect(test.log.slice(-2)).toEqual(
    posted.map(
      (number) =>
        `request ${number}: the forge does not let ${LENA} be asked: correct the login in policies/people.yaml.`,
    ),
  );
});
