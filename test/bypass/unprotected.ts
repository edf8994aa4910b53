// The rules are switched off between the merge and the execution, in a house that they alone protect.
import { main } from '../../scripts/cli.ts';
import { execute } from '../../scripts/execute.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { answers, ledger } from '../../scripts/local/tour-stage.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { heard } from '../e2e/house.ts';
import type { Heard } from './attempt.ts';
import { acts, ADMIN, api, asks, openWorld } from './world.ts';
import type { World } from './world.ts';

const SETUP = ['setup', '--yes', '--gate-app', 'countersign', '--merge-app', 'countersign', '--single-app'];

/** What the executor says while they are off, what the ledger says of it, and that it runs when they are back, once. */
export async function unprotected(): Promise<readonly Heard[]> {
  const world = await openWorld(houseFiles(), false);
  try {
    return await heardOf(world);
  } finally {
    await world.test.close();
  }
}

async function heardOf(world: World): Promise<readonly Heard[]> {
  const { house, test } = world;
  await main(SETUP, heard(test.environment(ADMIN)).io);
  const request = await asks(world);
  await answers('lena', 'APPROVE', request, world);
  await gate(house.bot);
  await merge(house.bot);
  const list = Object.values((await api(ADMIN, 'GET /rulesets', undefined, world)).json) as readonly Ruleset[];
  const switchTo = async (enforcement: string): Promise<void> => {
    for (const { id, name } of list) await api(ADMIN, `PUT /rulesets/${id}`, { name, enforcement }, world);
  };
  await switchTo('disabled');
  const off = await execute(house.bot).then(() => 'it ran', String);
  const [sent, records] = [acts(world), await ledger(world)];
  await switchTo('active');
  const { executed } = await execute(house.bot);
  return [
    [list.map(({ name }) => name).join(), 'main-core'],
    [off, 'Nothing was run: main may be deleted, main may be rewritten, main may be changed without a pull request'],
    [off, 'ledger/2026 may be rewritten'],
    [`sent ${sent}, ${records.map(({ type }) => type).join()}`, 'sent 0'],
    [records.map(({ type }) => type).join(), 'action-approved,gate-failure'],
    [JSON.stringify(executed.map(({ id, outcome }) => [id, outcome])), JSON.stringify([[request.id, 'succeeded']])],
    [`sent ${acts(world)}`, 'sent 1'],
  ];
}

interface Ruleset {
  readonly id: number;
  readonly name: string;
}
