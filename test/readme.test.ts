// The prose is true: every path exists, every verb, variable, ending and dependency has its row, and each command runs somewhere.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../scripts/cli.ts';
import { ENDINGS } from '../scripts/commands/propose.ts';
import { OUTCOMES } from '../scripts/connectors/connector.ts';
import { connectorFor, connectorNames } from '../scripts/connectors/registry.ts';
import { heard } from './e2e/house.ts';
import { ROOT, commands, links, prose, rows, spans } from './readme-text.ts';

const README = prose('README.md');
const CONTRIBUTING = prose('.github/CONTRIBUTING.md');
const SECURITY = prose('.github/SECURITY.md');
const ALL = [README, CONTRIBUTING, SECURITY];

/** Where each command of a `sh` block runs: the file, and the words in it that run it. */
const RUN_IN: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'npm ci': ['.ci/run', 'npm ci'],
  'npm run check': ['.ci/run', 'npm run check'],
  'npm test': ['.ci/run', 'npm test'],
  'npm run tour': ['test/e2e/tour.test.ts', "'tour'"],
  'npm start': ['test/browser/start.test.ts', "'npm', ['start'"],
  'npm exec -- node test/browser/readme-picture.ts http://127.0.0.1:4280': [
    'test/browser/readme-picture.test.ts',
    'takePictures(',
  ],
  'npx countersign propose test/fixtures/action.yaml --dry-run': ['test/e2e/readme.test.ts', "'--dry-run'"],
  'npx countersign policy check': ['test/e2e/readme.test.ts', "'npx countersign policy check'"],
  'npx countersign policy check policies/people.yaml': ['test/e2e/readme.test.ts', "'npx countersign policy check'"],
  'npx countersign propose test/fixtures/action.yaml --wait': ['test/e2e/readme.test.ts', "'--wait'"],
  'npx countersign gate': ['test/e2e/readme.test.ts', "'npx countersign gate'"],
  'npx countersign merge': ['test/e2e/readme.test.ts', "'npx countersign gate'"],
  'npx countersign execute': ['test/e2e/readme.test.ts', "'npx countersign gate'"],
  'npx countersign sweep': ['test/e2e/readme.test.ts', "'npx countersign gate'"],
  'npx countersign erase': ['test/e2e/readme.test.ts', "'npx countersign gate'"],
  'npx countersign detect': ['test/e2e/report-command.test.ts', "['detect'"],
  'git clone http://127.0.0.1:4280/northwind/actions.git audit': [
    'test/e2e/readme.test.ts',
    "'npx countersign verify'",
  ],
  'npx countersign verify audit': ['test/e2e/readme.test.ts', "'npx countersign verify'"],
  'npx countersign evidence audit --from 2026-07-01 --to 2026-09-30 --out pack': [
    'test/e2e/readme.test.ts',
    "'npx countersign evidence'",
  ],
  'python3 scripts/verify-second.py audit': ['test/e2e/readme.test.ts', "'python3 scripts/verify-second.py'"],
};

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const MANIFEST = JSON.parse(read('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

describe('a command', () => {
  it.each([README, CONTRIBUTING].flatMap((document) => commands(document)))('%s runs somewhere', (command) => {
    if (command.startsWith('export ')) return; // belongs to the command after it
    const [file, words] = RUN_IN[command] ?? expect.fail(`nothing runs ${command}: add its row`);
    expect(read(file)).toContain(words);
  });

  it.each(ALL.flatMap(spans).filter((span) => /^npm (run|start|test)\b/.test(span)))('%s is a script', (span) => {
    const [, , ...words] = span.split(' ');
    expect(Object.keys(MANIFEST.scripts)).toContain(span.startsWith('npm run') ? words[0] : span.split(' ')[1]);
  });
});

const HERE = /^(policies|scripts|test|exceptions|actions-queue|\.github|\.ci)\//;
const EXAMPLES = { '<verb>': 'gate', '<platform>': 'ninjarmm' };

describe.each(ALL)('$path', (document) => {
  it('names only paths that exist', () => {
    const named = spans(document).filter((span) => HERE.test(span) && !span.includes(' '));
    const paths = named.map((span) =>
      span.replaceAll(/<\w+>/g, (hole) => EXAMPLES[hole as keyof typeof EXAMPLES] ?? hole),
    );
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('links only to what exists', () => {
    expect(links(document).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names no other machine and no place on this one', () => {
    expect(document.text.match(/https?:\/\/(?!127\.0\.0\.1)\S+/g)).toBeNull();
    expect(document.text.match(/\b[\w-]+\.(?:com|org|net|io|dev)\b/g)).toBeNull();
    expect(document.text.match(/(?<=^|[\s`"'(=])\/[a-z]+\//gm)).toBeNull();
    expect(document.text).not.toContain(ROOT);
  });
});

describe('the README has a row for', () => {
  it('every verb, and for no other', async () => {
    const said = heard();
    await main(['--help'], said.io);
    const verbs = [...said.out().matchAll(/^ {2}([a-z-]+) +\S/gm)].map(([, verb]) => `\`${verb}\``);
    const [start, end] = [README.text.indexOf('## The verbs'), README.text.indexOf('### Environment')];
    const table = rows({ ...README, text: README.text.slice(start, end) }, /^`[\w-]+`$/);
    expect(table.map(([verb]) => verb)).toEqual(verbs);
  });

  it('every environment variable, and for no other', () => {
    const code =
      read('scripts/commands/environment.ts') + read('scripts/commands/notifier.ts') + read('scripts/cli.ts');
    const credentials = connectorNames.flatMap((name) => {
      const connector = connectorFor(name);
      return [...(connector?.credentials ?? []), ...(connector?.activityCredentials ?? [])];
    });
    const known = new Set([...(code.match(/\b(?:COUNTERSIGN|GITHUB)_[A-Z_]+/g) ?? []), ...credentials]);
    const told = new Set(README.text.match(/\b(?:COUNTERSIGN|GITHUB|NINJARMM)_[A-Z_]+/g));
    expect([...told].toSorted()).toEqual([...known].toSorted());
  });

  it.each(Object.entries(ENDINGS))('the ending %s with its exit code', (name, code) => {
    const said = README.text.replaceAll('\n', ' ');
    expect(said).toMatch(new RegExp(`\\b${code} (?:\`[a-z-]+\` or )?\`${name}\``));
  });

  it.each(OUTCOMES)('the outcome %s', (outcome) => {
    expect(rows(README, new RegExp(`\`${outcome}\``))).toHaveLength(1);
  });

  it.each(Object.keys(MANIFEST.dependencies))('%s, with the one file that imports it', (name) => {
    const files = globSync('scripts/**/*.ts', { cwd: ROOT });
    // One that is loaded only when it is needed is named in a call.
    const importing = files.filter((file) => [`from '${name}'`, `('${name}')`].some((one) => read(file).includes(one)));
    const [row] = rows(README, new RegExp(`^\`${name}\`$`));
    expect(row?.[2]).toBe(importing.length === 0 ? 'not imported' : `\`${importing.join('`, `')}\``);
  });

  it.each(Object.keys(MANIFEST.devDependencies))('%s', (name) => {
    // A verb may have the name of a package; its row has three cells.
    const named = rows(README, new RegExp(`\`${name}\``)).filter((row) => row.length === 2);
    expect(named).toHaveLength(1);
  });

  it('no record type that has no schema', () => {
    const schema = read('policies/schemas/record.json');
    const named = spans(README).filter((span) => /^(?:action|window|gate|key)-[a-z]+$/.test(span));
    expect(named.filter((type) => !schema.includes(`"${type}"`))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });
});

it('the rules of what must never happen name where each is enforced and tested', () => {
  const table = rows(SECURITY, /^\d\. /);
  expect(table).toHaveLength(7);
  for (const [rule, enforced, tested] of table) {
    expect(enforced, rule).toMatch(/`scripts\//);
    expect(tested, rule).toMatch(/`test\//);
  }
});
