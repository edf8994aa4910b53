// A report of a gate event names gate failures of the ledger: what it invents keeps it from being filed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordId } from '../../scripts/core/records.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { rederive } from '../../scripts/rederive.ts';
import { exceptionHouse } from './exception-house.ts';
import type { ExceptionHouse } from './exception-house.ts';
import { fails } from './review-stage.ts';

let test: ExceptionHouse;
beforeAll(async () => {
  test = await exceptionHouse();
  await fails('a patch by hand', { house: test.house, now: test.now });
}, 60_000);
afterAll(() => test.close());

const text = (id: string, records: readonly string[]) => `id: ${id}
title: A patch ran without its window
kind: gate-failure
date: 2026-11-20T08:30:00Z
action: ninjarmm/deploy-patches
target: ACME-FS01
bypass: Started by hand in the console.
detectedBy: the nightly comparison
reportedBy: tess
automation: null
records: ${JSON.stringify(records)}
approvers: [sam, rita]
remediation: null
`;

async function asks(id: string, records: readonly string[]): Promise<number> {
  const { forge } = test.house.as('tess-northwind');
  const branch = `gate-event/${id}`;
  await forge.putFileOnBranch(branch, `exceptions/gate-failures/${id}.yaml`, text(id, records), branch);
  return (await forge.openPull(branch, branch, 'Please.')).pull.number;
}

it.each([
  ['a record that there is not', 'none-such', ['2026/999'], 'It says that it tells of 2026/999, and that is no'],
  ['the record of a key', 'of-a-key', ['2026/0'], 'It says that it tells of 2026/0, and that is no'],
  [
    'another year',
    'of-a-year',
    ['2025/1'],
    'It says that it tells of 2025/1, and that is no gate failure in the ledger.',
  ],
])('is refused where it tells of %s', { timeout: 60_000 }, async (_name, id, records, fact) => {
  const number = await asks(id, records);
  await test.approves(number, 'sam', 'rita');
  const verdict = (await test.verdicts()).get(number);
  expect(verdict?.refusals).toMatchObject([{ code: 'gate-event-record-unknown', fact: expect.stringContaining(fact) }]);
  await test.step();
  expect((await test.place.forge.pull(number)).state).toBe('open');
});

it('is filed where it tells of a gate failure, and an audit asks the same', { timeout: 60_000 }, async () => {
  const failure = recordsOf(await test.place.ledger.read()).find(({ type }) => type === 'gate-failure');
  const number = await asks('by-hand', failure === undefined ? [] : [recordId(failure)]);
  await test.approves(number, 'sam', 'rita');
  await test.step();
  const all = recordsOf(await test.place.ledger.read());
  const at = all.findIndex(({ type }) => type === 'gate-event-filed');
  const filed = all[at];
  if (filed?.type !== 'gate-event-filed') throw new Error('nothing was filed');
  expect(filed.records).toHaveLength(1);
  const before = all.slice(0, at);
  expect((await rederive('gate-event', filed, before, test.place.repository)).kind).toBe('agrees');
  const without = before.filter(({ type }) => type !== 'gate-failure');
  expect(await rederive('gate-event', filed, without, test.place.repository)).toMatchObject({
    kind: 'differs',
    why: expect.stringContaining('gate failure in the ledger'),
  });
});
