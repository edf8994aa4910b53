// The repository port over a real repository, with file names and messages that somebody chose to confuse it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitRepository } from '../../scripts/ports/git-repository.ts';
import type { Repository } from '../../scripts/ports/repository.ts';

const DATE = '2026-11-20T10:00:00Z';
const STRANGE = 'policies/a\n:100644 \u0001 b.yaml';
let folder = '';
let repository: Repository;
let [base, head, main] = ['', '', ''];

const work = (...args: string[]): string =>
  execFileSync('git', ['-C', join(folder, 'work'), '-c', 'user.name=T', '-c', 'user.email=t@x', ...args], {
    env: { ...process.env, GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE },
    encoding: 'utf8',
  }).trim();

function put(path: string, text: string): void {
  const full = join(folder, 'work', path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

function commit(message: string): string {
  work('add', '--all');
  work('commit', '--quiet', '--message', message);
  return work('rev-parse', 'HEAD');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'repository-'));
  const origin = join(folder, 'origin.git');
  execFileSync('git', ['init', '--bare', '--quiet', '--initial-branch=main', origin]);
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', join(folder, 'work')]);
  put('policies/people.yaml', 'people: []\n');
  put('policies/actions/x.yaml', '\u0000\u00ff');
  put('other.txt', 'o');
  put('gone.txt', 'g\n');
  base = commit('base');
  work('checkout', '--quiet', '-b', 'topic');
  put(STRANGE, 'strange');
  put('other.txt', 'changed');
  rmSync(join(folder, 'work', 'gone.txt'));
  put('kept.txt', 'g\n');
  symlinkSync('/etc/passwd', join(folder, 'work', 'policies', 'link.yaml'));
  commit('one\u0001two\n\nCo-authored-by: X <x@x>');
  rmSync(join(folder, 'work', 'policies/people.yaml'));
  symlinkSync('x', join(folder, 'work', 'policies/people.yaml'));
  head = commit('second');
  work('checkout', '--quiet', 'main');
  put('later.txt', 'l');
  main = commit('main goes on');
  work(
    'push',
    '--quiet',
    origin,
    'main',
    'topic:refs/pull/7/head',
    'main:refs/heads/ledger/2026',
    'topic:refs/heads/topic',
  );
  repository = await gitRepository({ directory: join(folder, 'mirror'), url: origin });
  await repository.fetch();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fetching', () => {
  it('brings main, pull requests and the ledger, and no other branch', async () => {
    const names = ['main', 'refs/pull/7/head', 'ledger/2026', 'topic', base];
    expect(await Promise.all(names.map((name) => repository.resolve(name)))).toEqual([main, head, main, null, base]);
  });

  it.each(['--all', 'a..b', 'main^{tree}', 'main:other.txt', '', 'a b'])('never takes "%s" for a ref', async (ref) => {
    await expect(repository.resolve(ref)).rejects.toThrow('is not a ref');
  });

  it('forgets a pull request that is gone, and refuses a ledger that was rewound', async () => {
    const origin = join(folder, 'second.git');
    execFileSync('git', ['clone', '--quiet', '--bare', join(folder, 'origin.git'), origin]);
    const second = await gitRepository({ directory: join(folder, 'second'), url: origin });
    const inOrigin = (...args: string[]) => execFileSync('git', ['-C', origin, ...args]);
    inOrigin('update-ref', 'refs/pull/8/head', head);
    await second.fetch();
    inOrigin('update-ref', '-d', 'refs/pull/8/head');
    await second.fetch();
    expect(await second.resolve('refs/pull/8/head')).toBeNull();
    inOrigin('update-ref', 'refs/heads/ledger/2026', base);
    await expect(second.fetch()).rejects.toThrow(/rejected.*ledger\/2026.*non-fast-forward/s);
  });
});

describe('files', () => {
  it('come with exact bytes, below folders and at paths, without links', async () => {
    const files = await repository.filesUnder(head, ['policies/', 'other.txt']);
    expect([...files.keys()].sort()).toEqual(['other.txt', STRANGE, 'policies/actions/x.yaml'].sort());
    expect(Buffer.from(files.get('policies/actions/x.yaml') ?? [])).toEqual(Buffer.from('\u0000\u00ff'));
    expect(String(files.get(STRANGE))).toBe('strange');
  });

  it('are null where there is none, and where there is a link or a folder', async () => {
    const answers = ['other.txt', 'nothing', 'policies/people.yaml', 'policies'].map((path) =>
      repository.fileAt(head, path),
    );
    expect((await Promise.all(answers)).map((bytes) => bytes && String(bytes))).toEqual(['changed', null, null, null]);
  });

  it('of something that is no commit id are an error', async () => {
    await expect(repository.fileAt('--help', 'x')).rejects.toThrow('"--help" is not a commit id');
    await expect(repository.fileAt('1'.repeat(40), 'x')).rejects.toThrow(
      `git has no readable commit ${'1'.repeat(40)}`,
    );
  });
});

describe('history', () => {
  it('tells what a head changes since it left main, whatever main did meanwhile', async () => {
    const files = [...(await repository.changedFiles(main, head))].sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(files).toEqual([
      { path: 'gone.txt', status: 'removed', mode: '100644' },
      { path: 'kept.txt', status: 'added', mode: '100644' },
      { path: 'other.txt', status: 'modified', mode: '100644' },
      { path: STRANGE, status: 'added', mode: '100644' },
      { path: 'policies/link.yaml', status: 'added', mode: '120000' },
      { path: 'policies/people.yaml', status: 'modified', mode: '120000' },
    ]);
  });

  it('lists the commits of a head with messages as they were written', async () => {
    const commits = await repository.commitsBetween(main, head);
    expect(commits.map(({ message }) => message)).toEqual(['one\u0001two\n\nCo-authored-by: X <x@x>\n', 'second\n']);
    expect(commits.map(({ parents }) => parents)).toEqual([[base], [commits[0]?.sha]]);
    expect(await repository.commitsBetween(head, base)).toEqual([]);
  });

  it('knows what grew from what', async () => {
    const pairs = [
      [base, head],
      [head, head],
      [head, main],
      [head, base],
    ] as const;
    expect(await Promise.all(pairs.map(([a, b]) => repository.isAncestor(a, b)))).toEqual([true, true, false, false]);
  });

  it('says of a commit when it was made, and of what', async () => {
    const tree = work('rev-parse', `${main}^{tree}`);
    const parents = [base];
    expect(await repository.commitInfo(main)).toEqual({
      sha: main,
      parents,
      tree,
      message: 'main goes on\n',
      committedAt: Date.parse(DATE),
    });
  });

  it('of two that share none is an error, never an empty list', async () => {
    const lonely = work('commit-tree', work('rev-parse', `${main}^{tree}`), '-m', 'lonely');
    work('push', '--quiet', join(folder, 'origin.git'), `${lonely}:refs/pull/9/head`);
    await repository.fetch();
    await expect(repository.changedFiles(main, lonely)).rejects.toThrow('has no history in common with');
  });
});
