// Pushing by compare-and-swap: all refs or none, each only from where it was seen.
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault, gitFault, type GitResult } from './git.ts';
import { LedgerFault } from './ledger.ts';
import { moveRefFile } from './local-ref.ts';
import { inTurn, type Mirror } from './mirror.ts';
import { type NewObject, storeObjects } from './new-objects.ts';
import { objectId } from './object-id.ts';
import { openReceiver, type RefMove } from './receiver.ts';

/** A branch that a push moves, where it is still at `expected`; `null` where there must be none. */
export interface Move {
  readonly branch: string;
  readonly commit: Sha;
  readonly expected: Sha | null;
  readonly objects?: readonly NewObject[];
}

export type PushAnswer =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'lost'; readonly isSent: boolean } // somebody else was faster, seen by us before or by the origin after it was sent
  | { readonly kind: 'refused'; readonly why: string } // the origin's rules: trying again is no use
  | { readonly kind: 'unknown'; readonly why: string }; // no answer: it may have landed, look

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
  const branches = moves.map(({ branch, commit, expected, objects = [] }) => ({
    ref: `refs/heads/${branch}`,
    from: expected,
    to: commit,
    objects,
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

function pushMoves(mirror: Mirror, url: string, moves: readonly RefMove[]): Promise<PushAnswer> {
  const answer = mirror.folder === null ? pushByGit(mirror, url, moves) : pushToFolder(mirror, mirror.folder, moves);
  return answer.catch(unanswered);
}

/**
 * Straight to the receiver: every append waits for its push, and most of that is the starting of processes. Those of this
 * process that would move the same branch go in turn, as only one of them can: the next one sees at once that it has lost.
 */
function pushToFolder(mirror: Mirror, folder: string, moves: readonly RefMove[]): Promise<PushAnswer> {
  const [first] = moves;
  const send = (): Promise<PushAnswer> => sendTo(mirror, folder, moves);
  return first?.from == null ? send() : inTurn(`${folder} ${first.ref}`, send);
}

async function sendTo({ git, patience }: Mirror, folder: string, moves: readonly RefMove[]): Promise<PushAnswer> {
  const receiver = openReceiver(git, folder, patience);
  try {
    const there = await receiver.refs();
    if (moves.some(({ ref, from }) => (there.get(ref) ?? null) !== from)) return { kind: 'lost', isSent: false };
    const answer = receiver.push(moves);
    const fault = faultInKeeping(git, moves); // while the receiver works
    const { refs, words } = await answer;
    if (moves.every(({ ref }) => refs.get(ref) === null)) {
      // What landed and could not be kept here has to be fetched: without it nothing could follow.
      return fault === null ? { kind: 'pushed' } : { kind: 'unknown', why: fault };
    }
    const why = tellingOf(moves.flatMap(({ ref }) => refs.get(ref) ?? []));
    if (why === null) return { kind: 'unknown', why: 'the origin did not say what it did' };
    return isRace(why) ? { kind: 'lost', isSent: true } : refusal(why, words);
  } finally {
    receiver.leave();
  }
}

function faultInKeeping(git: Git, moves: readonly RefMove[]): string | null {
  try {
    storeObjects(git, objectsOf(moves));
    return null;
  } catch (error) {
    return `the mirror cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function pushByGit({ git }: Mirror, url: string, moves: readonly RefMove[]): Promise<PushAnswer> {
  storeObjects(git, objectsOf(moves));
  const leases = moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`);
  const refs = moves.map(({ ref, to }) => `${to === null ? '' : objectId(to)}:${ref}`);
  const atomic = moves.length > 1 ? ['--atomic'] : [];
  const args = ['push', '--porcelain', '--no-verify', ...atomic, ...leases, '--', url, ...refs];
  return readPush(await git.attempt(args), moves[0]?.ref ?? '');
}

/** How many pushes this answer stands for: none where nothing was sent. */
export function pushesOf(answer: PushAnswer): number {
  return answer.kind === 'lost' && !answer.isSent ? 0 : 1;
}

function objectsOf(moves: readonly RefMove[]): readonly NewObject[] {
  return moves.flatMap(({ objects = [] }) => objects);
}

function readPush(result: GitResult, ref: string): PushAnswer {
  // Only a branch that this very push made or moved is a success; "up to date" means that somebody else was there.
  const moved = /^[* -]\t[0-9a-f]*:(\S+)\t/gm;
  if (result.code === 0 && [...result.stdout.matchAll(moved)].some(([, name]) => name === ref))
    return { kind: 'pushed' };
  const why = tellingOf([...result.stdout.matchAll(/^!\t\S+\t(.*)$/gm)].map(([, text = '']) => text));
  // What is to be deleted is gone: somebody else was there.
  if (why === null && result.stderr.includes('unable to delete')) return { kind: 'lost', isSent: false };
  if (why === null) return { kind: 'unknown', why: gitFault(['push'], result).message };
  if (why.startsWith('[rejected]') || isRace(why)) return { kind: 'lost', isSent: !why.startsWith('[rejected]') };
  // "remote failure" and the like: the connection broke before the report, so the ref may or may not have moved.
  if (!why.startsWith('[remote rejected]')) return { kind: 'unknown', why };
  return refusal(why, result.stderr);
}

/** Where one branch may not move the others are not moved either, which says nothing by itself. */
function tellingOf(whys: readonly string[]): string | null {
  return whys.find((text) => !text.includes('atomic push fail')) ?? whys[0] ?? null;
}

function isRace(why: string): boolean {
  return /lock|old value|already exists|failed to update ref|fetch first|atomic/.test(why);
}

function refusal(why: string, words: string): PushAnswer {
  return { kind: 'refused', why: `${why} ${words.trim()}`.slice(0, 2_000) };
}

function unanswered(error: unknown): PushAnswer {
  if (!(error instanceof GitFault)) throw error;
  return { kind: 'unknown', why: error.message };
}

/** Keeps the mirror's own memory of the head, which is what a rewound origin is noticed by after a restart. */
async function moveLocal({ git }: Mirror, moves: readonly Move[]): Promise<void> {
  for (const { branch, commit, expected } of moves) {
    const ref = `refs/heads/${branch}`;
    if (expected !== null && moveRefFile(git.directory, ref, expected, commit)) continue;
    // Another process may have fetched our commit already; then there is nothing left to move.
    const line = `update ${ref} ${commit} ${expected ?? '0'.repeat(commit.length)}\n`;
    await git.attempt(['update-ref', '--stdin'], { input: `start\n${line}commit\n` });
  }
}
