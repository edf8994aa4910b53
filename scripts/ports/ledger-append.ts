// An append: on the head as it is known, else in a race with others, else in the queue that whoever is next takes along.
import { admitted } from '../core/ledger-precondition.ts';
import type { Instant } from '../core/time.ts';
import type { BranchState } from './ledger-branch.ts';
import { prepare, pushWritten } from './ledger-prepare.ts';
import { type PushAnswer, pushesOf } from './ledger-push.ts';
import { waitInQueue } from './ledger-queue.ts';
import { branchOf } from './ledger-record.ts';
import { appendWaiting } from './ledger-take.ts';
import { look, MOST_LOST, viewNow, type Work } from './ledger-work.ts';
import { type AppendResult, type Build, LedgerFault, type StoredRecord, type Wishes } from './ledger.ts';

/** One append while it is under way. */
interface Race {
  readonly year: number;
  readonly build: Build;
  readonly now: Instant;
  /** What was pushed without an answer: it may have landed. */
  readonly unanswered: Mine[];
  pushes: number;
  tries: number;
}

/** A commit of ours, and which of its records are this append's own. */
interface Mine {
  readonly state: BranchState;
  readonly first: number;
  readonly count: number;
}

type Attempt = AppendResult | { readonly kind: 'again'; readonly why: string };

/** Milliseconds that an append waits at most before it looks again. */
const LONGEST_WAIT = 10_000;

/** Appends in a row without a look at what waits: one busy writer must not keep all others waiting. */
const MOST_UNSEEN = 16;

/** See `Ledger.append`. */
export async function append(work: Work, what: Build | Wishes, now: Instant): Promise<AppendResult> {
  const { mirror, options, memory } = work;
  const race: Race = {
    year: new Date(now).getUTCFullYear(),
    build: buildOf(what),
    now,
    unanswered: [],
    pushes: 0,
    tries: 0,
  };
  const attempts = options.attempts ?? 64;
  let why = '';
  const known = await mirror.alone(() => tryOnKnown(work, race));
  if (known !== null) return known;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (typeof what !== 'function' && memory.crowded) {
      const answer = await waitInQueue(work, what, race);
      if (answer !== null) return answer;
    }
    const began = performance.now();
    const answer = await mirror.alone(() => tryOnce(work, race));
    if (answer.kind !== 'again') return answer;
    why = answer.why;
    // Measured in tries: where many write, or the way is long, each try takes longer, and so does getting out of the way.
    const own = Math.max(20, performance.now() - began);
    await options.wait(options.random() * Math.min(LONGEST_WAIT, own * 2 ** Math.min(attempt + 1, 5)));
  }
  throw new LedgerFault(branchOf(race.year), null, `the append did not succeed in ${attempts} attempts: ${why}`);
}

async function tryOnce(work: Work, race: Race): Promise<Attempt> {
  const view = await look(work);
  const { build, now, year } = race;
  // An earlier push whose answer was lost may have landed after all: then this append is done, and not done again.
  const landed = findLanded(race.unanswered, view.records);
  if (landed !== null) return appended(work, race, landed);
  const drafts = build(view);
  if (drafts.length === 0) return { kind: 'nothing', view, pushes: race.pushes };
  race.tries += 1;
  if (race.tries > MOST_LOST) work.memory.hasQueue = false;
  const { answer, written } = await appendWaiting(work, year, drafts, now);
  return settled(work, race, answer, written === null ? null : mineOf(written.state, drafts.length, written.first));
}

/**
 * The append on the head as it was last seen, which saves asking the origin where nobody else has written: the push moves
 * that very head or nothing. @returns `null` where that does not settle it, so that the origin has to be looked at
 */
async function tryOnKnown(work: Work, race: Race): Promise<AppendResult | null> {
  const { memory } = work;
  const { build, now, year } = race;
  if (!memory.states.has(year) || memory.crowded || memory.unseen >= MOST_UNSEEN) return null;
  const drafts = build(viewNow(work));
  // "Nothing to do" and "not allowed" may be different on a newer head, and no push would tell.
  if (drafts.length === 0) return null;
  const first = memory.states.get(year)?.size ?? 0;
  const written = await prepare(work, year, drafts, now).catch((error: unknown) => {
    if (error instanceof LedgerFault) return null;
    throw error;
  });
  if (written === null) return null;
  const answer = await pushWritten(work, year, written);
  const result = settled(work, race, answer, mineOf(written.state, drafts.length, first));
  return result.kind === 'again' ? null : result;
}

function settled(work: Work, race: Race, answer: PushAnswer, mine: Mine | null): Attempt {
  race.pushes += pushesOf(answer);
  if (answer.kind === 'pushed' && mine !== null) return appended(work, race, mine);
  if (answer.kind === 'refused') throw new LedgerFault(branchOf(race.year), null, `the origin refuses: ${answer.why}`);
  if (answer.kind === 'unknown') {
    if (mine !== null) race.unanswered.push(mine);
    return { kind: 'again', why: answer.why };
  }
  work.memory.crowded = true;
  return { kind: 'again', why: 'others were faster every time' };
}

function findLanded(unanswered: readonly Mine[], records: readonly StoredRecord[]): Mine | null {
  for (const mine of unanswered) {
    if (records.some(({ commit }) => commit === mine.state.head)) return mine;
  }
  return null;
}

function appended(work: Work, { year, pushes }: Race, { state, first, count }: Mine): AppendResult {
  const records = (work.memory.states.get(year) ?? state).records.slice(first, first + count);
  return { kind: 'appended', records, commit: state.head, view: viewNow(work), pushes };
}

function mineOf(state: BranchState, count: number, first: number): Mine {
  return { state, first, count };
}

function buildOf(what: Build | Wishes): Build {
  if (typeof what === 'function') return what;
  return ({ records }) =>
    admitted(
      what,
      records.map(({ record }) => record),
    );
}
