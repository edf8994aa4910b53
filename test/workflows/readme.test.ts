// What the workflows' own page says is so: its tables, its commands as they stand there, and what a job has to install.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeDispatches } from '../../scripts/local/dispatches.ts';
import type { Lane } from '../../scripts/local/lane.ts';
import { testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { ROOT, jobsOf, parsed, text, treeOf, workflows } from './workflow.ts';

const PAGE = readFileSync(join(ROOT, '.github/workflows/README.md'), 'utf8');
const BLOCKS = [...PAGE.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? '');
const run = promisify(execFile);

function rowsUnder(heading: string): readonly (readonly string[])[] {
  const table = (PAGE.split(heading)[1] ?? '').split('\n\n').find((part) => part.startsWith('| ')) ?? '';
  const lines = table.split('\n').slice(2);
  return lines.map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

const spans = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? '');
const shown = (environment: string): string => environment.replace('${{ github.event.sender.id }}', '<account>');

describe('the page', () => {
  it('has a row for every workflow, with its environment', () => {
    const rows = rowsUnder('\nthe API for it').map(([name = '', , environment = '']) => [
      spans(name)[0],
      spans(environment)[0],
    ]);
    const real = workflows.map((workflow) => {
      const used = jobsOf(workflow)
        .map(({ tree }) => text(tree['environment']))
        .filter((one) => one !== '');
      return [workflow.name, used[0] === undefined ? undefined : shown(used[0])] as const;
    });
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(real));
  });

  it('says for every environment which variables and secrets its jobs take', () => {
    const rows = rowsUnder('## What each environment holds').map(([name = '', variables = '', secrets = '']) => {
      return [spans(name)[0] ?? 'repository', [...spans(variables), ...spans(secrets)].toSorted()] as const;
    });
    const taken = new Map<string, Set<string>>();
    for (const { tree } of workflows.flatMap(jobsOf)) {
      // A condition and a job without an environment see the repository's variables only.
      const { if: condition, ...rest } = tree;
      const names = [...JSON.stringify(rest).matchAll(/(?:vars|secrets)\.(\w+)/g)].map(([, one]) => one ?? '');
      const before = [...text(condition).matchAll(/vars\.(\w+)/g)].map(([, one]) => one ?? '');
      const environment = shown(text(tree['environment'])) || 'repository';
      for (const name of names) taken.set(environment, (taken.get(environment) ?? new Set()).add(name));
      for (const name of before) taken.set('repository', (taken.get('repository') ?? new Set()).add(name));
    }
    const real = [...taken].map(([name, used]) => [name, [...used].toSorted()] as const);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(real));
  });
});

describe('one HTTP request', () => {
  let test: TestHouse;
  let dispatches: Lane;
  beforeAll(async () => {
    test = await testHouse();
    dispatches = takeDispatches(
      test.house,
      () => undefined,
      () => undefined,
    );
  });
  afterAll(async () => {
    await dispatches.stop();
    await test.close();
  });

  it('typed as it stands there, proposes an action and finds its address', async () => {
    const env = {
      ...process.env,
      API: `${test.house.url}/api/v3`,
      REPOSITORY: 'northwind/actions',
      ACCOUNT: '90001',
      TOKEN: test.house.settings.tokens['northwind-ransomware-responder[bot]'] ?? '',
    };
    const [send = '', read = ''] = BLOCKS;
    await run('bash', ['-e', '-o', 'pipefail', '-c', send], { env });
    await dispatches.idle();
    const { stdout } = await run('bash', ['-e', '-o', 'pipefail', '-c', read], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'opened',
      request: 1,
      approvers: ['lena'],
      url: `${test.house.url}/requests/1`,
    });
  });
});

it('the fallback for older servers leaves workflows that know neither key', async () => {
  const [, script = ''] = /^sed -i ('[^']+')/.exec(BLOCKS[2] ?? '') ?? [];
  for (const { name, text: before } of workflows) {
    const child = run('bash', ['-c', `sed ${script}`]);
    child.child.stdin?.end(before);
    const after = parsed(name, (await child).stdout).tree;
    expect(after['cache-mode'], name).toBeUndefined();
    expect(treeOf(after['concurrency'])['queue'], name).toBeUndefined();
    expect(after['jobs'], name).toEqual(parsed(name, before).tree['jobs']);
  }
});

/** Every package that is loaded from a file on, following imports; `skip` leaves out what another verb loads. */
function packagesFrom(file: string, skip: RegExp, seen = new Set<string>()): ReadonlySet<string> {
  const packages = new Set<string>();
  if (seen.has(file) || !existsSync(file)) return packages;
  seen.add(file);
  const code = readFileSync(file, 'utf8').replaceAll(/import type [^;]*;/g, '');
  for (const [, name = ''] of code.matchAll(/(?:from |import\(|import |require\()['"]([^'"]+)['"]/g)) {
    if (name.startsWith('node:') || skip.test(name)) continue;
    if (!name.startsWith('.')) packages.add(name);
    else for (const one of packagesFrom(join(dirname(file), name), skip, seen)) packages.add(one);
  }
  return packages;
}

it('the run-time packages are enough for every verb that a workflow runs', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly dependencies: object };
  const verbs = workflows
    .map(({ name }) => join(ROOT, `scripts/commands/${name}.ts`))
    .filter((path) => existsSync(path));
  expect(verbs.map((path) => relative(ROOT, path))).toContain('scripts/commands/execute.ts');
  const loaded = [join(ROOT, 'scripts/cli.ts'), ...verbs].flatMap((path) => [...packagesFrom(path, /^\.\/commands\//)]);
  expect(loaded).toContain('@octokit/rest');
  expect(loaded.filter((name) => !(name in manifest.dependencies))).toEqual([]);
});
