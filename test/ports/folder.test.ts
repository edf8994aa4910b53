// Folders are made with all that is missing on the way, and where none can be made that is said at once.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '../../scripts/ports/folder.ts';

const root = mkdtempSync(join(tmpdir(), 'folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
writeFileSync(join(root, 'file'), '');
mkdirSync(join(root, 'there'));
symlinkSync(join(root, 'there'), join(root, 'link'));
symlinkSync(join(root, 'nowhere'), join(root, 'dangling'));

it.each([
  ['below one that is there', 'there/one'],
  ['with all on the way', 'a/b/c'],
  ['that is there', 'there'],
  ['below a link to one', 'link/two'],
])('makes a folder %s', (_name, path) => {
  makeFolder(join(root, path), 0o700);
  makeFolder(join(root, path), 0o700);
  expect(statSync(join(root, path)).isDirectory()).toBe(true);
});

it('gives those that it makes the permissions, and leaves the others', () => {
  const before = statSync(join(root, 'there')).mode;
  makeFolder(join(root, 'there/x/y'), 0o700);
  expect(statSync(join(root, 'there/x')).mode & 0o777).toBe(0o700);
  expect(statSync(join(root, 'there/x/y')).mode & 0o777).toBe(0o700);
  expect(statSync(join(root, 'there')).mode).toBe(before);
});

it.each<readonly [string, string, string]>([
  ['in place of a file', join(root, 'file'), 'EEXIST'],
  ['below a file', join(root, 'file/below'), 'ENOTDIR'],
  ['in place of a link to nothing', join(root, 'dangling'), 'EEXIST'],
  ['with a name that is too long', join(root, 'x'.repeat(300)), 'ENAMETOOLONG'],
  // Node's own way never ends there.
  ...(existsSync('/proc/self') ? [['where the system lets none be made', '/proc/x/y', 'ENOENT'] as const] : []),
])('throws the system’s error for one %s', (_name, path, code) => {
  expect(() => makeFolder(path)).toThrow(expect.objectContaining({ code }));
});
