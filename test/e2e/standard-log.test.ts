// Standard, What is logged: each event of the table once, its record with every field that is asked for, and how long it is kept.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { keptFrom, keptUntil } from '../../scripts/core/audit/retention.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { DEVICES, isolation, patches, windowFile } from '../../scripts/local/tour-drafts.ts';
import { localTime } from '../../scripts/local/tour-platform.ts';
import { answers, ledger, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import { report } from '../../scripts/report.ts';
import { failuresIn } from './house.ts';
import { drillException, gates, lastOf, opens, standardStage } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

const RESPONDER = 'ransomware-responder';

let stage: StandardStage;
beforeAll(async () => {
  stage = await standardStage();
});
afterAll(() => stage.test.close());

/** The standard: date, action and target, in every record about an action. */
function about(id: string, operation: string, target: string) {
  return {
    at: expect.stringMatching(/^2026-\d\d-\d\dT[\d:.]+Z$/),
    action: { id, operation, targets: [expect.objectContaining({ name: target })] },
  };
}

/** For how many months a record is kept, counted from the moment that its period begins. */
function months(record: Indexed): number {
  const from = keptFrom(record, stage.house.policy);
  const until = new Date(keptUntil(record.type, from, stage.house.policy));
  const begun = new Date(from);
  return (until.getUTCFullYear() - begun.getUTCFullYear()) * 12 + until.getUTCMonth() - begun.getUTCMonth();
}

describe('What is logged', { timeout: 120_000 }, () => {
  it('Tier 1 approved and run: date, action, target, approver, time, outcome; 12 months', async () => {
    const request = await proposes(RESPONDER, isolation([DEVICES.fs01]), stage);
    await gates(stage);
    await answers('lena', 'APPROVE', request, stage);
    await step(stage);
    const types = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'];
    const [, approved, , executed] = await recorded(types, request, stage);
    const what = about(request.id, 'ninjarmm/isolate-endpoint', 'ACME-FS01');
    const person = { person: 'lena', name: 'Lena Lindqvist' };
    expect(approved).toMatchObject({ ...what, approvals: [{ ...person, account: 20111, at: expect.any(String) }] });
    expect(executed).toMatchObject({
      ...what,
      approvers: [person],
      times: { decided: expect.any(String), intended: expect.any(String), finished: expect.any(String) },
      outcome: 'succeeded',
    });
    expect([approved, executed].map((one) => (one === undefined ? 0 : months(one)))).toEqual([12, 12]);
  });

  it('Tier 1 denied: date, action, target, approver, reason, outcome; 12 months', async () => {
    const request = await proposes(RESPONDER, isolation([DEVICES.fs02]), stage);
    await gates(stage);
    await answers('lena', 'REQUEST_CHANGES', request, stage, 'It is a backup run.');
    await step(stage);
    const denied = await lastOf('action-denied', stage);
    expect(denied).toMatchObject({
      ...about(request.id, 'ninjarmm/isolate-endpoint', 'ACME-FS02'),
      denial: { person: 'lena', name: 'Lena Lindqvist', at: expect.any(String) },
      reason: 'It is a backup run.',
      outcome: 'nothing ran',
    });
    expect(months(denied)).toBe(12);
  });

  it('gate failure, ran without approval: at once; date, action, target, how the gate was bypassed, who detected it; 24 months', async () => {
    const wish = {
      date: stage.now() - 60_000,
      action: 'ninjarmm/deploy-patches',
      target: 'ACME-FS01',
      bypass: 'Started by hand in the console.',
      detectedBy: 'the nightly comparison',
      automation: null,
    };
    const told = await report(wish, true, stage.house.as('tess-northwind'));
    const failure = await lastOf('gate-failure', stage);
    expect(failure).toMatchObject({
      occurredAt: new Date(wish.date).toISOString().replace('.000Z', 'Z'),
      target: 'ACME-FS01',
      how: expect.stringContaining('Started by hand in the console.'),
      detectedBy: 'the nightly comparison',
      reportedBy: 'tess',
    });
    expect(failure.how).toContain('ninjarmm/deploy-patches');
    // At once: before its file, and long before anybody approves that.
    const filed = (await ledger(stage)).filter(({ type }) => type === 'gate-event-filed');
    expect([Date.parse(failure.at) - stage.now() < 60_000, filed]).toEqual([true, []]);
    expect(months(failure)).toBe(24);
    const number = told.kind === 'reported' && told.filed.kind !== 'refused' ? told.filed.pull.number : 0;
    await gates(stage);
    for (const person of ['sam', 'rita']) await answers(person, 'APPROVE', { pull: number }, stage);
    await step(stage);
    const [event] = (await ledger(stage)).filter(({ type }) => type === 'gate-event-filed');
    expect(event).toMatchObject({
      records: [`2026/${failure.index}`],
      approvals: [{ person: 'sam' }, { person: 'rita' }],
    });
  });

  it('approved exception: date, requestor, justification, approvers, expiry; its duration + 12 months', async () => {
    const request = await opens(
      'tess-northwind',
      'exception/drill',
      'exceptions/drill.yaml',
      drillException('globex', '2026-11-23'),
      stage,
    );
    await gates(stage);
    for (const person of ['sam', 'rita']) await answers(person, 'APPROVE', request, stage);
    await step(stage);
    const approved = await lastOf('exception-approved', stage);
    expect(approved).toMatchObject({
      exception: 'drill',
      requestor: 'tess',
      approvals: [{ person: 'sam' }, { person: 'rita' }],
    });
    const file: unknown = parse(Buffer.from(approved.file ?? '', 'base64').toString());
    expect(file).toMatchObject({ justification: 'The drill.', expires: '2026-12-08', requestor: 'tess' });
    expect(formatInstant(keptFrom(approved, stage.house.policy))).toBe('2026-12-08T00:00:00Z');
    expect(months(approved)).toBe(12);
  });

  it('Tier 2 ran automatically: automatically; date, action, target, triggering condition, outcome; 6 months', async () => {
    const file = windowFile('night', localTime(30, stage), localTime(150, stage));
    const window = await opens('tess-northwind', 'window/night', 'policies/windows/night.yaml', file, stage);
    await gates(stage);
    await answers('olga', 'APPROVE', window, stage);
    await step(stage);
    stage.later(31);
    const request = await proposes('patch-scheduler', patches(DEVICES.ws23, 'night'), stage);
    await step(stage);
    const types = ['action-proposed', 'action-auto', 'action-intended', 'action-executed'];
    const [, auto, , executed] = await recorded(types, request, stage);
    const what = about(request.id, 'ninjarmm/deploy-patches', 'ACME-WS23');
    expect(auto).toMatchObject({
      ...what,
      condition: expect.stringContaining('approved by Olga Okafor'),
      window: 'night',
    });
    expect(executed).toMatchObject({ ...what, outcome: 'succeeded' });
    expect(auto === undefined ? 0 : months(auto)).toBe(6);
    expect(executed === undefined ? 0 : months(executed)).toBeGreaterThanOrEqual(6);
  });

  it('approver unavailable, deferred: date, action, target, contact attempts, resolution; 12 months', async () => {
    const request = await proposes(RESPONDER, isolation([DEVICES.dc01]), stage);
    await gates(stage);
    stage.later(31);
    await step(stage);
    const deferred = await lastOf('action-deferred', stage);
    expect(deferred).toMatchObject({
      ...about(request.id, 'ninjarmm/isolate-endpoint', 'ACME-DC01'),
      unavailable: ['lena'],
      contactAttempts: [{ channel: expect.any(String), person: 'lena', at: expect.any(String) }],
      resolution: expect.stringContaining('was called as stand-in for Lena Lindqvist'),
    });
    expect(months(deferred)).toBe(12);
  });

  it('agrees with an audit of all of it', async () => {
    expect(await failuresIn(stage.test)).toEqual([]);
  });
});
