// One HTTP request that starts a job: what is accepted, what its event says, and what is refused.
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { DispatchEvent } from '../../../scripts/local/forge/dispatches.ts';
import { startForge } from './harness.ts';
import type { Harness } from './harness.ts';

let forge: Harness;
const heard: DispatchEvent[] = [];
beforeAll(async () => {
  forge = await startForge();
  forge.forge.onDispatch((event) => heard.push(event));
});
afterAll(() => forge.close());

const send = (login: string, body: unknown) => forge.call(login, 'POST /dispatches', body);

it('is accepted without a word, and its event names its sender', async () => {
  const client_payload = { request: 'a', sender: { id: 1 }, nested: { a: [1, null] } };
  const answer = await send('proposer[bot]', { event_type: 'propose-action', client_payload });
  expect(answer).toMatchObject({ status: 204, body: null });
  expect(heard).toEqual([
    {
      action: 'propose-action',
      branch: 'main',
      client_payload,
      repository: { id: 4711, full_name: 'acme/control' },
      sender: { id: 50, login: 'proposer[bot]', type: 'Bot' },
    },
  ]);
});

it('needs no payload', async () => {
  expect((await send('lena', { event_type: 'evaluate' })).status).toBe(204);
  expect(heard.at(-1)).toMatchObject({ action: 'evaluate', client_payload: {}, sender: { id: 2, type: 'User' } });
});

it.each<readonly [string, string, unknown, number, string]>([
  ['a reader', 'gast', { event_type: 'evaluate' }, 403, 'Must have write access'],
  ['no type', 'lena', {}, 422, 'event_type'],
  ['an empty type', 'lena', { event_type: '' }, 422, '1 to 100 characters'],
  ['a long type', 'lena', { event_type: 'x'.repeat(101) }, 422, '1 to 100 characters'],
  ['a list as payload', 'lena', { event_type: 'x', client_payload: [] }, 422, 'client_payload'],
  [
    'eleven fields',
    'lena',
    { event_type: 'x', client_payload: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`f${at}`, at])) },
    422,
    'No more than 10 properties',
  ],
  ['64 KiB', 'lena', { event_type: 'x', client_payload: { a: 'x'.repeat(65_536) } }, 422, 'too large'],
])('of %s is refused, and nobody hears of it', async (_, login, body, status, sentence) => {
  const before = heard.length;
  const answer = await send(login, body);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).toContain(sentence);
  expect(heard).toHaveLength(before);
});
