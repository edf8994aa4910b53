// What a form is refused for: one sentence on the issue, and nothing opened or recorded.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formHouse, filled, refusal } from './form-house.ts';
import type { FormHouse } from './form-house.ts';

let test: FormHouse;
beforeAll(async () => {
  test = await formHouse();
});
afterAll(() => test.close());

const RESPONDER = 'northwind-ransomware-responder[bot]';
const pulls = (): number => test.house.forge.pulls().length;

describe('refused, with a sentence on the issue and nothing opened, is', () => {
  it.each<readonly [string, string, string, object, RegExp]>([
    [
      'an account that nobody knows',
      'northwind-admin',
      filled('exception'),
      {},
      /^northwind-admin is no person of policies\/people\.yaml/,
    ],
    ['an automation', RESPONDER, filled('exception'), {}, /^northwind-ransomware-responder\\\[bot\\\] is no person of/],
    ['somebody who has left', 'tariq-northwind', filled('window'), {}, /^Tariq Toussaint is not active in policies/],
    ['an automation that reports', RESPONDER, filled('gate-event'), {}, /is no person of/],
    [
      'what is no form, whatever its labels and title say',
      'tess-northwind',
      'Please.',
      { title: 'Exception: drill', labels: ['exception', 'approved'] },
      /^This is none of the forms\./,
    ],
    [
      'a requestor written by hand',
      'tess-northwind',
      `${filled('exception')}\n\n### Requestor\n\ntomas`,
      {},
      /^The line "\\#&#8203;\\#&#8203;\\#&#8203; Requestor" looks like a heading/,
    ],
    [
      'headings of another kind written by hand',
      'tess-northwind',
      filled('window', { justification: 'So.\n\n### Gate\n\nauto' }),
      {},
      /^The headings are not those of one form/,
    ],
    [
      'an exception that only its asker could approve',
      'rita-northwind',
      filled('exception'),
      {},
      /^Nobody active but who asks for it could approve it as risk-owner\./,
    ],
    [
      'an exception without an end in sight',
      'tess-northwind',
      filled('exception', { expires: '2030-01-01' }),
      {},
      /^it lasts \d+ days, longer than/,
    ],
    [
      'an action that the form’s automation was not granted',
      'tess-northwind',
      filled('action', { operation: 'ninjarmm/pull-device-health', parameters: '' }),
      {},
      /^operation-not-granted: /,
    ],
    [
      'a mention of everybody',
      'tess-northwind',
      filled('exception', { clients: '@northwind/all' }),
      {},
      /^the client "\\@&#8203;northwind\/all"|^"?[^@]*\\@&#8203;/,
    ],
    [
      'a window that has begun',
      'tess-northwind',
      filled('window', { from: '2026-11-20T01:00', to: '2026-11-20T09:00', recurrence: '' }),
      {},
      /^it begins at 2026-11-20T01:00:00Z/,
    ],
    [
      'a gate failure of tomorrow',
      'tess-northwind',
      filled('gate-event', { date: '2026-11-21T09:00:00Z' }),
      {},
      /^"Date" 2026-11-21T09:00:00Z is still to come\./,
    ],
    [
      'a gate failure at no moment',
      'tess-northwind',
      filled('gate-event', { date: 'yesterday' }),
      {},
      /^"Date" says when it happened, in UTC/,
    ],
    [
      'a gate failure with a quarter',
      'tess-northwind',
      filled('gate-event', { quarter: '2026-Q4' }),
      {},
      /^Only a root-cause review is about a quarter\./,
    ],
    [
      'a root-cause review without one',
      'tess-northwind',
      filled('gate-event', { kind: 'root-cause' }),
      {},
      /^"Quarter" says which quarter/,
    ],
    [
      'a gate failure of an automation that is not there',
      'tess-northwind',
      filled('gate-event', { automation: 'x' }),
      {},
      /^"Automation": there is no automation "x"/,
    ],
  ])('%s', async (_, login, body, over, sentence) => {
    const before = [pulls(), (await test.records('gate-failure')).length];
    const issue = await test.opens(login, body, over);
    expect(await test.takes(issue)).toMatchObject({ kind: 'refused' });
    expect([pulls(), (await test.records('gate-failure')).length]).toEqual(before);
    const [said = '', ...more] = test.said(issue);
    expect(more).toEqual([]);
    const [first, second, last] = said.split('\n\n');
    expect([first, last]).toEqual([
      'Nothing was asked for.',
      'Mend the form by editing this issue, or open a new one.',
    ]);
    expect(second).toMatch(sentence);
  });
});

describe('whose words they are', () => {
  it('is whose account opened the issue: changed by somebody else they are nobody’s, and changed back they count again', async () => {
    const issue = await test.opens('tess-northwind', 'Later.');
    const before = pulls();
    expect(await test.edits(RESPONDER, issue, { body: filled('exception') })).toBe(200);
    await test.takes(issue);
    expect(test.said(issue)).toEqual([
      refusal(
        'northwind-ransomware-responder\\[bot\\] has changed what tess-northwind wrote. Open a new form with your own words.',
      ),
    ]);
    expect(pulls()).toBe(before);
    await test.edits('tess-northwind', issue, { body: filled('exception', { title: 'Mine' }) });
    expect(await test.takes(issue)).toMatchObject({ kind: 'opened', asker: 'Tess Tanaka' });
  });

  it('an approver who asks is not named, and their approval does not count', async () => {
    const issue = await test.opens('sam-northwind', filled('exception'));
    const outcome = await test.takes(issue);
    if (outcome?.kind !== 'opened') expect.fail(JSON.stringify(outcome));
    const { number } = outcome.pull;
    const { head } = await test.house.bot.forge.pull(number);
    const text = await test.house.bot.forge.fileAt(head, `exceptions/issue-${issue}.yaml`);
    expect(text).toMatch(/requestor: sam\napprovers: \[ ?sven, rita ?\]/);
    expect(await test.approved(number, 'sam', 'rita')).toBe('open');
    expect(await test.approved(number, 'sven')).toBe('merged');
  });
});
