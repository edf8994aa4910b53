// A repository at the embedded forge as GitHub gives it: no rule of its own, an organisation, three Apps, an administrator.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../scripts/cli.ts';
import { parsePolicy } from '../../scripts/core/policy.ts';
import type { JsonObject } from '../../scripts/core/settings-model.ts';
import { openForge } from '../../scripts/local/forge/forge.ts';
import type { EmbeddedForge } from '../../scripts/local/forge/forge.ts';
import type { ForgeAccount } from '../../scripts/local/forge/model.ts';
import { forgeHandler } from '../../scripts/local/forge/server.ts';
import type { StoredSettings } from '../../scripts/local/forge/settings-model.ts';
import { houseFiles, ROOT } from '../../scripts/local/files.ts';
import { githubSettings } from '../../scripts/ports/github-settings.ts';
import type { ForgeSettings } from '../../scripts/ports/forge-settings.ts';
import { heard } from '../e2e/house.ts';
import { openApiValidator } from '../fixtures/openapi-validator.ts';

const account = (id: number, login: string, over: Partial<ForgeAccount> = {}): ForgeAccount => {
  return { id, login, name: login, type: 'User', permission: 'write', token: `token-of-${login}`, ...over };
};
const app = (id: number, slug: string, grants: Readonly<Record<string, string>>): ForgeAccount =>
  account(id, `${slug}[bot]`, { type: 'Bot', grants });

function manifest(name: string): Readonly<Record<string, string>> {
  const file = JSON.parse(readFileSync(join(ROOT, `.github/apps/${name}.json`), 'utf8')) as {
    readonly default_permissions: Readonly<Record<string, string>>;
  };
  return file.default_permissions;
}

const PROPOSES = { metadata: 'read', contents: 'write', pull_requests: 'write' };

export const ADMIN = account(1, 'northwind-admin', { permission: 'admin' });
export const LENA = account(2, 'lena');
export const GATE = app(71, 'northwind-gate', { ...PROPOSES, checks: 'write', actions: 'read' });
/** With what its manifest asks for, and nothing more. */
export const DOCTOR = app(73, 'northwind-doctor', manifest('doctor'));
export const AS_MADE = {
  gate: app(71, 'northwind-gate', manifest('gate')),
  merge: app(72, 'northwind-merge', manifest('merge')),
  automation: manifest('proposer'),
} as const;
export const MERGE = app(72, 'northwind-merge', { ...PROPOSES, workflows: 'write' });

export interface Rig {
  readonly forge: EmbeddedForge;
  readonly accounts: readonly ForgeAccount[];
  readonly directory: string;
  readonly web: string;
  readonly settings: (who?: ForgeAccount) => ForgeSettings;
  /** Changes settings behind everybody's back, as an administrator can. */
  readonly weaken: (edit: (settings: StoredSettings) => StoredSettings) => Promise<void>;
  /** `countersign ARGS` as this account. */
  readonly run: (args: readonly string[], who?: ForgeAccount) => Promise<{ code: number; out: string; err: string }>;
  readonly ask: (who: ForgeAccount, what: string, body?: unknown) => Promise<{ status: number; json: JsonObject }>;
  /** Every difference between an exchange and GitHub's description. */
  readonly problems: string[];
  readonly pass: (milliseconds: number) => void;
  readonly now: () => number;
  readonly close: () => Promise<void>;
}

export interface RigOptions {
  readonly gate?: ForgeAccount;
  readonly merge?: ForgeAccount;
  readonly organisation?: boolean;
  readonly automation?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** The people of the example policy, who may write. */
  readonly people?: boolean;
}

const check = openApiValidator();

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const directory = await mkdtemp(join(tmpdir(), 'settings-'));
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const parsed = parsePolicy(houseFiles());
  if (!parsed.ok) throw new Error('the example policy has problems');
  const automations = [...parsed.policy.automations.values()].map(({ account: id, login }) =>
    account(id, login, { type: 'Bot', grants: options.automation ?? PROPOSES }),
  );
  const people = [...parsed.policy.people.values()].map(({ account: id, login }) => account(id, login));
  const accounts = [
    ADMIN,
    LENA,
    options.gate ?? GATE,
    options.merge ?? MERGE,
    DOCTOR,
    ...automations,
    ...(options.people === true ? people : []),
  ];
  const forge = await openForge({
    directory,
    clock: now,
    repository: { id: 4711, owner: 'northwind', name: 'actions', organisation: options.organisation ?? true },
    accounts,
    floor: false,
    firstCommit: new Map(
      Object.entries({ '.github/CODEOWNERS': '* @lena\n', 'README.md': '# Actions\n', ...options.files }),
    ),
  });
  const handle = forgeHandler(forge);
  const server = createServer((request, response) => {
    void handle(request, response).then((mine) => (mine ? undefined : response.writeHead(404).end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const apiUrl = `${web}/api/v3`;
  const problems: string[] = [];
  const recording: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const path = decodeURIComponent(String(input instanceof Request ? input.url : input).replace(apiUrl, ''));
    const text = await answer.clone().text();
    const method = init?.method ?? 'GET';
    const requestBody: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const responseBody: unknown = text === '' ? undefined : JSON.parse(text);
    problems.push(...check({ method, path, requestBody, status: answer.status, responseBody }));
    return answer;
  };
  const environment = (who: ForgeAccount): Record<string, string> => ({
    COUNTERSIGN_API_URL: apiUrl,
    COUNTERSIGN_REPOSITORY: 'northwind/actions',
    COUNTERSIGN_TOKEN: who.token,
    COUNTERSIGN_MIRROR: join(directory, 'mirror.git'),
  });
  return {
    forge,
    accounts,
    directory,
    web,
    problems,
    now,
    settings: (who = ADMIN) =>
      githubSettings({ apiUrl, repository: 'northwind/actions', token: who.token, fetch: recording, now }),
    weaken: (edit) => forge.changeSettings(ADMIN, edit),
    run: async (args, who = ADMIN) => {
      const { io, out, err } = heard(environment(who));
      const code = await main(args, io);
      return { code, out: out(), err: err() };
    },
    ask: async (who, what, body) => {
      const [method = '', path = ''] = what.split(' ');
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { authorization: `token ${who.token}` };
      const answer = await fetch(`${apiUrl}/repos/northwind/actions${path}`, { method, headers, ...sent });
      const text = await answer.text();
      return { status: answer.status, json: text === '' ? {} : (JSON.parse(text) as JsonObject) };
    },
    pass: (milliseconds) => void (ahead += milliseconds),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const APPS = ['--gate-app', 'northwind-gate', '--merge-app', 'northwind-merge'];

/** What only a real runner brings: the workflows are there, and have just run by themselves. */
export function withSchedules(paths: Iterable<string>, at: number): (settings: StoredSettings) => StoredSettings {
  const workflows = [...paths].map((path) => ({ path, state: 'active', since: at, lastScheduled: at }));
  return (settings) => ({ ...settings, workflows });
}
