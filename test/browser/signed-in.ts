// A fresh window of a real browser, signed in as somebody, in a given width and light.
import type { Browser, Page } from 'playwright-core';
import { signIn } from '../fakes/pages-server.ts';
import type { Served } from '../fakes/pages-server.ts';

export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** Opens a window with the session of this account; without `scripts` the page's own script does not run. */
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
