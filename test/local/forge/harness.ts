// A forge on a real HTTP server over a temporary folder, with the calls and the git client that the tests use.
import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { openForge } from '../../../scripts/local/forge/forge.ts';
import type { EmbeddedForge, ForgeOptions } from '../../../scripts/local/forge/forge.ts';
import type { ForgeAccount } from '../../../scripts/local/forge/model.ts';
import { forgeHandler } from '../../../scripts/local/forge/server.ts';
import { openApiValidator } from '../../fixtures/openapi-validator.ts';

const problemsOf = openApiValidator();

export const NOON = Date.parse('2026-03-02T12:00:00Z');

const person = (
  id: number,
  login: string,
  permission: ForgeAccount['permission'],
  type: ForgeAccount['type'] = 'User',
) => ({
  id,
  login,
  name: `${login} of Acme`,
  type,
  token: `token-of-${login}`,
  permission,
});

export const ACCOUNTS = [
  person(1, 'acme', 'admin'),
  person(2, 'lena', 'write'),
  person(3, 'nina', 'write'),
  person(4, 'gast', 'read'),
  person(50, 'proposer[bot]', 'write', 'Bot'),
  person(51, 'merger[bot]', 'write', 'Bot'),
  person(52, 'ledger[bot]', 'write', 'Bot'),
] as const;

export interface Reply {
  readonly status: number;
  // The tests look into answers of every shape; a wrong guess is a failing assertion.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

export interface Harness {
  readonly forge: EmbeddedForge;
  readonly directory: string;
  readonly web: string;
  /** Calls the REST API below the repository (or from `/user`) as an account. */
  readonly call: (login: string, what: string, body?: unknown) => Promise<Reply>;
  /** The address of the repository with an account's token in it. */
  readonly remote: (login: string | null) => string;
  /** Stops the server, and opens the same folder again. */
  readonly reopen: () => Promise<Harness>;
  readonly close: () => Promise<void>;
}

export async function startForge(changes: Partial<ForgeOptions> = {}): Promise<Harness> {
  const directory = changes.directory ?? (await mkdtemp(join(tmpdir(), 'forge-')));
  const forge = await openForge({
    directory,
    clock: () => NOON,
    repository: { id: 4711, owner: 'acme', name: 'control' },
    accounts: ACCOUNTS,
    mergers: [51],
    ledgerWriters: [52],
    firstCommit: new Map([['README.md', '# Control\n']]),
    ...changes,
  });
  const faults: unknown[] = [];
  const handler = forgeHandler(forge, (cause) => faults.push(cause));
  const server = createServer((request, response) => {
    void handler(request, response).then((mine) => (mine ? null : response.writeHead(204, { 'x-page': 'yes' }).end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const web = `http://${host}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (faults.length > 0) throw new Error('The forge failed inside.', { cause: faults[0] });
  };
  return {
    forge,
    directory,
    web,
    call: (login, what, body) => call(web, login, what, body),
    remote: (login) => `http://${login === null ? '' : `x:${tokenOf(login)}@`}${host}/acme/control.git`,
    reopen: async () => {
      await stop();
      return startForge({ ...changes, directory });
    },
    close: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function account(login: string): ForgeAccount {
  const found = ACCOUNTS.find((each) => each.login === login);
  if (found === undefined) throw new Error(`no account ${login}`);
  return found;
}

export interface Clone {
  readonly directory: string;
  /** Writes files (null deletes), commits them, answers the commit. */
  readonly commit: (files: Readonly<Record<string, string | null>>, author?: string) => Promise<string>;
  /** Runs git in the clone; answers output and errors together, and the exit code. */
  readonly git: (...args: string[]) => Promise<{ readonly code: number; readonly text: string }>;
}

export async function cloneOf(harness: Harness, login: string | null, folder: string): Promise<Clone> {
  const directory = join(harness.directory, folder);
  await run(harness.directory, ['clone', '--quiet', harness.remote(login), directory]);
  const git = (...args: string[]) => run(directory, args);
  const commit = async (files: Readonly<Record<string, string | null>>, author = 'Lena <lena@example.com>') => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      if (text === null) await rm(join(directory, path));
      else await writeFile(join(directory, path), text);
    }
    await git('add', '--all');
    await git(
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      `Change ${Object.keys(files).join(', ')}`,
      `--author=${author}`,
    );
    return (await git('rev-parse', 'HEAD')).text;
  };
  return { directory, commit, git };
}

/** Puts one file on a new branch through the API and opens a pull request for it; answers its number and head. */
export async function propose(
  harness: Harness,
  branch: string,
  path = `queue/${branch}.yaml`,
  text = `id: ${branch}\n`,
) {
  const bot = 'proposer[bot]';
  const main = (await harness.call(bot, 'GET /git/ref/heads/main')).body.object.sha;
  await harness.call(bot, 'POST /git/refs', { ref: `refs/heads/${branch}`, sha: main });
  const content = Buffer.from(text).toString('base64');
  const file = await harness.call(bot, `PUT /contents/${path}`, { message: `Propose ${branch}`, content, branch });
  const pull = await harness.call(bot, 'POST /pulls', {
    title: `Do ${branch}`,
    head: branch,
    base: 'main',
    body: 'please',
  });
  if (pull.status !== 201) throw new Error(`could not propose: ${JSON.stringify(pull.body)}`);
  return { number: Number(pull.body.number), head: String(file.body.commit.sha), base: String(main) };
}

async function call(web: string, login: string, what: string, body: unknown): Promise<Reply> {
  const [method = '', path = ''] = what.split(' ');
  const url = `${web}/api/v3${path.startsWith('/user') ? path : `/repos/acme/control${path}`}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `token ${tokenOf(login)}` };
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: text }) });
  const answer = await response.text();
  const { status } = response;
  const responseBody = answer === '' ? undefined : JSON.parse(answer);
  // Every answer is held against GitHub's own description; a request only where it was meant to be a good one.
  const asked = url.slice(`${web}/api/v3`.length);
  const requestBody = status < 400 || body === undefined ? body : {};
  const problems = problemsOf({ method, path: asked, requestBody, status, responseBody });
  const real = problems.filter((problem) => status < 400 || !problem.includes(': request'));
  if (real.length > 0) throw new Error(`not as GitHub describes it: ${real.join('; ')}`);
  return { status, body: responseBody ?? null, headers: response.headers };
}

function tokenOf(login: string): string {
  return ACCOUNTS.find((each) => each.login === login)?.token ?? login;
}

function run(cwd: string, args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_DATE: '2026-03-02T11:00:00Z',
    GIT_COMMITTER_DATE: '2026-03-02T11:00:00Z',
    GIT_COMMITTER_NAME: 'Lena',
    GIT_COMMITTER_EMAIL: 'lena@example.com',
  };
  return new Promise((resolve) => {
    execFile('git', [...args], { cwd, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, text: `${stdout}${stderr}`.trim() });
    });
  });
}
