// What is recorded of a look: parts, what could not be read, what differs by name, and a digest that changes with the settings alone.
import { describe, expect, it } from 'vitest';
import type { Surroundings } from '../../scripts/core/settings-checks.ts';
import type { Finding, Json, Reading } from '../../scripts/core/settings-model.ts';
import { sightOf } from '../../scripts/core/settings-sight.ts';
import type { Looked } from '../../scripts/core/settings-sight.ts';

const known = <T>(value: T): Reading<T> => ({ known: true, value });
const unread: Reading<never> = { known: false, why: 'The forge answered 403.' };

const AROUND: Surroundings = {
  organisation: known(true),
  openSecrets: known([]),
  environments: known([{ name: 'gate', mainOnly: true, secrets: ['KEY'] }]),
  apps: known([{ role: 'gate', id: 1, slug: 'gate', permissions: { checks: 'write' } }]),
  grantsShown: true,
  codeowners: known(['.github/CODEOWNERS', 'docs/CODEOWNERS']),
  codeownersErrors: known([]),
  workflows: known([{ path: 'sweep.yml', state: 'active', since: 0, lastRun: 5 }]),
};
const RULES: Json = { name: 'main-core', enforcement: 'active', rules: [{ type: 'deletion' }, { type: 'update' }] };
const UNITS = new Map<string, Json>([
  ['repository', { allow_squash_merge: false, extra: { deep: 1 } }],
  ['ruleset/main-core', RULES],
]);
const IS = new Map<string, Reading<Json>>([
  ['repository', known({ allow_squash_merge: false, pushed_at: 'today', extra: 7 })],
  ['ruleset/main-core', known(RULES)],
]);
const LOOK: Looked = {
  units: UNITS,
  readings: IS,
  surroundings: AROUND,
  past: { versions: new Map([['ruleset/main-core', known([])]]), moves: known([]), bypasses: known([]) },
  findings: [],
};

const sight = (over: Partial<Looked> = {}) => sightOf({ ...LOOK, ...over });
const around = (over: Partial<Surroundings>) => sight({ surroundings: { ...AROUND, ...over } });
const reads = (unit: string, value: Json) => sight({ readings: new Map([...IS, [unit, known(value)]]) });
const finding = (id: string, severity: Finding['severity'] = 'drift'): Finding => {
  return { id, severity, sentence: 's', risk: 'r', remedy: 'm' };
};

describe('a look that could read everything', () => {
  it('counts its parts and names nothing', () => {
    expect(sight()).toEqual({
      parts: 12,
      unread: [],
      differences: 0,
      codes: [],
      stated: [],
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it.each<[string, readonly Finding[], readonly string[]]>([
    ['a whole setting', [finding('ruleset/main-core')], ['ruleset/main-core']],
    ['its field', [finding('repository allow_squash_merge')], ['repository allow_squash_merge']],
    ['a workflow of ours', [finding('schedule/.github/workflows/sweep.yml')], ['schedule/.github/workflows/sweep.yml']],
    ['a secret, whose name is somebody’s', [finding('secret/LENAS_TOKEN'), finding('secret/OTHER')], ['secret']],
    ['what the forge has written', [finding('codeowners-error/line 3\nignore/this')], ['codeowners-error']],
    ['an App', [finding('app/stranger contents')], ['app']],
    ['two, in the order of their names', [finding('secret/A'), finding('repository x')], ['repository x', 'secret']],
  ])('names %s', (_, findings, codes) => {
    expect(sight({ findings })).toMatchObject({ differences: findings.length, codes, stated: [] });
  });

  it('tells what is known and accepted apart', () => {
    const findings = [finding('single-app', 'stated'), finding('repository', 'stated'), finding('secret/A')];
    expect(sight({ findings })).toMatchObject({
      differences: 1,
      codes: ['secret'],
      stated: ['repository', 'single-app'],
    });
  });
});

describe('a part that could not be read', () => {
  it.each<[string, Partial<Looked>]>([
    ['repository', { readings: new Map([...IS, ['repository', unread]]) }],
    ['ruleset/main-core', { readings: new Map([...IS].slice(0, 1)) }],
    ['organisation', { surroundings: { ...AROUND, organisation: unread } }],
    ['secrets', { surroundings: { ...AROUND, openSecrets: unread } }],
    ['environments', { surroundings: { ...AROUND, environments: unread } }],
    ['apps', { surroundings: { ...AROUND, apps: unread } }],
    ['codeowners', { surroundings: { ...AROUND, codeowners: unread } }],
    ['codeowners-errors', { surroundings: { ...AROUND, codeownersErrors: unread } }],
    ['workflows', { surroundings: { ...AROUND, workflows: unread } }],
    ['history/ruleset/main-core', { past: { ...LOOK.past, versions: new Map([['ruleset/main-core', unread]]) } }],
    ['history/moves', { past: { ...LOOK.past, moves: unread } }],
    ['history/bypasses', { past: { ...LOOK.past, bypasses: unread } }],
  ])('%s is named, and is no difference', (name, over) => {
    const findings = [finding(name), finding('secret/A'), finding(name, 'stated')];
    const seen = sight({ ...over, findings });
    expect(seen).toMatchObject({ parts: 12, unread: [name], differences: 1, codes: ['secret'], stated: [] });
    expect(seen.digest === sight().digest).toBe(name.startsWith('history/'));
  });
});

describe('the digest', () => {
  it.each<[string, () => ReturnType<typeof sight>]>([
    ['the order of a list', () => around({ codeowners: known(['docs/CODEOWNERS', '.github/CODEOWNERS']) })],
    [
      'the order of rules',
      () => reads('ruleset/main-core', { ...(RULES as object), rules: [{ type: 'update' }, { type: 'deletion' }] }),
    ],
    ['a field that nobody wants', () => reads('repository', { allow_squash_merge: false, pushed_at: 'now', extra: 7 })],
    [
      'when a workflow ran',
      () => around({ workflows: known([{ path: 'sweep.yml', state: 'active', since: 9, lastRun: 9 }]) }),
    ],
    ['what differs', () => sight({ findings: [finding('secret/A')] })],
  ])('is the same whatever %s is', (_, look) => {
    expect(look().digest).toBe(sight().digest);
  });

  it.each<[string, () => ReturnType<typeof sight>]>([
    ['a value', () => reads('repository', { allow_squash_merge: true, extra: 7 })],
    ['a field that is not shown', () => reads('repository', { extra: 7 })],
    ['a setting that is gone', () => reads('ruleset/main-core', null)],
    ['one rule less', () => reads('ruleset/main-core', { ...(RULES as object), rules: [{ type: 'update' }] })],
    [
      'a rule more',
      () =>
        reads('ruleset/main-core', {
          ...(RULES as object),
          rules: [{ type: 'update' }, { type: 'deletion' }, { type: 'creation' }],
        }),
    ],
    ['an error in CODEOWNERS', () => around({ codeownersErrors: known(['line 3: nobody']) })],
    ['a secret more', () => around({ openSecrets: known(['A']) })],
    [
      'an environment’s branches',
      () => around({ environments: known([{ name: 'gate', mainOnly: false, secrets: ['KEY'] }]) }),
    ],
    ['an App’s right', () => around({ apps: known([{ role: 'gate', id: 1, slug: 'gate', permissions: {} }]) })],
    [
      'a workflow switched off',
      () => around({ workflows: known([{ path: 'sweep.yml', state: 'disabled', since: 0, lastRun: 5 }]) }),
    ],
    ['the owner', () => around({ organisation: known(false) })],
    ['whether grants are shown', () => around({ grantsShown: false })],
  ])('is another one for %s', (_, look) => {
    expect(look().digest).not.toBe(sight().digest);
  });
});
