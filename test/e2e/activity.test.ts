// What programs do on a platform past the gate: found by the platform's own log, recorded and filed once; what was approved is none.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import type { ActivityRead } from '../../scripts/core/records-of-activity.ts';
import { detect } from '../../scripts/detect.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { failuresIn, heard, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const APP = 'countersign[bot]';
const RESPONDER = 'northwind-ransomware-responder[bot]';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

const bot = () => test.house.bot;

async function records(...types: readonly string[]) {
  return recordsOf(await bot().ledger.read()).filter(({ type }) => types.includes(type));
}

async function looks(): Promise<readonly ActivityRead[]> {
  return (await records('activity-read')).flatMap((one) => (one.type === 'activity-read' ? [one] : []));
}

/** Somebody's own API client calls the platform, as anything does that has credentials there. */
async function calls(userId: number, method: string, path: string, body?: object): Promise<number> {
  const { sandbox } = test.house;
  const { NINJARMM_CLIENT_ID: id = '', NINJARMM_CLIENT_SECRET: secret = '' } = sandbox.clientOf(userId);
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: 'management' };
  const signed = await fetch(`${sandbox.url}/ws/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await signed.json()) as { readonly access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = body === undefined ? null : JSON.stringify(body);
  return (await fetch(`${sandbox.url}/v2/device/${path}`, { method, headers, body: sent })).status;
}

async function approvedIsolation(device: string, name: string): Promise<string> {
  const draft = new TextEncoder().encode(JSON.stringify(isolation({ targets: [{ client: 'acme', device, name }] })));
  const proposed = await propose(draft, 'draft', test.house.as(RESPONDER));
  if (proposed.kind === 'refused') expect.fail(proposed.sentences.join(' '));
  await gate(bot());
  await test.house.as('lena-northwind').forge.review(proposed.pull.number, proposed.pull.head, 'APPROVE', 'Yes.');
  await gate(bot());
  await merge(bot());
  expect((await execute(bot())).executed).toMatchObject([{ outcome: 'succeeded' }]);
  return proposed.id;
}

describe('detect, by the platform’s own log', () => {
  it('finds nothing in what was approved: each act has its intent', async () => {
    await approvedIsolation('4711', 'ACME-FS01');
    test.pass(MINUTE);
    expect(await detect(bot())).toMatchObject({ found: [], filed: [], unread: [] });
    const [intent] = await records('action-intended');
    expect(await looks()).toMatchObject([
      {
        platform: 'ninjarmm',
        acts: [
          {
            account: '7000',
            automation: null,
            operation: 'ninjarmm/isolate-endpoint',
            target: { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' },
            what: 'SYSTEM NODE_UPDATED',
            intent: `2026/${intent?.index}`,
          },
        ],
      },
    ]);
  });

  it('records what an automation did itself as a gate failure, and files its report, once', async () => {
    expect(await calls(7001, 'PATCH', '4712/custom-fields', { csIsolation: 'isolate:now' })).toBe(204);
    test.pass(MINUTE);
    const { found, filed } = await detect(bot());
    const how =
      'Ransomware responder, with its own account 7001, ran ninjarmm/isolate-endpoint on ACME-FS02 (device 4712) at 2026-11-20T10:';
    expect(found).toMatchObject([{ kind: 'ran-without-approval', how: expect.stringContaining(how) }]);
    expect(found[0]?.how).toMatch(
      /, and only the executing job may run it\. \(NinjaRMM activity \d+: SYSTEM NODE_UPDATED\)$/,
    );
    const [failure] = await records('gate-failure');
    expect(failure).toMatchObject({
      automation: 'ransomware-responder',
      operation: 'ninjarmm/isolate-endpoint',
      target: expect.stringMatching(/^ACME-FS02 \(device 4712\), activity \d+ of ninjarmm$/),
      detectedBy: 'detect',
      occurredAt: expect.stringMatching(/^2026-11-20T10:/),
      remediation: null,
    });
    const [report] = filed;
    const { head } = await bot().forge.pull(report?.pull ?? 0);
    const text = await bot().forge.fileAt(head, `exceptions/gate-failures/${report?.event}.yaml`);
    expect(text).toContain('action: "ninjarmm/isolate-endpoint"');
    expect(text).toContain('automation: "ransomware-responder"');
    expect(text).toContain('approvers: ["sam","sven","rita"]');
    test.pass(MINUTE);
    expect(await detect(bot())).toMatchObject({ found: [], filed: [] });
    expect(await records('gate-failure')).toHaveLength(1);
  });

  it('finds a patch run that nobody is named for, and the executing job’s own credentials used past the gate', async () => {
    expect(await calls(7002, 'POST', '4713/patch/os/apply')).toBe(204);
    expect(await calls(7000, 'PATCH', '4713/custom-fields', { csIsolation: 'isolate:more' })).toBe(204);
    test.pass(2 * MINUTE);
    const { found } = await detect(bot());
    expect(found.map((one) => one.how)).toEqual([
      expect.stringMatching(
        /^The executing job's account 7000 ran ninjarmm\/isolate-endpoint on ACME-DC01 .* no intent on the ledger covers it/,
      ),
      expect.stringMatching(/^Somebody whom NinjaRMM does not name ran ninjarmm\/deploy-patches on ACME-DC01 /),
    ]);
  });

  it('finds what an account did that the policy does not know: it is no person’s', async () => {
    expect(await calls(7055, 'PATCH', '4731/custom-fields', { csIsolation: 'isolate:who' })).toBe(204);
    test.pass(MINUTE);
    const { found } = await detect(bot());
    expect(found.map((one) => one.how)).toEqual([
      expect.stringMatching(
        /^The account 7055, which the policy names nowhere, ran .* on INITECH-CI01 \(device 4731\) /,
      ),
    ]);
  });

  it('finds what the platform wrote down hours late: a new entry is a new one, whatever its time', async () => {
    test.pass(-3 * 60 * MINUTE);
    expect(await calls(7001, 'PATCH', '4715/custom-fields', { csIsolation: 'isolate:offline' })).toBe(204);
    test.pass(3 * 60 * MINUTE + MINUTE);
    const { found } = await detect(bot());
    expect(found.map((one) => one.how)).toEqual([
      expect.stringMatching(/^Ransomware responder, .* at 2026-11-20T07:.*, and only the executing job may run it/),
    ]);
    test.pass(MINUTE);
    expect(await detect(bot())).toMatchObject({ found: [] });
  });

  it('leaves people alone, and lists what is in no tier for the review', async () => {
    expect(await calls(12, 'PATCH', '4714/custom-fields', { csIsolation: 'isolate:by-hand' })).toBe(204);
    expect(await calls(7001, 'PATCH', '4714/custom-fields', { csIsolationResult: 'isolated:by-hand' })).toBe(204);
    test.pass(MINUTE);
    expect(await detect(bot())).toMatchObject({ found: [], unread: [] });
    const last = (await looks()).at(-1);
    expect(last?.acts).toMatchObject([{ account: '7001', automation: 'ransomware-responder', operation: null }]);
  });

  it('says that a platform could not be read, and finds afterwards what it could not see', async () => {
    const before = await looks();
    const { sandbox } = test.house;
    const broken = { match: { method: 'GET', path: /^\/v2\/activities/ }, do: 'fail-500' } as const;
    sandbox.tell(broken);
    await calls(7003, 'PATCH', '4715/custom-fields', { csIsolation: 'isolate:unseen' });
    test.pass(2 * DAY);
    const sentence = 'What happened on NinjaRMM is not known: status 500: Internal error.';
    expect(await detect(bot())).toMatchObject({ found: [], unread: [sentence] });
    expect(await looks()).toEqual(before);
    const { found } = await detect(bot());
    expect(found).toMatchObject([{ how: expect.stringContaining('Health dashboard, with its own account 7003, ran') }]);
    expect((await looks()).at(-1)).toMatchObject({ from: before.at(-1)?.until });
  });

  it('from the command line says it with exit code 3, and that credentials are missing', async () => {
    const real = await testHouse('real');
    try {
      const { NINJARMM_MONITOR_CLIENT_SECRET: secret = '', ...environment } = real.environment(APP);
      const said = heard(environment);
      expect(await main(['detect'], said.io)).toBe(3);
      expect(said.out()).toContain(
        'not read: What happened on NinjaRMM is not known: NINJARMM_MONITOR_CLIENT_SECRET is not set; it holds a reading credential of ninjarmm.',
      );
      const { NINJARMM_CLIENT_SECRET: _, ...reading } = environment; // nothing that could act is needed
      expect(await main(['detect'], heard({ ...reading, NINJARMM_MONITOR_CLIENT_SECRET: secret }).io)).toBe(0);
    } finally {
      await real.close();
    }
  });

  it('says so where a clock is wrong, instead of looking at nothing until then', async () => {
    const { unread } = await detect({ ...bot(), now: () => test.now() - 60 * MINUTE });
    expect(unread).toEqual([
      expect.stringMatching(
        /not known: it was looked at up to a later moment than .*: set the clock of this machine right\.$/,
      ),
    ]);
  });

  it('says so where the run has no way to the platform, or no connector can read it', async () => {
    const { watching, ...without } = bot();
    if (watching === undefined) expect.fail('the house watches nothing');
    test.pass(MINUTE);
    const { unread } = await detect(without);
    expect(unread).toEqual(['What happened on NinjaRMM is not known: this run cannot reach it.']);
    const blind = await detect({ ...bot(), watching: { ...watching, connectorFor: () => null } });
    expect(blind.unread).toEqual([
      'What happened on NinjaRMM is not known: no connector that is built in can read it.',
    ]);
  });

  it('of two runs at once lets one look stand, and the next goes on from there', async () => {
    await calls(7001, 'PATCH', '4715/custom-fields', { csIsolationResult: 'isolated:x' });
    test.pass(MINUTE);
    await Promise.all([detect(bot()), detect(bot())]);
    test.pass(MINUTE);
    await detect(bot());
    const all = await looks();
    for (const [at, { from }] of all.entries()) if (at > 0) expect(from).toBe(all[at - 1]?.until);
    const ids = all.flatMap(({ acts }) => acts.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('and an auditor agrees with all of it', async () => {
    expect(await failuresIn(test)).toEqual([]);
  });
});
