// Standard, Tiers: every operation of the table as the real gate decides it, and NinjaRMM's carried out on the platform.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVICES, health, isolation, patches, windowFile } from '../../scripts/local/tour-drafts.ts';
import { localTime } from '../../scripts/local/tour-platform.ts';
import { answers, isTurnedAway, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import type { TourRequest } from '../../scripts/local/tour-stage.ts';
import { failuresIn } from './house.ts';
import { ANNOUNCED, NEVER, ONE, THREE, TWO } from './standard-operations.ts';
import { acts, gates, opens, standardStage, verdictOn, writes } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

const RAN = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'];
const RAN_BY_ITSELF = ['action-proposed', 'action-auto', 'action-intended', 'action-executed'];

let stage: StandardStage;
const requests = new Map<string, TourRequest>();
/** The gate's words on each. */
const said = new Map<string, string>();
beforeAll(async () => {
  // Known, harmless and sensitive work in the hands of one automation.
  const both = '[ninjarmm/isolate-endpoint, ninjarmm/pull-device-health]';
  stage = await standardStage(
    ['policies/automations.yaml', '[ninjarmm/isolate-endpoint]', both],
    ['policies/automations.yaml', '- aws/repair-public-bucket', '- aws/open-bucket\n      - aws/repair-public-bucket'],
  );
  for (const { row, operation, automation, target, parameters } of [...ANNOUNCED, ...NEVER]) {
    const login = stage.house.policy.automations.get(automation)?.login ?? automation;
    const lines = [
      `operation: ${operation}`,
      `targets: [{ client: acme, ${target}: "4711", name: ACME-FS01 }]`,
      ...(parameters === undefined ? [] : [`parameters: ${parameters}`]),
      'justification: It is needed.',
      'expectedOutcome: It is done.',
      'technician: tess',
      'approvers: [lena, sam]',
      'plan: [{ method: POST, url: "https://example.org/do" }]',
    ];
    requests.set(row, await writes(login, lines, stage));
  }
  await gates(stage);
  for (const [row, request] of requests) said.set(row, await verdictOn(request, stage));
  stage.later(4 * 60 + 1); // nothing can be approved of what is refused; it is closed at its deadline
  await step(stage);
}, 120_000);
afterAll(() => stage.test.close());

/** What is on the ledger about a request that ended without running. */
async function ended(row: string): Promise<unknown> {
  const request = requests.get(row) ?? stage.fail(`a request for ${row}`, 'there is none');
  return (await recorded(['action-proposed', 'action-refused'], request, stage))[1];
}

describe('Tiers', { timeout: 120_000 }, () => {
  it('NinjaRMM: isolate an endpoint on ransomware detection', async () => {
    const request = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
    await step(stage);
    expect(await verdictOn(request, stage)).toMatch(/Waiting for Lena Lindqvist[^]*Tier 1, gate human-approval/);
    expect(acts(4711, stage)).toBe(0);
    await answers('lena', 'APPROVE', request, stage);
    await step(stage);
    const [, approved, , executed] = await recorded(RAN, request, stage);
    expect(approved).toMatchObject({ verdict: ONE, approvals: [{ person: 'lena' }] });
    expect(executed).toMatchObject({ outcome: 'succeeded' });
    expect(acts(4711, stage)).toBe(1);
  });

  it('NinjaRMM: deploy patches in an approved maintenance window', async () => {
    const file = windowFile('acme-night', localTime(30, stage), localTime(150, stage));
    const window = await opens('tess-northwind', 'window/night', 'policies/windows/acme-night.yaml', file, stage);
    await gates(stage);
    await answers('olga', 'APPROVE', window, stage);
    await step(stage);
    stage.later(31);
    const request = await proposes('patch-scheduler', patches(DEVICES.ws23, 'acme-night'), stage);
    await step(stage);
    const [, auto, , executed] = await recorded(RAN_BY_ITSELF, request, stage);
    expect(auto).toMatchObject({ verdict: TWO, window: 'acme-night' });
    expect(executed).toMatchObject({ outcome: 'succeeded' });
    expect(acts(4715, stage)).toBe(1);
  });

  it('NinjaRMM: pull device health for the dashboard', async () => {
    const request = await proposes('health-dashboard', health(DEVICES.fs02), stage);
    await step(stage);
    const [, auto, , executed] = await recorded(RAN_BY_ITSELF, request, stage);
    expect(auto).toMatchObject({ verdict: THREE, window: null, exception: null });
    expect(executed).toMatchObject({ outcome: 'succeeded', approvers: [] });
  });

  it.each(ANNOUNCED)('$row', async ({ row, operation, shown, judged }) => {
    const words = said.get(row) ?? '';
    expect(words).toContain(shown);
    // The only thing against it is that nothing can send it yet; an unknown plan is never waved through.
    const reasons = words.split(/Why it is refused|\n\n/).find((part) => part.includes('plan-differs'));
    expect(reasons?.trim().split('\n')).toEqual([
      expect.stringContaining(`plan-differs No connector can plan ${operation} yet.`),
    ]);
    expect(await ended(row)).toMatchObject({ verdict: judged, outcome: 'nothing ran' });
  });

  it.each(NEVER)('$row', async ({ row, shown, judged, code }) => {
    expect(said.get(row)).toContain(shown);
    expect(said.get(row)).toContain(code);
    expect(await ended(row)).toMatchObject({ verdict: judged, outcome: 'nothing ran' });
  });

  it('a remediation automation fixes what is harmless by itself and pauses before anything sensitive', async () => {
    const fixes = await proposes('ransomware-responder', health(DEVICES.dc01), stage);
    const pauses = await proposes('ransomware-responder', isolation([DEVICES.dc01]), stage);
    await step(stage);
    expect((await recorded(RAN_BY_ITSELF, fixes, stage))[3]).toMatchObject({ outcome: 'succeeded' });
    await recorded(['action-proposed'], pauses, stage);
    expect(await verdictOn(pauses, stage)).toContain('Waiting for Lena Lindqvist');
    expect(acts(4713, stage)).toBe(0);
  });

  it('an operation without a connector is not even proposed', async () => {
    const draft = [
      'operation: connectwise-psa/move-ticket',
      'targets: [{ client: acme, ticket: "17", name: Printer }]',
      'parameters: { queue: Network }',
      'justification: It is theirs.',
      'expectedOutcome: It is in their queue.',
    ].join('\n');
    await isTurnedAway('psa-assistant', draft, 'No connector plans connectwise-psa/move-ticket', stage);
  });

  it('agrees with an audit of all of it', async () => {
    expect(await failuresIn(stage.test)).toEqual([]);
  });
});
