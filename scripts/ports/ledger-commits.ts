// The commits of a ledger branch: one line of them, each adding records with the tiles they complete, and rewriting the checkpoint.
import type { Sha } from '../core/facts.ts';
import { parseTilePath, TILE_WIDTH } from '../core/tiles.ts';
import { parseRaw, type RawChange } from './git-history.ts';
import { type Git, GitFault } from './git.ts';
import { branchOf, indexInPath } from './ledger-record.ts';
import { LedgerFault } from './ledger.ts';
import { alone, printed } from './printed.ts';
import { AT_A_TIME } from './read-ahead.ts';

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
 * Lists the commits after `before` up to `head`, oldest first, some at a time: a long ledger is never in memory as one listing.
 * @throws LedgerFault where a commit edits, drops or reorders a record, leaves a gap, or does not follow the one before:
 * branch rules stop a rewound branch, but not a plain commit that deletes a file.
 */
export async function* ledgerCommits(
  git: Git,
  year: number,
  head: Sha,
  before: { readonly head: Sha; readonly size: number } | null,
): AsyncGenerator<readonly LedgerCommit[]> {
  let [parent, next] = [before?.head ?? '', before?.size ?? 0];
  let batch: LedgerCommit[] = [];
  for await (const logged of logOf(git, before === null ? [head] : [head, `^${before.head}`])) {
    for (const { sha, parents, taken, changes } of logged) {
      if (parents !== parent) throw new LedgerFault(branchOf(year), next, notFollowing(sha, parent));
      const commit = { ...ledgerCommit(year, sha, changes, next), taken };
      [parent, next] = [sha, next + commit.records.length];
      batch.push(commit);
      // The same ones at a time each time, so that a fault is named alike whenever it is met.
      if (batch.length < AT_A_TIME) continue;
      yield batch;
      batch = [];
    }
  }
  if (parent !== head) throw new LedgerFault(branchOf(year), next, notFollowing(head, parent));
  if (batch.length > 0) yield batch;
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

/** The log as it comes: a header with a commit, its parents and what it took along, then its changes, all ended by NUL. */
async function* logOf(git: Git, range: readonly string[]): AsyncGenerator<readonly Logged[]> {
  const log = ['log', '-z', '--reverse', '--topo-order', '--raw', '-r', '--root', '--no-renames', '--no-abbrev'];
  const format = '--format=%x01%H %P%x02%(trailers:key=Taken,valueonly,separator=%x02)';
  let header: string | null = null;
  let own: string[] = [];
  for await (const tokens of printed(git, [...log, format, ...range, '--'], '\0')) {
    const done: Logged[] = [];
    for (const token of tokens) {
      // Where a change waits for its path, that may be any text, also one that looks like a header.
      const isPath = own.length % 2 === 1;
      if (isPath || token.startsWith(':') || token.startsWith('\n:')) own.push(token);
      else if (token.startsWith('\u0001')) {
        if (header !== null) done.push(loggedAs(header, own));
        [header, own] = [token.slice(1), []];
      } else if (token !== '') throw new GitFault('git printed a log that cannot be read', null);
    }
    yield done;
  }
  if (header !== null) yield [loggedAs(header, own)];
}

function loggedAs(header: string, tokens: readonly string[]): Logged {
  const [ids = '', ...lines] = header.split('\u0002');
  const [sha = '', ...parents] = ids.trim().split(' ');
  const taken = new Map(lines.flatMap(placedIn));
  return { sha: alone(sha), parents: parents.join(' '), taken, changes: parseRaw(tokens) };
}

function placedIn(line: string): readonly (readonly [string, Placed])[] {
  const [, name, first, count] = /^(\w+) (\d+) (\d+)$/.exec(line.trim()) ?? [];
  return name === undefined ? [] : [[alone(name), { first: Number(first), count: Number(count) }]];
}

function notFollowing(sha: Sha, parent: Sha): string {
  return `commit ${sha} does not follow ${parent === '' ? 'on nothing, as the first one must' : parent}`;
}
