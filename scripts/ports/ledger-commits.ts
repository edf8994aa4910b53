// The commits of a ledger branch: one line of them, each adding records with the tiles they complete, and rewriting the checkpoint.
import type { Sha } from '../core/facts.ts';
import { parseTilePath, TILE_WIDTH } from '../core/tiles.ts';
import { parseRaw, type RawChange } from './git-history.ts';
import type { Git } from './git.ts';
import { branchOf, indexInPath } from './ledger-record.ts';
import { LedgerFault } from './ledger.ts';

/** Where a batch that waited came in: from this index, so many records. */
export interface Placed {
  readonly first: number;
  readonly count: number;
}

export interface LedgerCommit {
  readonly sha: Sha;
  /** The batches of the queue that it says it took along, by name. */
  readonly taken: ReadonlyMap<string, Placed>;
  /** The files it adds, by index. */
  readonly records: readonly { readonly index: number; readonly path: string; readonly blob: Sha }[];
  /** The blob of its checkpoint. */
  readonly checkpoint: Sha;
}

/**
 * Lists the commits after `before` up to `head`, oldest first.
 * @throws LedgerFault where a commit edits, drops or reorders a record, leaves a gap, or does not follow the one before:
 * branch rules stop a rewound branch, but not a plain commit that deletes a file.
 */
export async function ledgerCommits(
  git: Git,
  year: number,
  head: Sha,
  before: { readonly head: Sha; readonly size: number } | null,
): Promise<readonly LedgerCommit[]> {
  const range = before === null ? [head] : [head, `^${before.head}`];
  const log = ['log', '-z', '--reverse', '--topo-order', '--raw', '-r', '--root', '--no-renames', '--no-abbrev'];
  const format = '--format=%x01%H %P%x02%(trailers:key=Taken,valueonly,separator=%x02)';
  const text = await git.raw([...log, format, ...range, '--']);
  let [parent, next] = [before?.head ?? '', before?.size ?? 0];
  const commits = split(text).map(({ sha, parents, taken, changes }) => {
    if (parents !== parent) throw new LedgerFault(branchOf(year), next, notFollowing(sha, parent));
    const commit = { ...ledgerCommit(year, sha, changes, next), taken };
    [parent, next] = [sha, next + commit.records.length];
    return commit;
  });
  if (parent !== head) throw new LedgerFault(branchOf(year), next, notFollowing(head, parent));
  return commits;
}

function ledgerCommit(
  year: number,
  sha: Sha,
  changes: readonly RawChange[],
  next: number,
): Omit<LedgerCommit, 'taken'> {
  const fault = (index: number, what: string): LedgerFault =>
    new LedgerFault(branchOf(year), index, `commit ${sha} ${what}`);
  const records = changes
    .filter(({ path }) => path !== 'checkpoint' && !isTile(path))
    .map(({ path, status, newMode, blob }) => {
      const index = indexInPath(path);
      if (index === null) throw fault(next, `has the file ${JSON.stringify(path)}, which is no record`);
      if (status === 'D') throw fault(index, `drops ${path}`);
      if (status !== 'A') throw fault(index, `edits ${path}`);
      if (newMode !== '100644') throw fault(index, `brings ${path} as something other than a plain file`);
      return { index, path, blob };
    })
    .sort((a, b) => a.index - b.index);
  for (const [at, { index }] of records.entries()) {
    if (index !== next + at) throw fault(next + at, `goes on with record ${index}`);
  }
  const tile = changes.find(({ path, status, newMode }) => isTile(path) && (status !== 'A' || newMode !== '100644'));
  if (tile !== undefined) throw fault(next, `changes ${tile.path}, and a full tile never changes`);
  const checkpoint = changes.find(({ path }) => path === 'checkpoint');
  if (records.length === 0) throw fault(next, 'brings no record');
  if (checkpoint?.newMode !== '100644') throw fault(next, 'does not renew the checkpoint');
  return { sha, records, checkpoint: checkpoint.blob };
}

/** Nothing is decided on a tile: its hashes are for other tools, and held against the records by `verify`. */
function isTile(path: string): boolean {
  return parseTilePath(path)?.width === TILE_WIDTH;
}

/** A commit of the log, before anything is said about it. */
interface Logged {
  readonly sha: Sha;
  readonly parents: string;
  readonly taken: ReadonlyMap<string, Placed>;
  readonly changes: readonly RawChange[];
}

/** Takes the log apart: a header with the commit, its parents and what it took along, then its changes. */
function split(text: string): readonly Logged[] {
  return text
    .split('\u0001')
    .slice(1)
    .map((part) => {
      const [header = '', ...tokens] = part.split('\0');
      const [ids = '', ...lines] = header.split('\u0002');
      const [sha = '', ...parents] = ids.trim().split(' ');
      const changes = parseRaw(tokens.filter((token) => token !== ''));
      return { sha, parents: parents.join(' '), taken: new Map(lines.flatMap(placedIn)), changes };
    });
}

function placedIn(line: string): readonly (readonly [string, Placed])[] {
  const [, name, first, count] = /^(\w+) (\d+) (\d+)$/.exec(line.trim()) ?? [];
  return name === undefined ? [] : [[name, { first: Number(first), count: Number(count) }]];
}

function notFollowing(sha: Sha, parent: Sha): string {
  return `commit ${sha} does not follow ${parent === '' ? 'on nothing, as the first one must' : parent}`;
}
