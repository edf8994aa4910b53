// The files that a house begins with: this project's own policy, queue and exceptions folders.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readPolicyFiles } from '../policy-files.ts';

/** The root of the project that this code belongs to. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

const READMES = ['policies/README.md', 'actions-queue/README.md', 'exceptions/README.md'];

/** What `npm start` begins with: the schemas too, so that `policy check` and editors find them in a clone of it. */
export function startFiles(): ReadonlyMap<string, string> {
  const folder = 'policies/schemas';
  const schemas = readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
  return new Map([...houseFiles(), ...schemas.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const)]);
}

/** The policy with the READMEs that keep its folders. */
export function houseFiles(root: string = ROOT): ReadonlyMap<string, string> {
  const files = readPolicyFiles(root);
  for (const path of READMES) files.set(path, readFileSync(join(root, path), 'utf8'));
  return files;
}
