// Takes the pictures of the README: a request's page of a running `npm start`, in light and dark, as its approver sees it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from './chromium.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '.github', 'images');
const WINDOW = { width: 1000, height: 800 };
/** Pixels below the last button. */
const MARGIN = 48;
const LOOKS = [
  { scheme: 'light', file: 'approver-page.png' },
  { scheme: 'dark', file: 'approver-page-dark.png' },
] as const;

/**
 * Takes both pictures of the first request.
 * @param origin where the pages are, for example `http://127.0.0.1:4280`
 * @param folder where the two files go
 */
export async function takePictures(origin: string, browser: Browser, folder: string = FOLDER): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { scheme, file } of LOOKS) {
    const context = await browser.newContext({ viewport: WINDOW, colorScheme: scheme });
    const page = await context.newPage();
    await page.goto(`${origin}/sign-in?to=%2Frequests%2F1`);
    await page.getByRole('button', { name: /Lena Lindqvist/ }).click();
    await page.waitForURL(`${origin}/requests/1`);
    // From the top down to the two buttons; what follows is the reasoning and the file.
    const answer = await page.getByRole('button', { name: 'Deny' }).boundingBox();
    if (answer === null)
      throw new Error('The request has been answered already. Start anew with another --data folder.');
    const clip = { x: 0, y: 0, width: WINDOW.width, height: Math.ceil(answer.y + answer.height) + MARGIN };
    await page.screenshot({ path: join(folder, file), animations: 'disabled', fullPage: true, clip });
    await context.close();
  }
}

if (import.meta.main) {
  const browser = await openBrowser();
  try {
    await takePictures(process.argv[2] ?? 'http://127.0.0.1:4280', browser);
  } finally {
    await browser.close();
  }
}
