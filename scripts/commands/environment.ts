// Where the verbs find their forge, repository, ledger and key: from the environment, each missing piece one sentence.
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnchorWork } from '../anchors.ts';
import type { Connector } from '../connectors/connector.ts';
import type { WitnessKey } from '../core/cosignature.ts';
import { formatVerifierKey, parseVerifierKey } from '../core/note-keys.ts';
import type { SigningKey } from '../core/note-keys.ts';
import { makeFolder } from '../ports/folder.ts';
import type { Forge } from '../ports/forge.ts';
import { githubForge } from '../ports/github.ts';
import type { GithubOptions } from '../ports/github-client.ts';
import { gitLedger } from '../ports/git-ledger.ts';
import { gitRepository } from '../ports/git-repository.ts';
import { readLedgerKey } from '../ports/ledger-key.ts';
import type { MirrorOptions } from '../ports/mirror.ts';
import { pinnedKey } from '../pinned-key.ts';
import type { ExecutingWorkplace, Workplace } from '../workplace.ts';
import type { Io } from '../cli.ts';
import { openNotifier } from './notifier.ts';

/** Something that the caller has to set before the verb can run. */
export class EnvironmentFault extends Error {}

/** The key that a rotation hands over to, for the ledger of that origin. */
export type NextKey = (originBase: string) => Promise<SigningKey>;

/**
 * Opens the workplace that the environment describes. GitHub's own variables are the defaults, so that a job needs none.
 * @throws EnvironmentFault naming the variable that is missing and what belongs in it
 */
export async function openWorkplace(io: Io, nextKey: NextKey | null = null): Promise<Workplace> {
  const forge = openForge(io, TOKENS);
  const mirror = mirrorOf(io);
  makeMirrorFolder(mirror);
  const repository = await gitRepository(mirror);
  await repository.fetch();
  const pinned = await pinnedKey(repository);
  const keyFile = io.env.COUNTERSIGN_LEDGER_KEY;
  const originBase = pinned.name;
  const vkey = parseVerifierKey(pinned.text);
  if (vkey === null) throw new EnvironmentFault('policies/keys.yaml on main holds no C2SP verifier key.');
  const key = keyFile === undefined ? null : await readLedgerKey(keyFile, originBase);
  const ledger = await gitLedger({
    ...mirror,
    originBase,
    keys: [vkey],
    ...(key === null ? {} : { key }),
    ...(nextKey === null ? {} : { nextKey: await nextKey(originBase) }),
    identity: identityOf(io),
    random: Math.random,
    salt: () => randomBytes(32),
    wait: (duration) => sleep(duration),
  });
  const notify = await openNotifier(io, repository);
  return {
    ...(notify === undefined ? {} : { notify }),
    forge,
    repository,
    ledger,
    ...(key === null ? {} : { keeper: { originBase, key } }),
    now: Date.now,
    // One line stays one line, whatever a platform or a request put into it.
    log: (line) => io.err(`${line.replaceAll(/[\r\n]+/g, ' ')}\n`),
  };
}

const TOKENS = ['COUNTERSIGN_TOKEN', 'GITHUB_TOKEN'];

/** The forge as the account of the first of these tokens that is set. @throws EnvironmentFault as `openWorkplace` does */
export function openForge(io: Io, tokens: readonly string[]): Forge {
  const apiUrl = need(io, ['COUNTERSIGN_API_URL', 'GITHUB_API_URL'], 'the address of the forge’s API');
  const repository = need(io, ['COUNTERSIGN_REPOSITORY', 'GITHUB_REPOSITORY'], 'owner/name of the repository');
  const token = need(io, tokens, 'the token of the account to act as');
  return githubForge({ apiUrl, repository, token, ...serverOf(io) });
}

/**
 * Who outside is to vouch for the ledger. Every one is optional, and at least one is needed.
 * @throws EnvironmentFault where none is named, or one of them is named by half
 */
export async function openAnchors(io: Io): Promise<AnchorWork> {
  const { COUNTERSIGN_TSA_URL, COUNTERSIGN_WITNESS_URL, COUNTERSIGN_TAG_KEY, COUNTERSIGN_SECOND_REMOTE } = io.env;
  const outside = [COUNTERSIGN_TSA_URL, COUNTERSIGN_WITNESS_URL, COUNTERSIGN_TAG_KEY, COUNTERSIGN_SECOND_REMOTE];
  if (outside.every((one) => one === undefined)) {
    throw new EnvironmentFault('Nobody outside is named: see countersign anchor --help for the variables.');
  }
  const { ledger, now } = await openWorkplace(io);
  const { fetch } = globalThis;
  const timestamp = COUNTERSIGN_TSA_URL && {
    url: COUNTERSIGN_TSA_URL,
    roots: need(io, ['COUNTERSIGN_TSA_CA'], 'the file of certificates that time stamps are checked with'),
    fetch,
  };
  const witness = COUNTERSIGN_WITNESS_URL && { url: COUNTERSIGN_WITNESS_URL, key: await witnessOf(io), fetch };
  const token = io.env.COUNTERSIGN_SECOND_TOKEN;
  return {
    ledger,
    mirror: mirrorOf(io),
    identity: identityOf(io),
    now: now(),
    ...(timestamp ? { timestamp } : {}),
    ...(witness ? { witness } : {}),
    ...(COUNTERSIGN_TAG_KEY ? { tagKey: resolve(COUNTERSIGN_TAG_KEY) } : {}),
    ...(COUNTERSIGN_SECOND_REMOTE
      ? { second: { url: COUNTERSIGN_SECOND_REMOTE, ...(token === undefined ? {} : { token }) } }
      : {}),
  };
}

async function witnessOf(io: Io): Promise<WitnessKey> {
  const { parseWitnessKey } = await import('../core/cosignature.ts');
  const key = parseWitnessKey(need(io, ['COUNTERSIGN_WITNESS_KEY'], 'the verifier key of the witness'));
  if (key === null) throw new EnvironmentFault('COUNTERSIGN_WITNESS_KEY is no verifier key of a witness.');
  return key;
}

function makeMirrorFolder({ directory }: MirrorOptions): void {
  try {
    makeFolder(directory, 0o700);
  } catch (cause) {
    const sentence = `${directory} cannot be the folder of the mirror: name another one in COUNTERSIGN_MIRROR.`;
    throw new EnvironmentFault(sentence, { cause });
  }
}

/** Where the mirror is, and where it comes from. */
function mirrorOf(io: Io): MirrorOptions {
  const apiUrl = need(io, ['COUNTERSIGN_API_URL', 'GITHUB_API_URL'], 'the address of the forge’s API');
  const name = need(io, ['COUNTERSIGN_REPOSITORY', 'GITHUB_REPOSITORY'], 'owner/name of the repository');
  const token = need(io, ['COUNTERSIGN_TOKEN', 'GITHUB_TOKEN'], 'the token of the account to act as');
  const url = io.env.COUNTERSIGN_CLONE_URL ?? cloneUrl(apiUrl, name);
  return { directory: io.env.COUNTERSIGN_MIRROR ?? join(process.cwd(), '.countersign', 'verbs.git'), url, token };
}

/** The key that signs the ledger. @throws EnvironmentFault where the job has none, or one that is not in force */
export async function openKey(io: Io, { repository, ledger }: Workplace): Promise<SigningKey> {
  const pinned = await pinnedKey(repository);
  const key = await readLedgerKey(
    need(io, ['COUNTERSIGN_LEDGER_KEY'], 'the path of the ledger’s private key'),
    pinned.name,
  );
  const rotated = (await ledger.read()).branches.at(-1)?.keys.current;
  if (formatVerifierKey(key) === (rotated ?? pinned.text)) return key;
  const wanted = rotated === undefined ? 'that policies/keys.yaml on main pins' : 'that signs the ledger now';
  throw new EnvironmentFault(`COUNTERSIGN_LEDGER_KEY is not the key ${wanted}.`);
}

/** The same, with the connectors and the credentials that the job has been given; of one platform where one is named. */
export async function openExecuting(io: Io, platform: string | null = null): Promise<ExecutingWorkplace> {
  const { connectorFor } = await import('../connectors/registry.ts');
  const place = await openWorkplace(io);
  return {
    ...place,
    execution: {
      ...(platform === null ? {} : { platform }),
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

/** The same as `openWorkplace`, with what reading the platforms' own logs takes; what is not set is said when it is needed. */
export async function openWatching(io: Io): Promise<Workplace> {
  const { connectorFor } = await import('../connectors/registry.ts');
  const place = await openWorkplace(io);
  const credentials = ({ name, activityCredentials = [] }: Connector): Readonly<Record<string, string>> =>
    Object.fromEntries(activityCredentials.map((key) => [key, need(io, [key], `a reading credential of ${name}`)]));
  const { fetch } = globalThis;
  return { ...place, watching: { connectorFor, credentials, fetch, wait: (duration) => sleep(duration) } };
}

/** The event that started this job, as the forge wrote it. @throws EnvironmentFault where there is none */
export function openEvent(io: Io): string {
  return readFileSync(need(io, ['GITHUB_EVENT_PATH'], 'the file of the event that started the job'), 'utf8');
}

/** The slugs of the Apps that gate and merge; `null` where the environment does not say. */
export function appsNamed(io: Io): { readonly gate: string | null; readonly merge: string | null } {
  const { COUNTERSIGN_GATE_APP: gate, COUNTERSIGN_MERGE_APP: merge } = io.env;
  return { gate: gate || null, merge: merge || null };
}

/** The first of these variables that is set. @throws EnvironmentFault saying what it holds where none is */
export function need(io: Io, names: readonly string[], what: string): string {
  const found = names.map((name) => io.env[name]).find((value) => value !== undefined && value !== '');
  if (found !== undefined) return found;
  throw new EnvironmentFault(`${names[0] ?? ''} is not set; it holds ${what}.`);
}

/** What the server lacks is said by whoever sets it up, and never guessed from an answer. */
function serverOf({ env }: Io): Pick<GithubOptions, 'graphql' | 'codeowners'> {
  const { COUNTERSIGN_GRAPHQL: graphql = '', COUNTERSIGN_CODEOWNERS: owners = '' } = env;
  if (owners !== '' && owners !== 'unchecked') {
    throw new EnvironmentFault(`COUNTERSIGN_CODEOWNERS is "${owners}"; leave it out, or set it to "unchecked".`);
  }
  if (graphql !== '' && graphql !== 'off' && !/^https?:$/.test(URL.parse(graphql)?.protocol ?? '')) {
    throw new EnvironmentFault(`COUNTERSIGN_GRAPHQL is "${graphql}"; leave it out, or set it to "off" or an address.`);
  }
  return { ...(graphql === '' ? {} : { graphql }), ...(owners === 'unchecked' ? { codeowners: owners } : {}) };
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
