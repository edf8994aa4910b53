// Standard, What counts as a human gate: each criterion of the table, tried on the platform that must not move without it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import type { DraftTarget } from '../../scripts/local/tour-drafts.ts';
import { answers, isTurnedAway, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import type { TourRequest } from '../../scripts/local/tour-stage.ts';
import type { Notice } from '../../scripts/ports/notices.ts';
import { gate } from '../../scripts/gate.ts';
import { failuresIn } from './house.ts';
import { acts, gates, lastOf, merges, standardStage, verdictOn, writes } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

const RESPONDER = 'ransomware-responder';
const RAN = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'];

let stage: StandardStage;
beforeAll(async () => {
  stage = await standardStage();
});
afterAll(() => stage.test.close());

const asks = (target: DraftTarget, more: readonly string[] = []): Promise<TourRequest> =>
  proposes(RESPONDER, isolation([target], more), stage);

async function isClosed({ pull }: TourRequest): Promise<boolean> {
  return (await stage.house.bot.forge.pull(pull)).state === 'closed';
}

describe('What counts as a human gate', { timeout: 120_000 }, () => {
  it('a specific person, not a group or a role, is identified as the approver before the action is queued', async () => {
    const request = await asks(DEVICES.fs01);
    expect(request.text).toMatch(/^approvers:\s*(\[ *"?lena"? *\]|\n +- "?lena"?\n)/m);
    for (const who of ['security-lead', 'team-lead', 'northwind/approvers']) {
      const draft = isolation([DEVICES.fs02], [`approvers: ["${who}"]`]);
      await isTurnedAway(RESPONDER, draft, who, stage);
    }
    // By hand, past `propose`, with nobody named or with a role: the gate refuses the same.
    for (const [approvers, said] of [
      ['[]', 'seat-unfilled'],
      ['[security-lead]', 'security-lead'],
    ] as const) {
      const text = request.text.replace(/^approvers:\s*(\[.*\]|\n +- .*)$/m, `approvers: ${approvers}`);
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('id:'));
      const bare = await writes('northwind-ransomware-responder[bot]', lines, stage);
      await gates(stage);
      expect(await verdictOn(bare, stage)).toContain('Refused: ');
      expect(await verdictOn(bare, stage)).toContain(said);
      await stage.house.as('northwind-ransomware-responder[bot]').forge.close(bare.pull);
    }
    await stage.house.as('northwind-ransomware-responder[bot]').forge.close(request.pull);
    await step(stage);
    expect(acts(4711, stage)).toBe(0);
  });

  it('the approver sees exactly what will run, not a summary: scope, target, expected outcome', async () => {
    const request = await asks(DEVICES.fs01);
    await gates(stage);
    const words = await verdictOn(request, stage);
    expect(words).toContain('Clients | acme');
    expect(words).toContain('ACME-FS01 (device 4711 ) of acme');
    expect(words).toContain('Expected | it keeps contact to the management plane only');
    expect(words).toContain('Exactly this will be sent');
    expect(words).toContain(`PATCH ${stage.house.sandbox.url}/v2/device/4711/custom-fields`);
    expect(words).toContain(`"csIsolation": "isolate:${request.id}"`);
    await answers('lena', 'APPROVE', request, stage);
    await step(stage);
    // What arrived at the platform is what was shown, and nothing else.
    const [, approved, intended] = await recorded(RAN, request, stage);
    expect(intended).toMatchObject({ plan: approved?.type === 'action-approved' ? approved.plan : '' });
    const sent = stage.house.sandbox.calls().filter(({ accepted }) => accepted);
    expect(sent).toMatchObject([{ method: 'PATCH', deviceId: 4711 }]);
  });

  it('an explicit approval or denial; silence is neither', async () => {
    const request = await asks(DEVICES.fs02);
    await gates(stage);
    const { forge } = stage.house.as('lena-northwind');
    const { head } = await forge.pull(request.pull);
    stage.later(1);
    await forge.review(request.pull, head, 'COMMENT', 'Looks good to me, approved, go ahead.');
    await step(stage);
    expect(await verdictOn(request, stage)).toContain('Waiting for Lena Lindqvist');
    stage.later(60);
    await step(stage);
    await recorded(['action-proposed', 'action-deferred'], request, stage);
    expect(acts(4712, stage)).toBe(0);
    await forge.close(request.pull);
    await step(stage);
  });

  it('the moment of the decision is recorded and kept', async () => {
    const request = await asks(DEVICES.dc01);
    await gates(stage);
    stage.later(7);
    await answers('lena', 'APPROVE', request, stage);
    const moment = new Date(stage.now()).toISOString().slice(0, 16);
    stage.later(5);
    await step(stage);
    const [, approved, , executed] = await recorded(RAN, request, stage);
    expect(approved).toMatchObject({ approvals: [{ person: 'lena', at: expect.stringContaining(moment) }] });
    const decided = executed?.type === 'action-executed' ? executed.times.decided : '';
    expect(decided > moment).toBe(true);
    expect(stage.house.policy.standard.retentionMonths['action-approved']).toBe(12);
  });

  it('nothing runs before the approval is recorded; running first is a gate failure', async () => {
    const request = await asks(DEVICES.ws17);
    await gates(stage);
    await execute(stage.house.bot);
    expect(acts(4714, stage)).toBe(0);
    await answers('lena', 'APPROVE', request, stage);
    // Approved, and even merged, but not on the ledger yet: nothing runs.
    await gates(stage);
    await execute(stage.house.bot);
    expect(acts(4714, stage)).toBe(0);
    await merges(stage);
    await recorded(['action-proposed', 'action-approved'], request, stage);
    await execute(stage.house.bot);
    expect(acts(4714, stage)).toBe(1);
    const [, approved, intended] = await recorded(RAN, request, stage);
    expect(approved?.index).toBeLessThan(intended?.index ?? 0);
  });

  it('a denial stops the automation altogether and is recorded too', async () => {
    const request = await asks(DEVICES.ws23);
    await gates(stage);
    await answers('lena', 'REQUEST_CHANGES', request, stage, 'It is a backup run.');
    stage.later(1);
    await answers('lena', 'APPROVE', request, stage);
    await step(stage);
    const [, denied] = await recorded(['action-proposed', 'action-denied'], request, stage);
    expect(denied).toMatchObject({ denial: { person: 'lena' }, reason: 'It is a backup run.', outcome: 'nothing ran' });
    await isTurnedAway(RESPONDER, isolation([DEVICES.ws23]), 'recently-denied', stage);
    expect(await isClosed(request)).toBe(true);
    expect(acts(4715, stage)).toBe(0);
  });

  it('what happens without an answer is defined, and is: nothing', async () => {
    const request = await asks(DEVICES.globex);
    await gates(stage);
    stage.later(4 * 60 + 1);
    await step(stage);
    const expired = await lastOf('action-expired', stage);
    expect(expired).toMatchObject({ action: { id: request.id }, outcome: 'nothing ran' });
    expect(await isClosed(request)).toBe(true);
    expect(acts(4721, stage)).toBe(0);
  });
});

describe('Every request', { timeout: 120_000 }, () => {
  it('that people are only notified of is not approved by that', async () => {
    const told: Notice[] = [];
    const notify = {
      tell: async (notice: Notice) => {
        told.push(notice);
        return notice.to.map((person) => ({ person, channel: 'e-mail', delivered: true, detail: 'read' }));
      },
    };
    const request = await asks(DEVICES.fs02);
    await gate({ ...stage.house.bot, notify });
    const mine = told.filter(({ pull }) => pull === request.pull);
    expect(mine.map(({ about, to }) => [about, to])).toEqual([['request', ['lena']]]);
    await step(stage);
    expect(acts(4712, stage)).toBe(0);
    await stage.house.as('lena-northwind').forge.close(request.pull);
    await step(stage);
  });

  it('shows who asked, the command in detail, the system affected and the policy that applies', async () => {
    const request = await asks(DEVICES.fs02, ['requester: tomas']);
    await gates(stage);
    const words = await verdictOn(request, stage);
    for (const shown of [
      'Asked by | Tomas Thorne, through northwind-ransomware-responder[bot]',
      'Exactly this will be sent',
      'On | NinjaRMM: ACME-FS02 (device 4712 ) of acme',
      'Tier 1, gate human-approval',
      'row single-reversible : Tier 1, one client, reversible',
    ]) {
      expect(words).toContain(shown);
    }
    await stage.house.as('lena-northwind').forge.close(request.pull);
    await step(stage);
  });

  it('is never approved by whoever asked for it, nor by an automation', async () => {
    await isTurnedAway(
      RESPONDER,
      isolation([DEVICES.fs02], ['requester: lena', 'approvers: [lena]']),
      'seat-unfilled',
      stage,
    );
    const request = await asks(DEVICES.fs02, ['requester: tomas']);
    for (const login of ['tomas-northwind', 'northwind-health-dashboard[bot]']) {
      const { forge } = stage.house.as(login);
      const { head } = await forge.pull(request.pull);
      await forge.review(request.pull, head, 'APPROVE', 'Fine.');
    }
    await step(stage);
    const words = await verdictOn(request, stage);
    expect(words).toContain('Waiting for Lena Lindqvist');
    expect(words).toContain('does not count');
    await recorded(['action-proposed'], request, stage);
    expect(acts(4712, stage)).toBe(0);
    await stage.house.as('lena-northwind').forge.close(request.pull);
    await step(stage);
  });

  it('runs at once when it is approved, and is logged by the same pipeline', async () => {
    const request = await asks(DEVICES.dc01, ['requester: thea']);
    await gates(stage);
    await answers('lena', 'APPROVE', request, stage);
    const before = stage.now();
    await step(stage);
    const [, , , executed] = await recorded(RAN, request, stage);
    const finished = executed?.type === 'action-executed' ? Date.parse(executed.times.finished) : Number.NaN;
    expect(finished - before).toBeLessThan(60_000);
  });

  it('agrees with an audit of all of it', async () => {
    expect(await failuresIn(stage.test)).toEqual([]);
  });
});
