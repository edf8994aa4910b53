// The pages on a real HTTP server, and a browser without a window: it keeps cookies and posts forms as a browser would.
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagesHandler } from '../../scripts/local/pages/handler.ts';
import type { PagesSource } from '../../scripts/local/pages/source.ts';
import { NOW } from './pages-world.ts';

export const SECRET = 'a secret of the tests, 32 bytes and more';

export interface Served {
  readonly origin: string;
  readonly faults: unknown[];
  readonly close: () => Promise<void>;
}

/** Serves the pages on a free port of this machine. */
export async function serve(source: PagesSource, clock: () => number = () => NOW): Promise<Served> {
  const faults: unknown[] = [];
  const handler = pagesHandler(source, { secret: SECRET, clock, onFault: (cause) => faults.push(cause) });
  const server = createServer((request, response) => {
    void handler(request, response).then((own) => {
      if (!own) response.writeHead(418).end('not a page');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, so the address is no pipe
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://localhost:${port}`, faults, close };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One exchange with exactly these headers; `fetch` would not let a test choose Host or Sec-Fetch-Site. */
export function send(
  { origin }: Pick<Served, 'origin'>,
  path: string,
  options: { method?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(origin);
    const host = { host: `localhost:${port}` };
    const { method = 'GET', headers = {}, body } = options;
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, headers: { ...host, ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface Browser {
  readonly cookie: string;
  readonly get: (path: string) => Promise<Reply>;
  /** Posts with the session's own token, unless the fields hold another; headers replace those a browser sends. */
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Reply>;
}

/** Signs in through the sign-in page. */
export async function signIn(served: Served, account: number): Promise<Browser> {
  const visitor = await send(served, '/sign-in');
  const first = browser(served, cookieOf(visitor));
  const reply = await first.post('/sign-in', { account: String(account), to: '/' });
  if (reply.status !== 303) throw new Error(`not signed in: ${reply.status}`);
  return browser(served, cookieOf(reply));
}

function browser(served: Served, cookie: string): Browser {
  const get = (path: string): Promise<Reply> => send(served, path, { headers: { cookie } });
  return {
    cookie,
    get,
    post: async (path, fields, headers = {}) => {
      const token = /name="token" value="([^"]+)"/.exec((await get('/sign-in')).text)?.[1] ?? '';
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const from = { cookie, origin: served.origin, 'sec-fetch-site': 'same-origin', ...type, ...headers };
      const used = Object.fromEntries(Object.entries(from).filter(([, value]) => value !== ''));
      return send(served, path, {
        method: 'POST',
        headers: used,
        body: new URLSearchParams({ token, ...fields }).toString(),
      });
    },
  };
}

function cookieOf({ headers }: Reply): string {
  return (headers['set-cookie']?.[0] ?? '').split(';', 1)[0] ?? '';
}
