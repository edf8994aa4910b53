// The README's pictures can be taken again, from what `npm start` shows.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './chromium.ts';
import { takePictures } from './readme-picture.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'scripts', 'countersign.mjs');
let folder: string;
let browser: Browser;
let child: ChildProcess;
let said = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-picture-'));
  browser = await openBrowser();
  child = spawn(process.execPath, [ENTRY, 'start', '--port', '0', '--data', join(folder, 'data')]);
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
});
afterAll(async () => {
  child.kill('SIGKILL');
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

it('takes the first request in light and dark, down to the buttons', async () => {
  await expect.poll(() => said, { timeout: 20_000 }).toContain('request 1: ninjarmm/isolate-endpoint proposed');
  await takePictures(/Open +(http\S+)/.exec(said)?.[1] ?? '', browser, folder);
  for (const name of ['approver-page.png', 'approver-page-dark.png']) {
    const picture = readFileSync(join(folder, name));
    expect(picture.subarray(1, 4).toString(), name).toBe('PNG');
    expect(picture.readUInt32BE(16), 'the width').toBe(1000);
    expect(picture.readUInt32BE(20), 'the height').toBeGreaterThan(1000);
  }
});
