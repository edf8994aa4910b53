// The ledger over git: an append is a compare-and-swap on the head of the year's branch.
import type { Sha } from '../core/facts.ts';
import { historyFrom, keyId, keysAfter } from '../core/key-history.ts';
import { formatVerifierKey, type SigningKey, type VerifierKey } from '../core/note-keys.ts';
import type { Instant } from '../core/time.ts';
import { mergeBase } from './git-history.ts';
import { type BranchState, readBranch } from './ledger-branch.ts';
import { type Identity, writeCommit } from './ledger-commit.ts';
import { branchOf } from './ledger-record.ts';
import { type Heads, pushHead, syncHeads } from './ledger-remote.ts';
import { FOUNDING, viewOf } from './ledger-years.ts';
import { type AppendResult, type Ledger, LedgerFault, type LedgerView, type RecordDraft } from './ledger.ts';
import { type Mirror, type MirrorOptions, openMirror } from './mirror.ts';

export interface GitLedgerOptions extends MirrorOptions {
  /** For example `countersign/700001`: with the repository's numeric id. */
  readonly originBase: string;
  /** The public keys that the ledger may begin with; every later one comes from the ledger itself. */
  readonly keys: readonly VerifierKey[];
  /** The key to sign with; without it the ledger is only read. */
  readonly key?: SigningKey;
  /** The key that a rotation hands over to: it signs the rotation too, and alone from then on. */
  readonly nextKey?: SigningKey;
  readonly identity: Identity;
  /** A number from 0 to 1, for waiting times. */
  readonly random: () => number;
  /** Waits for so many milliseconds. */
  readonly wait: (duration: number) => Promise<void>;
  /** How often an append looks again after losing a race; 64 unless said otherwise. */
  readonly attempts?: number;
}

type Build = (view: LedgerView) => readonly RecordDraft[];
type Attempt = AppendResult | { readonly kind: 'again'; readonly why: string };

/** Milliseconds that an append waits at most before it looks again. */
const LONGEST_WAIT = 10_000;

/** What one ledger object remembers between calls. */
interface Memory {
  heads: Heads | null;
  states: Map<number, BranchState>;
  checkedYears: Set<number>;
  view: LedgerView | null;
}

/** Opens the ledger; cloning happens on first use. @throws what `openMirror` throws. */
export async function gitLedger(options: GitLedgerOptions): Promise<Ledger> {
  const mirror = await openMirror(options);
  const memory: Memory = { heads: null, states: new Map(), checkedYears: new Set(), view: null };
  return {
    read: () => mirror.alone(() => look(mirror, options, memory)),
    append: (build, now) => append(mirror, options, memory, build, now),
  };
}

async function append(
  mirror: Mirror,
  options: GitLedgerOptions,
  memory: Memory,
  build: Build,
  now: Instant,
): Promise<AppendResult> {
  const year = new Date(now).getUTCFullYear();
  const unanswered: BranchState[] = [];
  const attempts = options.attempts ?? 64;
  let why = '';
  const known = await mirror.alone(() => tryOnKnown(mirror, options, memory, build, now, year, unanswered));
  if (known !== null) return known;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const began = performance.now();
    const answer = await mirror.alone(() => tryOnce(mirror, options, memory, build, now, year, unanswered));
    if (answer.kind !== 'again') return answer;
    why = answer.why;
    // Measured in tries: where many write, or the way is long, each try takes longer, and so does getting out of the way.
    const own = Math.max(20, performance.now() - began);
    await options.wait(options.random() * Math.min(LONGEST_WAIT, own * 2 ** Math.min(attempt + 1, 5)));
  }
  throw new LedgerFault(branchOf(year), null, `the append did not succeed in ${attempts} attempts: ${why}`);
}

async function tryOnce(
  mirror: Mirror,
  options: GitLedgerOptions,
  memory: Memory,
  build: Build,
  now: Instant,
  year: number,
  unanswered: BranchState[],
): Promise<Attempt> {
  const view = await look(mirror, options, memory);
  // An earlier push whose answer was lost may have landed after all: then this append is done, and not done again.
  const landed = await findLanded(mirror, unanswered, memory.heads?.get(year) ?? null);
  if (landed !== null) return appended(landed, memory.states.get(year) ?? landed, view);
  const drafts = build(view);
  if (drafts.length === 0) return { kind: 'nothing', view };
  const next = await prepare(mirror, options, year, view, memory.states.get(year) ?? null, drafts, now);
  return push(mirror, options, memory, year, next, unanswered);
}

/**
 * The append on the head as it was last seen, which saves asking the origin where nobody else has written: the push moves
 * that very head or nothing. @returns `null` where that does not settle it, so that the origin has to be looked at
 */
async function tryOnKnown(
  mirror: Mirror,
  options: GitLedgerOptions,
  memory: Memory,
  build: Build,
  now: Instant,
  year: number,
  unanswered: BranchState[],
): Promise<AppendResult | null> {
  const before = memory.states.get(year);
  if (before === undefined) return null;
  const view = viewNow(options, memory);
  const drafts = build(view);
  // "Nothing to do" and "not allowed" may be different on a newer head, and no push would tell.
  if (drafts.length === 0) return null;
  const next = await prepare(mirror, options, year, view, before, drafts, now).catch((error: unknown) => {
    if (error instanceof LedgerFault) return null;
    throw error;
  });
  if (next === null) return null;
  const answer = await push(mirror, options, memory, year, next, unanswered);
  return answer.kind === 'again' ? null : answer;
}

async function push(
  mirror: Mirror,
  options: GitLedgerOptions,
  memory: Memory,
  year: number,
  next: BranchState,
  unanswered: BranchState[],
): Promise<Attempt> {
  const answer = await pushHead(mirror, year, next.head, memory.states.get(year)?.head ?? null);
  if (answer.kind === 'refused') throw new LedgerFault(branchOf(year), null, `the origin refuses: ${answer.why}`);
  if (answer.kind === 'lost') return { kind: 'again', why: 'others were faster every time' };
  if (answer.kind === 'unknown') {
    unanswered.push(next);
    return { kind: 'again', why: answer.why };
  }
  memory.heads = new Map([...(memory.heads ?? []), [year, next.head]]);
  memory.states.set(year, next);
  memory.view = null;
  return appended(next, next, viewNow(options, memory));
}

async function prepare(
  { git }: Mirror,
  options: GitLedgerOptions,
  year: number,
  view: LedgerView,
  before: BranchState | null,
  drafts: readonly RecordDraft[],
  now: Instant,
): Promise<BranchState> {
  const fault = (what: string): LedgerFault => new LedgerFault(branchOf(year), null, what);
  const { key, nextKey, originBase, identity } = options;
  if (key === undefined) throw fault('this ledger is only read: it has no signing key');
  // Records of an earlier year behind those of a later one would not be covered by the quote between the years.
  if (view.year !== null && view.year > year) throw fault(`${branchOf(view.year)} exists already: the clock went back`);
  if (before === null && drafts[0]?.type !== FOUNDING) {
    throw fault(`the year is not founded: its first record must be ${FOUNDING}`);
  }
  const start = before?.keys ?? view.branches.at(-1)?.keys ?? historyFrom(formatVerifierKey(key));
  const { required, after, faults } = keysAfter(start, year, before?.size ?? 0, drafts);
  if (faults[0] !== undefined) throw fault(`the ledger does not take this record: ${faults[0].sentence}`);
  const held = nextKey === undefined ? [key] : [key, nextKey];
  const [first, second] = required.map((text) => {
    const found = held.find((one) => formatVerifierKey(one) === text);
    if (found === undefined) throw fault(`the key ${keyId(text)} has to sign, and it is not the one at hand`);
    return found;
  });
  const also = second === undefined ? {} : { nextKey: second };
  return writeCommit(git, { originBase, key: first ?? key, ...also, keys: after, identity }, year, before, drafts, now);
}

async function look(mirror: Mirror, options: GitLedgerOptions, memory: Memory): Promise<LedgerView> {
  const heads = await syncHeads(mirror, memory.heads);
  for (const [year, head] of heads) {
    const before = memory.states.get(year) ?? null;
    if (before?.head === head) continue;
    const earlier = [...memory.states.values()].filter((state) => state.year < year).at(-1);
    memory.states.set(year, await readBranch(mirror.git, options, year, head, before, earlier?.keys ?? null));
    memory.view = null;
  }
  const gone = [...memory.states.keys()].find((year) => !heads.has(year));
  if (gone !== undefined) throw new LedgerFault(branchOf(gone), null, 'the branch is gone');
  memory.heads = heads;
  return viewNow(options, memory);
}

function viewNow({ originBase }: GitLedgerOptions, memory: Memory): LedgerView {
  const branches = [...memory.states.values()].sort((a, b) => a.year - b.year);
  memory.view ??= viewOf(originBase, branches, memory.checkedYears);
  return memory.view;
}

async function findLanded(
  { git }: Mirror,
  unanswered: readonly BranchState[],
  head: Sha | null,
): Promise<BranchState | null> {
  if (head === null) return null;
  for (const state of unanswered) {
    if ((await mergeBase(git, state.head, head)) === state.head) return state;
  }
  return null;
}

function appended(mine: BranchState, now: BranchState, view: LedgerView): AppendResult {
  const records = now.records.filter(({ commit }) => commit === mine.head);
  return { kind: 'appended', records, commit: mine.head, view };
}
