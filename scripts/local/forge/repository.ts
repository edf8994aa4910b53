// Founds the bare repository, and makes sure at every start that its settings and its hook are the forge's.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DEFAULT_BRANCH, postReceiveHook, preReceiveHook } from './branch-rules.ts';
import { commitAt } from './git-read.ts';
import { commitFiles } from './git-write.ts';
import type { Git } from './git.ts';
import type { ForgeAccount } from './model.ts';

const SETTINGS = {
  'core.hooksPath': 'hooks',
  // The clean-up would run behind a finished push, and drop commits that reviews still name.
  'receive.autogc': 'false',
  'gc.auto': '0',
  'receive.maxInputSize': '52428800',
  'receive.fsckObjects': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'http.receivepack': 'true',
};

/**
 * Creates `<directory>/repository.git` with one commit of `files` (path to text) on main, unless it is there already.
 * The commit is `founder`'s, dated `at` (epoch ms).
 */
export async function prepareRepository(
  git: Git,
  directory: string,
  founder: ForgeAccount,
  at: number,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  await mkdir(join(directory, 'home'), { recursive: true });
  const there = await stat(join(git.directory, 'HEAD')).catch(() => null);
  if (there === null) await git.run(['init', '--quiet', '--bare', `--initial-branch=${DEFAULT_BRANCH}`, '--template=']);
  for (const [name, value] of Object.entries(SETTINGS)) await setting(git, name, value);
  await mkdir(join(git.directory, 'hooks'), { recursive: true });
  await writeFile(join(git.directory, 'hooks', 'pre-receive'), preReceiveHook(), { mode: 0o755 });
  await writeFile(join(git.directory, 'hooks', 'post-receive'), postReceiveHook(), { mode: 0o755 });
  if ((await commitAt(git, `refs/heads/${DEFAULT_BRANCH}`)) !== null) return;
  const entries = [...files].map(([path, text]) => [path, { content: Buffer.from(text), mode: '100644' }] as const);
  await commitFiles(git, DEFAULT_BRANCH, null, new Map(entries), {
    by: founder,
    at,
    message: 'Found the repository\n',
  });
}

async function setting(git: Git, name: string, value: string): Promise<void> {
  const now = await git.text(['config', '--get', name], { allow: [1] });
  if (now !== value) await git.run(['config', name, value]);
}
