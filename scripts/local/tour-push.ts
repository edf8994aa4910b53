// Real pushes with git over HTTP, by any account: what a person or a hostile automation does outside `countersign propose`.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { formatInstant } from '../core/time.ts';
import { gitEnvironment, tokenSetting } from '../ports/git-environment.ts';
import type { Stage } from './tour-stage.ts';
import { tick } from './tour-stage.ts';

const run = promisify(execFile);

export interface Push {
  /** The account's login. */
  readonly login: string;
  /** Continued where it exists, otherwise made from main. */
  readonly branch: string;
  /** Path to text. */
  readonly files: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Clones, commits as the account and pushes with its token. @throws where the forge refuses the push */
export async function pushes({ login, branch, files, message }: Push, stage: Stage): Promise<void> {
  tick(stage);
  const { house, directory } = stage;
  const account = house.forge.accounts.find((one) => one.login === login);
  if (account === undefined) return stage.fail(`an account ${login}`, 'there is none');
  const at = formatInstant(stage.now());
  const email = `${account.id}+${login}@users.noreply.github.com`;
  const env = {
    ...gitEnvironment(tokenSetting(house.cloneUrl, account.token)),
    GIT_AUTHOR_NAME: account.name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: account.name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at,
  };
  const clone = await mkdtemp(join(directory, 'clone-'));
  const git = (...args: readonly string[]) => run('git', [...args], { cwd: clone, env });
  await git('clone', '--quiet', '--', house.cloneUrl, '.');
  const { stdout } = await git('branch', '--remotes', '--list', `origin/${branch}`);
  await git('checkout', '--quiet', ...(stdout.trim() === '' ? ['-b', branch] : [branch]));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '-m', message);
  await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  stage.tell(`${account.name} pushes a commit to ${branch} with git: ${message}`);
}
