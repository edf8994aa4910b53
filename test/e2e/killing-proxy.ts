// A proxy that counts what passes and stops at the n-th request: before it is handed on, or after it was handled unanswered.
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the line is cut: `at` counts from 1 over everything that passes. */
export interface Cut {
  readonly at: number;
  readonly when: 'before' | 'after';
  /** Called at the cut; nothing goes on until it has returned. */
  readonly kill: () => Promise<void>;
}

/** What passes, in order, through all proxies that share it. */
export interface Passage {
  readonly seen: string[];
  /** Method and path of the request that was cut off. */
  cutAt: string | null;
  cut: Cut | null;
}

export function passage(cut: Cut | null): Passage {
  return { seen: [], cutAt: null, cut };
}

export interface Proxy {
  readonly url: string;
  /** Where requests go on to, and what counts them; `null` lets them pass uncounted. */
  readonly lead: (target: string, through: Passage | null) => void;
  readonly close: () => Promise<void>;
}

/** Listens on a port of the loopback interface (0 for any). */
export async function startProxy(port: number): Promise<Proxy> {
  let target = '';
  let through: Passage | null = null;
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing, target, through).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (to, counted) => {
      target = to;
      through = counted;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  through: Passage | null,
): Promise<void> {
  const body = await bytesOf(incoming);
  // Nobody who was killed says anything more.
  if (through !== null && through.cutAt !== null) return void outgoing.destroy();
  const what = `${incoming.method} ${new URL(incoming.url ?? '/', target).pathname}`;
  const cut = through !== null && through.seen.push(what) === through.cut?.at ? through.cut : null;
  if (through !== null && cut !== null) through.cutAt = what;
  if (cut?.when === 'before') return stop(cut, outgoing);
  const answer = await handOn(incoming, body, target);
  if (cut?.when === 'after') return stop(cut, outgoing);
  outgoing.writeHead(answer.status, answer.headers);
  outgoing.end(answer.body);
}

async function stop(cut: Cut, outgoing: ServerResponse): Promise<void> {
  await cut.kill();
  outgoing.destroy();
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function handOn(incoming: IncomingMessage, body: Buffer, target: string): Promise<Answer> {
  const { method, url, headers } = incoming;
  return new Promise((resolve, reject) => {
    // Whole and plain, so that "handled" has one meaning; a connection of its own for each.
    const { 'transfer-encoding': _, connection: __, ...kept } = headers;
    const sent = { ...kept, 'content-length': String(body.length) };
    const outgoing = ask(new URL(url ?? '/', target), {
      ...(method === undefined ? {} : { method }),
      headers: sent,
      agent: false,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      bytesOf(response).then((bytes) => {
        const { 'transfer-encoding': _, connection: __, ...kept } = response.headers;
        const headers = { ...kept, 'content-length': String(bytes.length) };
        resolve({ status: response.statusCode ?? 502, headers, body: bytes });
      }, reject);
    });
    outgoing.end(body);
  });
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
