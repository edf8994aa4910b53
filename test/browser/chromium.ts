// A real browser for the pages' tests, signed in as somebody.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { signIn } from '../fakes/pages-server.ts';
import type { Served } from '../fakes/pages-server.ts';

const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser; without one there is nothing to test, and that is said instead of passing. */
export function launch(): Promise<Browser> {
  if (!existsSync(PATH)) {
    throw new Error(`There is no browser at ${PATH}: install chromium, or name another one in CHROMIUM.`);
  }
  return chromium.launch({ executablePath: PATH, args: FLAGS });
}

export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** A fresh window, signed in. */
export async function open(
  browser: Browser,
  served: Served,
  account: number,
  look: Look,
  scripts = true,
): Promise<Page> {
  const { cookie } = await signIn(served, account);
  const [name = '', value = ''] = cookie.split('=', 2);
  const context = await browser.newContext({
    viewport: { width: look.width, height: 800 },
    colorScheme: look.scheme,
    javaScriptEnabled: scripts,
  });
  await context.addCookies([{ name, value, url: served.origin }]);
  return context.newPage();
}

/** Runs an expression in the page; the tests know no browser types, so it is text and its result is named by the caller. */
export async function evaluate<T>(page: Page, expression: string): Promise<T> {
  return (await page.evaluate(expression)) as T; // JSON from the page, of the shape the expression makes
}
