// Reads the bare repository: refs, single files, and what lies between a base and a head.
import type { Sha } from '../../core/facts.ts';
import { readBlobs } from '../../ports/cat-file.ts';
import { FOLDER, readFolders } from '../../ports/git-objects.ts';
import { refFiles } from '../../ports/ref-files.ts';
import { remembered } from '../../ports/remembered.ts';
import { readObjects } from '../../ports/object-reader.ts';
import { isBranchName } from './branch-rules.ts';
import type { Git } from './git.ts';

export interface CommitDetail {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly tree: Sha;
  readonly author: GitPerson;
  readonly committer: GitPerson;
  readonly message: string;
}

export interface GitPerson {
  readonly name: string;
  readonly email: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface FileDetail {
  readonly path: string;
  readonly previous: string | null;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed' | 'changed';
  readonly blob: Sha;
  readonly mode: string;
  readonly additions: number;
  readonly deletions: number;
}

export interface BlobAt {
  readonly blob: Sha;
  readonly mode: string;
  readonly content: Buffer;
}

const SHA = /^[0-9a-f]{40}$/;
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Whether a text is a full object id in lower-case hexadecimal. */
export function isSha(text: string): boolean {
  return SHA.test(text);
}

/** Every ref below the folder (`refs/heads/`), by full name. */
export async function readRefs(git: Git, folder: string): Promise<ReadonlyMap<string, Sha>> {
  const read = await refFiles(git.directory, [`${folder}*`]);
  if (read !== null) return read;
  const text = await git.text(['for-each-ref', '--format=%(objectname) %(refname)', folder]);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
}

/** The commit behind a full ref name or an object id; `null` where there is none. */
export async function commitAt(git: Git, name: string): Promise<Sha | null> {
  // Names come from requests: `main~1` or `main^{/words}` would be understood by git, but name no ref.
  if (!isSha(name) && !isBranchName(name)) return null;
  const [commit] = await readObjects(git, [`${name}^{commit}`]);
  return commit?.id ?? null;
}

/** The commit that a branch, a tag, a full ref or an object id names, in this order; `null` where nothing does. */
export async function resolveName(git: Git, name: string): Promise<Sha | null> {
  if (isSha(name)) return commitAt(git, name);
  const names = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const each of names) {
    const sha = await commitAt(git, each);
    if (sha !== null) return sha;
  }
  return null;
}

/** Whether `older` is reachable from `newer`. */
export const isAncestor = remembered(
  async (git: Git, older: Sha, newer: Sha): Promise<boolean> =>
    (await isNear(git, older, newer)) ??
    (await git.run(['merge-base', '--is-ancestor', older, newer], { allow: [1] })).code === 0,
);

/** So many commits are looked at before git is started to look further; most pushes bring one or two. */
const NEAR = 64;

/** Whether `older` is reachable from `newer`; `null` where that is not known after the nearest ones. */
async function isNear(git: Git, older: Sha, newer: Sha): Promise<boolean | null> {
  const seen = new Set([newer]);
  for (const commit of seen) {
    if (commit === older) return true;
    if (seen.size > NEAR) return null;
    // What is no commit, for example a tag, git follows by itself.
    const parents = await parentsOf(git, commit).catch(() => null);
    if (parents === null) return null;
    for (const parent of parents) seen.add(parent);
  }
  return false;
}

const parentsOf = remembered(async (git: Git, commit: Sha): Promise<readonly Sha[]> => {
  const [object] = await readObjects(git, [commit]);
  if (object?.type !== 'commit') throw new Error(`${commit} is no commit of this repository.`);
  const [head = ''] = Buffer.from(object.bytes).toString('latin1').split('\n\n', 1);
  return head.split('\n').flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []));
});

/** The commits that any of these heads has and `base` has not. */
export const beyond = remembered(
  async (git: Git, base: Sha, ...heads: readonly Sha[]): Promise<ReadonlySet<Sha>> =>
    new Set((await git.text(['rev-list', ...heads, `^${base}`])).split('\n')),
);

/** The best common ancestor; `null` where two commits have no history in common. */
export const mergeBase = remembered(async (git: Git, one: Sha, other: Sha): Promise<Sha | null> => {
  const answer = await git.run(['merge-base', one, other], { allow: [1] });
  return answer.code === 0 ? answer.stdout.toString('utf8').trim() : null;
});

/** The entry at a path of a commit (file, link, folder or submodule), without its content; `null` where there is none. */
export async function entryAt(
  git: Git,
  commit: Sha,
  path: string,
): Promise<{ readonly mode: string; readonly type: string; readonly sha: Sha } | null> {
  const cut = path.lastIndexOf('/') + 1;
  const [above] = await readFolders(git, [`${commit}:${path.slice(0, cut)}`]);
  const entry = above?.folder.get(Buffer.from(path.slice(cut)).toString('latin1'));
  if (entry === undefined) return null;
  const type = entry.mode === FOLDER ? 'tree' : entry.mode === '160000' ? 'commit' : 'blob';
  return { mode: entry.mode, type, sha: entry.id };
}

/** A regular file of a commit with its content; `null` for anything else (a folder, a link, a submodule). */
export async function blobAt(git: Git, commit: Sha, path: string): Promise<BlobAt | null> {
  const entry = await entryAt(git, commit, path);
  if (entry === null || entry.type !== 'blob' || !entry.mode.startsWith('100')) return null;
  const [content] = await readBlobs(git, [entry.sha]);
  return content === undefined ? null : { blob: entry.sha, mode: entry.mode, content: Buffer.from(content) };
}

const FIELDS = ['%H', '%P', '%T', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'];

/** The commits reachable from `head` and not from `base`, oldest first. */
export async function commitsBetween(git: Git, base: Sha, head: Sha): Promise<readonly CommitDetail[]> {
  const format = `--format=${FIELDS.join('%x00')}`;
  const args = ['log', '-z', '--reverse', '--topo-order', '--encoding=UTF-8', format, `${base}..${head}`];
  const parts = (await git.run(args)).stdout.toString('utf8').split('\0');
  const commits: CommitDetail[] = [];
  for (let at = 0; at + FIELDS.length <= parts.length; at += FIELDS.length) {
    const [sha = '', parents = '', tree = '', ...rest] = parts.slice(at, at + FIELDS.length);
    const [name = '', email = '', time = '0', byName = '', byEmail = '', byTime = '0', message = ''] = rest;
    commits.push({
      sha,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      tree,
      author: { name, email, at: Number(time) * 1000 },
      committer: { name: byName, email: byEmail, at: Number(byTime) * 1000 },
      message: message.replace(/\n$/, ''),
    });
  }
  return commits;
}

/** What `head` changes since it left `base`; everything, where the two have no history in common. */
export async function filesBetween(git: Git, base: Sha, head: Sha): Promise<readonly FileDetail[]> {
  const since = (await mergeBase(git, base, head)) ?? EMPTY_TREE;
  const args = ['diff-tree', '-r', '-z', '-M', '--no-abbrev', '--no-ext-diff', '--raw', '--numstat', since, head];
  return parseDiff((await git.run(args)).stdout.toString('utf8').split('\0'));
}

const STATUS = { A: 'added', D: 'removed', R: 'renamed', T: 'changed', M: 'modified' } as const;

// `--raw --numstat -z`: first every raw entry, then every count, each entry with one path, or two for a rename.
function parseDiff(parts: readonly string[]): readonly FileDetail[] {
  const files: Omit<FileDetail, 'additions' | 'deletions'>[] = [];
  let at = 0;
  for (; parts[at]?.startsWith(':') === true; at += 2) {
    const [oldMode = '', mode = '', oldBlob = '', blob = '', letter = 'M'] = (parts[at] ?? '').slice(1).split(' ');
    const status = STATUS[(letter[0] ?? 'M') as keyof typeof STATUS] ?? 'modified';
    const previous = status === 'renamed' ? (parts[at + 1] ?? null) : null;
    if (previous !== null) at += 1;
    const side = status === 'removed' ? { blob: oldBlob, mode: oldMode } : { blob, mode };
    files.push({ path: parts[at + 1] ?? '', previous, status, ...side });
  }
  return files.map((file) => {
    const [additions = '', deletions = '', path = ''] = (parts[at] ?? '').split('\t');
    at += path === '' ? 3 : 1;
    // A binary file has "-" for both counts.
    return { ...file, additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
  });
}
