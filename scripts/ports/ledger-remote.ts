// The origin's ledger branches: looking, fetching without ever going back, and the compare-and-swap of a push.
import type { Sha } from '../core/facts.ts';
import { GitFault, gitFault, type GitResult } from './git.ts';
import { branchOf } from './ledger-record.ts';
import { LedgerFault } from './ledger.ts';
import type { Mirror } from './mirror.ts';
import { objectId } from './object-id.ts';

/** The head of each year's branch. */
export type Heads = ReadonlyMap<number, Sha>;

export type PushAnswer =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'lost' } // somebody else was faster
  | { readonly kind: 'refused'; readonly why: string } // the origin's rules: trying again is no use
  | { readonly kind: 'unknown'; readonly why: string }; // no answer: it may have landed, look

const NAMES = ['refs/heads/ledger/', 'refs/remotes/origin/ledger/'];
const FETCH = ['fetch', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--'];
const TRIES = 5;

/**
 * Brings the mirror's ledger branches up to the origin's.
 * @param known the heads from the last time, `null` where this is the first
 * @throws LedgerFault where a branch was rewound or is gone. @throws GitFault where the origin cannot be read.
 */
export async function syncHeads(mirror: Mirror, known: Heads | null): Promise<Heads> {
  const here = known ?? (await localHeads(mirror));
  if (mirror.url === null) return localHeads(mirror);
  const there = readHeads(await mirror.git.raw(['ls-remote', '--quiet', '--', mirror.url, 'refs/heads/ledger/*']));
  const gone = [...here.keys()].find((year) => !there.has(year));
  if (gone !== undefined) throw new LedgerFault(branchOf(gone), null, 'the branch is gone at the origin');
  const moved = [...there].filter(([year, head]) => here.get(year) !== head).map(([year]) => year);
  if (moved.length === 0) return here;
  await fetchYears(mirror, mirror.url, moved);
  return localHeads(mirror);
}

/** Pushes `commit` as the year's new head, where the head is still `expected`; `null` where there must be none. */
export async function pushHead(mirror: Mirror, year: number, commit: Sha, expected: Sha | null): Promise<PushAnswer> {
  if (mirror.url === null) throw new LedgerFault(branchOf(year), null, 'this ledger is only read: it has no origin');
  const ref = `refs/heads/${branchOf(year)}`;
  const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
  const args = ['push', '--porcelain', '--no-verify', lease, '--', mirror.url, `${objectId(commit)}:${ref}`];
  const answer = await mirror.git.attempt(args).then(readPush, unanswered);
  if (answer.kind === 'pushed') await moveLocal(mirror, ref, commit, expected);
  return answer;
}

function readPush(result: GitResult): PushAnswer {
  // Only a branch that this very push made or moved is a success; "up to date" means that somebody else was there.
  if (result.code === 0 && /^[* ]\t/m.test(result.stdout)) return { kind: 'pushed' };
  const why = /^!\t\S+\t(.*)$/m.exec(result.stdout)?.[1];
  if (why === undefined) return { kind: 'unknown', why: gitFault(['push'], result).message };
  if (why.startsWith('[rejected]')) return { kind: 'lost' };
  if (/lock|old value|already exists|failed to update ref|fetch first/.test(why)) return { kind: 'lost' };
  // "remote failure" and the like: the connection broke before the report, so the ref may or may not have moved.
  if (!why.startsWith('[remote rejected]')) return { kind: 'unknown', why };
  return { kind: 'refused', why: `${why} ${result.stderr.trim()}`.slice(0, 2_000) };
}

function unanswered(error: unknown): PushAnswer {
  if (!(error instanceof GitFault)) throw error;
  return { kind: 'unknown', why: error.message };
}

/** Keeps the mirror's own memory of the head, which is what a rewound origin is noticed by after a restart. */
async function moveLocal({ git }: Mirror, ref: string, commit: Sha, expected: Sha | null): Promise<void> {
  const from = expected ?? '0'.repeat(commit.length);
  // Another process may have fetched our commit already; then there is nothing left to move.
  await git.attempt(['update-ref', '--stdin'], { input: `start\nupdate ${ref} ${commit} ${from}\ncommit\n` });
}

async function fetchYears(mirror: Mirror, url: string, years: readonly number[]): Promise<void> {
  const refs = years.map((year) => `refs/heads/${branchOf(year)}`);
  // Without a `+`: git itself refuses to take over a branch that does not continue the one seen before.
  const args = [...FETCH, url, ...refs.map((ref) => `${ref}:${ref}`)];
  for (let attempt = 1; ; attempt += 1) {
    const result = await mirror.git.attempt(args);
    if (result.code === 0) return;
    const year = years.find((candidate) => new RegExp(`rejected.*ledger/${candidate}`).test(result.stderr));
    if (year !== undefined) throw new LedgerFault(branchOf(year), null, 'the branch was rewound at the origin');
    // Two processes on one mirror meet at the lock of a ref; the other one brings the same commits.
    if (attempt >= TRIES || !/cannot lock ref|unable to update local ref/.test(result.stderr)) {
      throw gitFault(args, result);
    }
  }
}

async function localHeads({ git }: Mirror): Promise<Heads> {
  // A plain clone has the branches as origin/ledger/<year>; these count where both exist, being the origin's word.
  return readHeads(await git.raw(['for-each-ref', '--format=%(objectname)%09%(refname)', '--', ...NAMES]));
}

function readHeads(text: string): Heads {
  const heads = new Map<number, Sha>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [sha = '', ref = ''] = line.split('\t');
    const year = /^refs\/(?:heads|remotes\/origin)\/ledger\/(\d{4})$/.exec(ref)?.[1];
    if (year === undefined) throw new LedgerFault(ref, null, 'a ledger branch is named by its year');
    heads.set(Number(year), objectId(sha));
  }
  return new Map([...heads].sort(([a], [b]) => a - b));
}
