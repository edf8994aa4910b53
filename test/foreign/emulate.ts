// A GitHub server that we did not write: `emulate`, with our accounts and policy in it, and git beside it, which it does not serve.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmulator } from 'emulate';
import { houseFiles } from '../../scripts/local/files.ts';
import { loginsOf } from '../../scripts/local/seed.ts';
import { parsePolicy } from '../../scripts/core/policy.ts';
import type { Forge } from '../../scripts/ports/forge.ts';
import { githubForge } from '../../scripts/ports/github.ts';
import type { ExecutingWorkplace, Workplace } from '../../scripts/workplace.ts';
import { testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { bridge } from './bridge.ts';

export interface Foreign {
  readonly test: TestHouse;
  readonly url: string;
  readonly forgeOf: (login: string) => Forge;
  readonly as: (login: string) => Workplace;
  readonly bot: ExecutingWorkplace;
  /** What somebody's own token gets from the server. */
  readonly ask: (login: string, what: string, body?: unknown) => Promise<{ status: number; json: unknown }>;
  readonly close: () => Promise<void>;
}

const OWNER = 'northwind-admin';
export const BOT = 'countersign[bot]';
export const REPOSITORY = `${OWNER}/actions`;

/** Starts the server and a house; the house's verbs then work with this server's REST API instead of the embedded forge's. */
export async function openForeign(): Promise<Foreign> {
  const logins = [...loginsOf(examplePolicy())];
  const server = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: Object.fromEntries(logins.map((login) => [tokenOf(login), { login, scopes: ['repo', 'user'] }])),
      github: {
        users: logins.map((login) => ({ login, name: login, email: `${login}@example.com` })),
        repos: [{ owner: OWNER, name: 'actions', private: true, auto_init: false }],
      },
    },
  });
  const ask: Foreign['ask'] = async (login, what, body) => {
    const [method = '', path = ''] = what.split(' ');
    const headers = { authorization: `Bearer ${tokenOf(login)}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${server.url}${path}`, { method, headers, ...sent });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
  };
  const { json: repository } = await ask(OWNER, `GET /repos/${REPOSITORY}`);
  const { id: repositoryId } = repository as { readonly id: number };
  // The ledger is of the repository with this server's number.
  const test = await testHouse('real', await withAccountsOf(ask, logins), (directory) => {
    writeFileSync(join(directory, 'house.json'), JSON.stringify({ repositoryId, tokens: {} }));
  });
  for (const login of logins.filter((one) => one !== OWNER)) {
    await ask(OWNER, `PUT /repos/${REPOSITORY}/collaborators/${login}`, { permission: 'push' });
  }
  const git = bridge(test.house.forge.git, (what, body) =>
    ask(OWNER, what.replace(' ', ` /repos/${REPOSITORY}`), body),
  );
  await git.upload('main');
  const forgeOf = (login: string): Forge => {
    const forge = githubForge({
      apiUrl: server.url,
      repository: REPOSITORY,
      token: tokenOf(login),
      graphql: 'off',
      codeowners: 'unchecked',
      fetch: completed(ask),
    });
    // It has no log of activity: whoever opened a request is taken for who pushed it.
    return { ...forge, pushers: async (branch) => [(await forge.pullFrom(branch))?.opener ?? null] };
  };
  const mirror = test.house.bot.repository;
  const fetched = {
    ...mirror,
    fetch: async () => {
      await git.download();
      await mirror.fetch();
    },
  };
  const as = (login: string): Workplace => ({ ...test.house.as(login), forge: forgeOf(login), repository: fetched });
  return {
    test,
    url: server.url,
    ask,
    forgeOf,
    as,
    bot: { ...test.house.bot, ...as(BOT) },
    close: async () => {
      await test.close();
      await server.close();
    },
  };
}

function examplePolicy() {
  const parsed = parsePolicy(houseFiles());
  if (!parsed.ok) throw new Error('the example policy has problems');
  return parsed.policy;
}

export function tokenOf(login: string): string {
  return `token-of-${login.replaceAll(/\W/g, '-')}`;
}

/** The example policy with the numbers that this server has given the accounts. */
async function withAccountsOf(ask: Foreign['ask'], logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map(houseFiles());
  for (const login of logins) {
    const { json } = await ask(login, 'GET /user');
    const { id } = json as { readonly id: number };
    for (const path of ['policies/people.yaml', 'policies/automations.yaml']) {
      const text = files.get(path) ?? '';
      const escaped = login.replaceAll(/[[\]]/g, '\\$&');
      files.set(
        path,
        text.replace(new RegExp(`account: \\d+(,? *\\n? *login: ${escaped})(?![\\w-])`), `account: ${id}$1`),
      );
    }
  }
  return files;
}

/** What the server leaves out of an answer and tells elsewhere, put in: every word is its own, but for the last. */
const COMPLETED: readonly (readonly [
  path: RegExp,
  complete: (list: readonly Item[], ask: Foreign['ask']) => Promise<unknown>,
])[] = [
  [
    /\/collaborators$/, // without what each may do, which it tells one by one
    (list, ask) =>
      each(list, async (one) => {
        const { permission } = await own(ask, `/collaborators/${one.login}/permission`);
        return { ...one, permissions: { push: ['admin', 'write', 'push'].includes(String(permission)) } };
      }),
  ],
  [
    /\/pulls\/\d+\/commits$/, // without the accounts, which it tells of each commit
    (list, ask) =>
      each(list, async (one) => {
        const { author, committer } = await own(ask, `/commits/${one.sha}`);
        return { ...one, author, committer };
      }),
  ],
  // Of pull requests it has no timeline at all, and it moves no request's base: there is nothing that one could tell.
  [/\/issues\/\d+\/timeline$/, async () => []],
  // Rules it has none; these are what the executor wants to see, for what it does without them is another test's.
  [/\/rules\/branches\/[^/]+$/, async () => RULES],
];

const RULES = [
  ...['deletion', 'non_fast_forward', 'update', 'pull_request'].map((type) => ({ type })),
  {
    type: 'required_status_checks',
    parameters: { required_status_checks: [{ context: 'countersign/gate', integration_id: 1 }] },
  },
];

interface Item {
  readonly login?: string;
  readonly sha?: string;
}

function completed(ask: Foreign['ask']): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const answer = await fetch(input, init);
    const complete = COMPLETED.find(([path]) => path.test(url.pathname))?.[1];
    if (complete === undefined) return answer;
    const list: unknown = await answer.json();
    const link = answer.headers.get('link');
    const full = await complete(Array.isArray(list) ? (list as readonly Item[]) : [], ask);
    return Response.json(full, link === null ? {} : { headers: { link } });
  };
}

async function own(ask: Foreign['ask'], path: string): Promise<Readonly<Record<string, unknown>>> {
  const { status, json } = await ask(OWNER, `GET /repos/${REPOSITORY}${path}`);
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return json as Readonly<Record<string, unknown>>;
}

function each<T>(list: readonly Item[], complete: (one: Item) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(list.map(complete));
}
