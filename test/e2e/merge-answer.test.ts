// A merge whose answer is lost: what became of it is read, it is never ordered twice, and it is recorded once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { DEVICES, health } from '../../scripts/local/tour-drafts.ts';
import { merge } from '../../scripts/merge.ts';
import { githubForge } from '../../scripts/ports/github.ts';
import { propose } from '../../scripts/propose.ts';
import type { Workplace } from '../../scripts/workplace.ts';
import { testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const REPORTER = 'northwind-health-dashboard[bot]';
const BOT = 'countersign[bot]';
const OFFLINE = new TypeError('fetch failed', { cause: new Error('socket hang up') });

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
}, 60_000);
afterAll(() => test.close());

type Loss = (passOn: () => Promise<Response>) => Promise<Response>;

/** The merge bot, to whom one answer is lost: that to the first request that fits. */
function botLosing(fits: RegExp, loss: Loss): { place: Workplace; orders: string[] } {
  const { house } = test;
  const orders: string[] = [];
  let lost = false;
  const losing: typeof fetch = async (input, init) => {
    const line = `${init?.method ?? 'GET'} ${String(input instanceof Request ? input.url : input)}`;
    if (/^PUT .*\/merge$/.test(line)) orders.push(line);
    if (lost || !fits.test(line)) return fetch(input, init);
    lost = true;
    return loss(() => fetch(input, init));
  };
  const api = { apiUrl: `${house.url}/api/v3`, repository: 'northwind/actions', wait: async () => undefined };
  const forge = githubForge({ ...api, token: house.settings.tokens[BOT] ?? '', fetch: losing, now: test.now });
  return { place: { ...house.bot, forge }, orders };
}

const onMain = async (): Promise<string> => {
  const { repository } = test.house.bot;
  await repository.fetch();
  return (await repository.resolve('main')) ?? '';
};
const endings = async (pull: number) => {
  const records = recordsOf(await test.house.bot.ledger.read());
  return records.filter((one) => one.type === 'action-auto' && one.pull.number === pull);
};

async function proposed(): Promise<number> {
  const result = await propose(Buffer.from(health(DEVICES.fs01)), 'draft.yaml', test.house.as(REPORTER));
  if (result.kind === 'refused') throw new Error(result.sentences.join(' '));
  await gate(test.house.bot);
  return result.pull.number;
}

const MERGE = /^PUT .*\/merge$/;
const handled =
  (answer: Response | Error): Loss =>
  async (passOn) => {
    await passOn();
    if (answer instanceof Error) throw answer;
    return answer;
  };
const unhandled =
  (answer: Response | Error): Loss =>
  async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
const bad = (status: number): Response =>
  new Response('{"message":"Server Error"}', { status, headers: { 'content-type': 'application/json' } });

describe('the answer to a merge', () => {
  it.each<[string, Loss]>([
    ['lost on its way back', handled(OFFLINE)],
    ['a 502, although it was carried out', handled(bad(502))],
    ['a 500, although it was carried out', handled(bad(500))],
  ])('%s: it is found to be merged, and recorded once', async (_, loss) => {
    const pull = await proposed();
    const before = await onMain();
    const { place, orders } = botLosing(MERGE, loss);
    expect((await merge(place)).merged).toEqual([pull]);
    const after = await onMain();
    expect(after).not.toBe(before);
    expect(await merge(place)).toEqual({ merged: [], closed: [] });
    expect({ orders: orders.length, main: await onMain() }).toEqual({ orders: 1, main: after });
    expect(await endings(pull)).toMatchObject([{ merge: { commit: after, base: before } }]);
  });

  it.each<[string, Loss]>([
    ['lost before it was carried out', unhandled(OFFLINE)],
    ['a 503, and it was not carried out', unhandled(bad(503))],
  ])('%s: it is left for the next run, which merges it once', async (_, loss) => {
    const pull = await proposed();
    const before = await onMain();
    const { place, orders } = botLosing(MERGE, loss);
    expect(await merge(place)).toEqual({ merged: [], closed: [] });
    expect({ orders: orders.length, main: await onMain(), endings: await endings(pull) }).toEqual({
      orders: 1,
      main: before,
      endings: [],
    });
    expect((await merge(place)).merged).toEqual([pull]);
    expect(orders).toHaveLength(2);
    expect(await endings(pull)).toHaveLength(1);
  });

  it('lost, and then nothing can be read: the next run finds it merged and says that it did so afterwards', async () => {
    const pull = await proposed();
    const { place, orders } = botLosing(MERGE, handled(OFFLINE));
    const forge = { ...place.forge, pull: () => Promise.reject(OFFLINE) };
    await expect(merge({ ...place, forge })).rejects.toThrow('fetch failed');
    expect(await endings(pull)).toEqual([]);
    expect(await merge(place)).toEqual({ merged: [], closed: [] });
    expect(await endings(pull)).toMatchObject([{ reconstructed: true }]);
    expect(orders).toHaveLength(1);
  });
});
