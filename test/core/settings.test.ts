// Settings as data: the desired state, its difference from what is there, and what the sentences say.
import { describe, expect, it } from 'vitest';
import { desiredSettings } from '../../scripts/core/settings-desired.ts';
import type { Desired, DesiredParts } from '../../scripts/core/settings-desired.ts';
import { accept, differences, findingOf, shown } from '../../scripts/core/settings-difference.ts';
import { isObject, wordOf } from '../../scripts/core/settings-model.ts';
import type { Json, JsonObject, Reading } from '../../scripts/core/settings-model.ts';
import { riskOf } from '../../scripts/core/settings-risks.ts';

const SETTINGS: JsonObject = {
  repository: { allow_auto_merge: false },
  'actions/permissions': { enabled: true },
  'actions/selected': { patterns_allowed: [] },
  'actions/workflow': { default_workflow_permissions: 'read' },
  'actions/public-forks': { approval_policy: 'all_external_contributors' },
  'actions/private-forks': { run_workflows_from_fork_pull_requests: false },
  environments: ['gate'],
  environment: { branches: ['main'] },
  variables: { COUNTERSIGN_GATE_APP: 'GATE_APP', OTHER: 'kept' },
  labels: { auto: { color: '0e8a16' } },
  schedules: { 'a.yml': '1d' },
  accepted: { 'environment/gate can_admins_bypass': 'the plan has no such switch' },
};
const actor = (id: Json): JsonObject => ({ actor_id: id, actor_type: 'Integration', bypass_mode: 'always' });
const RULESET: JsonObject = {
  name: 'ledger-append',
  enforcement: 'active',
  bypass_actors: [actor('GATE_APP_ID'), actor('MERGE_APP_ID')],
  rules: [{ type: 'update', parameters: { update_allows_fetch_and_merge: false } }],
};

function desired(over: Partial<DesiredParts> & { readonly settings?: Json } = {}): Desired | string {
  return desiredSettings({
    settings: SETTINGS,
    rulesets: new Map([['ledger-append', RULESET]]),
    gate: { id: 71, slug: 'gate' },
    merge: { id: 72, slug: 'merge' },
    isPrivate: true,
    ...over,
  });
}

function usable(over: Partial<DesiredParts> = {}): Desired {
  const result = desired(over);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('the desired state', () => {
  it('is filled with the two Apps', () => {
    const { units, schedules, accepted } = usable();
    expect(units.get('variable/COUNTERSIGN_GATE_APP')).toBe('gate');
    expect(units.get('variable/OTHER')).toBe('kept');
    expect(units.get('ruleset/ledger-append')).toMatchObject({ bypass_actors: [{ actor_id: 71 }, { actor_id: 72 }] });
    expect([...units.keys()].filter((unit) => unit.endsWith('forks'))).toEqual(['actions/private-forks']);
    expect([...usable({ isPrivate: false }).units.keys()]).toContain('actions/public-forks');
    expect(schedules.get('a.yml')).toBe(86_400_000);
    expect([...accepted]).toEqual([['environment/gate can_admins_bypass', 'the plan has no such switch']]);
  });

  it('names one App in both roles once', () => {
    const { units } = usable({ merge: { id: 71, slug: 'gate' } });
    expect(units.get('ruleset/ledger-append')).toMatchObject({ bypass_actors: [actor(71)] });
  });

  it('needs neither schedules nor accepted differences, nor a bypass list', () => {
    const { schedules: _, accepted: __, ...rest } = SETTINGS;
    const { bypass_actors: ___, ...bare } = RULESET;
    const { schedules, accepted, units } = usable({ settings: rest, rulesets: new Map([['ledger-append', bare]]) });
    expect([schedules.size, accepted.size, units.get('ruleset/ledger-append')]).toEqual([0, 0, bare]);
  });

  it.each<[string, Partial<DesiredParts>, string]>([
    ['no object', { settings: [] }, '.github/settings.json: it must be an object; restore it from main.'],
    [
      'no repository',
      { settings: { ...SETTINGS, repository: null } },
      '.github/settings.json: repository is missing; restore it from main.',
    ],
    [
      'no environments',
      { settings: { ...SETTINGS, environments: 'gate' } },
      '.github/settings.json: environments is missing; restore it from main.',
    ],
    [
      'no environment',
      { settings: { ...SETTINGS, environment: null } },
      '.github/settings.json: environments is missing; restore it from main.',
    ],
    [
      'no labels',
      { settings: { ...SETTINGS, labels: null } },
      '.github/settings.json: labels is missing; restore it from main.',
    ],
    [
      'a schedule of no time',
      { settings: { ...SETTINGS, schedules: { 'a.yml': 'often' } } },
      '.github/settings.json: schedules, a.yml: write its longest age as 1d or 12h.',
    ],
    [
      'a schedule of a number',
      { settings: { ...SETTINGS, schedules: { 'a.yml': 1 } } },
      '.github/settings.json: schedules, a.yml: write its longest age as 1d or 12h.',
    ],
    [
      'a ruleset of another name',
      { rulesets: new Map([['main-core', RULESET]]) },
      '.github/rulesets/main-core.json: its name must be "main-core", as the file\'s; correct it.',
    ],
    [
      'a ruleset that is none',
      { rulesets: new Map<string, Json>([['main-core', null]]) },
      '.github/rulesets/main-core.json: its name must be "main-core", as the file\'s; correct it.',
    ],
  ])('is refused with %s', (_, over, sentence) => {
    expect(desired(over)).toBe(sentence);
  });
});

const known = (value: Json): Reading<Json> => ({ known: true, value });

function found(unit: string, wanted: Json, reading?: Reading<Json>) {
  return differences(new Map([[unit, wanted]]), new Map(reading === undefined ? [] : [[unit, reading]])).map(findingOf);
}

describe('a difference', () => {
  it.each<[string, Json, Json]>([
    ['in the same words', { a: true, list: ['x', 'y'] }, { a: true, list: ['y', 'x'], more: 1 }],
    [
      'with a rule more',
      { rules: [{ type: 'update' }] },
      { rules: [{ type: 'deletion' }, { type: 'update', parameters: {} }] },
    ],
    ['with both empty', { bypass_actors: [] }, { bypass_actors: [] }],
  ])('is none %s', (_, wanted, is) => {
    expect(found('ruleset/x', wanted, known(is))).toEqual([]);
  });

  it.each<[string, Json, Json, string]>([
    ['a value', { a: true }, { a: false }, 'The ruleset "x": a is false and should be true.'],
    ['a list', { a: ['x'] }, { a: [] }, 'The ruleset "x": a is [] and should be ["x"].'],
    ['a list that is none', { a: ['x'] }, { a: 'x' }, 'The ruleset "x": a is "x" and should be ["x"].'],
    [
      'a field that is not shown',
      { a: true },
      {},
      'The ruleset "x": a is not there or not shown, so it counts as off; it should be true.',
    ],
    [
      'a list that is not shown',
      { a: [] },
      {},
      'The ruleset "x": a is not there or not shown, so it counts as off; it should be [].',
    ],
    ['an object that is none', { a: { b: 1 } }, { a: null }, 'The ruleset "x": a is null and should be {"b":1}.'],
    [
      'a rule',
      { rules: [{ type: 'update' }] },
      { rules: [{ type: 'deletion' }] },
      'The ruleset "x": rules.update is not there or not shown, so it counts as off; it should be {"type":"update"}.',
    ],
    [
      'all rules',
      { rules: [{ type: 'update' }] },
      { rules: [] },
      'The ruleset "x": rules.update is not there or not shown, so it counts as off; it should be {"type":"update"}.',
    ],
    [
      'rules that are none',
      { rules: [{ type: 'update' }] },
      { rules: ['update'] },
      'The ruleset "x": rules.update is not there or not shown, so it counts as off; it should be {"type":"update"}.',
    ],
  ])('is said of %s', (_, wanted, is, sentence) => {
    expect(found('ruleset/x', wanted, known(is)).map((one) => one.sentence)).toEqual([sentence]);
  });

  it('is said of what is missing, unread, or was not looked at', () => {
    const unread: Reading<Json> = { known: false, why: 'The forge answered 403.' };
    expect(found('environment/gate', {}, known(null))[0]?.sentence).toBe('The environment "gate" does not exist.');
    expect(found('label/tier 1', {}, unread)[0]).toMatchObject({
      sentence: 'The label "tier 1" could not be read, so it counts as off: The forge answered 403.',
      remedy: 'Give the token the permission to read it.',
    });
    expect(found('thing', true)[0]?.sentence).toBe('thing could not be read, so it counts as off: nobody looked');
    expect(found('thing/x', true)[0]?.sentence).toBe('thing "x" could not be read, so it counts as off: nobody looked');
    expect(found('repository', { a: 1 }, known({ a: 2 }))[0]?.remedy).toBe('Run countersign setup.');
    const bypass = found('environment/gate', { can_admins_bypass: false }, known({ can_admins_bypass: true }))[0];
    expect(bypass?.remedy).toContain('switch it off in the settings of the environment');
  });

  it('is still said where it is accepted', () => {
    const findings = found(
      'environment/gate',
      { can_admins_bypass: false, x: 1 },
      known({ can_admins_bypass: true, x: 2 }),
    );
    const result = accept(findings, new Map([['environment/gate can_admins_bypass', 'no such plan.']]));
    expect(result.map((one) => [one.severity, one.sentence])).toEqual([
      [
        'stated',
        'The environment "gate": can_admins_bypass is true and should be false. It is accepted: no such plan.',
      ],
      ['drift', 'The environment "gate": x is 2 and should be 1.'],
    ]);
  });

  it('is cut where it is long', () => {
    expect(shown('x'.repeat(300))).toHaveLength(161);
  });

  it('has a risk for every kind of setting', () => {
    const risks = ['ruleset/new', 'environment/x', 'repository x', 'variable/x', 'label/x'].map(riskOf);
    expect(new Set(risks).size).toBe(risks.length);
    expect(riskOf('ruleset/new')).toBe('What the ruleset forbids would be allowed.');
  });

  it('is named in one word', () => {
    expect([wordOf('x'), wordOf(1), wordOf(undefined), wordOf(null)]).toEqual(['x', '1', 'null', 'null']);
  });

  it('is of objects, not of lists or nothing', () => {
    expect([isObject({}), isObject([]), isObject(null), isObject(undefined)]).toEqual([true, false, false, false]);
  });
});
