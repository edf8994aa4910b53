// Every requirement of the standard has a place that enforces it, a test that shows it and a record that proves it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { main } from '../scripts/cli.ts';
import type { ControlsFile, StandardFile } from '../scripts/core/generated/types.ts';
import { RECORD_TYPES } from '../scripts/core/policy-refs-records.ts';
import { heard } from './e2e/house.ts';
import { ROOT } from './readme-text.ts';
import { hasTest, holdsBack, importsBeside } from './test-names.ts';

type Requirement = NonNullable<ControlsFile['requirements']>[number];

/** The rows of the standard's tables. A row that goes from controls.yaml goes from here as well, in sight of whoever approves that. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  tier: words(
    'ninjarmm-isolate ninjarmm-patch ninjarmm-health connectwise-close connectwise-move connectwise-log',
    'sentinelone-quarantine sentinelone-query copilot-draft copilot-summarise power-automate-runbook power-automate-route',
    'cloud-export cloud-iam cloud-escalation cloud-configuration cloud-open-bucket cloud-repair-bucket',
    'gated-or-not prohibited remediation-pauses',
  ),
  gate: words(
    'named-person sees-exactly explicit moment nothing-before first-is-failure denial-final no-answer',
    'no-notification request-shows where-people-work not-own-request no-automation-past runs-at-once',
  ),
  who: words('one-reversible one-irreversible many-clients incident-runbook tier-2 exception').flatMap((row) => [
    row,
    `${row}.unavailable`,
  ]),
  log: words(
    'approved denied gate-failure exception tier-2 deferred',
    'not-optional form form-routed exception-both exception-expires kept',
  ),
  review: words('exception-log trend root-cause tiers availability version attendance dated-record every-quarter'),
};

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}

const yaml = (name: string): unknown => parse(readFileSync(join(ROOT, 'policies', name), 'utf8'));
const { controls, requirements = [] } = yaml('controls.yaml') as ControlsFile; // `policy check` holds it against its schema
const { retention } = yaml('standard.yaml') as StandardFile;

/** What the claims are held against. */
interface World {
  readonly read: (path: string) => string | null;
  readonly exists: (path: string) => boolean;
  readonly verbs: ReadonlySet<string>;
  readonly retention: Readonly<Record<string, number>>;
}

const WORLD: World = {
  read: (path) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null),
  exists: (path) => existsSync(join(ROOT, path)),
  verbs: await verbs(),
  retention,
};

/** The verbs as the command line lists them. */
async function verbs(): Promise<ReadonlySet<string>> {
  const { io, out } = heard();
  await main([], io);
  return new Set([...out().matchAll(/^ {2}([a-z-]+) /gm)].flatMap(([, verb]) => verb ?? []));
}

/** What is wrong with the claims about one requirement, each as one sentence. */
function faultsOf({ id, verbs: named, files, tests, records }: Requirement, world: World): readonly string[] {
  const says = (sentence: string) => `${id}: ${sentence}`;
  return [
    ...named.filter((verb) => !world.verbs.has(verb)).map((verb) => says(`there is no verb ${verb}`)),
    ...files.filter((path) => !world.exists(path)).map((path) => says(`there is no file ${path}`)),
    ...(tests.length === 0 ? [says('no test shows it')] : []),
    ...tests.flatMap(({ file, name }) => {
      const text = world.read(file);
      if (text === null) return [says(`there is no test file ${file}`)];
      const back = holdsBack(text).map((what) => says(`${file} holds tests back with ${what}`));
      const tables = importsBeside(text).map((beside) => world.read(join(dirname(file), beside)) ?? '');
      return hasTest(text, name, tables) ? back : [...back, says(`${file} has no test "${name}"`)];
    }),
    ...(records.length === 0 ? [says('no record proves it')] : []),
    ...records.flatMap((type) => {
      if (!RECORD_TYPES.some((known) => known === type)) return [says(`there are no records of the type ${type}`)];
      return keptFor(type, world) > 0 ? [] : [says(`nothing says how long ${type} records are kept`)];
    }),
  ];
}

/** Types that are younger than the first policies are kept as long as gate failures where they have no period of their own. */
function keptFor(type: string, { retention: months }: World): number {
  return months[type] ?? months['gate-failure'] ?? 0;
}

describe('the requirements of the standard', () => {
  it.each(Object.keys(TABLES))('of the section %s are all there, and no other', (section) => {
    const own = requirements.map(({ id }) => id).filter((id) => id.startsWith(`${section}.`));
    expect(own.toSorted()).toEqual(TABLES[section]?.map((row) => `${section}.${row}`).toSorted());
  });

  it('are of these sections, and each is stated once', () => {
    const ids = requirements.map(({ id }) => id);
    expect(new Set(ids.map((id) => id.split('.')[0]))).toEqual(new Set(Object.keys(TABLES)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(requirements.map((one) => [one.id, one] as const))('%s: enforced, shown and proven', (_, one) => {
    expect(faultsOf(one, WORLD)).toEqual([]);
  });

  it('serve the criteria that the controls name', () => {
    const known = new Set(controls.map(({ criterion }) => criterion));
    expect(requirements.map(({ criterion }) => criterion).filter((criterion) => !known.has(criterion))).toEqual([]);
  });
});

const SHOWN: Requirement = {
  id: 'gate.x',
  criterion: 'CC8.1',
  requirement: 'A human approves.',
  verbs: ['gate'],
  files: ['policies/authority.yaml'],
  tests: [{ file: 'test/e2e/x.test.ts', name: 'waits for its approver' }],
  records: ['action-approved'],
};
const PLAIN = `it('waits for its approver', () => {});\n`;
const TABLE = `it.each([\n  ['its approver', 1],\n])('waits for %s', () => {});\n`;
const ROWS = `const ROWS = [{ row: 'its approver' }];\n  it.each(ROWS)('waits for $row', async () => {});\n`;

describe('a requirement', () => {
  const found = (over: Partial<Requirement>, text: string | null = PLAIN, kept: World['retention'] = retention) =>
    faultsOf({ ...SHOWN, ...over }, { ...WORLD, read: () => text, retention: kept });

  it.each([PLAIN, TABLE, ROWS, PLAIN.replaceAll("'", '"')])('is shown by %j', (text) => {
    expect(found({}, text)).toEqual([]);
  });

  it.each<[string, Partial<Requirement>, string | null, string]>([
    ['whose verb is gone', { verbs: ['guess'] }, PLAIN, 'there is no verb guess'],
    ['whose file is gone', { files: ['scripts/gone.ts'] }, PLAIN, 'there is no file scripts/gone.ts'],
    ['without a test', { tests: [] }, PLAIN, 'no test shows it'],
    ['whose test file is gone', {}, null, 'there is no test file test/e2e/x.test.ts'],
    ['whose test was renamed', {}, PLAIN.replace('waits', 'asks'), 'has no test "waits for its approver"'],
    ['whose test is only a comment', {}, `// ${PLAIN}`, 'has no test "waits for its approver"'],
    ['whose row left its table', {}, TABLE.replace('its approver', 'nobody'), 'has no test "waits for its approver"'],
    ['whose test is skipped', {}, PLAIN.replace('it(', 'it.skip('), 'holds tests back with it.skip'],
    ['whose file runs only another', {}, `${PLAIN}it.only('x', () => {});`, 'holds tests back with it.only'],
    ['without a record', { records: [] }, PLAIN, 'no record proves it'],
    [
      'whose record is unknown',
      { records: ['action-guessed'] },
      PLAIN,
      'there are no records of the type action-guessed',
    ],
  ])('%s is noticed', (_, over, text, sentence) => {
    expect(found(over, text).join('\n')).toContain(sentence);
  });

  it('whose record is kept for no time is noticed', () => {
    expect(found({}, PLAIN, {})).toEqual(['gate.x: nothing says how long action-approved records are kept']);
  });
});

it('every control names verbs that exist', () => {
  const missing = controls.flatMap(({ id, verbs: named }) =>
    named.filter((verb) => !WORLD.verbs.has(verb)).map((verb) => `${id}: ${verb}`),
  );
  expect(missing).toEqual([]);
});
