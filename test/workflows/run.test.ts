// The scripts of the workflows, run as a runner would run them, one after the other: from a proposal to what the ledger says.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isolation, testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { propose } from '../../scripts/propose.ts';
import { ROOT, stepsIn, text, textsIn, treeOf, workflows } from './workflow.ts';

const run = promisify(execFile);
let test: TestHouse;
let folder: string;

beforeAll(async () => {
  test = await testHouse('real');
  folder = mkdtempSync(join(tmpdir(), 'countersign-runner-'));
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the last step of a workflow in an empty RUNNER_TEMP, with what its expressions stand for. */
async function job(name: string): Promise<string> {
  const step = stepsIn(workflows.find((one) => one.name === name) ?? expect.fail(`there is no ${name}`)).at(-1) ?? {};
  const temp = mkdtempSync(join(folder, `${name}-`));
  const meant: Readonly<Record<string, string>> = {
    'steps.app.outputs.token': test.house.settings.tokens['countersign[bot]'] ?? '',
    'secrets.COUNTERSIGN_LEDGER_KEY': readFileSync(join(test.directory, 'ledger.pem'), 'utf8').trimEnd(),
    'runner.temp': temp,
    // Nobody has entered these: a runner then gives nothing, and no channel is set up.
    'secrets.COUNTERSIGN_WEBHOOK_URL': '',
    'secrets.COUNTERSIGN_WEBHOOK_SECRET': '',
    'secrets.COUNTERSIGN_SMTP_URL': '',
    'vars.COUNTERSIGN_MAIL_FROM': '',
    ...Object.fromEntries(
      Object.entries(test.house.sandbox.credentials).map(([key, value]) => [`secrets.${key}`, value]),
    ),
  };
  const fill = (value: string): string =>
    value.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, what: string) => meant[what] ?? expect.fail(`${what} is not given`));
  const env = Object.fromEntries(textsIn(treeOf(step['env'])).map(([key, value]) => [key, fill(value)]));
  const given = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: temp,
    GITHUB_API_URL: `${test.house.url}/api/v3`,
    GITHUB_REPOSITORY: 'northwind/actions',
    COUNTERSIGN_MIRROR: join(temp, 'mirror.git'),
  };
  // As `shell: bash` runs it.
  const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', text(step['run'])];
  const { stdout } = await run('bash', args, { cwd: ROOT, env: { ...given, ...env } });
  expect(statSync(join(temp, 'ledger.pem')).mode & 0o777).toBe(0o600);
  return stdout;
}

it('an action goes from its proposal to its outcome', async () => {
  const draft = new TextEncoder().encode(JSON.stringify(isolation()));
  const proposed = await propose(draft, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind === 'refused') expect.fail(proposed.sentences.join(' '));
  const { number, head } = proposed.pull;
  expect(await job('gate')).toContain(`request ${number}: waiting: `);
  await test.house.as('lena-northwind').forge.review(number, head, 'APPROVE', 'Yes.');
  expect(await job('gate')).toContain(`request ${number}: approved: `);
  await job('merge');
  expect(test.house.forge.pull(number).merged).not.toBeNull();
  expect(await job('execute')).toContain(`${proposed.id}: succeeded: `);
  await job('sweep');
  expect(await job('erase')).toBe('nothing to erase\n');
  const { records } = await test.house.bot.ledger.read();
  expect(records.map(({ record }) => record['type'])).toEqual(
    expect.arrayContaining(['action-proposed', 'action-approved', 'action-intended', 'action-executed']),
  );
  expect(readdirSync(folder)).toHaveLength(6);
}, 120_000); // eight processes, and a platform that takes five seconds
