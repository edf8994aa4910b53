// Git objects made in this process: an append is a few small files, and starting git for them takes longer than making them.
import { hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Sha } from '../core/facts.ts';
import type { Git } from './git.ts';

export interface NewObject {
  readonly kind: 'blob' | 'tree' | 'commit';
  readonly id: Sha;
  readonly body: Uint8Array;
}

/** Makes an object; its id is SHA-1, which is what mirrors are made with (the ledger's own hashes are SHA-256). */
export function newObject(kind: NewObject['kind'], body: Uint8Array): NewObject {
  return { kind, id: hash('sha1', Buffer.concat([headOf(kind, body), body]), 'hex'), body };
}

/**
 * Puts objects into a bare repository, as git itself would: under another name first, so that each is there whole or not.
 * It waits for each write, which for a few small files takes less time than not to.
 * @throws Error of the file system; then nothing may point to them
 */
export function storeObjects({ directory }: Pick<Git, 'directory'>, objects: readonly NewObject[]): void {
  for (const { kind, id, body } of objects) {
    const folder = join(directory, 'objects', id.slice(0, 2));
    const path = join(folder, id.slice(2));
    if (existsSync(path)) continue;
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
    const draft = join(folder, `tmp_obj_${randomUUID()}`);
    const bytes = deflateSync(Buffer.concat([headOf(kind, body), body]), { level: 1 });
    writeFileSync(draft, bytes, { mode: 0o444, flag: 'wx' });
    renameSync(draft, path);
  }
}

function headOf(kind: NewObject['kind'], body: Uint8Array): Buffer {
  return Buffer.from(`${kind} ${body.length}\0`);
}
