// Whoever pushes to the branch of a form's request, in whatever name, has had a hand in it: the forge knows who pushed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FormKind } from '../../scripts/core/issue-forms.ts';
import { cloneOf, pushed } from '../bypass/world.ts';
import { FORMS_APP, filled, formHouse } from './form-house.ts';
import type { FormHouse } from './form-house.ts';
import { failuresIn } from './house.ts';

let test: FormHouse;
beforeAll(async () => {
  test = await formHouse();
});
afterAll(() => test.close());

/** Pushes as somebody, with a commit that names the App as author and committer. */
async function pushesAsTheApp(login: string, branch: string, change: (text: string) => string): Promise<void> {
  const clone = await cloneOf(login, test, FORMS_APP);
  await clone.git('checkout', '--quiet', branch);
  const [path = ''] = (await clone.git('diff', '--name-only', 'origin/main...HEAD')).text.split('\n');
  const { text } = await clone.git('show', `HEAD:${path}`);
  expect(change(text)).not.toBe(text);
  await clone.write(path, `${change(text)}\n`);
  await pushed(clone, branch);
}

type Change = (text: string) => string;

it.each<readonly [FormKind, string, Change, readonly string[], string]>([
  [
    'exception',
    'sam',
    (text) => text.replace('requestor: sam', 'requestor: tess').replace(/approvers: \[.*\]/, 'approvers: [sam, rita]'),
    ['sam', 'rita'],
    'Sam Sato',
  ],
  [
    'action',
    'lena',
    (text) =>
      text
        .replace('requester: lena', 'requester: null')
        .replace('technician: thea', 'technician: tess')
        .replace(/approvers: \[.*\]/, 'approvers: [lena]'),
    ['lena'],
    'Lena Lindqvist',
  ],
])(
  'an %s that its asker rewrote in the App’s name is not approved by them',
  async (kind, asker, change, people, name) => {
    const issue = await test.opens(`${asker}-northwind`, filled(kind, kind === 'action' ? { technician: 'thea' } : {}));
    const taken = await test.takes(issue);
    if (taken?.kind !== 'opened') expect.fail(JSON.stringify(taken));
    const { number } = taken.pull;
    const { headBranch } = await test.house.bot.forge.pull(number);
    await pushesAsTheApp(`${asker}-northwind`, headBranch, change);
    expect(await test.approved(number, ...people)).toBe('open');
    const { head } = await test.house.bot.forge.pull(number);
    const said = (await test.house.forge.checks(head)).at(-1)?.summary;
    expect(said).toContain(
      `does not count (\` is-contributor \`): ${name} opened this request, had a hand in one of its`,
    );
    expect(said).toContain('seat-unfilled');
  },
);

it('leaves nothing that an auditor fails on', async () => {
  expect(await failuresIn(test)).toEqual([]);
});
