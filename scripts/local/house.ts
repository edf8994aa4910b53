// All of it on one machine: the embedded forge, the sandbox platform and the workplaces of everybody who takes part.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { join, resolve } from 'node:path';
import { connectorFor } from '../connectors/registry.ts';
import type { Evidence } from '../core/audit/anchors.ts';
import { parsePolicy } from '../core/policy.ts';
import type { Policy } from '../core/policy-model.ts';
import { sentence } from '../core/problem.ts';
import { formatVerifierKey, parseVerifierKey } from '../core/note-keys.ts';
import type { SigningKey } from '../core/note-keys.ts';
import { execute } from '../execute.ts';
import { gate } from '../gate.ts';
import { merge } from '../merge.ts';
import { pinnedKey } from '../pinned-key.ts';
import { foundLedger } from '../ports/found-ledger.ts';
import { OFFLINE } from '../ports/git-environment.ts';
import { gitAt } from '../ports/git.ts';
import { gitLedger } from '../ports/git-ledger.ts';
import { gitRepository } from '../ports/git-repository.ts';
import { githubForge } from '../ports/github.ts';
import { generateLedgerKey, readLedgerKey, writeLedgerKey } from '../ports/ledger-key.ts';
import { sweep } from '../sweep.ts';
import { gatherAnchors } from '../verify/anchors.ts';
import type { ExecutingWorkplace, Workplace } from '../workplace.ts';
import { openForge } from './forge/forge.ts';
import type { EmbeddedForge } from './forge/forge.ts';
import { forgeHandler } from './forge/server.ts';
import { startNinjaSandbox } from './sandbox-ninja.ts';
import type { NinjaSandbox } from './sandbox-ninja.ts';
import { BOT, NINJA_SEED, accountsOf, firstCommit, loginsOf } from './seed.ts';
import { openSettings } from './settings.ts';
import type { HouseSettings } from './settings.ts';

export interface HouseOptions {
  readonly directory: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly sandboxPort: number;
  readonly clock: () => number;
  /** Waits between two looks at a platform. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: (line: string) => void;
  /** The policy files to begin with, by path; only read at the first start. */
  readonly files: ReadonlyMap<string, string>;
  /** Milliseconds that the sandbox takes to isolate a device, and to patch one. */
  readonly isolationDelay: number;
  readonly patchDelay?: number;
  /** The salt of each personal part; `null` writes such parts into the records themselves, as the oldest ledgers have them. */
  readonly salt?: (() => Uint8Array) | null;
  /** Whether the forge guards main and the ledger by itself; where not, its rulesets alone do, as on GitHub. */
  readonly floor?: boolean;
}

export interface House {
  readonly url: string;
  readonly cloneUrl: string;
  readonly settings: HouseSettings;
  readonly forge: EmbeddedForge;
  readonly sandbox: NinjaSandbox;
  readonly policy: Policy;
  readonly vkey: string;
  readonly server: Server;
  /** What the verbs run with here: the App's account, the ledger's key, the sandbox's credentials. */
  readonly bot: ExecutingWorkplace;
  /** A workplace for any account, by login; it can propose and review, not write the ledger. */
  readonly as: (login: string) => Workplace;
  /** What outsiders have said about the ledger, as it lies there: whom to believe, an auditor says (countersign verify). */
  readonly anchors: () => Promise<readonly Evidence[]>;
  /** Runs each verb once, in the order of the flow. */
  readonly step: () => Promise<void>;
  /** Answers what the forge leaves: the pages. */
  serve(pages: (...args: Parameters<RequestListener>) => Promise<boolean>): void;
  readonly close: () => Promise<void>;
}

/** @throws Error with one sentence where the policy does not parse or a port is taken; nothing listens any more then */
export async function openHouse(options: HouseOptions): Promise<House> {
  const opened: Opened = [];
  try {
    return await furnish(options, opened);
  } catch (cause) {
    // Whatever listens already would keep the process alive for ever.
    await closeAll(opened);
    throw cause;
  }
}

type Opened = (() => Promise<void>)[];
const closeAll = async (opened: Opened) => void (await Promise.all(opened.map((close) => close())));

async function furnish(options: HouseOptions, opened: Opened): Promise<House> {
  const { directory, clock, log, wait } = options;
  const policy = policyOf(options.files);
  const settings = openSettings(directory, options, loginsOf(policy));
  const sandbox = await listening(
    settings.sandboxPort,
    startNinjaSandbox({
      ...NINJA_SEED,
      port: settings.sandboxPort,
      clock,
      directory: join(directory, 'sandbox'),
      isolationDelay: options.isolationDelay,
      patchDelay: options.patchDelay ?? 60_000,
    }),
  );
  opened.push(() => sandbox.close());
  const originBase = `countersign/${settings.repositoryId}`;
  const key = await ledgerKey(join(directory, 'ledger.pem'), originBase);
  const vkey = formatVerifierKey(key);
  const repository = { id: settings.repositoryId, owner: 'northwind', name: 'actions' };
  const forge = await openForge({
    directory: join(directory, 'forge'),
    clock,
    repository,
    accounts: accountsOf(policy, (login) => settings.tokens[login] ?? ''),
    mergers: [BOT.id],
    ledgerWriters: [BOT.id],
    floor: options.floor ?? true,
    firstCommit: firstCommit(options.files, { origin: originBase, vkey, sandbox: sandbox.url }),
  });
  const served = await serve(forge, options.port, log);
  opened.push(served.close);
  const cloneUrl = `${served.url}/${repository.owner}/${repository.name}.git`;
  const mirror = {
    directory: join(directory, 'mirror.git'),
    url: cloneUrl,
    beside: resolve(directory, 'forge', 'repository.git'),
    token: settings.tokens[BOT.login] ?? '',
  };
  const git = await gitRepository(mirror);
  await git.fetch();
  const identity = { name: BOT.name, email: `${BOT.id}+${BOT.login}@users.noreply.github.com` };
  // The first key as main pins it: the one at hand may have replaced it since.
  const first = parseVerifierKey((await pinnedKey(git)).text) ?? key;
  const salt = options.salt === undefined ? () => randomBytes(32) : options.salt;
  const salted = salt === null ? {} : { salt };
  const ledger = await gitLedger({
    ...mirror,
    originBase,
    keys: [first],
    key,
    identity,
    random: Math.random,
    wait,
    ...salted,
  });
  const main = await git.resolve('main');
  const fields = { repository: settings.repositoryId, main };
  await foundLedger(ledger, { originBase, key, fields }, clock());
  const forgeOf = (login: string) =>
    githubForge({
      apiUrl: `${served.url}/api/v3`,
      repository: `${repository.owner}/${repository.name}`,
      token: settings.tokens[login] ?? '',
      now: clock,
    });
  const keeper = { originBase, key };
  const as = (login: string): Workplace => ({
    forge: forgeOf(login),
    repository: git,
    ledger,
    keeper,
    now: clock,
    log,
  });
  const execution = { connectorFor, credentials: () => sandbox.credentials, fetch: globalThis.fetch, wait };
  const bot = { ...as(BOT.login), execution, watching: execution };
  return {
    url: served.url,
    cloneUrl,
    settings,
    forge,
    sandbox,
    policy,
    vkey,
    server: served.server,
    bot,
    as,
    anchors: () => gatherAnchors(gitAt(mirror.beside, { settings: OFFLINE }), {}),
    step: async () => {
      await gate(bot);
      await merge(bot);
      await execute(bot);
      await sweep(bot);
    },
    serve: served.use,
    close: () => closeAll(opened),
  };
}

function policyOf(files: ReadonlyMap<string, string>): Policy {
  const parsed = parsePolicy(files);
  if (parsed.ok) return parsed.policy;
  throw new Error(`The policy cannot be used: ${parsed.problems.map(sentence).join('\n')}`);
}

async function ledgerKey(path: string, originBase: string): Promise<SigningKey> {
  if (!existsSync(path)) await writeLedgerKey(path, generateLedgerKey(originBase).key);
  return readLedgerKey(path, originBase);
}

type Pages = (...args: Parameters<RequestListener>) => Promise<boolean>;

/** The forge's paths first; whatever it leaves is the pages'. Only the loopback interface is listened on. */
async function serve(forge: EmbeddedForge, port: number, log: (line: string) => void) {
  const handler = forgeHandler(forge, (cause) => log(`forge: ${cause instanceof Error ? cause.message : 'a fault'}`));
  let pages: Pages = async () => false;
  const server = createServer((request, response) => {
    void (async () => {
      if ((await handler(request, response)) || (await pages(request, response))) return;
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing here.\n');
    })().catch((cause: unknown) => {
      log(`pages: ${cause instanceof Error ? cause.message : 'a fault'}`);
      response.destroy();
    });
  });
  await listen(server, port);
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { server, url: `http://127.0.0.1:${taken}`, use: (use: Pages) => void (pages = use), close };
}

function listen(server: Server, port: number): Promise<unknown> {
  const started = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return listening(port, started);
}

/** A taken port is the one thing that goes wrong often, so it gets its sentence. */
async function listening<T>(port: number, started: Promise<T>): Promise<T> {
  try {
    return await started;
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (!taken) throw cause;
    const remedy = 'Stop what uses it, or choose others with --port and a new --data folder.';
    throw new Error(`Port ${port} of this machine is taken. ${remedy}`, { cause });
  }
}
