// What the pages are given to show, read from a real house: who pushed to a branch, and the failure that a report tells of.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import { openOverview } from '../../scripts/local/overview.ts';
import { textOf } from '../../scripts/local/pages/html.ts';
import { requestPage } from '../../scripts/local/pages/request-page.ts';
import type { RequestView, SignIn } from '../../scripts/local/pages/source.ts';
import { REQUESTS } from '../../scripts/local/simulated-requests.ts';
import { AGENT, cloneOf, openWorld } from '../bypass/world.ts';
import type { World } from '../bypass/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.test.close());

/** The page's words for this person. */
async function words(view: RequestView | null | undefined, id: string): Promise<string> {
  const person = world.house.policy.people.get(id);
  if (view === null || view === undefined || person === undefined) throw new Error('there is no such page');
  const me: SignIn = { ...person, person: id };
  const page = textOf(requestPage(view, world.now(), { organisation: 'Northwind', me, token: 'token' }));
  return page.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
}

it('tells who pushed to the branch before they answer in vain', async () => {
  const { pull } = world.sample;
  const overview = openOverview(world.house.bot);
  expect(await words(await overview.one(pull), 'lena')).not.toContain('Also pushed by');
  expect(await words(await overview.one(pull), 'lena')).toContain('asked of Lena Lindqvist');
  const clone = await cloneOf('tess-northwind', world, AGENT);
  const { headBranch } = await world.house.bot.forge.pull(pull);
  await clone.git('checkout', '--quiet', headBranch);
  await clone.git('commit', '--quiet', '--allow-empty', '-m', 'Nothing to see');
  expect(await clone.git('push', '--quiet', 'origin', headBranch)).toMatchObject({ failed: false });
  await gate(world.house.bot);
  const page = await words(await overview.one(pull), 'lena');
  expect(page).toContain('Also pushed by Tess Tanaka: who pushed to its branch may not approve it');
  expect(page).toContain('asked of Lena Lindqvist');
});

it('says at once that nobody is left where the only approver pushed', async () => {
  const { pull } = world.sample;
  const clone = await cloneOf('lena-northwind', world, AGENT);
  const { headBranch } = await world.house.bot.forge.pull(pull);
  await clone.git('checkout', '--quiet', headBranch);
  await clone.git('commit', '--quiet', '--allow-empty', '-m', 'Nothing to see');
  expect(await clone.git('push', '--quiet', 'origin', headBranch)).toMatchObject({ failed: false });
  const page = await words(await openOverview(world.house.bot).one(pull), 'lena');
  expect(page).toContain('Also pushed by Lena Lindqvist and Tess Tanaka');
  expect(page).toContain('seat-unfilled');
});

it('lists the failure that a report tells of, and only that', async () => {
  for (const { run } of REQUESTS) expect(await run(world.house)).toBe(null);
  const overview = openOverview(world.house.bot);
  await world.house.step();
  const all = await overview.all();
  const event = all.find(({ content }) => content?.kind === 'gate-event');
  expect(event?.records.map(({ type }) => type)).toEqual(['gate-failure']);
  const page = await words(event, 'sam');
  expect(page.slice(page.indexOf('What the ledger says'))).toContain('Gate failure');
  // Where the request itself stands is not for the failure to say; other pages are without it.
  expect(event?.stage).toBe('waiting');
  const others = all.filter((view) => view !== event);
  expect(others.flatMap(({ records }) => records.map(({ type }) => type))).not.toContain('gate-failure');
});
