// The origin's ledger branches and those of the personal parts: looking, fetching the first without ever going back, and pushing by compare-and-swap.
import type { Sha } from '../core/facts.ts';
import { isUlid } from '../core/ulid.ts';
import { GitFault, gitFault, type GitResult } from './git.ts';
import { moveRefFile } from './local-ref.ts';
import { branchOf } from './ledger-record.ts';
import { sealedBranchOf } from './ledger-sealed.ts';
import { LedgerFault } from './ledger.ts';
import type { Mirror } from './mirror.ts';
import { objectId } from './object-id.ts';

/** The heads of each year's branches. */
export interface Heads {
  readonly ledger: ReadonlyMap<number, Sha>;
  readonly sealed: ReadonlyMap<number, Sha>;
  /** The batches in the queue by name, as they were at the last look. */
  readonly waiting: ReadonlyMap<string, Sha>;
}

/** A branch that a push moves, where it is still at `expected`; `null` where there must be none. */
export interface Move {
  readonly branch: string;
  readonly commit: Sha;
  readonly expected: Sha | null;
}

/** A ref beside the branches; `null` where it is not there before, or will not be afterwards. */
export interface RefMove {
  readonly ref: string;
  readonly from: Sha | null;
  readonly to: Sha | null;
}

export type PushAnswer =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'lost' } // somebody else was faster
  | { readonly kind: 'refused'; readonly why: string } // the origin's rules: trying again is no use
  | { readonly kind: 'unknown'; readonly why: string }; // no answer: it may have landed, look

/** Where batches wait that the ledger's key has signed, and those that nobody has. */
export const QUEUE = 'refs/countersign/queue/';

const NAMES = [
  'refs/heads/ledger/',
  'refs/heads/sealed/',
  'refs/remotes/origin/ledger/',
  'refs/remotes/origin/sealed/',
];
const PATTERNS = ['refs/heads/ledger/*', 'refs/heads/sealed/*', `${QUEUE}*`];
export const FETCH = ['fetch', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--'];
const TRIES = 5;

/**
 * Brings the mirror's ledger branches up to the origin's.
 * @param known the heads from the last time, `null` where this is the first
 * @throws LedgerFault where a branch was rewound or is gone. @throws GitFault where the origin cannot be read.
 */
export async function syncHeads(mirror: Mirror, known: Heads | null): Promise<Heads> {
  const here = known ?? (await localHeads(mirror));
  if (mirror.url === null) return localHeads(mirror);
  const there = readHeads(await mirror.git.raw(['ls-remote', '--quiet', '--', mirror.url, ...PATTERNS]));
  for (const [year, name] of gone(here, there)) throw new LedgerFault(name, null, goneSentence(name, year));
  const moved = movedIn(here.ledger, there.ledger);
  const parts = movedIn(here.sealed, there.sealed);
  const { waiting } = there;
  if (moved.length === 0 && parts.length === 0) return { ...here, waiting };
  await fetchYears(mirror, mirror.url, moved, parts);
  return { ...(await localHeads(mirror)), waiting };
}

/** The refs under a place at the origin, by the rest of their names; those that no batch could have are left out. */
export async function listRefs(mirror: Mirror, place: string): Promise<ReadonlyMap<string, Sha>> {
  if (mirror.url === null) return new Map();
  const text = await mirror.git.raw(['ls-remote', '--quiet', '--', mirror.url, `${place}*`]);
  const all = text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, ref = '']) => ref.startsWith(place) && isUlid(ref.slice(place.length)));
  return new Map(all.map(([sha = '', ref = '']) => [ref.slice(place.length), objectId(sha)]));
}

function* gone(here: Heads, there: Heads): Generator<readonly [number, string]> {
  for (const year of here.ledger.keys()) if (!there.ledger.has(year)) yield [year, branchOf(year)];
  for (const year of here.sealed.keys()) if (!there.sealed.has(year)) yield [year, sealedBranchOf(year)];
}

function goneSentence(name: string, year: number): string {
  return name === branchOf(year)
    ? 'the branch is gone at the origin'
    : 'the branch with the personal parts is gone at the origin: push it again from a clone that has it';
}

function movedIn(here: ReadonlyMap<number, Sha>, there: ReadonlyMap<number, Sha>): readonly number[] {
  return [...there].filter(([year, head]) => here.get(year) !== head).map(([year]) => year);
}

/**
 * Moves the year's branch, and with it those of personal parts: all of them or none, and each only from where it was seen.
 * @param moves the ledger's own branch first
 * @param others what moves with them
 */
export async function pushHeads(
  mirror: Mirror,
  moves: readonly Move[],
  others: readonly RefMove[] = [],
): Promise<PushAnswer> {
  const [first] = moves;
  if (first === undefined) throw new TypeError('a push moves at least one branch');
  if (mirror.url === null) throw new LedgerFault(first.branch, null, 'this ledger is only read: it has no origin');
  const branches = moves.map(({ branch, commit, expected }) => ({
    ref: `refs/heads/${branch}`,
    from: expected,
    to: commit,
  }));
  const answer = await pushMoves(mirror, mirror.url, [...branches, ...others]);
  if (answer.kind === 'pushed') await moveLocal(mirror, moves);
  return answer;
}

/** The same for refs beside the branches alone. */
export async function pushRefs(mirror: Mirror, moves: readonly RefMove[]): Promise<PushAnswer> {
  if (mirror.url === null) return { kind: 'refused', why: 'this ledger is only read: it has no origin' };
  return pushMoves(mirror, mirror.url, moves);
}

async function pushMoves(mirror: Mirror, url: string, moves: readonly RefMove[]): Promise<PushAnswer> {
  const leases = moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`);
  const refs = moves.map(({ ref, to }) => `${to === null ? '' : objectId(to)}:${ref}`);
  const atomic = moves.length > 1 ? ['--atomic'] : [];
  const args = ['push', '--porcelain', '--no-verify', ...atomic, ...leases, '--', url, ...refs];
  return mirror.git.attempt(args).then((result) => readPush(result, moves[0]?.ref ?? ''), unanswered);
}

function readPush(result: GitResult, ref: string): PushAnswer {
  // Only a branch that this very push made or moved is a success; "up to date" means that somebody else was there.
  const moved = /^[* -]\t[0-9a-f]*:(\S+)\t/gm;
  if (result.code === 0 && [...result.stdout.matchAll(moved)].some(([, name]) => name === ref))
    return { kind: 'pushed' };
  const whys = [...result.stdout.matchAll(/^!\t\S+\t(.*)$/gm)].map(([, text = '']) => text);
  // Where one branch may not move the others are not moved either, which says nothing by itself.
  const why = whys.find((text) => !text.includes('(atomic push fail')) ?? whys[0];
  // What is to be deleted is gone: somebody else was there.
  if (why === undefined && result.stderr.includes('unable to delete')) return { kind: 'lost' };
  if (why === undefined) return { kind: 'unknown', why: gitFault(['push'], result).message };
  if (why.startsWith('[rejected]')) return { kind: 'lost' };
  if (/lock|old value|already exists|failed to update ref|fetch first|atomic/.test(why)) return { kind: 'lost' };
  // "remote failure" and the like: the connection broke before the report, so the ref may or may not have moved.
  if (!why.startsWith('[remote rejected]')) return { kind: 'unknown', why };
  return { kind: 'refused', why: `${why} ${result.stderr.trim()}`.slice(0, 2_000) };
}

function unanswered(error: unknown): PushAnswer {
  if (!(error instanceof GitFault)) throw error;
  return { kind: 'unknown', why: error.message };
}

/** Keeps the mirror's own memory of the head, which is what a rewound origin is noticed by after a restart. */
async function moveLocal({ git }: Mirror, moves: readonly Move[]): Promise<void> {
  for (const { branch, commit, expected } of moves) {
    const ref = `refs/heads/${branch}`;
    if (expected !== null && (await moveRefFile(git.directory, ref, expected, commit))) continue;
    // Another process may have fetched our commit already; then there is nothing left to move.
    const line = `update ${ref} ${commit} ${expected ?? '0'.repeat(commit.length)}\n`;
    await git.attempt(['update-ref', '--stdin'], { input: `start\n${line}commit\n` });
  }
}

async function fetchYears(
  mirror: Mirror,
  url: string,
  years: readonly number[],
  parts: readonly number[],
): Promise<void> {
  const refs = years.map((year) => `refs/heads/${branchOf(year)}`);
  // Without a `+`: git itself refuses to take over a ledger that does not continue the one seen before.
  // The personal parts may be written anew: what they are worth, the commitments in the ledger say.
  const sealed = parts.map((year) => `refs/heads/${sealedBranchOf(year)}`);
  const args = [...FETCH, url, ...refs.map((ref) => `${ref}:${ref}`), ...sealed.map((ref) => `+${ref}:${ref}`)];
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
  const heads = { ledger: new Map<number, Sha>(), sealed: new Map<number, Sha>(), waiting: new Map<string, Sha>() };
  for (const line of text.split('\n').filter(Boolean)) {
    const [sha = '', ref = ''] = line.split('\t');
    const [, kind, year] = /^refs\/(?:heads|remotes\/origin)\/(ledger|sealed)\/(\d{4})$/.exec(ref) ?? [];
    const name = ref.startsWith(QUEUE) ? ref.slice(QUEUE.length) : '';
    if (kind === 'ledger') heads.ledger.set(Number(year), objectId(sha));
    else if (kind === 'sealed') heads.sealed.set(Number(year), objectId(sha));
    else if (isUlid(name)) heads.waiting.set(name, objectId(sha));
    // A pattern of git fits the end of a name too: anybody's branch could be called so, and stop the ledger.
    else if (/^refs\/(?:heads|remotes\/origin)\/ledger\//.test(ref)) {
      throw new LedgerFault(ref, null, 'a ledger branch is named by its year');
    }
  }
  return { ...heads, ledger: new Map([...heads.ledger].sort(([a], [b]) => a - b)) };
}
