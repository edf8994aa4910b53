// The embedded forge on a real port over a real repository, with every exchange checked against GitHub's own description.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedForge, openForge } from '../../scripts/local/forge/forge.ts';
import type { ForgeAccount } from '../../scripts/local/forge/model.ts';
import { forgeHandler } from '../../scripts/local/forge/server.ts';
import type { Forge } from '../../scripts/ports/forge.ts';
import { githubForge } from '../../scripts/ports/github.ts';
import { openApiValidator } from '../fixtures/openapi-validator.ts';

export const START = Date.parse('2026-11-20T09:00:00Z');

const account = (id: number, login: string, type: 'User' | 'Bot', permission: ForgeAccount['permission']) => {
  return { id, login, name: login, type, token: `token-of-${login}`, permission };
};
const ACCOUNTS = {
  owner: account(1, 'owner', 'User', 'admin'),
  proposer: account(2, 'proposer[bot]', 'Bot', 'write'),
  gate: account(3, 'gate[bot]', 'Bot', 'write'),
  ada: account(41, 'ada', 'User', 'write'),
  eve: account(42, 'eve', 'User', 'read'),
};
export type Name = keyof typeof ACCOUNTS;

export interface Running {
  /** The forge's own verbs, for what the adapter does not do. */
  readonly inside: EmbeddedForge;
  readonly accounts: typeof ACCOUNTS;
  /** The adapter with this account's token. */
  as(name: Name): Forge;
  /** A request that the adapter does not make, with this account's token, checked like the others. */
  ask(name: Name | null, method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }>;
  /** `METHOD path` of every exchange so far. */
  readonly exchanges: string[];
  /** Every difference between an exchange and GitHub's description. */
  readonly problems: string[];
  close(): Promise<void>;
}

const check = openApiValidator();

/** Starts a forge with a first commit, a bot that may merge, a writer and a reader; each change is a second later. */
export async function runForge(): Promise<Running> {
  const directory = await mkdtemp(join(tmpdir(), 'github-adapter-'));
  let now = START;
  const inside = await openForge({
    directory,
    clock: () => (now += 1_000),
    repository: { id: 77, owner: 'acme', name: 'queue' },
    accounts: Object.values(ACCOUNTS),
    mergers: [ACCOUNTS.gate.id],
    firstCommit: new Map([['README.md', 'Hello ä\n']]),
  });
  const handle = forgeHandler(inside);
  const server = createServer((request, response) => {
    void handle(request, response).then((handled) => (handled ? undefined : response.writeHead(404).end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`;
  const exchanges: string[] = [];
  const problems: string[] = [];
  const recording: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const path = decodeURIComponent(String(input instanceof Request ? input.url : input).replace(apiUrl, ''));
    const text = await answer.clone().text();
    const method = init?.method ?? 'GET';
    const requestBody: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const responseBody: unknown = text === '' ? undefined : JSON.parse(text);
    exchanges.push(`${method} ${path}`);
    // GraphQL has a description of its own, which its tests hold against GitHub's.
    if (!path.endsWith('/graphql'))
      problems.push(...check({ method, path, requestBody, status: answer.status, responseBody }));
    return answer;
  };
  return {
    inside,
    accounts: ACCOUNTS,
    exchanges,
    problems,
    as: (name) => githubForge({ apiUrl, repository: 'acme/queue', token: ACCOUNTS[name].token, fetch: recording }),
    ask: async (name, method, path, body) => {
      const headers = name === null ? {} : { authorization: `token ${ACCOUNTS[name].token}` };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await recording(`${apiUrl}${path}`, { method, headers, ...sent });
      const text = await answer.text();
      return { status: answer.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Opens a request with one file, as the proposer does. */
export async function propose(forge: Forge, id: string, message = `Propose ${id}`) {
  await forge.putFileOnBranch(`action/${id}`, `queue/${id}.yaml`, `id: ${id}\n`, message);
  return (await forge.openPull(`action/${id}`, `Do ${id}`, 'Please.')).pull;
}
