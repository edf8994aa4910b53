// The local bare mirror that all reading happens in, and the way to its origin.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OFFLINE, tokenSetting } from './git-environment.ts';
import { type Git, gitAt, type GitOptions } from './git.ts';

export interface MirrorOptions {
  /** Where the mirror is, or, without a url, an existing repository or clone that is only read. */
  readonly directory: string;
  /** The repository's address, without user or password. */
  readonly url?: string;
  /** Where the origin is a repository on this very machine: its folder, to read from; what is pushed goes to the address all the same. */
  readonly beside?: string;
  /** For http; it goes into the environment, never into arguments, the address or a file. */
  readonly token?: string;
  /** Milliseconds without a sign of life after which git is stopped. */
  readonly timeout?: number;
}

export interface Mirror {
  readonly git: Git;
  readonly url: string | null;
  /** One at a time for each directory in this process: two fetches at once would fight over the locks of refs. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

const queues = new Map<string, Promise<unknown>>();

/**
 * Opens the mirror and creates it on first use.
 * @throws TypeError where the address carries a password or is not an address. @throws GitFault where git fails.
 */
export async function openMirror({ directory, url, beside, token, timeout }: MirrorOptions): Promise<Mirror> {
  if (url !== undefined && !/^(https?:\/\/|file:\/\/|\/)/.test(url)) {
    throw new TypeError('the address of the repository must begin with https://, http://, file:// or /');
  }
  const options: GitOptions = {
    settings: url === undefined ? OFFLINE : { ...tokenSetting(url, token ?? null), ...readingFrom(beside, url) },
    ...(timeout === undefined ? {} : { timeout }),
  };
  const alone = <T>(work: () => Promise<T>): Promise<T> => inTurn(resolve(directory), work);
  const git = gitAt(directory, options);
  if (url !== undefined && !existsSync(join(directory, 'HEAD'))) {
    await alone(() => git.raw(['init', '--bare', '--initial-branch=main', '--', '.']));
  }
  return { git, url: url ?? null, alone };
}

function readingFrom(folder: string | undefined, url: string): Readonly<Record<string, string>> {
  return folder === undefined ? {} : { [`url.${folder}.insteadOf`]: url, [`url.${url}.pushInsteadOf`]: url };
}

async function inTurn<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(directory) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(directory, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(directory) === settled) queues.delete(directory);
  }
}
