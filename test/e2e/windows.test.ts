// Windows from the proposal to the execution: approved before they start, each time by itself, looked at again when it runs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { proposeWindow } from '../../scripts/window.ts';
import type { ExecutingWorkplace } from '../../scripts/workplace.ts';
import { failuresIn, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

/** A local time of the house; London's winter time is UTC. */
function local(minutes: number): string {
  return new Date(test.now() + minutes * MINUTE).toISOString().slice(0, 16);
}

function draft(id: string, over: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const what = { operations: ['ninjarmm/deploy-patches'], clients: ['acme'], zone: 'Europe/London' };
  return { id, ...what, from: local(10), to: local(70), justification: 'Agreed with the client.', ...over };
}

/** Proposed by a technician. @returns its request */
async function asks(id: string, over: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const proposed = await proposeWindow(draft(id, over), test.house.as('tess-northwind'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await gate(test.house.bot);
  return proposed.pull.number;
}

async function approves(login: string, number: number): Promise<void> {
  const { head } = await test.house.bot.forge.pull(number);
  await test.house.as(login).forge.review(number, head, 'APPROVE', 'Agreed.');
  await gate(test.house.bot);
  await merge(test.house.bot);
}

/** A patch under a window; not yet run. @returns its request and its id */
async function patches(window: string, device: string, name: string) {
  const bytes = new TextEncoder().encode(
    JSON.stringify({
      operation: 'ninjarmm/deploy-patches',
      targets: [{ client: 'acme', device, name }],
      parameters: { kind: 'os' },
      justification: 'Monthly patches',
      expectedOutcome: 'It has the patches of this month',
      technician: 'tess',
      window,
    }),
  );
  const proposed = await propose(bytes, 'draft', test.house.as('northwind-patch-scheduler[bot]'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await gate(test.house.bot);
  await merge(test.house.bot);
  return { number: proposed.pull.number, id: proposed.id, because: proposed.draft.verdict.classification.because };
}

async function records(id: string) {
  const all = recordsOf(await test.house.bot.ledger.read());
  return all.filter((one) => 'action' in one && one.action?.id === id && one.type !== 'action-proposed');
}

const FRIDAY = { recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=2' } };

describe('a window that recurs', () => {
  it('shows its approver each time it is open, and is recorded with who approved it', async () => {
    const number = await asks('acme-fridays', FRIDAY);
    const shown = test.house.forge.pulls().find((pull) => pull.number === number);
    expect(shown?.title).toBe('Window acme-fridays');
    await approves('olga-northwind', number);
    const approved = recordsOf(await test.house.bot.ledger.read()).find((one) => one.type === 'window-approved');
    expect(approved).toMatchObject({ window: 'acme-fridays', approvals: [{ person: 'olga' }] });
  });

  it('lets nothing pass before it opens', async () => {
    const { id, number, because } = await patches('acme-fridays', '4713', 'ACME-DC01');
    expect(because[1]).toBe(
      'The window acme-fridays (Acme Logistics: Deploy patches in an approved maintenance window) opens at 2026-11-20T10:10:00Z.',
    );
    expect(await records(id)).toEqual([]);
    await test.house.as('northwind-patch-scheduler[bot]').forge.close(number);
  });

  it('lets Tier 2 run while it is open, and the record names window and approver as the condition', async () => {
    test.pass(11 * MINUTE);
    const { id } = await patches('acme-fridays', '4713', 'ACME-DC01');
    await execute(test.house.bot);
    const [auto, , executed] = await records(id);
    expect(auto).toMatchObject({ type: 'action-auto', window: 'acme-fridays' });
    const condition = auto?.type === 'action-auto' ? auto.condition : '';
    expect(condition).toContain('approved by Olga Okafor, is open until 2026-11-20T11:10:00Z.');
    expect(executed).toMatchObject({ type: 'action-executed', outcome: 'succeeded' });
  });

  it('lets nothing pass in between, and passes again the next time', async () => {
    test.pass(HOUR);
    const between = await patches('acme-fridays', '4714', 'ACME-WS17');
    expect(between.because[1]).toContain('opens at 2026-11-27T10:10:00Z.');
    await test.house.as('northwind-patch-scheduler[bot]').forge.close(between.number);
    test.pass(7 * 24 * HOUR - 30 * MINUTE);
    const { id } = await patches('acme-fridays', '4714', 'ACME-WS17');
    expect((await records(id)).map(({ type }) => type)).toEqual(['action-auto']);
    await execute(test.house.bot);
    expect((await records(id)).map(({ type }) => type)).toEqual(['action-auto', 'action-intended', 'action-executed']);
  });
});

describe('a window that closes', () => {
  it('between the decision and the execution sends the action back: nothing runs', async () => {
    await approves('olga-northwind', await asks('acme-short'));
    test.pass(60 * MINUTE);
    const { id } = await patches('acme-short', '4711', 'ACME-FS01');
    expect((await records(id)).map(({ type }) => type)).toEqual(['action-auto']);
    const closes = new Date(test.now() + 10 * MINUTE).toISOString().replace(/:\d\d\.\d{3}Z$/, '');
    test.pass(11 * MINUTE);
    await execute(test.house.bot);
    await execute(test.house.bot);
    const [, expired, ...more] = await records(id);
    expect(more).toEqual([]);
    expect(expired).toMatchObject({ type: 'action-expired', outcome: 'nothing ran' });
    const reason = expired?.type === 'action-expired' ? expired.reason : '';
    expect(reason).toContain(`It would need a human at`);
    expect(reason).toContain(`closed at ${closes}`);
    expect(reason).toContain('Without a pre-approval it goes through the Tier 1 gate.');
    expect(test.house.sandbox.acts(4711)).toBe(0);
  });

  it('while the platform is being looked at: nothing is sent', async () => {
    await approves('olga-northwind', await asks('acme-brief'));
    test.pass(60 * MINUTE);
    const { id } = await patches('acme-brief', '4711', 'ACME-FS01');
    const end = Date.parse(`${local(10)}:00Z`);
    test.pass(end - 20_000 - test.now());
    const { execution } = test.house.bot;
    const slow: ExecutingWorkplace['execution']['fetch'] = async (...call) => {
      test.pass(test.now() < end ? 15_000 : 0);
      return execution.fetch(...call);
    };
    await execute({ ...test.house.bot, execution: { ...execution, fetch: slow } });
    const [, , executed] = await records(id);
    expect(executed).toMatchObject({ type: 'action-executed', outcome: 'failed' });
    expect(executed?.type === 'action-executed' ? executed.detail : '').toMatch(/closed at .* Nothing was sent\.$/);
    expect(test.house.sandbox.acts(4711)).toBe(0);
  });
});

describe('a window is approved before it starts', () => {
  it('or covers nothing of the time that had begun', async () => {
    const number = await asks('acme-late');
    test.pass(11 * MINUTE);
    await approves('olga-northwind', number);
    test.pass(MINUTE);
    const { because, number: request } = await patches('acme-late', '4712', 'ACME-FS02');
    expect(because[1]).toMatch(
      /opened at \S+ and was approved at \S+; it covers only what opens after its approval\.$/,
    );
    await test.house.as('northwind-patch-scheduler[bot]').forge.close(request);
  });

  it('and is not even proposed once it has begun', async () => {
    const begun = draft('acme-begun', { from: local(0) });
    const proposed = await proposeWindow(begun, test.house.as('tess-northwind'));
    const sentences = proposed.kind === 'refused' ? proposed.sentences : [];
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(
      /^policies\/windows\/acme-begun\.yaml:6:7 it begins at .* and its request was opened at /,
    );
    expect(sentences[0]).toMatch(/Let it begin later; a window is approved before it begins\.$/);
  });
});

describe('the proposal of a window', () => {
  it('fills in title, requestor and an approver other than the requestor', async () => {
    const proposed = await proposeWindow(draft('acme-olga'), test.house.as('olga-northwind'));
    if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
    const { requestor, approvers, title } = proposed.window.window;
    expect({ requestor, approvers }).toEqual({ requestor: 'olga', approvers: ['oscar'] });
    expect(title).toBe('Acme Logistics: Deploy patches in an approved maintenance window');
  });

  it('is one request however often it is made, and another one under its id is refused', async () => {
    const tess = test.house.as('tess-northwind');
    const first = await proposeWindow(draft('acme-twice'), tess);
    const again = await proposeWindow(draft('acme-twice'), tess);
    expect([first.kind, again.kind]).toEqual(['opened', 'exists']);
    const other = await proposeWindow(draft('acme-twice', { to: local(80) }), tess);
    const number = again.kind === 'exists' ? again.pull.number : 0;
    expect(other).toEqual({
      kind: 'refused',
      sentences: [`The id acme-twice belongs to request ${number}, which asks for something else. Choose another id.`],
    });
  });

  it.each([
    ['that is there already', 'acme-fridays', {}, /^The window acme-fridays is on the default branch already\./],
    [
      'by its own approver',
      'acme-own',
      { requestor: 'olga', approvers: ['olga'] },
      /asks for it and is named to approve it/,
    ],
    ['approved by somebody without the role', 'acme-lena', { approvers: ['lena'] }, /^seat-unfilled: /],
    ['for an unknown client', 'acme-x', { clients: ['acne'] }, /the client "acne" is unknown/],
    ['with a field that there is not', 'acme-y', { tier: 3 }, /"tier"/],
    [
      'for longer than allowed',
      'acme-z',
      { to: '2027-11-20T10:00' },
      /longer than the 24 h that policies\/standard.yaml allows/,
    ],
    ['that recurs for ever', 'acme-ever', { recurrence: { rule: 'FREQ=DAILY' } }, /its rule has no end/],
  ])('is refused for one %s', async (_, id, over, words) => {
    const proposed = await proposeWindow(draft(id, over), test.house.as('tess-northwind'));
    expect(proposed.kind === 'refused' ? proposed.sentences.join('\n') : '').toMatch(words);
  });
});

it('and an auditor derives every one of these decisions again', async () => {
  await test.house.step();
  expect(await failuresIn(test)).toEqual([]);
}, 60_000);
