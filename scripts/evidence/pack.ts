// A folder that is there whole or not at all: its files under another name, their sums, and one rename at the end.
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '../ports/folder.ts';

export const SUMS = 'SHA256SUMS';

/** The pack while it is written. */
export interface Pack {
  readonly folder: string;
  /** Adds a file. @param path relative to the pack, with slashes */
  readonly add: (path: string, text: string) => Promise<void>;
  /** Adds one that something else writes. @param write is given the file's whole path */
  readonly addWritten: (path: string, write: (file: string) => Promise<void>) => Promise<void>;
  /** SHA-256 of each file so far, hexadecimal, by path. */
  readonly sums: ReadonlyMap<string, string>;
}

/**
 * Writes a pack. Only its owner may read it: it holds personal words.
 * @param fill adds the files; `SHA256SUMS` over all of them follows by itself
 * @throws whatever `fill` throws, or the system's own error; then nothing is left, and nothing has the name `wanted`
 */
export async function writePack(wanted: string, fill: (pack: Pack) => Promise<void>): Promise<void> {
  const out = resolve(wanted);
  const folder = mkdtempSync(`${out}.part-`);
  try {
    const sums = new Map<string, string>();
    const addWritten: Pack['addWritten'] = async (path, write) => {
      const file = join(folder, path);
      makeFolder(dirname(file));
      await write(file);
      sums.set(path, await sumOf(file));
    };
    const add: Pack['add'] = (path, text) => addWritten(path, async (file) => writeFileSync(file, text));
    await fill({ folder, add, addWritten, sums });
    writeFileSync(join(folder, SUMS), sumsFile(sums));
    if (isTaken(out)) throw new Error(`${out} was made by somebody else in the meantime: nothing in it was touched`);
    renameSync(folder, out);
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
}

/** Whether anything has the name, a link into nowhere too, which a slash behind the name would follow. */
export function isTaken(path: string): boolean {
  return lstatSync(resolve(path), { throwIfNoEntry: false }) !== undefined;
}

/** As `sha256sum -c` reads it. */
function sumsFile(sums: Pack['sums']): string {
  const sorted = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([path, sum]) => `${sum}  ${path}\n`).join('');
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
