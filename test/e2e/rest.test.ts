// Every verb is idempotent: once it has done its step, running it again writes nothing, at the forge or in the ledger.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { propose } from '../../scripts/propose.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

async function writes(turns: number): Promise<{ readonly changes: number; readonly records: number }> {
  const before = (await test.house.bot.ledger.read()).records.length;
  let changes = 0;
  const leave = test.house.forge.onChange(() => (changes += 1));
  for (let turn = 0; turn < turns; turn += 1) await test.house.step();
  leave();
  return { changes, records: (await test.house.bot.ledger.read()).records.length - before };
}

async function ask(over: Readonly<Record<string, unknown>>) {
  const bytes = new TextEncoder().encode(JSON.stringify(isolation(over)));
  const proposed = await propose(bytes, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await test.house.step();
  return proposed.pull;
}

it('while a request waits', async () => {
  await ask({});
  expect(await writes(3)).toEqual({ changes: 0, records: 0 });
});

it('while an answer that does not count stands on it', async () => {
  const pull = await ask({ targets: [{ client: 'acme', device: '4712', name: 'ACME-FS02' }] });
  await test.house.as('lena-northwind').forge.review(pull.number, pull.head, 'COMMENT', 'Which alert was it?');
  await test.house.step();
  expect(await writes(3)).toEqual({ changes: 0, records: 0 });
});

it('after a stand-in was called', async () => {
  await ask({ targets: [{ client: 'acme', device: '4713', name: 'ACME-DC01' }] });
  test.pass(31 * 60_000);
  await test.house.step();
  expect(await writes(3)).toEqual({ changes: 0, records: 0 });
});

it('after everything has ended', async () => {
  const pull = await ask({ targets: [{ client: 'acme', device: '4714', name: 'ACME-WS17' }] });
  await test.house.as('lena-northwind').forge.review(pull.number, pull.head, 'APPROVE', '');
  await test.house.step();
  test.pass(5 * 3_600_000);
  await test.house.step();
  expect(await writes(3)).toEqual({ changes: 0, records: 0 });
});
