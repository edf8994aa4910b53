// Refs read without git: the same that git tells, and no word where the files do not simply say it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { refFiles } from '../../scripts/ports/ref-files.ts';

let folder = '';
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@x', ...args], {
    encoding: 'utf8',
  }).trim();
const told = (...prefixes: readonly string[]): readonly string[] =>
  git('for-each-ref', '--format=%(refname) %(objectname)', ...prefixes).split('\n');
const read = async (...patterns: readonly string[]) =>
  [...((await refFiles(folder, patterns)) ?? [])].map(([ref, id]) => `${ref} ${id}`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refs-'));
  git('init', '--bare', '--quiet', '--initial-branch=main');
  const commit = git('commit-tree', git('mktree'), '-m', 'one');
  for (const ref of ['heads/main', 'heads/ledger/2026', 'pull/2/head', 'pull/10/head']) {
    git('update-ref', `refs/${ref}`, commit);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('are those that git tells, loose or packed, and the loose one counts', async () => {
  expect(await read('refs/*')).toEqual(told());
  git('tag', '-a', '-m', 'a tag of its own', 'v1', 'main');
  git('pack-refs', '--all');
  expect(await read('refs/*')).toEqual(told());
  git('update-ref', 'refs/heads/main', git('commit-tree', git('mktree'), '-m', 'two'));
  expect(await read('refs/*')).toEqual(told());
});

it('are only those asked for, one that is being written not among them', async () => {
  writeFileSync(join(folder, 'refs/heads/main.lock'), 'half');
  expect(await read('refs/heads/main', 'refs/pull/*')).toEqual(told('refs/heads/main', 'refs/pull'));
  expect(await read('refs/heads/main')).toEqual(told('refs/heads/main'));
});

it.each<readonly [string, () => unknown]>([
  ['a ref that names another one', () => git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main')],
  ['a ref without an id', () => writeFileSync(join(folder, 'refs/heads/empty'), '')],
  ['another storage', () => writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/.invalid\n')],
  ['no repository', () => rmSync(folder, { recursive: true })],
])('are for git to tell where there is %s', async (_name, make) => {
  make();
  expect(await refFiles(folder, ['refs/*'])).toBeNull();
});
