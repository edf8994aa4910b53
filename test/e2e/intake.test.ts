// One HTTP request proposes an action: who it is proposed as, what the sender can read afterwards, and what a refusal leaves.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { intake } from '../../scripts/intake.ts';
import { takeDispatches } from '../../scripts/local/dispatches.ts';
import type { Lane } from '../../scripts/local/lane.ts';
import { heard, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const RESPONDER = { login: 'northwind-ransomware-responder[bot]', id: 90001 };
const DASHBOARD = { login: 'northwind-health-dashboard[bot]', id: 90003 };
const LENA = { login: 'lena-northwind', id: 20111 };
let test: TestHouse;
let dispatches: Lane;
let folder: string;
const hints: string[] = [];

beforeAll(async () => {
  test = await testHouse();
  dispatches = takeDispatches(
    test.house,
    (line) => hints.push(line),
    () => hints.push('hint'),
  );
  folder = mkdtempSync(join(tmpdir(), 'countersign-event-'));
});
afterAll(async () => {
  await dispatches.stop();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What `curl` would send: the automation's own token, one request. */
async function ask(login: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${test.house.url}/api/v3/repos/northwind/actions${path}`, {
    method,
    headers: { authorization: `Bearer ${test.house.settings.tokens[login] ?? ''}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}

async function send(who: typeof RESPONDER, client_payload: Readonly<Record<string, unknown>>) {
  const { status } = await ask(who.login, 'POST', '/dispatches', { event_type: 'propose-action', client_payload });
  await dispatches.idle();
  return status;
}

/** What the sender polls. */
async function answerTo(who: typeof RESPONDER, request: string): Promise<Record<string, unknown> | null> {
  const { status, json } = await ask(who.login, 'GET', `/contents/intake/${who.id}/${request}.json?ref=intake`);
  if (status === 404) return null;
  return JSON.parse(Buffer.from(String(json?.['content']), 'base64').toString()) as Record<string, unknown>;
}

const request = (number: number): string => `7d1f6c1e-0000-4000-8000-${String(number).padStart(12, '0')}`;
const pulls = (): number => test.house.forge.pulls().length;

describe('a dispatch of an automation', () => {
  it('is answered with the address of its request, which the automation itself has opened', async () => {
    expect(await answerTo(RESPONDER, request(1))).toBeNull();
    expect(await send(RESPONDER, { request: request(1), action: isolation() })).toBe(204);
    const answer = await answerTo(RESPONDER, request(1));
    expect(answer).toMatchObject({ answers: request(1), kind: 'opened', tier: 1, approvers: ['lena'] });
    const pull = test.house.forge.pulls().at(-1);
    expect(answer).toMatchObject({ request: pull?.number, url: `${test.house.url}/requests/${pull?.number}` });
    expect(pull?.by).toBe(RESPONDER.id);
  });

  it('is judged by the gate like any other request, and runs once it is approved', async () => {
    await test.house.step();
    const pull = test.house.forge.pulls().at(-1);
    if (pull === undefined) expect.fail('there is no request');
    await test.house.as(LENA.login).forge.review(pull.number, pull.head, 'APPROVE', 'Yes.');
    await test.house.step();
    expect(test.house.forge.pull(pull.number).merged).not.toBeNull();
  });

  it('is one action, however often it is sent', async () => {
    const before = pulls();
    await send(RESPONDER, { request: request(1), action: isolation() });
    expect(pulls()).toBe(before);
    expect(hints.at(-1)).toBe(`intake: answered before, see intake/90001/${request(1)}.json on the branch intake`);
  });

  it('is one action where it was killed before it answered', async () => {
    const action = isolation({ targets: [{ client: 'acme', device: '4712', name: 'ACME-FS02' }] });
    const event = eventOf(RESPONDER, { request: request(2), action });
    const place = { ...test.house.as(RESPONDER.login) };
    const { forge } = place;
    const mute = async (branch: string, path: string, ...rest: readonly [string, string]): Promise<void> => {
      if (path.endsWith('.json')) throw new Error('killed');
      await forge.putFileOnBranch(branch, path, ...rest);
    };
    await expect(intake(event, { ...place, forge: { ...forge, putFileOnBranch: mute } })).rejects.toThrow('killed');
    const before = pulls();
    await intake(event, place);
    expect(pulls()).toBe(before);
    expect(await answerTo(RESPONDER, request(2))).toMatchObject({ kind: 'exists', request: before });
  });

  it.each<readonly [string, number, typeof RESPONDER, Readonly<Record<string, unknown>>, RegExp]>([
    ['another automation’s operation', 11, DASHBOARD, { action: isolation() }, /^operation-not-granted: /],
    ['a person', 12, LENA, { action: isolation() }, /^The account lena-northwind is not a registered automation\./],
    ['no action', 13, RESPONDER, {}, /^client_payload\.action must be an object/],
    [
      'a further field',
      14,
      RESPONDER,
      { action: isolation(), sender: { id: 90001 } },
      /^client_payload has the field "sender"/,
    ],
    ['a tier of its own', 15, RESPONDER, { action: isolation({ tier: 3 }) }, /^client_payload\.action:\d+:\d+ .*tier/],
    ['an id that is none', 16, RESPONDER, { action: isolation({ id: '../x' }) }, /^client_payload\.action:\d+:\d+ /],
    [
      'a prototype',
      17,
      RESPONDER,
      { action: JSON.parse('{"__proto__":{"tier":3}}') as unknown },
      /__proto__|operation/,
    ],
    [
      'a number too large',
      18,
      RESPONDER,
      { action: isolation({ parameters: { reason: 2 ** 60 } }) },
      /client_payload\.action:/,
    ],
  ])('with %s is refused, in a sentence and without a request', async (_, number, who, payload, sentence) => {
    const before = pulls();
    expect(await send(who, { request: request(number), ...payload })).toBe(204);
    const answer = await answerTo(who, request(number));
    expect(answer).toMatchObject({ answers: request(number), kind: 'refused' });
    expect(answer).toMatchObject({ sentences: [expect.stringMatching(sentence)] });
    expect(pulls()).toBe(before);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['no request', { action: isolation() }],
    ['a path as request', { request: '../../policies/people', action: isolation() }],
    ['a long one', { request: 'x'.repeat(65), action: isolation() }],
  ])('with %s has nothing to be answered to', async (_, payload) => {
    const before = pulls();
    await send(RESPONDER, payload);
    expect(hints.at(-1)).toMatch(/^intake: client_payload\.request must be 8 to 64 letters, digits and hyphens/);
    expect(pulls()).toBe(before);
  });

  it('is refused where its request belongs to another id', async () => {
    const action = isolation({ id: '01M803ZTZ97P53KTW9V8GTC6CX', parameters: {} });
    await send(RESPONDER, { request: request(19), action });
    const event = eventOf(RESPONDER, { request: request(19), action: { ...action, id: '01M803ZTZ97P53KTW9V8GTC6CY' } });
    const forge = { ...test.house.as(RESPONDER.login).forge };
    const unanswered = {
      ...forge,
      fileAt: async (ref: string, path: string) => (path.endsWith('.json') ? null : forge.fileAt(ref, path)),
    };
    const taken = await intake(event, { ...test.house.as(RESPONDER.login), forge: unanswered });
    expect(taken).toMatchObject({
      answer: { sentences: ['This request was begun with another id. Send the action under a new request.'] },
    });
  });

  it('of another type is only a hint to look', async () => {
    await ask(RESPONDER.login, 'POST', '/dispatches', { event_type: 'evaluate' });
    expect(hints.at(-1)).toBe('hint');
  });
});

function eventOf(sender: typeof RESPONDER, client_payload: Readonly<Record<string, unknown>>, over = {}): string {
  const repository = { id: test.house.settings.repositoryId, full_name: 'northwind/actions' };
  return JSON.stringify({ action: 'propose-action', branch: 'main', client_payload, repository, sender, ...over });
}

describe('countersign intake', () => {
  async function run(event: string, as = RESPONDER, ...options: readonly string[]) {
    const file = join(folder, 'event.json');
    writeFileSync(file, event);
    const said = heard({ ...test.environment(as.login), GITHUB_EVENT_PATH: file });
    const code = await main(['intake', ...options], said.io);
    return { code, out: said.out(), err: said.err() };
  }

  it('says where the request is, then that it was answered', async () => {
    const action = isolation({ targets: [{ client: 'acme', device: '4713', name: 'ACME-DC01' }] });
    const event = eventOf(RESPONDER, { request: request(31), action });
    const first = await run(event);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^Request \d+ for [0-9A-Z]{26}: http:\/\/127\.0\.0\.1:\d+\/requests\/\d+\n$/);
    const again = await run(event);
    expect(again).toMatchObject({ code: 0, out: '' });
    expect(again.err).toBe(
      `This request was answered before; its answer stands at intake/90001/${request(31)}.json.\n`,
    );
  });

  it('proposes for nobody but who sent it, whatever key the job was given', async () => {
    const { code, err } = await run(eventOf(DASHBOARD, { request: request(32), action: isolation() }), RESPONDER);
    expect(code).toBe(2);
    expect(err).toBe(
      'northwind-health-dashboard[bot] sent this, and the job acts as northwind-ransomware-responder[bot]: nobody proposes ' +
        'for another. Keep the key of the App behind northwind-health-dashboard[bot] in the environment intake-90003.\n',
    );
  });

  it.each<readonly [string, string | (() => string), RegExp]>([
    ['no JSON', 'x', /^The event is not a JSON object/],
    ['a list', '[]', /^The event is not a JSON object/],
    [
      'another event',
      () => eventOf(RESPONDER, {}, { action: 'opened' }),
      /no repository_dispatch of the type propose-action/,
    ],
    ['no sender', () => eventOf(RESPONDER, {}, { sender: null }), /does not say who sent it/],
    [
      'a sender without a number',
      () => eventOf(RESPONDER, {}, { sender: { id: '90001', login: 'x' } }),
      /does not say who sent it/,
    ],
    ['no repository', () => eventOf(RESPONDER, {}, { repository: {} }), /does not say which repository/],
    [
      'another repository',
      () => eventOf(RESPONDER, { request: request(33), action: isolation() }, { repository: { id: 1 } }),
      /^The event is of the repository 1, and this job works on northwind\/actions\.\n$/,
    ],
  ])('answers an event with %s by a sentence and exit code 2', async (_, event, sentence) => {
    const { code, err } = await run(typeof event === 'string' ? event : event());
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });

  it('is a fault without the event of a job', async () => {
    const said = heard(test.environment(RESPONDER.login));
    expect(await main(['intake'], said.io)).toBe(3);
    expect(said.err()).toBe(
      'fault: GITHUB_EVENT_PATH is not set; it holds the file of the event that started the job.\n',
    );
  });

  it('says the same as data', async () => {
    const { out } = await run(eventOf(RESPONDER, { request: request(34) }), RESPONDER, '--json');
    expect(JSON.parse(out)).toMatchObject({ kind: 'answered', answer: { kind: 'refused' } });
  });
});
