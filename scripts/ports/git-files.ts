// The files of a commit, read folder by folder: only those on the way, each once for as long as the mirror is held.
import type { Sha } from '../core/facts.ts';
import { readBlobs } from './cat-file.ts';
import { type Folder, readFolders } from './git-objects.ts';
import { type Git, GitFault } from './git.ts';
import { objectId } from './object-id.ts';
import { remembered } from './remembered.ts';

/**
 * The regular files below any of the folders or at any of the paths; links and submodules are left out.
 * @returns their bytes by path, in git's order
 * @throws GitFault where the commit or anything on the way is not there: a part is never returned as the whole
 */
export async function filesUnder(
  git: Git,
  commit: Sha,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (prefixes.length === 0) return new Map();
  const root = await rootOf(git, objectId(commit));
  const found = new Map<string, Sha>();
  await Promise.all(prefixes.map((prefix) => collect(git, root, [], latin(prefix).split('/'), found)));
  const files = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const blobs = await readBlobs(
    git,
    files.map(([, id]) => id),
  );
  return new Map(files.map(([path], at) => [Buffer.from(path, 'latin1').toString(), blobs[at] ?? new Uint8Array()]));
}

/** Folders and files by their ids; names are held byte by byte, as git sorts them. */
const folderOf = remembered(async (git: Git, id: Sha): Promise<Folder> => {
  const [read] = await readFolders(git, [id]);
  // An unreadable folder is not an empty one.
  if (read === undefined || read === null) throw new GitFault(`git has no readable folder ${id}`, null);
  return read.folder;
});

const rootOf = remembered(async (git: Git, commit: Sha): Promise<Folder> => {
  const [read] = await readFolders(git, [`${commit}^{tree}`]);
  if (read === undefined || read === null) throw new GitFault(`git has no readable commit ${commit}`, null);
  return read.folder;
});

/** Follows the path as far as it is given, and below it takes everything. */
async function collect(
  git: Git,
  folder: Folder,
  above: readonly string[],
  [name, ...rest]: readonly string[],
  found: Map<string, Sha>,
): Promise<void> {
  const isWhole = name === undefined || (name === '' && rest.length === 0); // `policies/` is everything in it
  const names = isWhole ? [...folder.keys()] : [name];
  const below = names.map(async (one) => {
    const entry = folder.get(one);
    const path = [...above, one];
    const kind = entry === undefined ? 0 : Number.parseInt(entry.mode, 8) & KIND;
    if (entry !== undefined && kind === TREE) await collect(git, await folderOf(git, entry.id), path, rest, found);
    if (entry !== undefined && kind === REGULAR && rest.length === 0) found.set(path.join('/'), entry.id);
  });
  await Promise.all(below);
}

/** The kinds of entries as git tells them apart, whatever the other bits of the mode say. */
const [KIND, TREE, REGULAR] = [0o170000, 0o040000, 0o100000];

function latin(text: string): string {
  return Buffer.from(text).toString('latin1');
}
