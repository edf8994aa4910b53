// The pages in a real browser: readable in every light and width, usable by keyboard alone, with and without scripts.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kindView } from '../fakes/pages-kinds.ts';
import { requestView, review } from '../fakes/pages-request.ts';
import { SAMPLES } from '../fakes/pages-samples.ts';
import { fakePages } from '../fakes/pages-source.ts';
import type { FakePages } from '../fakes/pages-source.ts';
import { serve } from '../fakes/pages-server.ts';
import type { Served } from '../fakes/pages-server.ts';
import { CONTRASTS, HEADINGS, SMALL_TARGETS, UNNAMED, WIDER_THAN_WINDOW } from './checks.ts';
import { openBrowser } from './chromium.ts';
import { evaluate, open } from './signed-in.ts';

let browser: Browser;
let folder: string;
let source: FakePages;
let served: Served;

beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'countersign-pages-'));
});
afterAll(() => browser.close());
beforeEach(async () => {
  source = fakePages();
  served = await serve(source);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await served.close();
});

const PATHS = [
  '/',
  '/requests/1',
  '/requests/2',
  '/requests/3',
  '/requests/4',
  '/requests/5',
  '/activity',
  '/on-call',
  '/standard',
  '/sign-in',
  '/requests/99',
];
const LOOKS = [
  { width: 1280, scheme: 'light' as const },
  { width: 1280, scheme: 'dark' as const },
  { width: 360, scheme: 'light' as const },
  { width: 360, scheme: 'dark' as const },
];

describe.each(LOOKS)('at $width px in $scheme', ({ width, scheme }) => {
  it('every page fits, is named, ordered, large enough to hit and readable', async () => {
    source.put(requestView({ number: 6, action: LONG }));
    const kinds = await Promise.all(Object.values(SAMPLES).map((one, at) => kindView({ ...one, number: 11 + at })));
    kinds.forEach((view) => source.put(view));
    const page = await open(browser, served, 111, { width, scheme });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    for (const path of [...PATHS, '/requests/6', ...kinds.map(({ pull }) => `/requests/${pull.number}`)]) {
      await page.goto(served.origin + path);
      await page.screenshot({
        path: join(folder, `${width}-${scheme}${path.replaceAll('/', '-')}.png`),
        fullPage: true,
      });
      expect({ path, wider: await evaluate(page, WIDER_THAN_WINDOW) }).toEqual({ path, wider: [] });
      expect({ path, unnamed: await evaluate(page, UNNAMED) }).toEqual({ path, unnamed: [] });
      expect({ path, small: await evaluate(page, SMALL_TARGETS) }).toEqual({ path, small: [] });
      expect({ path, skipped: await evaluate(page, HEADINGS) }).toEqual({ path, skipped: [] });
      const contrasts = await evaluate<readonly { what: string; ratio: number }[]>(page, CONTRASTS);
      expect(contrasts.length).toBeGreaterThan(5);
      expect({ path, pale: contrasts.filter(({ ratio }) => ratio < 4.5) }).toEqual({ path, pale: [] });
      expect(await evaluate(page, 'document.documentElement.lang')).toBe('en');
      expect(await evaluate(page, 'document.querySelectorAll("main, header, footer").length')).toBe(3);
    }
    // The page that is not there answers 404, which a browser notes; a breach of the content policy would stand here too.
    expect(problems.filter((text) => !text.includes('404'))).toEqual([]);
  });
});

describe('the keyboard alone', () => {
  it('skips to the content, reaches Approve, and approves', async () => {
    const page = await open(browser, served, 111, { width: 1280, scheme: 'light' }, false);
    await page.goto(`${served.origin}/`);
    expect(await page.title()).toBe('(1) Waiting for you · Countersign');
    await page.keyboard.press('Tab');
    expect(await evaluate(page, 'document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await evaluate(page, 'document.activeElement.getAttribute("href")')).toBe('/requests/1');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/requests/1');
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await evaluate(page, 'document.activeElement.textContent')) === 'Approve') break;
    }
    expect(await evaluate(page, 'getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
    expect(source.calls).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Approved by Lena Brandt.');
    expect(source.calls).toEqual(['answer 111 1 APPROVE']);
  });

  it('denies with a reason, which the browser asks for', async () => {
    const page = await open(browser, served, 111, { width: 360, scheme: 'dark' }, false);
    await page.goto(`${served.origin}/requests/1`);
    await page.focus('button.no');
    await page.keyboard.press('Enter');
    expect(source.calls).toEqual([]);
    expect(await evaluate(page, 'document.activeElement.id')).toBe('reason');
    await page.keyboard.type('Not now.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=Denied by Lena Brandt.');
    expect(source.calls).toEqual(['answer 111 1 REQUEST_CHANGES Not now.']);
  });
});

describe('the script', () => {
  it('keeps the list up to date', async () => {
    const page = await open(browser, served, 111, { width: 1280, scheme: 'light' });
    await page.goto(`${served.origin}/`);
    source.put(
      requestView({ number: 7, action: { targets: [{ client: 'globex', kind: 'device', id: '1', name: 'NEW-ONE' }] } }),
    );
    await page.waitForSelector('text=NEW-ONE');
    expect(await page.title()).toBe('(2) Waiting for you · Countersign');
  });

  it('never exchanges a page with an answer on it, and says that it changed', async () => {
    const page = await open(browser, served, 111, { width: 1280, scheme: 'light' });
    await page.goto(`${served.origin}/requests/1`);
    await page.fill('#reason', 'half a sen');
    source.push(1);
    await page.waitForSelector('text=This page has changed since you opened it.');
    expect(await page.inputValue('#reason')).toBe('half a sen');
    expect(await page.textContent('main')).not.toContain('Another reason than before.');
    await page.click('text=Show it as it is now');
    await page.waitForSelector('text=Another reason than before.');
  });

  it('shows what became of it once no answer is asked for any more', async () => {
    const page = await open(browser, served, 111, { width: 390, scheme: 'light' });
    await page.goto(`${served.origin}/requests/1`);
    const over = requestView({ number: 1, stage: 'running', reviews: [review(111, 'APPROVED')] });
    source.put({ ...over, pull: { ...over.pull, state: 'open' } });
    await page.waitForSelector('text=Running now');
    expect(await evaluate(page, 'document.querySelectorAll("main form").length')).toBe(0);
  });

  it('takes the focus from nobody', async () => {
    const page = await open(browser, served, 111, { width: 1280, scheme: 'light' });
    await page.goto(`${served.origin}/`);
    await page.focus('.card a');
    source.push(1);
    source.put(requestView({ number: 7 }));
    await page.waitForSelector('text=This page has changed since you opened it.');
    expect(await evaluate(page, 'document.activeElement.getAttribute("href")')).toBe('/requests/1');
  });
});

describe('a link from another site', () => {
  it('opens the page for somebody who is signed in', async () => {
    const page = await open(browser, served, 111, { width: 1280, scheme: 'light' });
    await page.route('http://elsewhere.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${served.origin}/requests/1">look</a>` }),
    );
    await page.goto('http://elsewhere.example/');
    await page.click('text=look');
    await page.waitForSelector('button.yes');
    expect(source.calls).toEqual([]);
  });
});

const LONG = {
  targets: [{ client: 'globex', kind: 'device', id: '9'.repeat(200), name: 'N'.repeat(300) }],
  justification: 'W'.repeat(900),
  plan: [
    { method: 'PATCH' as const, url: `https://eu.ninjarmm.com/${'u'.repeat(600)}`, body: { key: 'v'.repeat(900) } },
  ],
};
