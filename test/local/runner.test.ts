// The loops of `npm start`: what people approve is carried out without anybody running a verb.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askForErasure } from '../../scripts/erase-request.ts';
import { startRunner } from '../../scripts/local/runner.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import { testHouse, type TestHouse } from '../e2e/house.ts';
import { answers, deniedWith, lastOf, WORDS } from '../fixtures/erasures.ts';

let rig: TestHouse;
beforeAll(async () => {
  rig = await testHouse();
});
afterAll(() => rig.close());

it('an approved erasure is merged and carried out, once', async () => {
  const { house, pass, log } = rig;
  const record = await deniedWith(WORDS, DEVICES.fs01, house, (minutes) => pass(minutes * 60_000));
  const wish = { records: [record], because: 'A person asked.', legalBasis: 'Art. 17 GDPR', requestor: 'tess' };
  const asked = await askForErasure(wish, house.as('tess-northwind'));
  if (asked.kind === 'refused') expect.fail(asked.sentences.join(' '));
  await house.step();
  for (const login of ['sam-northwind', 'rita-northwind']) {
    pass(60_000);
    await answers(house, login, asked.pull, 'APPROVE');
  }
  const erased = Promise.withResolvers<string>();
  const runner = startRunner(house.bot, () => {
    const line = log.find((one) => one.startsWith('Erased '));
    if (line !== undefined) erased.resolve(line);
  });
  expect(await erased.promise).toMatch(/^Erased \d+ personal parts of one record as /);
  runner.hint();
  await runner.stop();
  expect(await lastOf('record-erased', house)).not.toBe('none');
  const { records } = await house.bot.ledger.read();
  expect(records.filter(({ record: { type } }) => type === 'record-erased')).toHaveLength(1);
  expect(JSON.stringify(records)).not.toContain(WORDS);
}, 60_000);
