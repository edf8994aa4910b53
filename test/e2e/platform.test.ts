// A job has the credentials of one platform: it runs and settles that platform's actions alone, and asks for no others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import type { ExecutingWorkplace } from '../../scripts/workplace.ts';
import { heard, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const RESPONDER = 'northwind-ransomware-responder[bot]';
let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

/** The executing job of one platform; asking it for another's credentials fails the test. */
function job(platform: string): ExecutingWorkplace {
  const { bot } = test.house;
  const credentials: ExecutingWorkplace['execution']['credentials'] = (connector) => {
    if (connector.name !== platform) throw new Error(`the job of ${platform} has no credentials of ${connector.name}`);
    return bot.execution.credentials(connector);
  };
  return { ...bot, execution: { ...bot.execution, platform, credentials } };
}

async function approved(device: string, name: string): Promise<string> {
  const draft = new TextEncoder().encode(JSON.stringify(isolation({ targets: [{ client: 'acme', device, name }] })));
  const proposed = await propose(draft, 'draft', test.house.as(RESPONDER));
  if (proposed.kind === 'refused') expect.fail(proposed.sentences.join(' '));
  await gate(test.house.bot);
  await test.house.as('lena-northwind').forge.review(proposed.pull.number, proposed.pull.head, 'APPROVE', 'Yes.');
  await gate(test.house.bot);
  await merge(test.house.bot);
  return proposed.id;
}

async function recordsOf(id: string): Promise<readonly string[]> {
  const { records } = await test.house.bot.ledger.read();
  const mine = records.filter(({ record }) => JSON.stringify(record['action'] ?? null).includes(`"${id}"`));
  return mine.map(({ record }) => record['type']);
}

describe('the job of a platform', () => {
  it('leaves another platform’s action to its own job', async () => {
    const id = await approved('4711', 'ACME-FS01');
    expect(await execute(job('sentinelone'))).toEqual({ executed: [] });
    expect(await recordsOf(id)).not.toContain('action-intended');
    const { executed } = await execute(job('ninjarmm'));
    expect(executed).toMatchObject([{ id, outcome: 'succeeded' }]);
  });

  it('leaves it to its own job to find out how an interrupted action ended', async () => {
    const id = await approved('4712', 'ACME-FS02');
    const own = job('ninjarmm');
    const cut: typeof fetch = async (input, init) => {
      if (init?.method === 'PATCH') throw new TypeError('the line was cut');
      return fetch(input, init);
    };
    await execute({ ...own, execution: { ...own.execution, fetch: cut } }).catch(() => undefined);
    test.pass(200_000);
    const before = await recordsOf(id);
    expect(before).toContain('action-intended');
    expect(await execute(job('sentinelone'))).toEqual({ executed: [] });
    expect(await recordsOf(id)).toEqual(before);
    expect((await execute(own)).executed.map((one) => one.id)).toContain(id);
  });

  it('ends what may not run any more, whoever’s it is: that takes no credentials', async () => {
    const id = await approved('4713', 'ACME-DC01');
    test.pass(2 * 3_600_000);
    expect(await execute(job('sentinelone'))).toEqual({ executed: [] });
    expect(await recordsOf(id)).toContain('action-expired');
  });

  it('is a fault where there is no such platform, or the job would run nothing for ever', async () => {
    await expect(execute(job('ninja'))).rejects.toThrow(
      /^There is no platform "ninja" in policies\/actions\/; there are: aws, /,
    );
  });

  it('is chosen by --platform', async () => {
    const said = heard(test.environment('countersign[bot]'));
    expect(await main(['execute', '--platform', 'ninja'], said.io)).toBe(3);
    expect(said.err()).toContain('fault: There is no platform "ninja" in policies/actions/');
  });
});
