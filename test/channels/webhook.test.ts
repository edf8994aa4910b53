// The webhook against a real server whose receiver is another implementation of Standard Webhooks.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { notifierOf } from '../../scripts/channels/notifier.ts';
import { webhookChannel } from '../../scripts/channels/webhook.ts';
import type { Notice } from '../../scripts/ports/notices.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NOTICE: Notice = {
  id: 'request/7',
  about: 'request',
  at: Date.parse('2026-11-20T10:00:00Z'),
  to: ['lena', 'sam'],
  pull: 7,
  title: 'Request 7: ninjarmm/isolate-endpoint on acme',
  lines: ['Answer by 14:00.'],
  url: 'https://forge.example/pull/7',
};

interface Heard {
  readonly url: string;
  readonly received: unknown[];
  readonly ids: string[];
  readonly count: () => number;
}

let server: Server | null = null;
afterEach(() => server?.close().closeAllConnections());

/** A receiver that checks each message, and answers by turns. */
async function receiver(...answers: readonly ((response: ServerResponse) => void)[]): Promise<Heard> {
  let count = 0;
  const [received, ids]: [unknown[], string[]] = [[], []];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push(new Webhook(SECRET).verify(body, request.headers as Record<string, string>)); // as node gives them
    ids.push(String(request.headers['webhook-id']));
    const respond = answers[Math.min(count, answers.length - 1)];
    count += 1;
    respond?.(response);
  };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return { url: `http://127.0.0.1:${port}/hook/secret-path`, received, ids, count: () => count };
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end('said the receiver');
const waited: number[] = [];
const channel = (url: string, timeout?: number) =>
  webhookChannel({
    url,
    secret: SECRET,
    fetch,
    now: Date.now,
    wait: async (duration) => void waited.push(duration),
    ...(timeout === undefined ? {} : { timeout }),
  });

describe('a message by webhook', () => {
  it('is verified by the receiver, and counts for each person it is meant for', async () => {
    const heard = await receiver(status(204));
    expect(await channel(heard.url).tell(NOTICE)).toEqual([
      { person: 'lena', channel: 'webhook', delivered: true, detail: 'HTTP 204' },
      { person: 'sam', channel: 'webhook', delivered: true, detail: 'HTTP 204' },
    ]);
    const { at: _, ...data } = NOTICE;
    expect(heard.received).toEqual([{ type: 'countersign.request', timestamp: '2026-11-20T10:00:00.000Z', data }]);
  });

  it.each<readonly [string, readonly ((response: ServerResponse) => void)[], number, boolean, string]>([
    ['succeeds after two failures', [status(503), status(500), status(200)], 3, true, 'HTTP 200'],
    ['is given up after three', [status(503)], 3, false, 'HTTP 503'],
    ['is tried again where there are too many', [status(429), status(202)], 2, true, 'HTTP 202'],
    ['is not tried again where it is refused', [status(400), status(200)], 1, false, 'HTTP 400'],
    ['is not tried again where nobody is there any more', [status(410), status(200)], 1, false, 'HTTP 410'],
    [
      'is tried again where the connection breaks',
      [(response) => void response.destroy(), status(200)],
      2,
      true,
      'HTTP 200',
    ],
  ])('%s', async (_, answers, tries, delivered, detail) => {
    const heard = await receiver(...answers);
    const [first] = await channel(heard.url).tell(NOTICE);
    expect([heard.count(), first?.delivered, first?.detail]).toEqual([tries, delivered, detail]);
    // The receiver can tell that it is the same one.
    expect(new Set(heard.ids).size).toBe(1);
  });

  it('waits longer and longer between the tries, as it was told to wait', async () => {
    waited.length = 0;
    await channel((await receiver(status(500))).url).tell(NOTICE);
    expect(waited).toEqual([1_000, 4_000]);
  });

  it('goes nowhere else: a redirect is not followed', async () => {
    const heard = await receiver(status(307, { location: '/elsewhere' }));
    const [first] = await channel(heard.url).tell(NOTICE);
    expect([heard.count(), first?.detail]).toEqual([1, 'HTTP 307: redirects are not followed']);
  });

  it('is given up where no answer comes in time', async () => {
    const heard = await receiver(() => undefined);
    const [first] = await channel(heard.url, 60).tell(NOTICE);
    expect([heard.count(), first?.delivered, first?.detail]).toEqual([3, false, 'no answer in time']);
  });

  it('says that nobody is there, and never the address, which may hold a secret', async () => {
    const heard = await receiver(status(200));
    server?.close().closeAllConnections();
    const [first] = await channel(heard.url).tell(NOTICE);
    expect(first).toEqual({
      person: 'lena',
      channel: 'webhook',
      delivered: false,
      detail: 'not reached: ECONNREFUSED',
    });
  });
});

describe('a webhook is not opened', () => {
  it.each([
    ['without encryption beyond this machine', 'http://hooks.example.com/x', 'must begin with https://'],
    ['with another protocol', 'file:///etc/passwd', 'must begin with https://'],
    ['with a password in its address', 'https://user:pass@hooks.example.com/', 'carries a user or a password'],
    ['at no address', 'hooks.example.com', 'the address of the webhook is none'],
  ])('%s', (_, url, why) => {
    expect(() => channel(url)).toThrow(why);
    expect(() => channel(url)).not.toThrow(/pass@|passwd/);
  });

  it('with a secret that is none, which it does not quote', () => {
    const open = () =>
      webhookChannel({
        url: 'https://a.example',
        secret: 'hunter2',
        fetch,
        now: Date.now,
        wait: async () => undefined,
      });
    expect(open).toThrow('the secret of the webhook must be whsec_');
    expect(open).not.toThrow('hunter2');
  });
});

describe('several channels', () => {
  it('do not stop each other', async () => {
    const heard = await receiver(status(200));
    const broken = { tell: () => Promise.reject(new Error('secret words')) };
    const both = notifierOf([broken, channel(heard.url)]);
    expect(
      (await both?.tell({ ...NOTICE, to: ['lena'] }))?.map(({ channel: name, delivered, detail }) => [
        name,
        delivered,
        detail,
      ]),
    ).toEqual([
      ['notice', false, 'the channel failed'],
      ['webhook', true, 'HTTP 200'],
    ]);
    expect(notifierOf([])).toBeUndefined();
  });
});
