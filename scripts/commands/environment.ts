// Where the verbs find their forge, repository, ledger and key: from the environment, each missing piece one sentence.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatVerifierKey, parseVerifierKey } from '../core/note-keys.ts';
import type { SigningKey } from '../core/note-keys.ts';
import { githubForge } from '../ports/github.ts';
import { gitLedger } from '../ports/git-ledger.ts';
import { gitRepository } from '../ports/git-repository.ts';
import { readLedgerKey } from '../ports/ledger-key.ts';
import { pinnedKey } from '../pinned-key.ts';
import type { ExecutingWorkplace, Workplace } from '../workplace.ts';
import type { Io } from '../cli.ts';

/** Something that the caller has to set before the verb can run. */
export class EnvironmentFault extends Error {}

/**
 * Opens the workplace that the environment describes. GitHub's own variables are the defaults, so that a job needs none.
 * @throws EnvironmentFault naming the variable that is missing and what belongs in it
 */
export async function openWorkplace(io: Io): Promise<Workplace> {
  const apiUrl = need(io, ['COUNTERSIGN_API_URL', 'GITHUB_API_URL'], 'the address of the forge’s API');
  const name = need(io, ['COUNTERSIGN_REPOSITORY', 'GITHUB_REPOSITORY'], 'owner/name of the repository');
  const token = need(io, ['COUNTERSIGN_TOKEN', 'GITHUB_TOKEN'], 'the token of the account to act as');
  const url = io.env.COUNTERSIGN_CLONE_URL ?? cloneUrl(apiUrl, name);
  const directory = io.env.COUNTERSIGN_MIRROR ?? join(process.cwd(), '.countersign', 'verbs.git');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const mirror = { directory, url, token };
  const repository = await gitRepository(mirror);
  await repository.fetch();
  const pinned = await pinnedKey(repository);
  const keyFile = io.env.COUNTERSIGN_LEDGER_KEY;
  const originBase = pinned.name;
  const vkey = parseVerifierKey(pinned.text);
  if (vkey === null) throw new EnvironmentFault('policies/keys.yaml on main holds no C2SP verifier key.');
  const ledger = await gitLedger({
    ...mirror,
    originBase,
    keys: [vkey],
    ...(keyFile === undefined ? {} : { key: await readLedgerKey(keyFile, originBase) }),
    identity: identityOf(io),
    random: Math.random,
    wait: (duration) => sleep(duration),
  });
  return {
    forge: githubForge({ apiUrl, repository: name, token }),
    repository,
    ledger,
    now: Date.now,
    // One line stays one line, whatever a platform or a request put into it.
    log: (line) => io.err(`${line.replaceAll(/[\r\n]+/g, ' ')}\n`),
  };
}

/** The key that signs the ledger. @throws EnvironmentFault where the job has none, or one that main does not pin */
export async function openKey(io: Io, { repository }: Workplace): Promise<SigningKey> {
  const pinned = await pinnedKey(repository);
  const key = await readLedgerKey(
    need(io, ['COUNTERSIGN_LEDGER_KEY'], 'the path of the ledger’s private key'),
    pinned.name,
  );
  if (formatVerifierKey(key) === pinned.text) return key;
  throw new EnvironmentFault('COUNTERSIGN_LEDGER_KEY is not the key that policies/keys.yaml on main pins.');
}

/** The same, with the connectors and the credentials that the job has been given. */
export async function openExecuting(io: Io): Promise<ExecutingWorkplace> {
  const { connectorFor } = await import('../connectors/registry.ts');
  const place = await openWorkplace(io);
  return {
    ...place,
    execution: {
      connectorFor,
      credentials: (connector) =>
        Object.fromEntries(
          connector.credentials.map((key) => [key, need(io, [key], `a credential of ${connector.name}`)]),
        ),
      fetch: globalThis.fetch,
      wait: (duration) => sleep(duration),
    },
  };
}

function need(io: Io, names: readonly string[], what: string): string {
  const found = names.map((name) => io.env[name]).find((value) => value !== undefined && value !== '');
  if (found !== undefined) return found;
  throw new EnvironmentFault(`${names[0] ?? ''} is not set; it holds ${what}.`);
}

/** github.com's API lives on a host of its own; a GitHub Enterprise server's under /api/v3 of the same. */
function cloneUrl(apiUrl: string, repository: string): string {
  const url = new URL(apiUrl);
  const host = url.host === 'api.github.com' ? 'github.com' : url.host;
  return `${url.protocol}//${host}/${repository}.git`;
}

function identityOf(io: Io): { readonly name: string; readonly email: string } {
  return {
    name: io.env.COUNTERSIGN_NAME ?? 'countersign',
    email: io.env.COUNTERSIGN_EMAIL ?? 'countersign@users.noreply.github.com',
  };
}
