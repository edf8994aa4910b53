// The queue of writers: a batch under the ledger's signature waits at the origin until whoever appends next takes it along.
import { randomBytes } from 'node:crypto';
import type { Sha } from '../core/facts.ts';
import { mayWait, signBatch } from '../core/ledger-queue.ts';
import { formatVerifierKey } from '../core/note-keys.ts';
import type { Duration, Instant } from '../core/time.ts';
import { makeUlid } from '../core/ulid.ts';
import type { Placed } from './ledger-commits.ts';
import { pushesOf, pushRefs } from './ledger-push.ts';
import { type Heads, originHeads, QUEUE } from './ledger-remote.ts';
import { appendWaiting, dropOf, noteCommit } from './ledger-take.ts';
import { look, MOST_LOST, viewNow, type Work } from './ledger-work.ts';
import type { AppendResult, Wishes } from './ledger.ts';

/** How long a batch may wait; then its writer has given up, and nobody appends it any more. */
const PATIENCE: Duration = 10 * 60_000;

/** Milliseconds between two looks at most. */
const LONGEST_WAIT: Duration = 10_000;

/**
 * How long the first of the queue may take to bring it in, counted in the time that it took to get into it; then it is taken for
 * dead. At worst two bring the same, and one of them loses.
 */
const LEASE = 3;

/** Milliseconds that this unit is at most, so that one slow moment makes nobody wait for minutes behind a dead writer. */
const LONGEST_UNIT: Duration = 2_000;

/** What an append counts while it waits. */
interface Tally {
  readonly year: number;
  readonly now: Instant;
  pushes: number;
}

interface Waiting extends Tally {
  readonly name: string;
  readonly sha: Sha;
  /** Milliseconds that it took to get into the queue: what a push costs here and now. */
  readonly unit: Duration;
  /** The first of the queue at the last look, and for how many milliseconds it has been that. */
  first: string;
  still: Duration;
  /** How many there were. */
  length: number;
  /** Pushes of the whole queue that came to nothing. */
  lost: number;
}

/**
 * Puts wishes into the queue and waits until they have been taken along. The first of the queue does that for all; where it
 * does not move, because its writer is dead, the next ones do.
 * @returns `null` where the queue could not settle it: the append then goes on as if it had not waited, and what is in
 * already bars what would come in twice
 */
export async function waitInQueue(work: Work, wishes: Wishes, tally: Tally): Promise<AppendResult | null> {
  const { mirror, options, memory } = work;
  const waiting = await mirror.alone(() => enter(work, wishes, tally));
  if (waiting === null) return null;
  const { unit } = waiting;
  const most = (options.attempts ?? 64) * 8 * unit;
  for (let waited = 0; waited < most;) {
    const began = performance.now();
    const answer = await mirror.alone(() => step(work, waiting));
    tally.pushes = waiting.pushes;
    if (answer !== null) return answer.result ?? (memory.hasQueue ? null : mirror.alone(() => withdraw(work, waiting)));
    // The longer the queue, the rarer each one's looks: together they must not be most of the work. Where a look is cheap, none
    // waits much longer than it has to, however long it took to get in.
    const share = 4 * waiting.length * (performance.now() - began);
    const pause = Math.min(LONGEST_WAIT, Math.max(20, (0.5 + options.random()) * Math.min(2 * unit, share)));
    waited += pause;
    waiting.still += pause;
    await options.wait(pause);
  }
  return mirror.alone(() => withdraw(work, waiting));
}

/** Takes the batch out of the queue, so that nobody brings it in later. @returns what came of it, if that is too late */
async function withdraw(work: Work, mine: Waiting): Promise<AppendResult | null> {
  const answer = await pushRefs(work.mirror, [dropOf(QUEUE, mine.name, mine.sha)]);
  return answer.kind === 'pushed' ? null : resultOf(work, mine);
}

async function enter({ mirror, options, memory }: Work, wishes: Wishes, tally: Tally): Promise<Waiting | null> {
  const { key, originBase, identity } = options;
  const began = performance.now();
  const state = memory.states.get(tally.year);
  if (key === undefined || state?.keys.current !== formatVerifierKey(key) || !memory.hasQueue || !mayWait(wishes)) {
    return null;
  }
  const name = makeUlid(tally.now, randomBytes(10));
  const note = signBatch(originBase, { ulid: name, until: tally.now + PATIENCE, wishes }, key);
  const { id: sha, objects } = await noteCommit(mirror.git, identity, note);
  const answer = await pushRefs(mirror, [{ ref: `${QUEUE}${name}`, from: null, to: sha, objects }]);
  if (answer.kind === 'refused') memory.hasQueue = false;
  if (answer.kind === 'refused' || answer.kind === 'lost') return null;
  memory.notes.set(sha, note);
  const unit = Math.min(LONGEST_UNIT, Math.max(20, performance.now() - began));
  return { ...tally, name, sha, pushes: tally.pushes + 1, unit, first: '', still: 0, length: 0, lost: 0 };
}

/** One look at the queue. @returns the end of waiting, `null` where there is none yet */
async function step(work: Work, mine: Waiting): Promise<{ readonly result: AppendResult | null } | null> {
  const { mirror, memory } = work;
  const there = await originHeads(mirror);
  const names = [...there.waiting.keys()].toSorted();
  const place = names.indexOf(mine.name);
  // Its batch left the queue after the branch had moved, but nothing says that we looked at the two in that order.
  if (place < 0) return { result: (await resultOf(work, mine, there)) ?? (await resultOf(work, mine)) };
  mine.still = names[0] === mine.first ? mine.still : 0;
  mine.first = names[0] ?? '';
  mine.length = names.length;
  // The next ones take over one after the other, not all at once.
  if (place > 0 && mine.still < mine.unit * (LEASE + (Math.min(place, 8) - 1) / 2)) return null;
  await look(work, there);
  const { answer, taking, written } = await appendWaiting(work, mine.year, [], mine.now);
  mine.pushes += pushesOf(answer);
  if (answer.kind !== 'pushed') {
    mine.lost += 1;
    if (mine.lost >= MOST_LOST) memory.hasQueue = false;
    return memory.hasQueue ? null : { result: null };
  }
  // Alone in the queue: the others are gone, and there is no need to wait any more.
  memory.crowded = taking.taken.size > 1;
  const placed = taking.placed.get(mine.name);
  if (placed !== undefined && written !== null) return { result: appendedAs(work, mine, placed, written.state.head) };
  const isBarred = taking.taken.has(mine.name);
  return { result: isBarred ? { kind: 'nothing', view: viewNow(work), pushes: mine.pushes } : null };
}

/** What became of a batch that is not in the queue any more: the commit that took it along names it. */
async function resultOf(work: Work, mine: Waiting, seen: Heads | null = null): Promise<AppendResult | null> {
  await look(work, seen);
  const taken = work.memory.states.get(mine.year)?.taken.get(mine.name);
  return taken === undefined ? null : appendedAs(work, mine, taken, taken.commit);
}

function appendedAs(work: Work, { year, pushes }: Waiting, { first, count }: Placed, commit: Sha): AppendResult {
  const records = (work.memory.states.get(year)?.records ?? []).slice(first, first + count);
  return { kind: 'appended', records, commit, view: viewNow(work), pushes };
}
