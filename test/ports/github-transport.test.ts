// What goes over a real connection: the token goes to one place only, nothing is printed, a broken answer is no answer.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { githubForge } from '../../scripts/ports/github.ts';
import { HEAD, pullAnswer, user } from './scripted-forge.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3` };
}

const connect = (apiUrl: string) => {
  return githubForge({ apiUrl, repository: 'acme/queue', token: 'secret-token', wait: async () => undefined });
};
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a connection', () => {
  it('sends the token, the name and the version of the API', async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify(user(9))));
    expect(await connect(`${url}/`).whoAmI()).toEqual(user(9));
    expect(seen[0]?.url).toBe('/api/v3/user');
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'token secret-token',
      'user-agent': expect.stringContaining('countersign'),
      'x-github-api-version': '2022-11-28',
    });
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%i) with a read or a write', async (status) => {
    const elsewhere = await serve((_, response) => response.writeHead(200, JSON_TYPE).end('{}'));
    const { url } = await serve((_, response) => response.writeHead(status, { location: elsewhere.url }).end());
    await expect(connect(url).pull(7)).rejects.toThrow('the repository has moved');
    await expect(connect(url).merge(7, HEAD, 'T', 'M')).rejects.toMatchObject({ status });
    expect(elsewhere.seen).toEqual([]);
  });

  it.each([
    ['in the middle of the answer', '{"sha": "'],
    ['before the answer', ''],
  ])('that ends %s leaves a merge unknown, after one try', async (_, part) => {
    const { url, seen } = await serve((_request, response) => {
      if (part === '') return response.destroy();
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '80' });
      return response.write(part, () => response.destroy());
    });
    expect(await connect(url).merge(7, HEAD, 'T', 'M')).toMatchObject({ kind: 'unknown' });
    expect(seen).toHaveLength(1);
  });

  it('that cannot be made is a fault that says where to', async () => {
    const { url } = await serve(() => undefined);
    servers.splice(0)[0]?.close();
    await expect(connect(url).pull(7)).rejects.toThrow(
      /could not be reached \(.*ECONNREFUSED.*\) when asked for GET http:\/\/127/,
    );
  });

  it('prints nothing, whatever is answered', async () => {
    const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
    const headers = { ...JSON_TYPE, deprecation: 'true', link: '<https://x>; rel="deprecation"' };
    const { url } = await serve((request, response) => {
      response.writeHead(request.url?.endsWith('/7') === true ? 200 : 404, headers).end(JSON.stringify(pullAnswer(7)));
    });
    await connect(url).pull(7);
    await expect(connect(url).pull(8)).rejects.toMatchObject({ status: 404 });
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it('asks once who it is, and again only where that failed', async () => {
    let count = 0;
    const { url } = await serve((_, response) => {
      count += 1;
      response.writeHead(count === 1 ? 500 : 200, JSON_TYPE).end(JSON.stringify(user(9)));
    });
    const forge = connect(url);
    await expect(forge.whoAmI()).rejects.toMatchObject({ status: 500 });
    expect(await Promise.all([forge.whoAmI(), forge.whoAmI()])).toEqual([user(9), user(9)]);
    expect(count).toBe(2);
  });
});
