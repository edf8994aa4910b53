// The verb form on the command line, and forms on this machine, where nobody has to run it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { takeIssues } from '../../scripts/local/issue-forms.ts';
import { heard } from './house.ts';
import { FORMS_APP, filled, formHouse, refusal } from './form-house.ts';
import type { FormHouse } from './form-house.ts';

let test: FormHouse;
beforeAll(async () => {
  test = await formHouse();
});
afterAll(() => test.close());

describe('countersign form', () => {
  async function run(...options: readonly string[]) {
    const token = test.house.settings.tokens[FORMS_APP] ?? '';
    const said = heard({ ...test.environment('countersign[bot]'), COUNTERSIGN_FORM_TOKEN: token });
    const code = await main(['form', ...options], said.io);
    return { code, out: said.out(), err: said.err() };
  }

  it('takes what one issue asks for, and says where', async () => {
    const issue = await test.opens('tess-northwind', filled('exception', { title: 'By the verb' }));
    const first = await run('--issue', String(issue));
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      new RegExp(`^issue ${issue}: This form is request \\d+: http://[\\d.:]+/requests/\\d+ It counts`),
    );
    expect(JSON.parse((await run('--issue', String(issue), '--json')).out)).toMatchObject({
      issue,
      kind: 'exists',
      request: issue + 1,
    });
    expect(await run()).toMatchObject({ code: 0, err: '' });
    expect((await run()).out).toBe('');
  });

  it('says no for one that is refused', async () => {
    const issue = await test.opens('tess-northwind', 'Please.');
    expect(await run('--issue', String(issue))).toMatchObject({
      code: 1,
      out: expect.stringContaining('This is none of the forms.') as unknown,
    });
  });

  it.each([
    ['x', '--issue takes the number of one issue, for example 12.\n'],
    ['99999', 'There is no issue 99999.\n'],
  ])('--issue %s is bad input', async (number, sentence) => {
    expect(await run('--issue', number)).toEqual({ code: 2, out: '', err: sentence });
  });
});

describe('on this machine', () => {
  it('an issue is taken as soon as it is opened, without anybody running a verb', async () => {
    const lines: string[] = [];
    const issues = takeIssues(test.house, (line) => lines.push(line));
    const issue = await test.opens('tess-northwind', filled('exception', { title: 'By itself' }));
    await issues.idle();
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^form: issue ${issue}: This form is request \\d+: http`)),
    ]);
    const action = await test.opens('tess-northwind', filled('action'));
    await issues.stop();
    expect(test.said(action)).toEqual([
      refusal(
        'The account countersign\\[bot\\] is not a registered automation. Register it in policies/automations.yaml.',
      ),
    ]);
    await test.opens('tess-northwind', filled('exception', { title: 'Nobody listens' }));
    await issues.idle();
    expect(lines).toHaveLength(2);
  });
});
