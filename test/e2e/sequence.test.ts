// What waits before the ledger, on the embedded forge: an automation without the key reports a gate failure, and tries more than that.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import type { Ledger } from '../../scripts/ports/ledger.ts';
import { parseVerifierKey } from '../../scripts/core/note-keys.ts';
import { failuresIn, heard, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const RESPONDER = 'northwind-ransomware-responder[bot]';
let test: TestHouse;
let keyless: Ledger;

beforeAll(async () => {
  test = await testHouse('real');
  const env = test.environment(RESPONDER);
  const key = parseVerifierKey(test.house.vkey);
  keyless = await gitLedger({
    directory: `${test.directory}/keyless.git`,
    url: env['COUNTERSIGN_CLONE_URL'] ?? '',
    token: env['COUNTERSIGN_TOKEN'] ?? '',
    originBase: key?.name ?? '',
    keys: key === null ? [] : [key],
    identity: { name: 'responder', email: 'responder@example.invalid' },
    random: Math.random,
    wait: async () => undefined,
  });
});
afterAll(() => test.close());

async function sequence(): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = heard(test.environment('countersign[bot]'));
  const code = await main(['sequence', '--json'], said.io);
  return { code, out: said.out(), err: said.err() };
}

it('a report comes in, a forged approval is refused and kept, and the ledger still verifies', async () => {
  await keyless.claim([{ type: 'gate-failure', how: 'Somebody merged past the gate.', target: 'main' }], Date.now());
  const forged = await keyless.claim([{ type: 'action-approved', pull: 1 }], Date.now());
  const { code, out, err } = await sequence();
  expect([code, err.includes('gate-failure came in as')]).toEqual([0, true]);
  const why = '"action-approved" cannot be claimed without the ledger\'s key';
  expect(JSON.parse(out)).toMatchObject({ appended: [{ type: 'gate-failure' }], refused: [{ batch: forged, why }] });
  const { records } = await keyless.read();
  expect(records.at(-1)?.record).toMatchObject({
    type: 'gate-failure',
    kind: 'reported',
    pull: null,
    reportedBy: null,
  });
  expect(JSON.parse((await sequence()).out)).toEqual({ appended: [], refused: [] });
  expect(await failuresIn(test)).toEqual([]);
});
