// Hundreds of slightly different repositories from one: every commit by a single git fast-import, every clone a few small files.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A commit as it is, or as it is to be written. */
export interface Written {
  readonly author: string;
  readonly committer: string;
  readonly message: string;
  /** Further parents, behind the commit before it on the line. */
  readonly others: readonly string[];
  /** The whole tree by id, or what changes against the commit before. */
  readonly tree: string | readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  readonly mode: string;
  /** The id of a blob, or the bytes of a new one. */
  readonly content: string | Uint8Array;
}

export interface LineCommit extends Written {
  readonly sha: string;
  readonly treeId: string;
  readonly changes: readonly FileChange[];
}

/** What one mutant has instead: commits behind one that exists already, or behind nothing. */
export interface Rewritten {
  readonly behind: string | null;
  readonly commits: readonly Written[];
}

export interface Mutant {
  readonly name: string;
  readonly ledger?: Rewritten;
  readonly main?: Rewritten;
}

interface Heads {
  readonly ledger: string;
  readonly main: string;
}

export const LEDGER_BRANCH = 'ledger/2026';

/** A branch's first-parent line, oldest first, with what each commit changes. */
export function lineIn(directory: string, branch: string): readonly LineCommit[] {
  const shas = git(directory, ['rev-list', '--first-parent', '--reverse', `refs/heads/${branch}`])
    .trim()
    .split('\n');
  return shas.map((sha, at) => {
    const [head = '', ...body] = git(directory, ['cat-file', 'commit', sha]).split('\n\n');
    const field = (name: string): readonly string[] =>
      head.split('\n').flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
    const against = at === 0 ? ['--root', sha] : [shas[at - 1] ?? '', sha];
    const raw = git(directory, ['diff-tree', '-r', '--raw', '--no-renames', '--no-abbrev', ...against]);
    const changes = raw.split('\n').flatMap((line): FileChange[] => {
      const [, mode, content, path] = /^:\d{6} (\d{6}) \w+ (\w+) [AM]\t(.+)$/.exec(line) ?? [];
      return mode && content && path ? [{ mode, content, path }] : [];
    });
    const [treeId = ''] = field('tree');
    return {
      sha,
      treeId,
      changes,
      tree: treeId,
      author: field('author')[0] ?? '',
      committer: field('committer')[0] ?? '',
      message: body.join('\n\n'),
      others: field('parent').slice(1),
    };
  });
}

/**
 * Writes every mutant's commits into one store, and makes each a bare repository of its own that borrows from it.
 * @returns the directory of each, in order
 */
export function writeMutants(folder: string, source: string, mutants: readonly Mutant[]): readonly string[] {
  const store = join(folder, 'store.git');
  cpSync(source, store, { recursive: true });
  const originals = { ledger: tip(store, LEDGER_BRANCH), main: tip(store, 'main') };
  const input = mutants.flatMap(({ ledger, main }, at) => [
    ...(ledger === undefined ? [] : stream(`refs/mutants/${at}/ledger`, ledger)),
    ...(main === undefined ? [] : stream(`refs/mutants/${at}/main`, main)),
  ]);
  execFileSync('git', ['-C', store, 'fast-import', '--quiet', '--force'], { input: Buffer.concat(input) });
  const listing = git(store, ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/mutants']);
  const heads = new Map(listing.split('\n').map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']));
  return mutants.map((mutant, at) => {
    const ledger = mutant.ledger?.commits.length === 0 ? mutant.ledger.behind : heads.get(`refs/mutants/${at}/ledger`);
    const main = mutant.main?.commits.length === 0 ? mutant.main.behind : heads.get(`refs/mutants/${at}/main`);
    return repositoryOf(join(folder, `mutant-${at}.git`), store, {
      ledger: ledger ?? originals.ledger,
      main: main ?? originals.main,
    });
  });
}

function repositoryOf(directory: string, store: string, { ledger, main }: Heads): string {
  mkdirSync(join(directory, 'objects/info'), { recursive: true });
  mkdirSync(join(directory, 'refs'));
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(directory, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
  writeFileSync(join(directory, 'objects/info/alternates'), `${join(store, 'objects')}\n`);
  const refs = `${ledger} refs/heads/${LEDGER_BRANCH}\n${main} refs/heads/main\n`;
  writeFileSync(join(directory, 'packed-refs'), `# pack-refs with: sorted \n${refs}`);
  return directory;
}

function stream(ref: string, { behind, commits }: Rewritten): readonly Buffer[] {
  const reset = Buffer.from(`reset ${ref}\n${behind === null ? '' : `from ${behind}\n`}\n`);
  return [reset, ...commits.flatMap((commit) => commitText(ref, commit))];
}

function commitText(ref: string, { author, committer, message, others, tree }: Written): readonly Buffer[] {
  const merges = others.map((sha) => `merge ${sha}\n`).join('');
  const head = `commit ${ref}\nauthor ${author}\ncommitter ${committer}\n`;
  const files = typeof tree === 'string' ? [Buffer.from(`M 040000 ${tree} \n`)] : tree.flatMap(fileText);
  return [Buffer.from(head), data(Buffer.from(message)), Buffer.from(merges), ...files, Buffer.from('\n')];
}

function fileText({ path, mode, content }: FileChange): readonly Buffer[] {
  if (typeof content === 'string') return [Buffer.from(`M ${mode} ${content} ${path}\n`)];
  return [Buffer.from(`M ${mode} inline ${path}\n`), data(Buffer.from(content))];
}

function data(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

/** The bytes of an object. */
export function blobIn(directory: string, id: string): Buffer {
  return execFileSync('git', ['-C', directory, 'cat-file', 'blob', id], { maxBuffer: 2 ** 26 });
}

function tip(directory: string, branch: string): string {
  return git(directory, ['rev-parse', `refs/heads/${branch}`]).trim();
}

function git(directory: string, args: readonly string[]): string {
  return execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
}
