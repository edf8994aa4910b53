// A commit's files with some of them changed: only the folders on the way are read and written anew.
import type { Sha } from '../core/facts.ts';
import { type Entry, type Folder, FOLDER, folderObject, readFolders } from './git-objects.ts';
import { type Git, GitFault } from './git.ts';
import { newObject, type NewObject } from './new-objects.ts';
import { objectId } from './object-id.ts';

/** A file by its path; `null` takes it away, and with the last file its folder. */
export interface FileChange {
  readonly path: string;
  readonly bytes: Uint8Array | null;
}

/** The folders last made or read, by id: an append mostly goes on where the one before it ended. */
const known = new WeakMap<Git, Map<Sha, Folder>>();
const roots = new WeakMap<Git, Map<Sha, Sha>>();
const MOST = 64;

export interface CommitText {
  readonly parent: Sha | null;
  /** Name and address, without line breaks and angle brackets. */
  readonly by: { readonly name: string; readonly email: string };
  /** Seconds since 1970. */
  readonly at: number;
  readonly message: string;
}

/** A commit that is nowhere yet. */
export interface NewCommit {
  readonly id: Sha;
  /** Itself and everything in it that its base does not have. */
  readonly objects: readonly NewObject[];
}

/**
 * Makes a commit whose files are those of `base` with these changes; it is for the caller to store or send it.
 * @param base `null` for none; it need not be the parent
 * @throws GitFault where the base cannot be read
 */
export async function commitFiles(
  git: Git,
  base: Sha | null,
  changes: readonly FileChange[],
  { parent, by, at, message }: CommitText,
): Promise<NewCommit> {
  const objects: NewObject[] = [];
  const root = base === null ? null : await rootOf(git, base, changes);
  const entries = changes.map(({ path, bytes }) => {
    const id = bytes === null ? null : add(objects, newObject('blob', bytes));
    return {
      path: Buffer.from(path).toString('latin1').split('/'),
      entry: id === null ? null : { mode: '100644', id },
    };
  });
  const tree = (await change(git, root, entries, objects)) ?? add(objects, folderObject(new Map()));
  if (/[<>\n\0]/.test(by.name + by.email)) throw new TypeError('the identity of the ledger has a line break or < or >');
  const who = `${by.name} <${by.email}> ${at} +0000`;
  const above = parent === null ? '' : `parent ${objectId(parent)}\n`;
  const text = `tree ${tree}\n${above}author ${who}\ncommitter ${who}\n\n${message}`;
  const id = add(objects, newObject('commit', Buffer.from(text)));
  remember(roots, git, id, tree);
  return { id, objects };
}

interface Change {
  readonly path: readonly string[];
  readonly entry: Entry | null;
}

/** @returns the id of the folder with the changes, `null` where nothing is left of it */
async function change(git: Git, id: Sha | null, changes: readonly Change[], objects: NewObject[]): Promise<Sha | null> {
  const folder = new Map(id === null ? [] : await folderOf(git, id));
  const below = new Map<string, Change[]>();
  for (const { path, entry } of changes) {
    const [name = '', ...rest] = path;
    if (rest.length > 0) below.set(name, [...(below.get(name) ?? []), { path: rest, entry }]);
    else if (entry === null) folder.delete(name);
    else folder.set(name, entry);
  }
  for (const [name, some] of below) {
    const before = folder.get(name);
    const after = await change(git, before?.mode === FOLDER ? before.id : null, some, objects);
    if (after === null) folder.delete(name);
    else folder.set(name, { mode: FOLDER, id: after });
  }
  if (folder.size === 0) return null;
  const written = add(objects, folderObject(folder));
  remember(known, git, written, folder);
  return written;
}

/** The root of a commit's files; reads all folders on the way to the changes with it, in one process. */
async function rootOf(git: Git, commit: Sha, changes: readonly FileChange[]): Promise<Sha> {
  const root = roots.get(git)?.get(commit);
  if (root !== undefined && known.get(git)?.has(root) === true) return root;
  const folders = new Set(
    changes.flatMap(({ path }) => path.split('/').map((_, at, all) => all.slice(0, at).join('/'))),
  );
  const all = ['', ...[...folders].filter((one) => one !== '')];
  const read = await readFolders(
    git,
    all.map((path) => `${objectId(commit)}:${path}`),
  );
  for (const one of read) if (one !== null) remember(known, git, one.id, one.folder);
  const [top] = read;
  if (top === undefined || top === null) throw new GitFault(`the files of ${commit} cannot be read`, null);
  return top.id;
}

async function folderOf(git: Git, id: Sha): Promise<Folder> {
  const found = known.get(git)?.get(id);
  if (found !== undefined) return found;
  const [read] = await readFolders(git, [id]);
  // An unreadable folder is not an empty one: what it holds would be dropped from the next commit.
  if (read === undefined || read === null) throw new GitFault(`the folder ${id} cannot be read`, null);
  return read.folder;
}

function add(objects: NewObject[], made: NewObject): Sha {
  objects.push(made);
  return made.id;
}

function remember<T>(store: WeakMap<Git, Map<Sha, T>>, git: Git, id: Sha, value: T): void {
  const map = store.get(git) ?? new Map<Sha, T>();
  store.set(git, map);
  map.delete(id);
  map.set(id, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
}
