// Folders as git keeps them: read where they are known by a name, and made anew.
import type { Sha } from '../core/facts.ts';
import { type GitObject, type GitPlace, readObjects } from './object-reader.ts';
import { GitFault } from './git.ts';
import { newObject, type NewObject } from './new-objects.ts';

/** A name in a folder. */
export interface Entry {
  /** As git writes it, for example `100644`, or `40000` for a folder. */
  readonly mode: string;
  readonly id: Sha;
}

/** A folder; names are held byte by byte, so that they sort as git sorts them. */
export type Folder = ReadonlyMap<string, Entry>;

export const FOLDER = '40000';

/** A folder as an object. */
export function folderObject(folder: Folder): NewObject {
  const sorted = [...folder].toSorted(([a, one], [b, other]) => (keyOf(a, one) < keyOf(b, other) ? -1 : 1));
  const parts = sorted.flatMap(([name, { mode, id }]) => [
    Buffer.from(`${mode} ${name}\0`, 'latin1'),
    Buffer.from(id, 'hex'),
  ]);
  return newObject('tree', Buffer.concat(parts));
}

/**
 * Reads folders by the names that git knows them by, for example `<commit>:records`.
 * @returns id and content of each; `null` where there is no such folder
 * @throws GitFault where git breaks off, or where a folder is not what git would have written
 */
export async function readFolders(
  git: GitPlace,
  names: readonly string[],
): Promise<readonly ({ readonly id: Sha; readonly folder: Folder } | null)[]> {
  return (await readObjects(git, names)).map((object) =>
    object?.type === 'tree' ? { id: object.id, folder: parseFolder(object) } : null,
  );
}

function parseFolder({ id, bytes }: GitObject): Folder {
  const [body, width] = [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), id.length / 2];
  const folder = new Map<string, Entry>();
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(' ', at);
    const zero = body.indexOf(0, space);
    const name = body.toString('latin1', space + 1, zero);
    const end = zero + 1 + width;
    // One name for two files would be another file for each reader.
    if (space < 0 || zero < 0 || end > body.length || folder.has(name)) {
      throw new GitFault(`the folder ${id} is malformed`, null);
    }
    folder.set(name, { mode: body.toString('latin1', at, space), id: body.toString('hex', zero + 1, end) });
    at = end;
  }
  return folder;
}

/** Git sorts a folder as if its name ended in a slash. */
function keyOf(name: string, { mode }: Entry): string {
  return mode === FOLDER ? `${name}/` : name;
}
