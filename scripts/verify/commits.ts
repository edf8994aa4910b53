// One branch's first-parent line with what each commit changes: two processes, however long the branch.
import type { Change, HistoryCommit } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { parseRaw } from '../ports/git-history.ts';
import { type Git, GitFault } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { readObjects } from './objects.ts';

/**
 * Lists the line that ends at `head`, oldest first. Parents come from the commits themselves, so that a graft or a shallow
 * clone shows as a commit that does not follow the one before it.
 * @throws GitFault where git lacks a tree of the line
 */
export async function lineOf(git: Git, head: Sha): Promise<readonly HistoryCommit[]> {
  const listing = await git.raw(['rev-list', '--first-parent', '--reverse', '--end-of-options', objectId(head)]);
  const ids = listing.split('\n').filter(Boolean).map(objectId);
  const objects = await readObjects(git, ids);
  const headers = ids.map((sha, at) => ({
    sha,
    ...headerOf(objects[at]?.type === 'commit' ? objects[at].bytes : null),
  }));
  const changes = await changesOf(
    git,
    headers.map(({ sha }, at) => [sha, headers[at - 1]?.sha ?? null] as const),
  );
  return headers.map((header) => ({ ...header, changes: changes.get(header.sha) ?? [] }));
}

function headerOf(bytes: Uint8Array | null): Pick<HistoryCommit, 'parents' | 'message'> {
  if (bytes === null) return { parents: ['unreadable'], message: '' };
  const text = Buffer.from(bytes).toString('utf8');
  const border = text.indexOf('\n\n');
  const lines = (border === -1 ? text : text.slice(0, border)).split('\n');
  const parents = lines.flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []));
  return { parents, message: border === -1 ? '' : text.slice(border + 2) };
}

/** Each commit against the one before it, and the first against nothing. */
async function changesOf(
  git: Git,
  pairs: readonly (readonly [Sha, Sha | null])[],
): Promise<ReadonlyMap<Sha, readonly Change[]>> {
  const args = ['diff-tree', '--stdin', '--root', '-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  const input = pairs.map(([sha, parent]) => (parent === null ? `${sha}\n` : `${sha} ${parent}\n`)).join('');
  const tokens = (await git.raw(args, { input })).split('\0');
  const raw = new Map<Sha, string[]>();
  let own: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    // A change is a line that begins with a colon and the path behind it; whatever else stands here is a commit's id.
    if (token.startsWith(':')) own.push(token, tokens[(at += 1)] ?? '');
    else if (token !== '') raw.set(commitId(token), (own = []));
  }
  return new Map([...raw].map(([sha, list]) => [sha, parseRaw(list).map(changeOf)]));
}

function commitId(token: string): Sha {
  const id = token.trim();
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFault('git printed a commit that cannot be read', null);
  return id;
}

function changeOf({ path, status, newMode, blob }: ReturnType<typeof parseRaw>[number]): Change {
  return { path, status, mode: newMode, blob };
}
