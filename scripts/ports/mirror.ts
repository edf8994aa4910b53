// The local bare mirror that all reading happens in, and the way to its origin.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OFFLINE, tokenSetting } from './git-environment.ts';
import { type Git, gitAt, type GitOptions, TIMEOUT } from './git.ts';
import { refFiles } from './ref-files.ts';

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
  /** The origin's folder, where its address is one: what is pushed can go there without git's sending program. */
  readonly folder: string | null;
  /** The folder that it can be read from, where it is on this machine. */
  readonly near: string | null;
  /** Milliseconds without a sign of life after which the other side is given up. */
  readonly patience: number;
  /**
   * The origin's refs as they are now, a line each as `git ls-remote` prints them; none without an origin.
   * @param patterns full names; a `*` at the end stands for anything. Other names may come too: git also takes a pattern for the end of one.
   * @throws GitFault where the origin cannot be read
   */
  readonly refs: (patterns: readonly string[]) => Promise<string>;
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
  const folder = folderOf(url);
  const near = beside ?? folder;
  if (url !== undefined && !existsSync(join(directory, 'HEAD'))) {
    await alone(() => git.raw(['init', '--bare', '--initial-branch=main', '--', '.']));
  }
  const refs = async (patterns: readonly string[]): Promise<string> => {
    const known = near === null ? null : await refFiles(near, patterns);
    if (known !== null) return [...known].map(([ref, id]) => `${id}\t${ref}\n`).join('');
    return url === undefined ? '' : git.raw(['ls-remote', '--quiet', '--', url, ...patterns]);
  };
  return { git, url: url ?? null, folder, near, patience: timeout ?? TIMEOUT, refs, alone };
}

function folderOf(url: string | undefined): string | null {
  if (url?.startsWith('file://') === true) return fileURLToPath(url);
  return url?.startsWith('/') === true ? url : null;
}

function readingFrom(folder: string | undefined, url: string): Readonly<Record<string, string>> {
  return folder === undefined ? {} : { [`url.${folder}.insteadOf`]: url, [`url.${url}.pushInsteadOf`]: url };
}

/** Does one thing at a time under each name in this process. */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(name, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(name) === settled) queues.delete(name);
  }
}
