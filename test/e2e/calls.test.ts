// How often the forge is asked: 50 open requests cost a few calls, and what has not changed costs nothing more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import { propose } from '../../scripts/propose.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const OPEN = 50;
const LONGEST = 120_000;

let test: TestHouse;
const calls: string[] = [];

/** The calls of the API while something runs; what git fetches and pushes is not among them. */
async function callsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  calls.length = 0;
  await work();
  return [...calls];
}

beforeAll(async () => {
  test = await testHouse();
  const { house } = test;
  house.server.on('request', ({ method, url }) => {
    if (url?.startsWith('/api/') === true) calls.push(`${method} ${url.split('?')[0]}`);
  });
  await propose(
    Buffer.from(JSON.stringify(isolation())),
    'draft.yaml',
    house.as('northwind-ransomware-responder[bot]'),
  );
  const bot = house.forge.accountByLogin('northwind-ransomware-responder[bot]');
  if (bot === null) throw new Error('the house has no such automation');
  // `setup` makes the labels of a repository; the gate then only has to put them on.
  const admin = house.forge.accountByLogin('northwind-admin');
  const label = { color: 'ededed', description: null };
  const labels = Object.fromEntries(['tier 1', 'waiting', 'refused', 'approved'].map((name) => [name, label]));
  if (admin !== null) await house.forge.changeSettings(admin, (all) => ({ ...all, labels }));
  const tip = await house.forge.ref('heads/main');
  for (let count = 1; count < OPEN; count += 1) {
    const [branch, path] = [`action/${count}`, `actions-queue/2026/11/nonsense-${count}.yaml`];
    await house.forge.createRef(bot, `refs/heads/${branch}`, tip);
    const file = { branch, path, content: Buffer.from(`id: ${count}\n`), message: 'Propose', replaces: null };
    await house.forge.putFile(bot, file);
    await house.forge.createPull(bot, { title: `Do ${count}`, head: branch, base: 'main', body: null, draft: false });
  }
}, LONGEST);
afterAll(() => test.close());

describe(`the gate with ${OPEN} open requests`, () => {
  it(
    'posts each verdict with one call, and in the next run asks three times and writes nothing',
    async () => {
      // Three to look, and one for each request, all of which say something new.
      expect(await callsOf(() => gate(test.house.bot))).toHaveLength(3 + OPEN);
      const second = await callsOf(async () => expect((await gate(test.house.bot)).verdicts).toHaveLength(OPEN));
      expect(second).toEqual([
        'POST /api/graphql',
        'POST /api/graphql',
        'GET /api/v3/repos/northwind/actions/collaborators',
      ]);
    },
    LONGEST,
  );

  it(
    'makes one call more for the one verdict that changed, and one to ask who pushed what would pass',
    async () => {
      const { forge } = test.house.as('lena-northwind');
      const [pull] = await forge.openPulls();
      if (pull === undefined) throw new Error('nothing is open');
      await forge.review(pull.number, pull.head, 'APPROVE', '');
      const third = await callsOf(() => gate(test.house.bot));
      expect(third).toHaveLength(5);
      expect(third.slice(-2)).toEqual(['GET /api/v3/repos/northwind/actions/activity', 'POST /api/graphql']);
      expect(await forge.pull(pull.number)).toMatchObject({ labels: ['tier 1', 'approved'] });
      const [check] = (await test.house.forge.checks(pull.head)).slice(-1);
      expect(check).toMatchObject({ conclusion: 'success', title: 'Approved by Lena Lindqvist.' });
      expect(test.house.forge.comments(pull.number).at(-1)?.body).toMatch('Approved by Lena Lindqvist');
      expect(await callsOf(() => gate(test.house.bot))).toHaveLength(4);
    },
    LONGEST,
  );

  it(
    'notes each problem at its line of the request’s file, once',
    async () => {
      const { house } = test;
      const refused = house.forge.pull(2);
      const [check, ...others] = await house.forge.checks(refused.head);
      expect(others).toEqual([]);
      expect(check?.annotations?.[0]).toMatchObject({
        path: 'actions-queue/2026/11/nonsense-1.yaml',
        start_line: 1,
        annotation_level: 'failure',
        title: 'schema-invalid',
      });
      expect(check?.annotations?.length).toBeLessThanOrEqual(50);
    },
    LONGEST,
  );
});
