// Whether every reader finds the same files in a ledger's trees: git itself takes some that name a file twice, or out of order.
import { type Remark, short } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import type { Git } from '../ports/git.ts';
import { readObjects } from '../ports/object-reader.ts';
import { piecewise } from '../ports/read-ahead.ts';

/**
 * Looks at the trees of a year's newest commit, which has all that the others brought (README: The ledger, append-only).
 * What is missing is told where the records are read.
 * @throws GitFault where git breaks off
 */
export async function treeFaults(git: Git, year: number, head: Sha): Promise<readonly Remark[]> {
  const remarks: Remark[] = [];
  let level: readonly Named[] = [{ path: '', id: `${head}^{tree}` }];
  while (level.length > 0) {
    const below: Named[] = [];
    // Not a level at once: it has the name of every record of the year.
    for (const some of piecewise(level)) {
      const trees = await readObjects(
        git,
        some.map(({ id }) => id),
      );
      for (const [at, { path }] of some.entries()) {
        const tree = trees[at];
        if (tree?.type !== 'tree') continue;
        const entries = entriesOf(tree.bytes, tree.id.length / 2);
        if (!isInOrder(entries)) remarks.push(faultIn(path, year, head));
        for (const { name, isFolder, id } of entries) if (isFolder) below.push({ path: `${path}${name}/`, id });
      }
    }
    level = below;
  }
  return remarks;
}

interface Named {
  /** With a slash behind it; empty for the whole. */
  readonly path: string;
  readonly id: string;
}

interface TreeEntry {
  /** Latin-1 of its bytes, so that texts compare as bytes do. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly id: Sha;
}

/** Git has them as mode, space, name, NUL, id. */
function entriesOf(bytes: Uint8Array, width: number): readonly TreeEntry[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const entries: TreeEntry[] = [];
  for (let at = 0; at < text.length;) {
    const [space, end] = [text.indexOf(' ', at), text.indexOf('\0', at)];
    if (space < at || end < space) break; // git itself could not read it
    const id = Buffer.from(text.slice(end + 1, end + 1 + width), 'latin1').toString('hex');
    entries.push({ name: text.slice(space + 1, end), isFolder: /^0*40000$/.test(text.slice(at, space)), id });
    at = end + 1 + width;
  }
  return entries;
}

/** Each name once, and in the order in which git looks for them: a folder as if a slash stood behind its name. */
function isInOrder(entries: readonly TreeEntry[]): boolean {
  const keys = entries.map(({ name, isFolder }) => (isFolder ? `${name}/` : name));
  const isSorted = keys.every((key, at) => at === 0 || (keys[at - 1] ?? '') < key);
  return isSorted && new Set(entries.map(({ name }) => name)).size === entries.length;
}

function faultIn(path: string, year: number, head: Sha): Remark {
  const where = path === '' ? 'topmost folder' : `folder ${path.slice(0, -1)}`;
  const sentence = `Commit ${short(head)} of ledger/${year} has a ${where} that names a file twice or out of order: what is in it depends on the reader.`;
  return { code: 'file-ambiguous', commit: head, file: path === '' ? null : path.slice(0, -1), sentence };
}
