// The refs of a repository on this very machine, read from its files: git would need two processes to say the same.
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Sha } from '../core/facts.ts';

const ID = /^[0-9a-f]{40,64}$/;

/**
 * Reads the refs of a bare repository.
 * @param patterns full names; a `*` at the end stands for anything
 * @returns those that fit, by name and in its order; `null` where the files do not simply say it (a symbolic ref, another storage, one
 * that is being moved), so that git has to be asked
 */
export async function refFiles(
  directory: string,
  patterns: readonly string[],
): Promise<ReadonlyMap<string, Sha> | null> {
  const fits = (ref: string): boolean =>
    patterns.some((one) => (one.endsWith('*') ? ref.startsWith(one.slice(0, -1)) : ref === one));
  try {
    // Loose refs before packed ones, as git does it: one that is packed meanwhile is seen in one place or in both.
    const names = await readdir(join(directory, 'refs'), { recursive: true, withFileTypes: true });
    const files = names.flatMap((one) => (one.isDirectory() ? [] : [join(one.parentPath, one.name)]));
    const loose = files
      .map((file) => ({
        file,
        ref: file
          .slice(directory.length + 1)
          .split(sep)
          .join('/'),
      }))
      .filter(({ ref }) => fits(ref) && !ref.endsWith('.lock'));
    const read = await Promise.all(loose.map(async ({ file, ref }) => [ref, await textOf(file)] as const));
    const heads = read.flatMap(([ref, text]) => (text === null ? [] : [[ref, text.trim()] as const]));
    if (heads.some(([, id]) => !ID.test(id))) return null;
    const all = new Map([...packed(await packedText(directory)), ...heads]);
    return new Map([...all].filter(([ref]) => fits(ref)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return null;
  }
}

/** @throws where it cannot be read; where there is none, nothing is packed */
async function packedText(directory: string): Promise<string> {
  // Another storage than files has a HEAD that names no branch.
  const head = await readFile(join(directory, 'HEAD'), 'latin1');
  if (head.trim() === 'ref: refs/heads/.invalid') throw new Error('the refs are not kept in files');
  return (await textOf(join(directory, 'packed-refs'))) ?? '';
}

/** @returns `null` where there is no such file, or not any more. @throws where it cannot be read */
function textOf(file: string): Promise<string | null> {
  return readFile(file, 'latin1').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  });
}

function packed(text: string): readonly (readonly [string, Sha])[] {
  return text.split('\n').flatMap((line) => {
    const [id = '', ref = ''] = line.split(' ');
    return ID.test(id) && ref !== '' ? [[ref, id] as const] : []; // not the header, and not what a tag leads to
  });
}
