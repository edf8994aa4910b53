// The scripts of the workflows, run as a runner would run them, one after the other: from a proposal to what the ledger says.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filled } from '../e2e/form-house.ts';
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
    'steps.asks.outputs.token': '', // nobody has made an App for forms
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

/** From tomorrow on, by the clock of this machine. */
function drill(): Readonly<Record<string, string>> {
  const [from = '', expires = ''] = [1, 4].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
  return { from: from.slice(0, 10), expires: expires.slice(0, 10) };
}

it('an action goes from its proposal to its outcome, and a form becomes a request', async () => {
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
  expect(await job('detect')).toBe('found 0, filed 0\n');
  const tess = test.house.forge.accountByLogin('tess-northwind') ?? expect.fail('no account');
  const wanted = { title: 'Exception: drill', body: filled('exception', drill()), labels: [] };
  const { number: issue } = await test.house.forge.openIssue(tess, wanted);
  expect(await job('form')).toMatch(new RegExp(`^issue ${issue}: This form is request ${issue + 1}: `));
  const { records } = await test.house.bot.ledger.read();
  expect(records.map(({ record }) => record['type'])).toEqual(
    expect.arrayContaining(['action-proposed', 'action-approved', 'action-intended', 'action-executed']),
  );
  expect(readdirSync(folder)).toHaveLength(8);
}, 120_000); // nine processes, and a platform that takes five seconds
