// Reads the policy's files from a working directory: regular files only, nothing through a symbolic link.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['policies', 'exceptions'];

/**
 * Reads every YAML file below policies/ and exceptions/.
 * @param directory the repository's root
 * @returns the texts by path relative to the root with `/`, in order of path; without exceptions/ there are none
 * @throws Error where there is no policies/, where the file system does, or where a YAML file is a symbolic link or another special file
 */
export function readPolicyFiles(directory: string): Map<string, string> {
  if (!existsSync(join(directory, 'policies'))) {
    throw new Error('There is no folder policies/ here: run this in a checkout of the repository.');
  }
  const paths = FOLDERS.flatMap((folder) => yamlBelow(directory, folder)).sort();
  // Bytes that are not UTF-8 become U+FFFD here; the strict check of one file reads its bytes.
  return new Map(paths.map((path) => [path, readFileSync(join(directory, path), 'utf8')]));
}

/** Says whether a path is a regular file of the repository, itself no symbolic link. */
export function isRegularFile(directory: string, path: string): boolean {
  return lstatSync(join(directory, path), { throwIfNoEntry: false })?.isFile() ?? false;
}

function yamlBelow(directory: string, folder: string): readonly string[] {
  if (lstatSync(join(directory, folder), { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(join(directory, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return yamlBelow(directory, path);
    if (!/\.ya?ml$/i.test(entry.name)) return [];
    // A link could point outside the repository, where no review sees a change.
    if (!entry.isFile()) throw new Error(`${path} is no regular file. Replace it by the file itself.`);
    return [path];
  });
}
