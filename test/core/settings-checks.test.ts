// What has to hold around the settings: Apps with least permissions, secrets in their place, one file of owners, schedules.
import { describe, expect, it } from 'vitest';
import { surroundingFindings } from '../../scripts/core/settings-checks.ts';
import type { Expected, Surroundings } from '../../scripts/core/settings-checks.ts';
import type { AppSeen, Reading } from '../../scripts/core/settings-model.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const known = <T>(value: T): Reading<T> => ({ known: true, value });
const unread: Reading<never> = { known: false, why: 'The forge answered 403.' };
const app = (role: AppSeen['role'], id: number, permissions: AppSeen['permissions']): AppSeen => {
  return { role, id, slug: `app-${id}`, permissions };
};

const EXPECTED: Expected = {
  manifests: {
    gate: { checks: 'write', contents: 'write' },
    merge: { contents: 'write', workflows: 'write' },
    proposer: { contents: 'write' },
  },
  schedules: new Map([['sweep.yml', DAY]]),
  now: NOW,
};
const GOOD: Surroundings = {
  organisation: known(true),
  openSecrets: known([]),
  environments: known([
    { name: 'gate', mainOnly: true, secrets: ['KEY'] },
    { name: 'pages', mainOnly: false, secrets: [] },
  ]),
  apps: known([
    app('gate', 1, { checks: 'write', contents: 'read' }),
    app('merge', 2, { contents: 'write' }),
    app('proposer', 3, { contents: 'write' }),
  ]),
  grantsShown: true,
  codeowners: known(['.github/CODEOWNERS']),
  codeownersErrors: known([]),
  workflows: known([{ path: 'sweep.yml', state: 'active', since: 0, lastRun: NOW - DAY }]),
};

const said = (over: Partial<Surroundings>): readonly string[] =>
  surroundingFindings({ ...GOOD, ...over }, EXPECTED).map((one) => `${one.severity}: ${one.sentence}`);
const workflow = (over: object) => known([{ path: 'sweep.yml', state: 'active', since: 0, lastRun: NOW, ...over }]);

describe('around the settings', () => {
  it('nothing is found where all is right', () => {
    expect(said({})).toEqual([]);
    expect(said({ workflows: workflow({ since: NOW - DAY, lastRun: null }) })).toEqual([]);
  });

  it.each<[string, Partial<Surroundings>, readonly string[]]>([
    [
      'an open secret',
      { openSecrets: known(['KEY']) },
      ['drift: The secret KEY is open to every job of the repository, not only to an environment of main.'],
    ],
    [
      'an open environment',
      { environments: known([{ name: 'x', mainOnly: false, secrets: ['A', 'B'] }]) },
      ['drift: The environment "x" holds A, B and may be used from other branches than main.'],
    ],
    [
      'a proposer that may change workflows',
      { apps: known([app('proposer', 3, { contents: 'write', workflows: 'write' })]) },
      ['drift: The App "app-3" (proposer) has workflows: write, and needs nothing of it.'],
    ],
    [
      'an App with more than it needs',
      { apps: known([app('merge', 2, { contents: 'admin' })]) },
      ['drift: The App "app-2" (merge) has contents: admin, and needs write of it.'],
    ],
    [
      'an App with a word nobody knows',
      { apps: known([app('merge', 2, { contents: 'owner', new_power: 'read' })]) },
      [
        'drift: The App "app-2" (merge) has contents: owner, and needs write of it.',
        'drift: The App "app-2" (merge) has new_power: read, and needs nothing of it.',
      ],
    ],
    [
      'a proposer that also decides',
      { apps: known([app('gate', 1, {}), app('merge', 2, {}), app('proposer', 1, {})]) },
      ['drift: The App "app-1" proposes, and also gates or merges.'],
    ],
    [
      'one App for both',
      {
        apps: known([app('gate', 1, { workflows: 'write', checks: 'write' }), app('merge', 1, { contents: 'write' })]),
      },
      ['stated: One App gates, merges and keeps the ledger.'],
    ],
    [
      'grants that only owners see',
      { grantsShown: false },
      [
        'stated: What the Apps were granted here is shown to organisation owners alone; what they ask for was looked at.',
      ],
    ],
    [
      'an owner nobody knows',
      { grantsShown: false, organisation: unread },
      [
        'stated: What the Apps were granted here is shown to organisation owners alone; what they ask for was looked at.',
      ],
    ],
    [
      'a person’s repository',
      { grantsShown: false, organisation: known(false) },
      [
        'stated: The repository belongs to a person: what the Apps were granted here is not shown, only what they ask for.',
      ],
    ],
    ['no file of owners', { codeowners: known([]) }, ['drift: .github/CODEOWNERS is not there.']],
    [
      'a second file of owners',
      { codeowners: known(['.github/CODEOWNERS', 'CODEOWNERS']) },
      ['drift: There is a second file of owners, CODEOWNERS.'],
    ],
    [
      'an error in it',
      { codeownersErrors: known(['line 3: Unknown owner']) },
      ['drift: The forge finds fault with .github/CODEOWNERS: line 3: Unknown owner'],
    ],
    ['no workflow', { workflows: known([]) }, ['drift: sweep.yml is not there.']],
    [
      'a workflow switched off',
      { workflows: workflow({ state: 'disabled_manually' }) },
      ['drift: sweep.yml is switched off (disabled_manually).'],
    ],
    [
      'a schedule that stopped',
      { workflows: workflow({ lastRun: NOW - DAY - 1 }) },
      ['drift: sweep.yml has not run by itself for 24 h.'],
    ],
    [
      'a schedule that never came',
      { workflows: workflow({ lastRun: null }) },
      ['drift: sweep.yml has never run by itself.'],
    ],
  ])('is found: %s', (_, over, sentences) => {
    expect(said(over)).toEqual(sentences);
  });

  it('whatever could not be read counts as wrong', () => {
    const all = {
      openSecrets: unread,
      environments: unread,
      apps: unread,
      codeowners: unread,
      codeownersErrors: unread,
      workflows: unread,
    };
    const sentences = said(all);
    expect(sentences).toHaveLength(6);
    for (const sentence of sentences)
      expect(sentence).toMatch(/^drift: .* could not be read, so they count as wrong: The forge answered 403\.$/);
  });
});
