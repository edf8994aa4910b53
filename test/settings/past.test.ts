// Protection that was weaker for a time: switched off and put back, passed by, or rewritten, and recorded once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import type { JsonObject } from '../../scripts/core/settings-model.ts';
import { recordId } from '../../scripts/core/records.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { heard, testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { ADMIN, APPS, MERGE, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const HOUR = 3_600_000;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.pass(-2 * HOUR);
  await rig.run(['setup', '--yes', ...APPS]);
});
afterAll(() => rig.close());

async function idOf(name: string): Promise<number> {
  const { json } = await rig.ask(ADMIN, 'GET /rulesets');
  return Number((json as unknown as JsonObject[]).find((one) => one['name'] === name)?.['id']);
}

async function switched(name: string, enforcement: 'active' | 'disabled'): Promise<void> {
  const answer = await rig.ask(ADMIN, `PUT /rulesets/${await idOf(name)}`, { name, enforcement });
  expect(answer.status).toBe(200);
}

describe('the past', () => {
  it('tells of a ruleset that was switched off and on again', async () => {
    expect((await rig.run(['doctor'])).out).not.toContain('was weaker');
    await switched('main-core', 'disabled');
    await switched('main-only-merge-app', 'disabled');
    const sha = (await rig.ask(ADMIN, 'GET /git/ref/heads/main')).json['object'] as { sha: string };
    await rig.ask(ADMIN, 'PUT /contents/past.txt', { message: 'past the gate', content: 'YQ==' });
    await rig.ask(ADMIN, 'DELETE /git/refs/heads/main');
    await rig.ask(ADMIN, 'POST /git/refs', { ref: 'refs/heads/main', sha: sha.sha });
    rig.pass(1_000);
    await switched('main-core', 'active');
    await switched('main-only-merge-app', 'active');
    const { code, out } = await rig.run(['doctor']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /The ruleset "main-core" was weaker from \S+ to \S+, changed by account 1: enforcement was "disabled"\./,
    );
    expect(out).toMatch(/refs\/heads\/main was pushed to past a pull request at \S+, by northwind-admin\./);
    expect(out).toMatch(/refs\/heads\/main was deleted at \S+, by northwind-admin\./);
  });

  it('tells of a bypass with a trace', async () => {
    const name = 'main-only-merge-app';
    const actors = [
      { actor_id: MERGE.id, actor_type: 'Integration', bypass_mode: 'pull_request' },
      { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' },
    ];
    await rig.ask(ADMIN, `PUT /rulesets/${await idOf(name)}`, { name, enforcement: 'active', bypass_actors: actors });
    await switched('main-core', 'disabled');
    await rig.ask(ADMIN, 'PUT /contents/bypass.txt', { message: 'bypass', content: 'YQ==' });
    await rig.run(['setup', '--yes']);
    const { out } = await rig.run(['doctor']);
    expect(out).toMatch(/refs\/heads\/main was changed at \S+ by northwind-admin, bypassing update\./);
  });

  it('counts the list of bypasses as not read where the forge does not go back as far', async () => {
    expect((await rig.run(['doctor', '--since', '30d'])).out).not.toContain('could not be read');
    expect((await rig.run(['doctor', '--since', '32d'])).out).toContain(
      'The list of bypassed rules could not be read, so nobody knows whether protection was weaker: The forge lists those of the last month alone.',
    );
  });

  it('ends where the doctor is asked to look no further', async () => {
    expect((await rig.run(['doctor', '--since', '1h'])).out).not.toContain('refs/heads/main was');
  });
});

describe('with the ledger’s key', () => {
  let home: TestHouse;
  beforeAll(async () => {
    home = await testHouse('real');
    home.pass(1_000); // the forge tells whole seconds, and what follows is not of the ledger's first
  });
  afterAll(() => home.close());

  const call = async (...args: readonly string[]) => {
    const { io, out, err } = heard({
      ...home.environment('countersign[bot]'),
      COUNTERSIGN_SETTINGS_TOKEN: home.house.settings.tokens['northwind-admin'] ?? '',
    });
    return { code: await main(args, io), out: out(), err: err() };
  };
  const failures = async () =>
    recordsOf(await home.house.bot.ledger.read()).flatMap((one) => (one.type === 'gate-failure' ? [one] : []));

  it('each weakening is recorded as a gate failure, once', async () => {
    const setup = await call('setup', '--yes', '--gate-app', 'countersign', '--single-app');
    expect(setup).toMatchObject({ code: 0, err: '' });
    const before = await call('doctor', '--record');
    expect(before.out).toContain('known: One App gates, merges and keeps the ledger.');
    const admin = home.house.forge.accounts.find((one) => one.login === 'northwind-admin');
    const ruleset = home.house.forge.settings().rulesets.find((one) => one.payload['name'] === 'main-core');
    if (admin === undefined || ruleset === undefined) throw new Error('the house is not set up');
    await home.house.forge.updateRuleset(admin, ruleset.id, { name: 'main-core', enforcement: 'disabled' });
    await home.house.forge.updateRuleset(admin, ruleset.id, { name: 'main-core', enforcement: 'active' });
    const first = await call('doctor', '--record');
    expect(first.out).toContain('The ruleset "main-core" was weaker');
    expect(first.err).toMatch(/\nlook \d{4}\/\d+: the settings were read up to \S+Z\n$/);
    expect((await call('doctor', '--json')).out).toContain('"look":null');
    const found = (await failures()).filter((one) => one.how.includes('was weaker'));
    expect(found).toMatchObject([{ kind: 'protection-weakened', detectedBy: 'doctor', pull: null, action: null }]);
    expect(found[0]?.target).toMatch(/^ruleset\/main-core@\d+$/);
    const count = (await failures()).length;
    const again = await call('doctor', '--record');
    expect(again.out).not.toContain('was weaker');
    expect(await failures()).toHaveLength(count);
  });

  it('a gate event is opened for them, once, and the right people are asked', async () => {
    expect(await call('doctor', '--file-event', 'tess')).toMatchObject({
      code: 2,
      err: expect.stringContaining('say both'),
    });
    // Whoever can push has taken the name twice, with words of their own.
    const first = (await failures()).find((one) => one.kind === 'protection-weakened') ?? expect.fail('none');
    const event = `${first.at.slice(0, 10)}-protection-${recordId(first).replace('/', '-')}`;
    const taken = home.house.as('northwind-ransomware-responder[bot]').forge;
    for (const branch of [`gate-event/${event}`, `gate-event/${event}-2`]) {
      await taken.putFileOnBranch(branch, `exceptions/gate-failures/${event}.yaml`, 'id: nothing\n', 'Nothing');
    }
    const { pull: strange } = await taken.openPull(`gate-event/${event}`, 'Nothing', 'Nothing happened.');
    const filed = await call('doctor', '--record', '--file-event', 'tess');
    expect(filed.out).toMatch(/gate event: http:\/\/127\.0\.0\.1:\d+\/\S+/);
    expect((await call('doctor', '--record', '--file-event', 'tess')).out).toContain(
      filed.out.match(/gate event: \S+/)?.[0],
    );
    const [pull, ...others] = (await home.house.bot.forge.openPulls()).filter(
      (one) => one.headBranch.startsWith('gate-event/') && one.number !== strange.number,
    );
    expect([pull?.headBranch, others]).toEqual([`gate-event/${event}-3`, []]);
    const path = `exceptions/gate-failures/${event}.yaml`;
    const text = await home.house.bot.forge.fileAt(pull?.head ?? '', path);
    expect(text).toContain('reportedBy: "tess"');
    expect(text).toContain('The ruleset \\"main-core\\" was weaker');
    expect(text).toContain('approvers: ["sam","sven","rita"]');
  });

  it('a person nobody knows cannot report', async () => {
    const { out } = await call('doctor', '--record', '--file-event', 'No Body');
    expect(out).toMatch(/gate event: not opened: exceptions\/gate-failures\/\S+ .*reportedBy/);
  });

  it('a ruleset younger than the ledger did not hold from the beginning', async () => {
    const made = (await failures()).filter((one) => one.target === 'ruleset/main-core@none');
    expect(made).toMatchObject([
      { how: expect.stringMatching(/was made only at \S+, by account \d+: before that it did not exist\./) },
    ]);
  });
});
