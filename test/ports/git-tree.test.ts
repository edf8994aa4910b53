// Commits written without git: git itself finds nothing wrong with them, and sees exactly the files that were meant.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { commitFiles, type FileChange } from '../../scripts/ports/git-tree.ts';
import { type Git, gitAt } from '../../scripts/ports/git.ts';
import { moveRefFile } from '../../scripts/ports/local-ref.ts';
import { storeObjects } from '../../scripts/ports/new-objects.ts';

const folder = mkdtempSync(join(tmpdir(), 'tree-'));
execFileSync('git', ['init', '--bare', '--quiet', folder]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const by = { name: 'Countersign', email: 'ledger@countersign.invalid' };
const text = (parent: string | null) => ({ parent, by, at: 1_700_000_000, message: 'm\n' });
const file = (path: string, content: string | null = path): FileChange => ({
  path,
  bytes: content === null ? null : Buffer.from(content),
});

/** Makes a commit, and keeps it in the repository. */
async function commit(git: Git, base: string | null, changes: readonly FileChange[]): Promise<string> {
  const { id, objects } = await commitFiles(git, base, changes, text(base));
  storeObjects(git, objects);
  return id;
}

async function filesOf(git: Git, commit: string): Promise<Readonly<Record<string, string>>> {
  const names = (await git.raw(['ls-tree', '-r', '-z', '--name-only', commit])).split('\0').filter(Boolean);
  const all = names.map(async (name) => [name, await git.raw(['cat-file', 'blob', `${commit}:${name}`])] as const);
  return Object.fromEntries(await Promise.all(all));
}

describe('a commit', () => {
  it('has the files of its base with the changes, whoever wrote the base', async () => {
    const paths = fc.constantFrom('a', 'a.b/c', 'a-b', 'd/e/f', 'd/e/g', 'd/h', 'ä/ö', 'records/11/20/1.json');
    const step = fc.array(fc.tuple(paths, fc.option(fc.string())), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        let [head, wanted]: [string | null, Record<string, string>] = [null, {}];
        for (const changes of steps) {
          // A second object knows nothing of what the first one remembers.
          const git = gitAt(folder);
          const last = new Map(changes);
          head = await commit(
            git,
            head,
            [...last].map(([path, content]) => file(path, content)),
          );
          for (const [path, content] of last) {
            if (content === null) delete wanted[path];
            else wanted[path] = content;
          }
          expect(await filesOf(git, head)).toEqual(wanted);
        }
        execFileSync('git', ['-C', folder, 'fsck', '--strict', '--no-dangling', head ?? ''], { stdio: 'pipe' });
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('is the very one that git would have written', async () => {
    const git = gitAt(folder);
    const ours = await commit(git, null, [file('a/b', 'x'), file('a.c', 'y')]);
    const blob = (input: string) => git.raw(['hash-object', '-w', '--stdin'], { input });
    const below = await git.raw(['mktree'], { input: `100644 blob ${(await blob('x')).trim()}\tb\n` });
    const tree = `040000 tree ${below.trim()}\ta\n100644 blob ${(await blob('y')).trim()}\ta.c\n`;
    expect((await git.raw(['rev-parse', `${ours}^{tree}`])).trim()).toBe(
      (await git.raw(['mktree'], { input: tree })).trim(),
    );
  });

  it('is not written on a base that cannot be read', async () => {
    const base = '1'.repeat(40);
    await expect(commitFiles(gitAt(folder), base, [file('a')], text(base))).rejects.toThrow(
      `the files of ${base} cannot be read`,
    );
  });
});

describe('a ref in a file of its own', () => {
  it('is moved only from where it was seen', async () => {
    const git = gitAt(folder);
    const [one, two] = [await commit(git, null, [file('a')]), await commit(git, null, [file('b')])];
    await git.raw(['update-ref', 'refs/heads/x', one]);
    expect(moveRefFile(folder, 'refs/heads/x', two, one)).toBe(false);
    expect(moveRefFile(folder, 'refs/heads/x', one, two)).toBe(true);
    expect((await git.raw(['rev-parse', 'refs/heads/x'])).trim()).toBe(two);
    await git.raw(['pack-refs', '--all']);
    expect(moveRefFile(folder, 'refs/heads/x', two, one)).toBe(false);
  });
});
