// The queue of writers: a batch under the ledger's signature waits at the origin until whoever appends next takes it along.
import { randomBytes } from 'node:crypto';
import type { Sha } from '../core/facts.ts';
import { mayWait, signBatch } from '../core/ledger-queue.ts';
import { formatVerifierKey } from '../core/note-keys.ts';
import type { Duration, Instant } from '../core/time.ts';
import { makeUlid } from '../core/ulid.ts';
import { listRefs, pushRefs, QUEUE } from './ledger-remote.ts';
import { appendWaiting, dropOf, type Placed, writeNotes } from './ledger-take.ts';
import { look, MOST_LOST, viewNow, type Work } from './ledger-work.ts';
import type { AppendResult, Wishes } from './ledger.ts';

/** How long a batch may wait; then its writer has given up, and nobody appends it any more. */
const PATIENCE: Duration = 10 * 60_000;

/** Milliseconds between two looks at most. */
const LONGEST_WAIT: Duration = 10_000;

/** Looks at an unmoved queue after which its first writer is taken for dead. */
const STILL = 3;

/** What an append counts while it waits. */
interface Tally {
  readonly year: number;
  readonly now: Instant;
  pushes: number;
}

interface Waiting extends Tally {
  readonly name: string;
  readonly sha: Sha;
  /** The ledger's head when it was put there. */
  readonly since: Sha;
  /** The first of the queue at the last look, and how many looks it has been that. */
  first: string;
  still: number;
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
  const began = performance.now();
  const waiting = await mirror.alone(() => enter(work, wishes, tally));
  if (waiting === null) return null;
  const unit = Math.max(20, performance.now() - began);
  for (let looks = 0; looks < 4 * (options.attempts ?? 64); looks += 1) {
    const answer = await mirror.alone(() => step(work, waiting));
    tally.pushes = waiting.pushes;
    if (typeof answer !== 'number') {
      return answer.result ?? (memory.hasQueue ? null : mirror.alone(() => withdraw(work, waiting)));
    }
    // The further behind and the longer it takes, the rarer the looks: in a crowd they would be most of the work.
    const patience = (1 + Math.min(answer, 8) / 8) * Math.min(1.5 ** looks, 2);
    await options.wait(Math.min(LONGEST_WAIT, (0.5 + options.random()) * unit * patience));
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
  const state = memory.states.get(tally.year);
  if (key === undefined || state?.keys.current !== formatVerifierKey(key) || !memory.hasQueue || !mayWait(wishes)) {
    return null;
  }
  const name = makeUlid(tally.now, randomBytes(10));
  const note = signBatch(originBase, { ulid: name, until: tally.now + PATIENCE, wishes }, key);
  const [sha = ''] = await writeNotes(mirror.git, identity, [{ text: note, parent: null }]);
  const answer = await pushRefs(mirror, [{ ref: `${QUEUE}${name}`, from: null, to: sha }]);
  if (answer.kind === 'refused') memory.hasQueue = false;
  if (answer.kind === 'refused' || answer.kind === 'lost') return null;
  memory.notes.set(sha, note);
  return { ...tally, name, sha, since: state.head, pushes: tally.pushes + 1, first: '', still: 0, lost: 0 };
}

/** One look at the queue. @returns the place in it, or the end of waiting */
async function step(work: Work, mine: Waiting): Promise<number | { readonly result: AppendResult | null }> {
  const { mirror, memory } = work;
  const names = [...(await listRefs(mirror, QUEUE)).keys()].toSorted();
  const place = names.indexOf(mine.name);
  if (place < 0) return { result: await resultOf(work, mine) };
  mine.still = names[0] === mine.first ? mine.still + 1 : 0;
  mine.first = names[0] ?? '';
  if (place > 0 && mine.still < STILL + Math.min(place, 8)) return place;
  await look(work);
  mine.pushes += 1;
  const { answer, taking, written } = await appendWaiting(work, mine.year, [], mine.now);
  if (answer.kind !== 'pushed') {
    mine.lost += 1;
    if (mine.lost >= MOST_LOST) memory.hasQueue = false;
    return memory.hasQueue ? 0 : { result: null };
  }
  // Alone in the queue: the others are gone, and there is no need to wait any more.
  memory.crowded = taking.taken.size > 1;
  const placed = taking.placed.get(mine.name);
  if (placed !== undefined && written !== null) return { result: appendedAs(work, mine, placed, written.state.head) };
  const isBarred = taking.taken.has(mine.name);
  return { result: isBarred ? { kind: 'nothing', view: viewNow(work), pushes: mine.pushes } : null };
}

/** What became of a batch that is not in the queue any more: the commit that took it along names it. */
async function resultOf(work: Work, mine: Waiting): Promise<AppendResult | null> {
  await look(work);
  const head = work.memory.heads?.ledger.get(mine.year);
  if (head === undefined || head === mine.since) return null;
  const log = await work.mirror.git.raw(['log', '--format=%x01%H%n%B', head, `^${mine.since}`, '--']);
  for (const commit of log.split('\u0001')) {
    const found = new RegExp(`^Taken: ${mine.name} (\\d+) (\\d+)$`, 'm').exec(commit);
    if (found === null) continue;
    return appendedAs(
      work,
      mine,
      { first: Number(found[1]), count: Number(found[2]) },
      commit.slice(0, commit.indexOf('\n')),
    );
  }
  return null;
}

function appendedAs(work: Work, { year, pushes }: Waiting, { first, count }: Placed, commit: Sha): AppendResult {
  const records = (work.memory.states.get(year)?.records ?? []).slice(first, first + count);
  return { kind: 'appended', records, commit, view: viewNow(work), pushes };
}
