// Right before an execution the live rules are looked at: where main or the ledger is weaker, nothing is sent and it is written down.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { merge } from '../../scripts/merge.ts';
import { ForgeFault } from '../../scripts/ports/forge.ts';
import { propose } from '../../scripts/propose.ts';
import { failuresIn, heard, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const ADMIN = 'northwind-admin';
const APPS = ['--gate-app', 'countersign', '--merge-app', 'countersign', '--single-app'];

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse('by hand', houseFiles(), () => undefined, false);
  await setUp();
});
afterAll(() => test.close());

/** The rules as GitHub has them after `countersign setup`; a second time it puts back what is missing. */
async function setUp(): Promise<void> {
  const { io, err } = heard(test.environment(ADMIN));
  expect([await main(['setup', '--yes', ...APPS], io), err()]).toEqual([0, '']);
}

async function api(what: string, body?: unknown): Promise<unknown> {
  const [method = '', path = ''] = what.split(' ');
  const { url, settings } = test.house;
  const headers = { authorization: `Bearer ${settings.tokens[ADMIN]}` };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v3/repos/northwind/actions${path}`, { method, headers, ...init });
  return answer.status === 204 ? null : answer.json();
}

async function ruleset(name: string): Promise<number> {
  const list = (await api('GET /rulesets')) as readonly { readonly id: number; readonly name: string }[];
  return list.find((one) => one.name === name)?.id ?? 0;
}

/** An action that was approved and merged, while everything was in order. */
async function approved(): Promise<string> {
  const { house } = test;
  const draft = new TextEncoder().encode(isolation([DEVICES.fs01]));
  const proposed = await propose(draft, 'draft', house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind !== 'opened') throw new Error(JSON.stringify(proposed));
  const { number, head } = proposed.pull;
  await house.as('lena-northwind').forge.review(number, head, 'APPROVE', '');
  await gate(house.bot);
  expect((await merge(house.bot)).merged).toEqual([number]);
  return proposed.id;
}

const acts = (): number => test.house.sandbox.calls().filter((call) => call.accepted).length;

async function records(type: string) {
  return recordsOf(await test.house.bot.ledger.read()).filter((one) => one.type === type);
}

/** What was recorded of this weakening, and that neither an intent nor a call is left of the attempt. */
async function attempt(): Promise<readonly [said: string, failures: readonly unknown[]]> {
  const [calls, intents, before] = [acts(), await records('action-intended'), await records('gate-failure')];
  const said = await execute(test.house.bot).then(() => 'it ran', String);
  expect(acts()).toBe(calls);
  expect(await records('action-intended')).toEqual(intents);
  return [said, (await records('gate-failure')).slice(before.length)];
}

const core = async (edit: (rules: readonly Rule[]) => readonly Rule[]): Promise<void> => {
  const id = await ruleset('main-core');
  const { rules } = (await api(`GET /rulesets/${id}`)) as { readonly rules: readonly Rule[] };
  await api(`PUT /rulesets/${id}`, { name: 'main-core', rules: edit(rules) });
};
type Rule = { readonly type: string; readonly parameters?: object };
const off = async (name: string): Promise<unknown> =>
  api(`PUT /rulesets/${await ruleset(name)}`, { name, enforcement: 'disabled' });
const anyApp = {
  required_status_checks: [{ context: 'countersign/gate' }],
  strict_required_status_checks_policy: false,
};

const NAKED =
  'main may be deleted, main may be rewritten, main may be changed without a pull request and main may be changed without the gate’s check';

describe('with the rules as wanted', () => {
  it('it runs, as anywhere', async () => {
    const id = await approved();
    expect(await execute(test.house.bot)).toMatchObject({ executed: [{ id, outcome: 'succeeded' }] });
  });
});

describe('weakened between the merge and the execution', () => {
  beforeEach(setUp);

  it.each<readonly [string, () => Promise<unknown>, string]>([
    ['main’s rules are off', () => off('main-core'), NAKED],
    [
      'they are only tried',
      async () => api(`PUT /rulesets/${await ruleset('main-core')}`, { name: 'main-core', enforcement: 'evaluate' }),
      NAKED,
    ],
    [
      'any App’s check will do',
      () =>
        core((rules) =>
          rules.map((rule) => (rule.type === 'required_status_checks' ? { ...rule, parameters: anyApp } : rule)),
        ),
      'main may be changed without the gate’s check',
    ],
    ['the ledger may be rewritten', () => off('ledger-no-rewrite'), 'ledger/2026 may be rewritten'],
  ])('%s: nothing is sent, it is a gate failure once, and afterwards it runs', async (_, weaken, gaps) => {
    test.pass(3_600_000); // each as a request of its own
    const id = await approved();
    await weaken();
    const [said, failures] = await attempt();
    expect(said).toBe(
      `ProtectionFault: Nothing was run: ${gaps}. Run countersign doctor, put the rules back with countersign setup, and run this again.`,
    );
    const how = `Right before an execution ${gaps}. Nothing was run.`;
    expect(failures).toMatchObject([{ kind: 'protection-weakened', detectedBy: 'execute', action: null, how }]);
    expect((await attempt())[1]).toEqual([]);
    await setUp();
    expect((await execute(test.house.bot)).executed).toMatchObject([{ id }]);
  });

  it('an approval that lapses meanwhile ends without running', async () => {
    test.pass(3_600_000);
    await approved();
    await off('main-core');
    await attempt();
    test.pass(3_600_001);
    const expired = await records('action-expired');
    expect(await execute(test.house.bot)).toEqual({ executed: [] });
    expect(await records('action-expired')).toHaveLength(expired.length + 1);
  });

  it('rules that cannot be read are none', async () => {
    test.pass(3_600_000);
    const id = await approved();
    const { bot } = test.house;
    const calls = acts();
    const branchRules = () => Promise.reject(new ForgeFault('The forge answered 404.', 404));
    await expect(execute({ ...bot, forge: { ...bot.forge, branchRules } })).rejects.toThrow('The forge answered 404.');
    expect(acts()).toBe(calls);
    expect((await execute(bot)).executed).toMatchObject([{ id }]);
  });

  it('where nothing is to run, nobody is asked', async () => {
    const { bot } = test.house;
    const branchRules = () => Promise.reject(new Error('asked'));
    expect(await execute({ ...bot, forge: { ...bot.forge, branchRules } })).toEqual({ executed: [] });
  });

  it('leaves a ledger that proves itself', async () => {
    expect(await failuresIn(test)).toEqual([]);
  });
});
