// Founds the bare repository, and makes sure at every start that its settings and its hook are the forge's.
import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
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
  await settle(git);
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

/** Writes into the repository's own configuration what is not there; of two values git takes the later one. */
async function settle(git: Git): Promise<void> {
  const listed = await git.run(['config', '--local', '--null', '--list']);
  // Each is `name`, a line break, `value`; git tells names in lower case.
  const there = new Map(
    listed.stdout
      .toString('utf8')
      .split('\0')
      .map((one) => [one.split('\n')[0], one]),
  );
  const missing = Object.entries(SETTINGS).filter(([name, value]) => {
    const known = name.toLowerCase();
    return there.get(known) !== `${known}\n${value}`;
  });
  const lines = missing.map(([name, value]) => {
    const [section = '', key = ''] = name.split('.');
    return `[${section}]\n\t${key} = ${value}\n`;
  });
  if (lines.length > 0) await appendFile(join(git.directory, 'config'), lines.join(''));
}
