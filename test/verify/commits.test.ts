// A branch's line with its changes: many turns, commits that change nothing at their borders, merges, paths of every kind.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gitAt } from '../../scripts/ports/git.ts';
import { lineBatches, lineOf } from '../../scripts/verify/commits.ts';
import { importerFor } from '../fixtures/importer.ts';

const COMMITS = 330;
/** Around where one process ends and the other goes on, and at the very end. */
const EMPTY = new Set([0, 63, 64, 127, 128, 129, 191, 200, 201, 319, 320, 329]);
const PATHS = ['a', 'with space', 'é/ü.yaml', 'two\nlines', ':100644 colon', 'tab\there', '0'.repeat(40)];

let directory = '';
let head = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'commits-'));
  execFileSync('git', ['init', '--bare', '--quiet', directory]);
  execFileSync('git', ['-C', directory, 'config', 'uploadpack.allowFilter', 'true']);
  const importer = importerFor(directory);
  const commit = (ref: string, parents: readonly string[], at: number, path: string) =>
    importer.commit({
      ref,
      parents,
      message: `commit ${at}\n\nCountersign-Size: ${at}\nOther: ü\n`,
      seconds: 1_770_000_000 + at,
      files: EMPTY.has(at) ? [] : [[path, `${at}`]],
    });
  for (let at = 0; at < COMMITS; at += 1) {
    const path = PATHS[at % PATHS.length] ?? '';
    const first = head === '' ? [] : [head];
    const second = at % 50 === 49 ? [await commit('refs/heads/beside', first, at, `beside/${at}`)] : [];
    head = await commit('refs/heads/main', [...first, ...second], at, JSON.stringify(path));
  }
  await importer.close();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a line', () => {
  it('has every commit with its parents, its trailers and what it changes against the one before', async () => {
    const line = await lineOf(gitAt(directory), head);
    expect(line).toHaveLength(COMMITS);
    expect(line.map((one) => ({ ...one, changes: [...one.changes].toSorted(byPath) }))).toEqual(asGitShows());
  });

  it('comes in turns, each of which says how long the whole is', async () => {
    const turns: number[] = [];
    for await (const { commits, total } of lineBatches(gitAt(directory), head)) {
      expect(total).toBe(COMMITS);
      turns.push(commits.length);
    }
    expect(turns).toEqual([64, 64, 64, 64, 64, 10]);
  });

  it('that nobody reads to its end keeps no process', async () => {
    for await (const { commits } of lineBatches(gitAt(directory), head)) {
      expect(commits[0]?.parents).toEqual([]);
      break;
    }
    const running = () => execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
    await vi.waitFor(() => expect(running()).not.toMatch(/git (diff-tree|cat-file)/));
  });

  it('that lacks a tree is refused', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'commits-'));
    execFileSync('git', ['clone', '--bare', '--quiet', '--filter=tree:0', `file://${directory}`, copy]);
    execFileSync('git', ['-C', copy, 'config', '--remove-section', 'remote.origin']);
    await expect(lineOf(gitAt(copy), head)).rejects.toThrow(/git diff-tree failed/);
    rmSync(copy, { recursive: true, force: true });
  });
});

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}

/** By one process a commit, with git's own words. */
function asGitShows() {
  const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' });
  const ids = git('rev-list', '--first-parent', '--reverse', head).trim().split('\n');
  return ids.map((sha, at) => {
    const before = ids[at - 1] ?? EMPTY_TREE;
    const tokens = git('diff', '--raw', '--no-abbrev', '--no-renames', '-z', before, sha).split('\0').slice(0, -1);
    const pairs = Array.from({ length: tokens.length / 2 }, (_, pair) => tokens.slice(pair * 2, pair * 2 + 2));
    const changes = pairs.map(([line = '', path = '']) => {
      const [, mode = '', , blob = '', status = ''] = line.split(' ');
      return { path, status, mode, blob };
    });
    const parents = git('rev-parse', `${sha}^@`).split('\n').filter(Boolean);
    return { sha, parents, message: `Countersign-Size: ${at}`, changes: changes.toSorted(byPath) };
  });
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
