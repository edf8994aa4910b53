// What a change of who is watched on a platform means, in sentences: to watch less must not look like nothing.
import { describe, expect, it } from 'vitest';
import { policyDifferences } from '../../scripts/core/policy-difference.ts';
import type { Automation, Platform, Policy } from '../../scripts/core/policy-model.ts';
import { AUTOMATION, basePolicy } from '../fixtures/situation.ts';

const rmm: Platform = { id: 'rmm', name: 'Remote Management', baseUrl: 'https://rmm.example', settings: {} };
const watching = (activity: NonNullable<Platform['activity']>): Policy => {
  return basePolicy({ platforms: new Map([['rmm', { ...rmm, activity }]]) });
};
const all = watching({ executor: '7', unnamed: 'automation', people: ['1', '2'] });
const few = watching({ executor: '7', unnamed: 'platform', people: null });
const owning = (platformAccounts: Automation['platformAccounts'] & object): Policy => {
  return basePolicy({ automations: new Map([[AUTOMATION.id, { ...AUTOMATION, platformAccounts }]]) });
};
const ALL =
  'compared with what account 7 was to run: what anybody does but the people 1 and 2, also what nobody is named for';
const FEW = 'compared with what account 7 was to run: what the named programs do, but not what nobody is named for';

describe('a change of what is watched', () => {
  it.each<[string, Policy, Policy, readonly string[]]>([
    ['nothing', all, all, []],
    ['begun', basePolicy(), all, [`What happens on Remote Management is ${ALL}; it was compared with nothing before.`]],
    ['less', all, few, [`What happens on Remote Management is ${FEW}; it was ${ALL} before.`]],
    ['ended', few, basePolicy(), [`What happens on Remote Management is compared with nothing; it was ${FEW} before.`]],
    [
      'an account of an automation',
      owning({ rmm: ['8'] }),
      owning({ rmm: ['9'] }),
      ['The automation Responder gains the account 9 on rmm.', 'The automation Responder loses the account 8 on rmm.'],
    ],
  ])('%s', (_, before, after, sentences) => {
    expect(policyDifferences(before, after)).toEqual(sentences);
  });
});
