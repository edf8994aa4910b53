// Two people approve an exception by clicking, on the pages of a real house, and the standard's page then shows it in force.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startLog } from '../../scripts/local/log.ts';
import { pagesHandler } from '../../scripts/local/pages/handler.ts';
import { pagesSource } from '../../scripts/local/pages-source.ts';
import { REQUESTS } from '../../scripts/local/simulated-requests.ts';
import { testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { CONTRASTS, HEADINGS, SMALL_TARGETS, UNNAMED, WIDER_THAN_WINDOW } from './checks.ts';
import { openBrowser } from './chromium.ts';
import { evaluate } from './signed-in.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let test: TestHouse;
const faults: unknown[] = [];
const folder = mkdtempSync(join(tmpdir(), 'countersign-house-pages-'));

beforeAll(async () => {
  [browser, test] = await Promise.all([openBrowser(), testHouse()]);
  const { house, now } = test;
  const source = pagesSource(
    house,
    startLog(now, () => undefined),
  );
  const options = { secret: house.settings.secret, clock: now, onFault: (cause: unknown) => void faults.push(cause) };
  house.serve(pagesHandler(source, options));
  for (const { run } of REQUESTS) expect(await run(house)).toBe(null);
  await house.step();
});
afterAll(async () => {
  await browser.close();
  await test.close();
});

async function signIn(name: RegExp, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(test.house.url);
  await page.getByRole('button', { name }).click();
  return page;
}

/** What somebody sees of the exception, and approves. */
async function approves(name: RegExp): Promise<Page> {
  const page = await signIn(name);
  await page.getByRole('link', { name: /Exception: Umbra/ }).click();
  await page.waitForSelector('text=While it is in force nobody is asked before this runs.');
  await page.screenshot({ path: join(folder, `exception-${name.source}.png`), fullPage: true });
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.waitForSelector('text=You approved this on');
  return page;
}

it('needs both of them, and is merged with both', async () => {
  const first = await approves(/Sam Sato/);
  await test.house.step();
  expect(await first.reload().then(() => first.textContent('main'))).toContain('Waiting for Rita Rossi');
  const second = await approves(/Rita Rossi/);
  await test.house.step();
  const text = await second.reload().then(() => second.textContent('main'));
  expect(text).toContain('Approved and merged');
  expect(text).toContain('Approved by Sam Sato and Rita Rossi, and merged.');
});

it('lists on the page of a gate event the failure that it tells of', async () => {
  const page = await signIn(/Sam Sato/);
  await page.getByRole('link', { name: /Gate failure: / }).click();
  const history = page.locator('section[aria-labelledby="history"]');
  await history.getByText('outside of any window').waitFor();
  expect(await history.getByRole('listitem').allTextContents()).toEqual([
    expect.stringMatching(/Gate failure[\s\S]*gate-failure\s+· record 2026\/\d+/),
  ]);
});

it.each(['light', 'dark'] as const)(
  'shows on the pages of the standard and of who is on call, in %s',
  async (scheme) => {
    test.pass(24 * 3_600_000);
    const page = await signIn(/Sam Sato/, scheme);
    for (const [link, words] of [
      ['Standard', 'umbra-isolation'],
      ['On call', 'Every row of the matrix can be filled'],
      ['Waiting', 'Gate events and their remediation'],
    ] as const) {
      await page.getByRole('navigation').getByRole('link', { name: link }).click();
      await page.waitForSelector(`text=${words}`);
      await page.screenshot({ path: join(folder, `${link}-${scheme}.png`), fullPage: true });
      for (const check of [WIDER_THAN_WINDOW, UNNAMED, SMALL_TARGETS, HEADINGS]) {
        expect({ link, wrong: await evaluate(page, check) }).toEqual({ link, wrong: [] });
      }
      const contrasts = await evaluate<readonly { ratio: number }[]>(page, CONTRASTS);
      expect({ link, pale: contrasts.filter(({ ratio }) => ratio < 4.5) }).toEqual({ link, pale: [] });
    }
    await page.getByRole('navigation').getByRole('link', { name: 'Standard' }).click();
    const text = await page.textContent('main');
    for (const words of ['In force', 'Report waits', 'Signed, no anchor']) expect(text).toContain(words);
  },
);

it('lists every kind that waits, and met no fault', async () => {
  const main = await (await signIn(/Olga Okafor/)).textContent('main');
  expect(main).toContain('Maintenance window: Globex, weekly patches');
  expect(faults).toEqual([]);
});
