// What waits for whom, in which order, and what the page says when nothing does.
import { describe, expect, it } from 'vitest';
import { activityPage } from '../../../scripts/local/pages/activity-page.ts';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { listPage } from '../../../scripts/local/pages/list-page.ts';
import type { RequestView } from '../../../scripts/local/pages/source.ts';
import { denied, ran } from '../../fakes/pages-records.ts';
import { patches, requestView, review } from '../../fakes/pages-request.ts';
import { fakePages } from '../../fakes/pages-source.ts';
import { NOW, OPENED } from '../../fakes/pages-world.ts';

const SIMULATIONS = fakePages().simulations;

async function list(id: string, views?: readonly RequestView[], now = NOW): Promise<string> {
  const source = fakePages();
  const me = (await source.people()).find(({ person }) => person === id) ?? null;
  return textOf(listPage(views ?? (await source.requests()), SIMULATIONS, now, { organisation: 'o', me, token: 't' }));
}

/** The numbers of the requests under each heading. */
function sections(text: string): Readonly<Record<string, readonly number[]>> {
  const parts = text.split(/<section/).slice(1);
  const entries = parts.map((part): [string, number[]] => [
    /<h2 id="([\w-]+)"/.exec(part)?.[1] ?? '',
    [...part.matchAll(/href="\/requests\/(\d+)"/g)].map(([, number]) => Number(number)),
  ]);
  return Object.fromEntries(entries.filter(([id]) => id !== 'simulation'));
}

describe('the list', () => {
  it.each([
    ['lena', { mine: [1], 'also-open': [3, 2], ended: [5, 4] }, '(1) Waiting for you'],
    ['olga', { mine: [3, 2], 'also-open': [1], ended: [5, 4] }, '(2) Waiting for you'],
    ['sam', { mine: [2], 'also-open': [3, 1], ended: [5, 4] }, '(1) Waiting for you'],
    ['nina', { mine: [], 'also-open': [3, 2, 1], ended: [5, 4] }, 'Nothing waits for you'],
  ])('shows %s what waits for them first', async (id, expected, title) => {
    const text = await list(id);
    expect(sections(text)).toEqual(expected);
    expect(text).toContain(`<title>${title} · Countersign</title>`);
  });

  it('puts the nearest deadline first', async () => {
    const near = requestView({ number: 9, pull: { openedAt: OPENED - 3_600_000 } });
    const text = await list('lena', [requestView({ number: 11 }), near, requestView({ number: 10 })]);
    expect(sections(text)['mine']).toEqual([9, 11, 10]);
  });

  it.each([
    [NOW, 'in 3 h 40 min'],
    [OPENED + 3 * 3_600_000, 'in 1 h'],
    [OPENED + 4 * 3_600_000 - 30_000, 'in less than a minute'],
  ])('says how long there is', async (now, words) => {
    const text = await list('lena', [requestView({ number: 1 })], now);
    expect(text).toContain('<time datetime="2026-11-20T14:00:00Z">20 Nov 2026, 14:00 UTC</time>');
    expect(text).toContain(`<strong data-clock>${words}</strong>`);
  });

  it('says what runs without an answer too', async () => {
    const words = 'It runs by itself from <time datetime="2026-11-20T10:21:00Z">20 Nov 2026, 10:21 UTC</time>';
    expect(await list('lena', [patches(NOW + 60_000)])).toContain(words);
    expect(await list('olga', [patches(NOW + 60_000)])).toContain(words);
    expect(await list('lena', [requestView({ number: 1 })])).not.toContain('It runs by itself');
  });

  it('calls a stand-in only once called', async () => {
    const called = [{ standIn: 'nina', at: OPENED + 60_000 }];
    expect(sections(await list('nina', [requestView({ number: 1, called })]))['mine']).toEqual([1]);
  });

  it('says in words that nothing is there', async () => {
    const text = await list('lena', []);
    for (const words of ['Nothing needs your answer', 'Nothing else is open either.', 'Nothing has ended yet.']) {
      expect(text).toContain(words);
    }
  });

  it('keeps a refused request among the open ones until it is closed', async () => {
    const view = requestView({ number: 1, stage: 'refused', pull: { fork: true } });
    const open = { ...view, pull: { ...view.pull, state: 'open' as const } };
    expect(sections(await list('lena', [open]))).toMatchObject({ mine: [], 'also-open': [1] });
    expect(sections(await list('lena', [view]))).toMatchObject({ mine: [], ended: [1] });
  });

  it('marks the simulations as such', async () => {
    const text = await list('lena');
    expect(text).toContain('These stand for automations on this machine.');
    expect(text.match(/action="\/simulate"/g)).toHaveLength(2);
  });
});

describe('the activity', () => {
  it('shows each request with its ending and the newest line of the log first', () => {
    const view = requestView({ number: 1, stage: 'done', reviews: [review(111, 'APPROVED')] });
    const no = requestView({
      number: 2,
      stage: 'denied',
      reviews: [review(111, 'CHANGES_REQUESTED', { body: 'No.' })],
    });
    const views = [
      { ...view, records: ran(view, 'failed', 'Unreachable.') },
      { ...no, records: denied(no, 'No.') },
    ];
    const text = textOf(activityPage(views, ['first', 'second'], { organisation: 'o', me: null, token: 't' }));
    expect(text).toContain('Failed. Unreachable.');
    expect(text).toContain('Denied by Lena Brandt. Nothing ran and nothing will.');
    expect(text.indexOf('second')).toBeLessThan(text.indexOf('first</bdi>'));
  });

  it('says in words that nothing has happened', () => {
    const text = textOf(activityPage([], [], { organisation: 'o', me: null, token: 't' }));
    expect(text).toContain('Nothing has been asked for yet.');
    expect(text).toContain('The log is empty.');
  });
});
