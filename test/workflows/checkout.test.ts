// What `verify.yml` verifies is not a clone but what the checkout action leaves: a detached commit and remote branches.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { heard, testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { ROOT } from './workflow.ts';

// Not the synchronous one: the forge that git asks runs in this process.
const run = promisify(execFile);
let test: TestHouse;
let folder: string;

beforeAll(async () => {
  test = await testHouse();
  await test.house.step();
  folder = mkdtempSync(join(tmpdir(), 'countersign-checkout-'));
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...args])).stdout.trim();
  // The steps of actions/checkout with `fetch-depth: 0` and a commit as `ref`.
  await git('init', '--quiet', '--initial-branch=main', '.');
  await git('remote', 'add', 'origin', test.house.cloneUrl);
  await git(
    'fetch',
    '--quiet',
    '--prune',
    '--no-recurse-submodules',
    'origin',
    '+refs/heads/*:refs/remotes/origin/*',
    '+refs/tags/*:refs/tags/*',
  );
  await git('checkout', '--quiet', '--force', await git('rev-parse', 'refs/remotes/origin/main'));
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

it('is verified by the first verifier', async () => {
  const said = heard();
  const code = await main(['verify', folder, '--key', test.house.vkey], said.io);
  expect({ code, err: said.err() }).toEqual({ code: 0, err: '' });
});

it('is verified by the second one', async () => {
  const args = [join(ROOT, 'scripts/verify-second.py'), folder, '--key', test.house.vkey];
  await expect(run('python3', args)).resolves.toBeDefined();
});
