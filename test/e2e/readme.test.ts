// The README's commands, typed as they stand there, in a house with an action that is proposed, approved, run and verified.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, blockWith, prose } from '../readme-text.ts';
import { csvRows } from '../fixtures/csv.ts';
import { testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const README = prose('README.md');
const BOT = 'countersign[bot]';
const RESPONDER = 'northwind-ransomware-responder[bot]';
let test: TestHouse;

beforeAll(async () => {
  test = await testHouse('real');
});
afterAll(() => test.close());

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a file with the house's address and folders in place of those of `npm start`. */
function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { ...process.env, ...env } };
    const child = execFile(file, args, options, (fault, out, err) => {
      resolve({ code: fault === null ? 0 : typeof fault.code === 'number' ? fault.code : -1, out, err });
    });
    child.stdin?.end();
  });
}

function type(command: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const adapted = blockWith(README, command)
    .replaceAll('http://127.0.0.1:4280', test.house.url)
    .replaceAll('.countersign/', `${test.directory}/`)
    .replaceAll(/ audit(?=$| --)/gm, ` ${join(test.directory, 'audit')}`)
    .replaceAll(/--from \S+ --to \S+ --out pack$/gm, `${today()} --out ${join(test.directory, 'pack')}`)
    .replaceAll('npx countersign', `'${process.execPath}' scripts/countersign.mjs`);
  return run('sh', ['-e', '-c', adapted], env);
}

/** The days of a period that ends today: the house has the machine's clock. */
function today(): string {
  const [from, to] = [Date.now() - 86_400_000, Date.now()].map((at) => new Date(at).toISOString().slice(0, 10));
  return `--from ${from} --to ${to}`;
}

/** Lena approves the newest request. */
async function approve(): Promise<void> {
  const newest = test.house.forge.pulls().at(-1);
  if (newest === undefined) throw new Error('nothing was proposed');
  await test.house.as('lena-northwind').forge.review(newest.number, newest.head, 'APPROVE', '');
}

describe('the README’s commands', () => {
  it('show what a draft would do, without opening anything', async () => {
    const { code, out } = await type('--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('Nothing was opened.');
    expect(out).toContain('approver  Lena Lindqvist');
    expect(test.house.forge.pulls()).toEqual([]);
  });

  it('check the policy', async () => {
    const { code, out } = await type('npx countersign policy check');
    expect(code).toBe(0);
    expect(out).toMatch(/no problems/);
  });

  it('propose from TypeScript', async () => {
    const script = blockWith(README, 'openWorkplace');
    const { code, out } = await run(
      process.execPath,
      ['--input-type=module-typescript', '--eval', script],
      test.environment(RESPONDER),
    );
    expect(code).toBe(0);
    expect(out).toContain(`${test.house.url}/requests/1`);
  });

  it('gate, merge, execute and sweep as they are typed', async () => {
    await approve();
    const { code, out, err } = await type('npx countersign gate', test.environment(BOT));
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(out).toContain('request 1: approved');
    expect(out).toContain('merged 1, closed 0');
    expect(out).toContain(': succeeded: ');
    expect(out).toContain('called 0');
    expect(test.house.sandbox.acts(4711)).toBe(1);
  });

  it('propose with the token of a running house, and wait for the end', async () => {
    const waiting = type('--wait');
    await expect.poll(() => test.house.forge.pulls().length, { timeout: 20_000 }).toBe(2);
    await approve();
    await test.house.step();
    const { code, out } = await waiting;
    expect(code).toBe(0);
    expect(out).toContain('already-in-state: ');
    expect(test.house.sandbox.acts(4711)).toBe(1);
  });

  it('verify a clone', async () => {
    const { code, out } = await type('npx countersign verify');
    expect(out).toContain('Nothing is wrong with this history.');
    expect(code).toBe(0);
  });

  it('verify it a second time, with the other verifier', async () => {
    const { code, out, err } = await type('python3 scripts/verify-second.py');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^0 findings, \d+ records; newest year: \d+, root \S{44}\n$/);
  });

  it('write the auditor’s pack, which holds what was approved and run', async () => {
    const { code, out } = await type('npx countersign evidence');
    expect(out).toContain(' 2 rows  populations/requests.csv');
    expect(code).toBe(0);
    const requests = csvRows(readFileSync(join(test.directory, 'pack/populations/requests.csv'), 'utf8'));
    expect(requests.map(({ outcome }) => outcome)).toEqual(['succeeded', 'already-in-state']);
    for (const request of requests)
      expect(request['approved by']).toMatch(/^Lena Lindqvist \(lena-northwind, account /);
  });
});
