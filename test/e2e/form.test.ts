// An issue form becomes a request by itself: one HTTP request, and from there on the way of every other request.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { failuresIn } from './house.ts';
import { FORMS_APP, filled, formHouse } from './form-house.ts';
import type { FormHouse } from './form-house.ts';

let test: FormHouse;
beforeAll(async () => {
  test = await formHouse();
});
afterAll(() => test.close());

const asked = async (issue: number): Promise<number> => {
  const outcome = await test.takes(issue);
  if (outcome === undefined || !('pull' in outcome) || outcome.pull === null) expect.fail(JSON.stringify(outcome));
  return outcome.pull.number;
};

describe('a form', () => {
  it('for an action becomes a request of the automation that takes forms, with its author as the human behind it', async () => {
    const issue = await test.opens('tomas-northwind', filled('action'));
    const number = await asked(issue);
    const pull = await test.house.bot.forge.pull(number);
    expect(pull.opener.login).toBe(FORMS_APP);
    expect(test.said(issue)).toEqual([
      `This form is request ${number}: ${test.house.url}/requests/${number}\n\n` +
        'It counts as asked for by Tomas Thorne, who never approves it. Everything else happens there; changing this form changes nothing.',
    ]);
    expect(await test.approved(number, 'lena')).toBe('merged');
    await execute(test.house.bot);
    expect(await test.records('action-proposed')).toMatchObject([
      { requester: 'tomas', technician: 'tess', automation: 'form-desk' },
    ]);
    expect(await test.records('action-executed')).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('for a window counts once its approver has approved the request', async () => {
    const number = await asked(await test.opens('tess-northwind', filled('window')));
    const issue = number - 1;
    const text = await test.house.bot.forge.fileAt(
      (await test.house.bot.forge.pull(number)).head,
      `policies/windows/issue-${issue}.yaml`,
    );
    expect(text).toContain('requestor: tess');
    const [, approver = ''] = /^approvers: \[\s*"?(\w+)/m.exec(text ?? '') ?? [];
    expect(await test.approved(number, approver)).toBe('merged');
    expect(await test.records('window-approved')).toMatchObject([{ window: `issue-${issue}` }]);
  });

  it('for an exception names its author as the requestor, and needs both', async () => {
    const issue = await test.opens('tess-northwind', filled('exception'));
    const number = await asked(issue);
    expect(await test.approved(number, 'sam')).toBe('open');
    expect(await test.approved(number, 'rita')).toBe('merged');
    expect(await test.records('exception-approved')).toMatchObject([
      { exception: `issue-${issue}`, requestor: 'tess' },
    ]);
  });

  it('for a gate failure is on the ledger before anything is opened, and is filed by both', async () => {
    const issue = await test.opens('tess-northwind', filled('gate-event'));
    const { place } = test.forms;
    const dead = { ...place.forge, putFileOnBranch: () => Promise.reject(new Error('killed')) };
    const { takeForms } = await import('../../scripts/form.ts');
    await expect(takeForms({ ...test.forms, place: { ...place, forge: dead } })).rejects.toThrow('killed');
    expect(test.said(issue)).toEqual([]);
    const [failure] = await test.records('gate-failure');
    expect(failure).toMatchObject({
      kind: 'reported',
      reportedBy: 'tess',
      occurredAt: '2026-11-20T09:30:00Z',
      target: 'ACME-FS01',
    });
    const number = await asked(issue);
    expect(await test.records('gate-failure')).toHaveLength(1);
    expect(test.said(issue)[0]).toMatch(/^It is on the ledger as record 2026\/\d+, and request \d+ files it: http/);
    expect(await test.approved(number, 'sam', 'rita')).toBe('merged');
    expect(await test.records('gate-event-filed')).toMatchObject([{ records: [expect.stringMatching(/^2026\//)] }]);
  });

  it('for what nearly was a gate failure is on the ledger too, as that', async () => {
    const number = await asked(await test.opens('thea-northwind', filled('gate-event', { kind: 'gate-event' })));
    expect(await test.records('gate-failure')).toMatchObject([{}, { kind: 'near-miss', reportedBy: 'thea' }]);
    expect(await test.approved(number, 'sven', 'rita')).toBe('merged');
  });

  it('for a root-cause review asks for the one of that quarter', async () => {
    const root = filled('gate-event', { kind: 'root-cause', quarter: '2026-Q3' });
    const first = await test.opens('thea-northwind', root);
    const number = await asked(first);
    const outcome = await test.again(first);
    expect(outcome).toMatchObject({ kind: 'exists', changed: false });
    const other = await test.opens(
      'tess-northwind',
      filled('gate-event', { kind: 'root-cause', quarter: '2026-Q3', target: 'All' }),
    );
    expect(await test.takes(other)).toMatchObject({ kind: 'exists', changed: true, pull: { number } });
  });

  it('leaves nothing that an auditor fails on', async () => {
    expect(await failuresIn(test)).toEqual([]);
  });
});
