// Standard, Quarterly review: each item of the table in the report that its three owners sign, and the dated record that comes of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewFile } from '../../scripts/core/generated/types.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { detect } from '../../scripts/detect.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { pushes } from '../../scripts/local/tour-push.ts';
import { answers, gateSays, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import { openReview, review } from '../../scripts/review.ts';
import { failuresIn } from './house.ts';
import { drillException, gates, lastOf, standardStage, writes } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

const DAY = 24 * 60;
const TESS = 'tess-northwind';
const ROOT_CAUSE = 'exceptions/gate-failures/root-cause-2026-q4.yaml';
const AUTOMATIONS = 'policies/automations.yaml';

let stage: StandardStage;
beforeAll(async () => {
  stage = await standardStage();
  await merged('exception/drill', { 'exceptions/drill.yaml': drillException('acme', '2026-11-20') }, ['sam', 'rita']);
  stage.later(2);
  await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
  const responder = 'northwind-ransomware-responder[bot]';
  await writes(responder, UNCLASSIFIED, stage);
  await step(stage);
  for (const how of ['a patch by hand', 'a reboot by hand', 'an install by hand']) await fails(how);
  const automations = (await stage.house.bot.forge.fileAt('main', AUTOMATIONS)) ?? '';
  await merged('more-automations', { [AUTOMATIONS]: `${automations}${ADDED}` }, ['sam', 'olga']);
  stage.later(5 * 60);
  await step(stage);
  stage.later(45 * DAY);
  await step(stage);
}, 120_000);
afterAll(() => stage.test.close());

/** Brings these files to main, approved by these people. */
async function merged(branch: string, files: Readonly<Record<string, string>>, people: readonly string[]) {
  await pushes({ login: TESS, branch, files, message: branch }, stage);
  const { pull } = await stage.house.as(TESS).forge.openPull(branch, branch, 'Please.');
  await gates(stage);
  for (const person of people) await answers(person, 'APPROVE', { pull: pull.number }, stage);
  await step(stage);
  expect((await stage.house.bot.forge.pull(pull.number)).state).toBe('merged');
}

/** A gate failure as whoever keeps the key records it. */
async function fails(how: string): Promise<void> {
  const { ledger, repository } = stage.house.bot;
  const base = { repository: stage.house.settings.repositoryId, main: (await repository.resolve('main')) ?? '' };
  const what = { pull: null, action: null, how, detectedBy: 'the nightly comparison', remediation: null };
  const kind = { kind: 'other', target: 'ACME-FS01' } as const;
  await ledger.append(
    () => [{ type: 'gate-failure', at: formatInstant(stage.now()), ...base, ...what, ...kind }],
    stage.now(),
  );
}

async function data(): Promise<ReviewFile> {
  const reviewed = await review('2026-Q4', stage.house.bot);
  return reviewed.kind === 'derived' ? reviewed.derived.data : stage.fail('a report', JSON.stringify(reviewed));
}

async function report(): Promise<string> {
  const reviewed = await review('2026-Q4', stage.house.bot);
  return reviewed.kind === 'derived' ? (reviewed.derived.files.get('exceptions/reviews/2026-q4.md') ?? '') : '';
}

const items = ({ openItems }: ReviewFile): readonly string[] => openItems.map(({ sentence }) => sentence);

async function opened(): Promise<{ readonly id: string; readonly pull: number }> {
  const found = await openReview('2026-Q4', stage.house.bot);
  if (!('pull' in found) || found.pull === null) return stage.fail('a request for the review', JSON.stringify(found));
  await gates(stage);
  return { id: 'none', pull: found.pull };
}

describe('Quarterly review', { timeout: 120_000 }, () => {
  it('exception log since the last review: every entry; gate failures remediated, exceptions not past their expiry', async () => {
    const derived = await data();
    expect(derived.exceptionLog.map(({ exception, event }) => `${exception} ${event}`)).toEqual([
      'drill approved',
      'drill used',
      'drill ended',
    ]);
    expect(derived.exceptions).toMatchObject([{ id: 'drill', state: 'ended', uses: 1, approvers: ['sam', 'rita'] }]);
    expect(items(derived)).toEqual(expect.arrayContaining([expect.stringContaining('Gate failure, not remediated')]));
    expect(await report()).toContain('drill');
  });

  it('gate failures, number and trend: more than two in a quarter ask for a root-cause review and a change to the automation’s configuration', async () => {
    const { gateFailures } = await data();
    expect(gateFailures).toMatchObject({ quarter: 3, allowed: 2, rootCause: 'missing' });
    expect(gateFailures.trend.at(-1)).toMatchObject({ quarter: '2026-Q4', count: 3, open: 3 });
    const request = await opened();
    await gateSays('failure', ['root-cause-missing'], request, stage);
    await merged('gate-event/root-cause', { [ROOT_CAUSE]: rootCause('null') }, ['sam', 'rita']);
    await merged('gate-event/root-cause-done', { [ROOT_CAUSE]: rootCause(REMEDY) }, ['sam', 'rita']);
    expect((await data()).gateFailures.rootCause).toBe('done');
    expect(await lastOf('gate-failure-remediated', stage)).toMatchObject({
      event: 'root-cause-2026-q4',
      remediation: 'Console access is by request now.',
    });
  });

  it('tier assignments: every automation added since is classified, and the action table updated', async () => {
    const derived = await data();
    expect(derived.automations).toMatchObject([
      {
        id: 'night-watch',
        added: true,
        operations: [
          { id: 'ninjarmm/pull-device-health', classified: true, tier: 3 },
          { id: 'ninjarmm/isolate-endpoint', classified: true, tier: 1 },
        ],
      },
    ]);
    expect(derived.unclassified).toMatchObject([
      { operation: 'ninjarmm/reboot-device', refused: 1, classified: false },
    ]);
    expect(items(derived)).toContain('Somebody asked for ninjarmm/reboot-device, which is in no tier (1 times).');
  });

  it('approver availability: on-call rotation current, every approver knows their part', async () => {
    const { availability, attendance } = await data();
    expect(availability.onCall.map(({ rotation }) => rotation)).toEqual(['senior-tech', 'security-lead', 'executive']);
    for (const { people } of availability.onCall) expect(people).toHaveLength(1);
    // Ninety days ahead, in which every row that could not be filled has its sentence.
    expect(Date.parse(availability.until) - Date.parse(availability.from)).toBe(90 * 86_400_000);
    expect(availability.gaps).toEqual(availability.gaps.filter(({ sentence }) => sentence !== ''));
    expect(attendance.flatMap(({ people }) => people)).toEqual(expect.arrayContaining(['sam', 'olga', 'rita']));
  });

  it('version of the standard: raised and redistributed where the scope changed materially', async () => {
    const before = await data();
    expect(before.standard.changes).toEqual(
      expect.arrayContaining([expect.objectContaining({ change: 'policy', material: true, raised: false })]),
    );
    const missing = expect.stringMatching(/^The scope of the standard changed .* and its version stayed 1\.0\.$/);
    expect(items(before)).toEqual(expect.arrayContaining([missing]));
    const standard = (await stage.house.bot.forge.fileAt('main', 'policies/standard.yaml')) ?? '';
    const raised = standard.replace('version: "1.0"', 'version: "1.1"');
    await merged('raise', { 'policies/standard.yaml': raised }, ['sam', 'olga']);
    expect(items(await data())).not.toEqual(expect.arrayContaining([missing]));
  });

  it('Security Lead, Operations Owner and Risk Owner attend: a dated record once all three have signed, and not before', async () => {
    const request = await opened();
    await answers('sam', 'APPROVE', request, stage);
    await answers('olga', 'APPROVE', request, stage);
    await step(stage);
    await gateSays('waiting', ['Waiting for Rita Rossi'], request, stage);
    await recorded([], request, stage);
    await answers('rita', 'APPROVE', request, stage);
    await step(stage);
    const [held] = await recorded(['review-held'], request, stage);
    expect(held).toMatchObject({
      at: expect.stringMatching(/^2027-01-/),
      quarter: '2026-Q4',
      version: '1.0', // at the end of the quarter; the raise is one of the next
      approvals: expect.arrayContaining(['sam', 'olga', 'rita'].map((person) => expect.objectContaining({ person }))),
    });
  });

  it('a review that nobody held is found, and is a gate failure', async () => {
    stage.later(180 * DAY);
    await detect(stage.house.bot);
    expect(await lastOf('gate-failure', stage)).toMatchObject({
      kind: 'review-missed',
      how: expect.stringContaining('2027-Q1'),
    });
  });

  it('agrees with an audit of all of it', async () => {
    expect(await failuresIn(stage.test)).toEqual([]);
  });
});

const REMEDY =
  '{ text: Console access is by request now., by: tomas, completed: 2027-01-03, configurationChange: it asks for a request }';
const rootCause = (remediation: string) => `id: root-cause-2026-q4
title: Root cause of the gate failures of 2026-Q4
kind: root-cause
date: 2027-01-01T00:00:00Z
action: everything done by hand on ACME-FS01
target: ACME-FS01
bypass: The console lets technicians in without a request.
detectedBy: the quarterly review
reportedBy: tess
automation: null
quarter: 2026-Q4
records: []
approvers: [sam, rita]
remediation: ${remediation}
`;
const ADDED = `  - id: night-watch
    name: Night watch
    account: 90055
    login: northwind-night-watch[bot]
    owner: olga
    operations: [ninjarmm/pull-device-health, ninjarmm/isolate-endpoint]
`;
const UNCLASSIFIED = [
  'operation: ninjarmm/reboot-device',
  'targets: [{ client: globex, device: "4721", name: GLOBEX-FS01 }]',
  'justification: It hangs.',
  'expectedOutcome: It is up again.',
  'technician: tess',
  'approvers: [lena]',
  'plan: [{ method: POST, url: "https://example.org/do" }]',
];
