// Git processes: arguments as arrays, no shell, no configuration of the machine. The only file that knows simple-git.
import { simpleGit } from 'simple-git';
import { makeFolder } from './folder.ts';
import { gitEnvironment } from './git-environment.ts';

export interface GitResult {
  /** The exit code; `null` where the process was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitInput {
  /** Bytes for the process's standard input. */
  readonly input?: Uint8Array | string;
}

export interface Git {
  readonly directory: string;
  /** Runs git and returns what it printed. @throws GitFault where it fails in any way. */
  raw(args: readonly string[], given?: GitInput): Promise<string>;
  /** Runs git and returns the outcome whatever it is. @throws GitFault only where git cannot be started or hangs. */
  attempt(args: readonly string[], given?: GitInput): Promise<GitResult>;
  /** The environment for a process that is started elsewhere in the same way. */
  readonly env: Readonly<Record<string, string>>;
}

export interface GitOptions {
  /** Further settings by key, passed by the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Milliseconds without a sign of life after which git is stopped; two minutes unless said otherwise. */
  readonly timeout?: number;
}

/** Milliseconds without a sign of life after which git is stopped, unless said otherwise. */
export const TIMEOUT = 120_000;

/** Git failed. The message names the verb and git's own last words, never the environment. */
export class GitFault extends Error {
  readonly code: number | null;
  constructor(message: string, code: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GitFault';
    this.code = code;
  }
}

/** Git in this directory, which is created where it is missing. @throws GitFault where it cannot be one */
export function gitAt(directory: string, options: GitOptions = {}): Git {
  makePlace(directory);
  const env = gitEnvironment(options.settings);
  const timeout = options.timeout ?? TIMEOUT;
  const attempt = (args: readonly string[], given: GitInput = {}) => run(directory, env, timeout, args, given);
  return {
    directory,
    env,
    attempt,
    raw: async (args, given) => {
      const result = await attempt(args, given);
      if (result.code !== 0) throw gitFault(args, result);
      return result.stdout;
    },
  };
}

function makePlace(directory: string): void {
  try {
    makeFolder(directory);
  } catch (cause) {
    throw new GitFault(`${directory} is ${NO_REPOSITORY}`, null, { cause });
  }
}

const NO_TOKEN = 'The repository’s server does not take the token that it was given, or it was given none.';
const NO_REPOSITORY = 'not a git repository: name the directory of one.';

/** What git says in words of its own machinery, or with advice about a configuration that is not read here. */
const PLAINLY: readonly (readonly [string, string])[] = [
  ['fatal: not a git repository', `This is ${NO_REPOSITORY}`],
  ['fatal: could not read Username', NO_TOKEN],
  ['fatal: Authentication failed', NO_TOKEN],
  [
    'fatal: detected dubious ownership',
    'This repository belongs to another account of this machine, and git reads only your own: name a copy (cp -r) of it.',
  ],
];

/** The fault for a git process that did not do what it should. */
export function gitFault(args: readonly string[], { code, stderr, stdout }: GitResult): GitFault {
  const plain = PLAINLY.find(([words]) => stderr.includes(words));
  if (plain !== undefined) return new GitFault(plain[1], code);
  const said = (stderr.trim() || stdout.trim() || 'it said nothing').slice(0, 2_000);
  return new GitFault(`git ${args[0] ?? ''} ${code === null ? 'was stopped' : `failed (${code})`}: ${said}`, code);
}

async function run(
  directory: string,
  env: Record<string, string>,
  timeout: number,
  args: readonly string[],
  { input }: GitInput,
): Promise<GitResult> {
  let result: GitResult | null = null;
  const git = simpleGit({
    baseDir: directory,
    // Waiting for the streams to close, and not for a while after the exit, so that no output is cut off.
    completion: { onClose: true, onExit: false },
    timeout: { block: timeout },
    allowEnvironment: Object.keys(env),
    // Each of these is needed to close a door by the environment; none opens one to the caller.
    unsafe: {
      allowUnsafeAskPass: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeGpgProgram: true,
      allowUnsafeHooksPath: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeUrlRewrite: true, // to read from a folder on this machine (mirror.ts)
    },
    ...(input === undefined ? {} : { input: () => (typeof input === 'string' ? input : Buffer.from(input)) }),
    // simple-git takes a failure without words on stderr, and a killed process, for a success: the code decides here.
    errors: (error, { exitCode, stdOut, stdErr }) => {
      if (error instanceof Error && !(exitCode > 0 && exitCode < 256)) return error;
      result = { code: exitCode, stdout: Buffer.concat(stdOut).toString(), stderr: Buffer.concat(stdErr).toString() };
      return undefined;
    },
  });
  try {
    await git.env(env).raw([...args]);
  } catch (error) {
    throw new GitFault(`git ${args[0] ?? ''} did not run: ${messageOf(error)}`, null, { cause: error });
  }
  if (result === null) throw new GitFault(`git ${args[0] ?? ''} gave no result`, null);
  return result;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
