// Runs git on the forge's bare repository: no shell, no configuration but the repository's own, bounded output.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import type { ForgeAccount } from './model.ts';

const LARGEST_OUTPUT = 64 * 1024 * 1024;

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes other than 0 that are an answer, not a fault. */
  readonly allow?: readonly number[];
}

export interface Git {
  /** The bare repository. */
  readonly directory: string;
  /** The environment of every git process, for those that are started elsewhere (smart HTTP). */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `git ARGS`; throws where it can't start or ends with a code that is not allowed. */
  readonly run: (args: readonly string[], options?: GitOptions) => Promise<GitResult>;
  /** As `run`, answering the trimmed output as text. */
  readonly text: (args: readonly string[], options?: GitOptions) => Promise<string>;
}

/** Git on `<directory>/repository.git`, with `<directory>/home` (an empty folder) as the home. */
export function gitIn(directory: string): Git {
  const repository = join(directory, 'repository.git');
  const env = environment(join(directory, 'home'));
  const run = (args: readonly string[], options: GitOptions = {}): Promise<GitResult> =>
    runGit(repository, args, { ...options, env: { ...env, ...options.env } });
  const text = async (args: readonly string[], options?: GitOptions): Promise<string> =>
    (await run(args, options)).stdout.toString('utf8').trim();
  return { directory: repository, env, run, text };
}

/** `Name <mail>` of an account, with the e-mail address by which the forge attributes commits to it again. */
export function identity(account: ForgeAccount): { readonly name: string; readonly email: string } {
  // A name with an angle bracket or a line end would break out of the commit header.
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  const name = account.name.replace(/[<>\u0000-\u001f]/g, ' ').trim() || account.login;
  return { name, email: `${account.id}+${account.login}@users.noreply.github.com` };
}

// The user's own configuration (hooks, signing, helpers, aliases) must have no say here.
function environment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

function runGit(repository: string, args: readonly string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir', repository, ...args], { env: { ...options.env }, stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > LARGEST_OUTPUT) child.kill();
      else out.push(part);
    });
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.on('error', (cause) => reject(new Error('git could not be started; is it installed?', { cause })));
    child.on('close', (code) => {
      const stderr = Buffer.concat(err).toString('utf8').trim();
      const allowed = code === 0 || (code !== null && (options.allow ?? []).includes(code));
      if (allowed && code !== null) resolve({ code, stdout: Buffer.concat(out), stderr });
      else reject(new Error(`git ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${stderr}`));
    });
    // git may end before it has read everything; its exit code then says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}
