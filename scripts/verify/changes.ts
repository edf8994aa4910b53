// What each commit of a line changes, as git lists it: taken from bytes, of two processes that work ahead in turns.
import { Readable } from 'node:stream';
import type { Change } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { readChange } from '../ports/git-history.ts';
import { type Git, GitFault } from '../ports/git.ts';
import { printedBytes } from '../ports/printed.ts';

/** Commits of a line that are worked on at a time, each with the one before it, the line's first with none. */
export type Turn = readonly { readonly sha: Sha; readonly before: Sha | null }[];

/** What git lists of a line, to be asked for in the line's order. */
export interface Changes {
  /** What each commit of the next turn changes against the one before it. @throws GitFault where git lacks one of their trees */
  readonly of: (turn: Turn) => Promise<readonly (readonly Change[])[]>;
  /** To be called after the last turn. @throws GitFault where git listed what is of none of its commits */
  readonly ended: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Comparing trees is the most that git has to do: two processes have what comes next ready while one of them is read. */
const PROCESSES = 2;

/** What the auditor's files or settings say of submodules must hide no change: a `.gitmodules` can have git leave one out. */
const NO_SUBMODULES = '--ignore-submodules=none';
const DIFF_TREE = ['diff-tree', '--stdin', '--root', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', NO_SUBMODULES];

/** Starts to list. @param turns every turn of the line, told anew each time; the processes take them by turns */
export function changesOf(git: Git, turns: () => Iterable<Turn>): Changes {
  const listings = Array.from({ length: PROCESSES }, (_, process): Listing => {
    const output = printedBytes(git, DIFF_TREE, NUL, Readable.from(linesFor(process, turns())));
    return listingOf(commitsIn(output));
  });
  let next = 0;
  return {
    of: (turn) => {
      const listing = listings[next++ % PROCESSES];
      return listing === undefined ? Promise.resolve([]) : taken(turn, listing);
    },
    ended: async () => {
      for (const listing of listings) {
        if ((await ahead(listing)) !== undefined) {
          throw new GitFault('git told of changes by a commit that it did not list', null);
        }
      }
    },
    close: async () => {
      for (const { told } of listings) await told.return(undefined);
    },
  };
}

/** One process: what it told and nobody has taken yet, and what it will tell next. */
interface Listing {
  readonly told: AsyncGenerator<readonly CommitChanges[], undefined>;
  ahead: readonly CommitChanges[];
  at: number;
  next: ReturnType<Listing['told']['next']>;
}

/** Starts it at once, not when its turn comes. */
function listingOf(told: Listing['told']): Listing {
  return { told, ahead: [], at: 0, next: askNext(told) };
}

function askNext(told: Listing['told']): Listing['next'] {
  const next = told.next();
  next.catch(() => undefined); // awaited when its turn comes
  return next;
}

interface CommitChanges {
  readonly sha: Sha;
  readonly changes: readonly Change[];
}

function* linesFor(process: number, turns: Iterable<Turn>): Generator<string> {
  let at = 0;
  for (const turn of turns) {
    if (at++ % PROCESSES !== process) continue;
    yield turn.map(({ sha, before }) => (before === null ? `${sha}\n` : `${sha} ${before}\n`)).join('');
  }
}

/** Git leaves out commits that change nothing. */
async function taken(turn: Turn, listing: Listing): Promise<readonly (readonly Change[])[]> {
  const found: (readonly Change[])[] = [];
  for (const { sha } of turn) {
    const first = listing.ahead[listing.at] ?? (await ahead(listing));
    if (first?.sha === sha) listing.at += 1;
    found.push(first?.sha === sha ? first.changes : NOTHING);
  }
  return found;
}

const NOTHING: readonly Change[] = [];

/** The first that nobody has taken; waits for it. */
async function ahead(listing: Listing): Promise<CommitChanges | undefined> {
  while (listing.at >= listing.ahead.length) {
    const more = await listing.next;
    if (more.done === true) return undefined;
    listing.next = askNext(listing.told);
    [listing.ahead, listing.at] = [more.value, 0];
  }
  return listing.ahead[listing.at];
}

const [NUL, COLON] = [0x00, 0x3a];

/** A change is a text that begins with a colon, and the path behind it; whatever else stands there is a commit's id. */
async function* commitsIn(output: AsyncIterable<Buffer>): AsyncGenerator<readonly CommitChanges[], undefined> {
  let sha: Sha | null = null;
  let changes: Change[] = [];
  let begun: Omit<Change, 'path'> | null = null;
  for await (const bytes of output) {
    const whole: CommitChanges[] = [];
    for (let at = 0, end = 0; at < bytes.length; at = end + 1) {
      end = bytes.indexOf(NUL, at);
      if (begun !== null) {
        changes.push({ path: bytes.toString('utf8', at, end), ...begun });
        begun = null;
      } else if (bytes[at] === COLON) {
        begun = changeIn(bytes.toString('latin1', at, end));
      } else if (end > at) {
        if (sha !== null) whole.push({ sha, changes });
        [sha, changes] = [commitId(bytes.toString('latin1', at, end)), []];
      }
    }
    yield whole;
  }
  if (begun !== null) throw new GitFault('git printed a change without its path', null);
  if (sha !== null) yield [{ sha, changes }];
  return undefined;
}

function changeIn(line: string): Omit<Change, 'path'> {
  const { status, newMode, blob } = readChange(line);
  return { status, mode: newMode, blob };
}

function commitId(text: string): Sha {
  const id = text.trim();
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFault('git printed a commit that cannot be read', null);
  return id;
}
