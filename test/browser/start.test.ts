// The newcomer's way: npm start, approve with a click, the device is isolated exactly once, the clone verifies, a second start.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from './chromium.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
let folder: string;
let browser: Browser;
let started: Started;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-start-'));
  browser = await openBrowser();
  started = await start();
});
afterAll(async () => {
  started.child.kill('SIGKILL');
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly said: () => string;
  /** Milliseconds from the command to the address. */
  readonly took: number;
}

/** Starts as a user would, on a free port, and waits for the address that it prints. */
async function start(): Promise<Started> {
  const before = Date.now();
  const child = spawn('npm', ['start', '--', '--port', '0', '--data', join(folder, 'data')], {
    cwd: ROOT,
    detached: true,
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const said = (): string => text;
  await vi.waitFor(() => expect(text).toMatch(/Open +http/), { timeout: 90_000 });
  return { child, url: /Open +(http\S+)/.exec(text)?.[1] ?? '', said, took: Date.now() - before };
}

/** Ends it as Ctrl-C does, which reaches the whole group. */
async function stop({ child }: Started): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  process.kill(-(child.pid ?? 0), 'SIGINT');
  return ended;
}

interface Finding {
  readonly code: string;
}

interface Call {
  readonly accepted: boolean;
  readonly deviceId: number;
}

function acts(device: number): number {
  if (!existsSync(join(folder, 'data', 'sandbox', 'ninja.json'))) return 0; // written with the first act
  const state = JSON.parse(readFileSync(join(folder, 'data', 'sandbox', 'ninja.json'), 'utf8')) as {
    calls: readonly Call[];
  };
  return state.calls.filter((call) => call.accepted && call.deviceId === device).length;
}

async function signIn(name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(started.url);
  await page.getByRole('button', { name: new RegExp(name) }).click();
  return page;
}

describe('a newcomer', () => {
  it('sees the address in under ten seconds', () => {
    expect(started.took).toBeLessThan(10_000);
    expect(started.said()).toContain('Sign in as Lena Lindqvist');
  });

  it('approves the first request with a click, and the device is isolated exactly once', async () => {
    await expect.poll(started.said, { timeout: 90_000 }).toContain('simulated: Tess Tanaka reports a gate failure');
    const page = await signIn('Lena Lindqvist');
    await page.getByRole('link', { name: /Isolate an endpoint/ }).click();
    expect(acts(4711)).toBe(0);
    await page.getByRole('button', { name: 'Approve' }).click();
    await expect
      .poll(() => page.reload().then(() => page.textContent('main')), { timeout: 90_000 })
      .toContain('isolated by this action');
    expect(acts(4711)).toBe(1);
  });

  it('finds an exception, a window and a gate failure waiting for those who answer for them', async () => {
    const main = await (await signIn('Sam Sato')).textContent('main');
    for (const words of [
      'Exceptions to the standard',
      'Umbra, isolation',
      'Gate events',
      'ACME-FS02',
      'Maintenance windows',
    ]) {
      expect(main).toContain(words);
    }
  });

  it('verifies the whole story offline from a clone', async () => {
    const clone = join(folder, 'audit');
    await run('git', ['clone', '--quiet', `${started.url}/northwind/actions.git`, clone]);
    const { stdout } = await run('npx', ['countersign', 'verify', clone, '--json'], { cwd: ROOT });
    const report = JSON.parse(stdout) as { readonly ok: boolean; readonly findings: readonly Finding[] };
    // The gate failure that somebody reports on the first start is known, and nothing else is to be found.
    expect(report.ok).toBe(true);
    expect(report.findings.map(({ code }) => code)).toEqual(['gate-failure']);
  });

  it('ends it cleanly, and a second start finds what was there', async () => {
    await stop(started);
    expect(started.said()).toContain('closing: what is running now is finished first');
    expect(started.said()).not.toContain('fault');
    started = await start();
    await expect.poll(started.said, { timeout: 90_000 }).toMatch(/found \d+ requests from before/);
    const page = await signIn('Lena Lindqvist');
    expect(await page.textContent('main')).toContain('Isolate an endpoint');
    expect(acts(4711)).toBe(1);
  });
});
