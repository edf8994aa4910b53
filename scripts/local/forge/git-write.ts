// Writes the bare repository: commits of files, real three-way merges, and refs by compare-and-swap.
import type { Sha } from '../../core/facts.ts';
import { remembered } from '../../ports/remembered.ts';
import { identity } from './git.ts';
import type { Git } from './git.ts';
import type { ForgeAccount } from './model.ts';

export interface NewCommit {
  readonly by: ForgeAccount;
  /** Epoch ms. */
  readonly at: number;
  readonly message: string;
}

/**
 * Commits `files` (path to content and mode) on a branch and moves it there in one step; `parent` null founds the branch.
 * Answers the new commit. Throws where the branch is no longer at `parent`.
 */
export async function commitFiles(
  git: Git,
  branch: string,
  parent: Sha | null,
  files: ReadonlyMap<string, { readonly content: Buffer; readonly mode: string }>,
  commit: NewCommit,
): Promise<Sha> {
  const { name, email } = identity(commit.by);
  const who = `${name} <${email}> ${Math.floor(commit.at / 1000)} +0000`;
  const parts: Buffer[] = [];
  const line = (text: string): number => parts.push(Buffer.from(`${text}\n`));
  const data = (content: Buffer): void => {
    line(`data ${content.length}`);
    parts.push(content, Buffer.from('\n'));
  };
  line(`commit refs/heads/${branch}`);
  line('mark :1');
  line(`author ${who}`);
  line(`committer ${who}`);
  data(Buffer.from(commit.message));
  if (parent !== null) line(`from ${parent}`);
  for (const [path, { content, mode }] of files) {
    line(`M ${mode} inline ${quoted(path)}`);
    data(content);
  }
  line('get-mark :1');
  line('done');
  return git.text(['fast-import', '--quiet', '--done', '--date-format=raw'], { input: Buffer.concat(parts) });
}

/** The tree of a three-way merge of two commits; `null` where they conflict or have no history in common. */
export const mergeTree = remembered(async (git: Git, base: Sha, head: Sha): Promise<Sha | null> => {
  const answer = await git.run(['merge-tree', '--write-tree', '--no-messages', '-z', base, head], { allow: [1, 128] });
  if (answer.code === 1) return null;
  if (answer.code === 0) return answer.stdout.toString('utf8').slice(0, 40);
  if (answer.stderr.includes('unrelated histories')) return null;
  throw new Error(`git merge-tree failed: ${answer.stderr}`);
});

/** Writes a merge commit of `tree` with these parents, moving no ref. Answers the commit. */
export async function commitMerge(git: Git, tree: Sha, parents: readonly Sha[], commit: NewCommit): Promise<Sha> {
  const { name, email } = identity(commit.by);
  const date = `${Math.floor(commit.at / 1000)} +0000`;
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])];
  return git.text(args, {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    },
  });
}

const NOTHING = '0'.repeat(40);

/** Moves a ref from `before` to `after` (`null`: it does not exist) only if it still is at `before`; answers whether it did. */
export async function swapRef(git: Git, ref: string, before: Sha | null, after: Sha | null): Promise<boolean> {
  const args = after === null ? ['-d', ref, before ?? NOTHING] : [ref, after, before ?? NOTHING];
  return (await git.run(['update-ref', ...args], { allow: [1, 128] })).code === 0;
}

/** Sets a ref whatever it was. */
export async function setRef(git: Git, ref: string, sha: Sha): Promise<void> {
  await git.run(['update-ref', ref, sha]);
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, (letter) => `\\${letter}`)}"`;
}
