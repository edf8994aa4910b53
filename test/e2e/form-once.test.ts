// One issue is one request and one record, whoever looks, however often, and whatever becomes of its words.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../scripts/detect.ts';
import { slotsOf } from '../../scripts/form-request.ts';
import type { FormPlace } from '../../scripts/form-request.ts';
import { takeForms } from '../../scripts/form.ts';
import type { Forge } from '../../scripts/ports/forge.ts';
import type { Ledger } from '../../scripts/ports/ledger.ts';
import { failuresIn } from './house.ts';
import { filled, formHouse } from './form-house.ts';
import type { FormHouse } from './form-house.ts';

let test: FormHouse;
beforeAll(async () => {
  test = await formHouse();
});
afterAll(() => test.close());

const pulls = (): number => test.house.forge.pulls().length;

/** Two runs at once; where one of them stumbles over the other, the next one makes up for it. */
async function atOnce(): Promise<void> {
  await Promise.allSettled([takeForms(test.forms), takeForms(test.forms)]);
  await takeForms(test.forms);
}

describe('one issue is one request', () => {
  let issue = 0;
  let number = 0;

  it('also where two look at once', async () => {
    issue = await test.opens('tess-northwind', filled('window'));
    const before = pulls();
    await atOnce();
    expect(pulls()).toBe(before + 1);
    number = test.house.forge.pulls().at(-1)?.number ?? 0;
    expect(test.said(issue).join('\n')).toContain(`This form is request ${number}: `);
  });

  it('and also a report, of which there is one record', async () => {
    const report = await test.opens('tess-northwind', filled('gate-event', { target: 'ACME-WS17' }));
    const before = [pulls(), (await test.records('gate-failure')).length];
    await atOnce();
    expect([pulls(), (await test.records('gate-failure')).length]).toEqual(before.map((count) => count + 1));
    await test.edits('tess-northwind', report, { body: filled('gate-event', { target: 'Nothing much' }) });
    expect(await test.takes(report)).toMatchObject({ kind: 'exists', changed: true });
    expect(await test.records('gate-failure')).toHaveLength((before[1] ?? 0) + 1);
    expect(await detect(test.house.bot)).toMatchObject({ filed: [] });
  });

  it('that is answered once, however often it is looked at', async () => {
    expect(await test.takes(issue)).toEqual({ kind: 'again' });
    // Whoever opens many issues must not have each of them asked about again on every run.
    const { place } = test.forms;
    const forge = { ...place.forge, ownComments: () => Promise.reject(new Error('one request for each issue')) };
    expect(await takeForms({ ...test.forms, place: { ...place, forge } })).toContainEqual({
      issue,
      outcome: { kind: 'again' },
    });
    expect(await test.again(issue)).toMatchObject({ kind: 'exists', changed: false });
    expect(new Set(test.said(issue)).size).toBe(1);
  });

  it.each([
    ['other words', () => filled('window', { to: '2026-12-20T04:00' })],
    ['fewer answers', () => filled('window', { recurrence: '' })],
    ['another kind', () => filled('exception')],
    ['nothing', () => ''],
  ])('that stays as it was when the issue says %s, and says so', async (_, body) => {
    const before = pulls();
    const { head } = await test.house.bot.forge.pull(number);
    await test.edits('tess-northwind', issue, { body: body() });
    expect(await test.takes(issue)).toMatchObject({ kind: 'exists', changed: true, pull: { number } });
    expect(test.said(issue)[0]).toContain('The form says something else now. The request stays as it is');
    expect([pulls(), (await test.house.bot.forge.pull(number)).head]).toEqual([before, head]);
  });

  it('and the file of a report tells what was recorded, also where its words changed in between', async () => {
    const report = await test.opens('tess-northwind', filled('gate-event', { target: 'GLOBEX-DC01' }));
    const { place } = test.forms;
    const dead = { ...place.forge, putFileOnBranch: () => Promise.reject(new Error('killed')) };
    await expect(takeForms({ ...test.forms, place: { ...place, forge: dead } })).rejects.toThrow('killed');
    await test.edits('tess-northwind', report, { body: filled('gate-event', { target: 'Nothing much' }) });
    const outcome = await test.takes(report);
    if (outcome?.kind !== 'recorded' || outcome.pull === null) expect.fail(JSON.stringify(outcome));
    const { path } = slotsOf({ number: report, openedAt: 0 }, 1)['gate-event'];
    const { head } = await test.house.bot.forge.pull(outcome.pull.number);
    const text = await test.house.bot.forge.fileAt(head, path);
    expect(text).toContain('target: "GLOBEX-DC01"');
    expect(text).toContain(`records: ["${outcome.record}"]`);
  });
});

describe('a run that dies', () => {
  type Write = 'putFileOnBranch' | 'openPull' | 'upsertComment' | 'append';
  // Before each but the first is after the one before it.
  const steps: readonly (readonly [Write, 'before it' | 'after it'])[] = [
    ['append', 'before it'],
    ['append', 'after it'],
    ['putFileOnBranch', 'after it'],
    ['openPull', 'after it'],
    ['upsertComment', 'after it'],
  ];

  /** The same place, which dies at its first write of this name. */
  function dying(write: Write, when: 'before it' | 'after it'): FormPlace {
    const die = async <R>(name: Write, act: () => Promise<R>): Promise<R> => {
      if (name !== write) return act();
      if (when === 'after it') await act();
      throw new Error('killed');
    };
    const forgeOf = (forge: Forge): Forge => ({
      ...forge,
      putFileOnBranch: (...args) => die('putFileOnBranch', () => forge.putFileOnBranch(...args)),
      openPull: (...args) => die('openPull', () => forge.openPull(...args)),
      upsertComment: (...args) => die('upsertComment', () => forge.upsertComment(...args)),
    });
    const { place, asks } = test.forms;
    const { ledger } = place;
    const own = {
      ...ledger,
      append: (...args: Parameters<Ledger['append']>) => die('append', () => ledger.append(...args)),
    };
    return { ...test.forms, asks: forgeOf(asks), place: { ...place, ledger: own, forge: forgeOf(place.forge) } };
  }

  it.each(steps)('at %s, %s, is made up for by the next: one request, one record, one answer', async (write, when) => {
    const kinds = ['action', 'window', 'exception', 'gate-event'] as const;
    const over = { justification: `${write} ${when}`, target: `${write} ${when}` };
    const before = [pulls(), (await test.records('gate-failure')).length];
    const issues: number[] = [];
    for (const kind of kinds) {
      issues.push(await test.opens('tess-northwind', filled(kind, over)));
      await takeForms(dying(write, when)).catch(() => undefined);
    }
    await takeForms(test.forms);
    expect([pulls(), (await test.records('gate-failure')).length]).toEqual([
      (before[0] ?? 0) + 4,
      (before[1] ?? 0) + 1,
    ]);
    for (const issue of issues) {
      expect(test.said(issue)).toEqual([expect.stringMatching(/request \d+/)]);
      expect(await test.takes(issue)).toEqual({ kind: 'again' });
    }
  });
});

describe('an issue that is closed', () => {
  it('closing an issue takes back a request, and not a report; opening it again asks again', async () => {
    const [asks, reports] = [
      await test.opens('tess-northwind', filled('exception', { title: 'Closed' })),
      await test.opens('tess-northwind', filled('gate-event', { target: 'ACME-DC01' })),
    ];
    for (const one of [asks, reports]) await test.edits('lena-northwind', one, { state: 'closed' });
    const taken = new Map((await takeForms(test.forms)).map(({ issue, outcome }) => [issue, outcome]));
    expect(taken.get(asks)).toEqual({
      kind: 'refused',
      sentences: ['The issue was closed before it became a request.'],
    });
    expect(taken.get(reports)).toMatchObject({ kind: 'recorded' });
    await test.edits('tess-northwind', asks, { state: 'open' });
    expect(await test.takes(asks)).toMatchObject({ kind: 'opened' });
    await test.edits('tess-northwind', asks, { state: 'closed' });
    expect(await test.takes(asks)).toEqual({ kind: 'again' });
  });
});

it('leaves nothing that an auditor fails on', async () => {
  expect(await failuresIn(test)).toEqual([]);
});
