// Git objects written in this process: an append is a few small files, and starting git for them takes longer than writing them.
import { hash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Sha } from '../core/facts.ts';
import { askObjects } from './cat-file.ts';
import { type Git, GitFault } from './git.ts';
import { objectId } from './object-id.ts';

/** A name in a folder. */
export interface Entry {
  /** As git writes it, for example `100644`, or `40000` for a folder. */
  readonly mode: string;
  readonly id: Sha;
}

/** A folder; names are held byte by byte, so that they sort as git sorts them. */
export type Folder = ReadonlyMap<string, Entry>;

export const FOLDER = '40000';

/**
 * Writes one object into a bare repository, as git itself would: under another name first, so that it is there whole or not.
 * @returns its id; SHA-1, which is what mirrors are made with (the ledger's own hashes are SHA-256)
 */
export async function writeObject(
  { directory }: Git,
  kind: 'blob' | 'tree' | 'commit',
  body: Uint8Array,
): Promise<Sha> {
  const bytes = Buffer.concat([Buffer.from(`${kind} ${body.length}\0`), body]);
  const id = hash('sha1', bytes, 'hex');
  const folder = join(directory, 'objects', id.slice(0, 2));
  const path = join(folder, id.slice(2));
  if (existsSync(path)) return id;
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `tmp_obj_${randomUUID()}`);
  await writeFile(draft, deflateSync(bytes, { level: 1 }), { mode: 0o444, flag: 'wx' });
  await rename(draft, path);
  return id;
}

/** Writes a folder. */
export function writeFolder(git: Git, folder: Folder): Promise<Sha> {
  const sorted = [...folder].toSorted(([a, one], [b, other]) => (keyOf(a, one) < keyOf(b, other) ? -1 : 1));
  const parts = sorted.flatMap(([name, { mode, id }]) => [
    Buffer.from(`${mode} ${name}\0`, 'latin1'),
    Buffer.from(id, 'hex'),
  ]);
  return writeObject(git, 'tree', Buffer.concat(parts));
}

/**
 * Reads folders by the names that git knows them by, for example `<commit>:records`, in one process.
 * @returns id and content of each; `null` where there is no such folder
 * @throws GitFault where git breaks off
 */
export async function readFolders(
  git: Git,
  names: readonly string[],
): Promise<readonly ({ readonly id: Sha; readonly folder: Folder } | null)[]> {
  const output = await askObjects(git, names);
  let at = 0;
  return names.map((name) => {
    const line = output.indexOf('\n', at);
    const header = line < 0 ? '' : output.toString('latin1', at, line);
    const [, id = '', kind, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header) ?? [];
    if (size === undefined && !header.endsWith(' missing')) throw new GitFault(`git has no answer for ${name}`, null);
    const body = output.subarray(line + 1, line + 1 + Number(size ?? 0));
    at = line + 1 + (size === undefined ? 0 : body.length + 1);
    return kind === 'tree' ? { id: objectId(id), folder: parseFolder(body, id.length / 2) } : null;
  });
}

function parseFolder(body: Buffer, width: number): Folder {
  const folder = new Map<string, Entry>();
  for (let at = 0; at < body.length;) {
    const [space, zero] = [body.indexOf(' ', at), body.indexOf(0, at)];
    const name = body.toString('latin1', space + 1, zero);
    folder.set(name, {
      mode: body.toString('latin1', at, space),
      id: body.toString('hex', zero + 1, zero + 1 + width),
    });
    at = zero + 1 + width;
  }
  return folder;
}

/** Git sorts a folder as if its name ended in a slash. */
function keyOf(name: string, { mode }: Entry): string {
  return mode === FOLDER ? `${name}/` : name;
}
