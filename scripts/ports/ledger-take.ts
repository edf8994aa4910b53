// Taking along what waits: whoever appends brings the batches of the queue in the same commit, and takes them out in the same push.
import { randomUUID } from 'node:crypto';
import type { Sha } from '../core/facts.ts';
import { admitted } from '../core/ledger-precondition.ts';
import { openBatch } from '../core/ledger-queue.ts';
import { formatVerifierKey } from '../core/note-keys.ts';
import type { Instant } from '../core/time.ts';
import { readMessages } from './cat-file.ts';
import { commitFiles, type NewCommit } from './git-tree.ts';
import type { Git } from './git.ts';
import type { BranchState } from './ledger-branch.ts';
import type { Identity } from './ledger-commit.ts';
import type { Placed } from './ledger-commits.ts';
import { prepare, pushWritten } from './ledger-prepare.ts';
import { type PushAnswer, pushRefs } from './ledger-push.ts';
import { FETCH, QUEUE } from './ledger-remote.ts';
import type { Work } from './ledger-work.ts';
import type { Mirror } from './mirror.ts';
import { storeObjects } from './new-objects.ts';
import type { RefMove } from './receiver.ts';
import { fetchFrom } from './sender.ts';
import type { RecordDraft } from './ledger.ts';

/** The one reason for which what the key has signed for this place is refused. */
const LATE = 'it came too late';

/** Where what was refused is kept, with the reason. */
const REFUSED = 'refs/countersign/refused/';

/** Batches that are remembered; more is somebody's attempt to fill this process. */
const MOST_NOTES = 1_000;

/** More batches than these are not taken along at once: the rest is the next one's. */
const MOST = 64;

export interface Taking {
  readonly drafts: readonly RecordDraft[];
  /** Every batch that was granted something, by name. */
  readonly placed: ReadonlyMap<string, Placed>;
  /** Every batch that leaves the queue. */
  readonly taken: ReadonlySet<string>;
  readonly refused: readonly { readonly batch: string; readonly why: string }[];
  readonly moves: readonly RefMove[];
}

export interface Appending {
  readonly answer: PushAnswer;
  readonly taking: Taking;
  /** What was pushed, and the index of the first own record; `null` where there was nothing to append. */
  readonly written: { readonly state: BranchState; readonly first: number } | null;
}

/**
 * Appends drafts behind the head as it was just looked at, and behind them what waits.
 * @param others refs that move in the same push
 * @throws LedgerFault as `prepare` does
 */
export async function appendWaiting(
  work: Work,
  year: number,
  own: readonly RecordDraft[],
  now: Instant,
  others: readonly RefMove[] = [],
): Promise<Appending> {
  const first = work.memory.states.get(year)?.size ?? 0;
  const taking = await takeWaiting(work, year, own, now);
  const moves = [...others, ...taking.moves];
  const drafts = [...own, ...taking.drafts];
  if (drafts.length === 0) {
    const answer: PushAnswer = moves.length === 0 ? { kind: 'pushed' } : await pushRefs(work.mirror, moves);
    return { answer, taking, written: null };
  }
  const written = await prepare(work, year, drafts, now, taking.placed);
  const answer = await pushWritten(work, year, written, moves);
  if (answer.kind !== 'refused' || taking.moves.length === 0) {
    return { answer, taking, written: { state: written.state, first } };
  }
  // An origin that lets nobody clear the queue must not stop what has nothing to do with it.
  work.memory.hasQueue = false;
  return { answer: { kind: 'unknown', why: answer.why }, taking, written: null };
}

async function takeWaiting(work: Work, year: number, own: readonly RecordDraft[], now: Instant): Promise<Taking> {
  const { options, memory } = work;
  const state = memory.states.get(year);
  const { key, originBase } = options;
  const waiting = [...(memory.heads?.waiting ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST);
  // Records about keys change who signs; what the old key has signed waits until that is settled.
  const isPlain = own.every(({ type }) => !type.startsWith('key-'));
  const isOurs = key !== undefined && state?.keys.current === formatVerifierKey(key) && isPlain;
  const notes = isOurs && memory.hasQueue ? await notesOf(work, QUEUE, waiting) : new Map<string, string | null>();
  const seen = [...(state?.records ?? []).map(({ record }) => record), ...own] as RecordDraft[];
  const [drafts, placed, refused] = [
    [] as RecordDraft[],
    new Map<string, Placed>(),
    [] as { batch: string; why: string }[],
  ];
  const taken = new Set<string>();
  for (const [name] of waiting) {
    const note = notes.get(name);
    if (note === undefined || key === undefined || state === undefined) continue;
    const answer = openBatch(note ?? '', key, originBase, name, now);
    const late = answer.kind === 'batch' && answer.batch.wishes.some(({ draft }) => yearOf(draft) < year);
    if (answer.kind === 'refused' || late) {
      refused.push({ batch: name, why: answer.kind === 'refused' ? answer.why : LATE });
      continue;
    }
    // A clock that is a moment ahead: its year is not founded yet.
    if (answer.batch.wishes.some(({ draft }) => yearOf(draft) > year)) continue;
    const granted = admitted(answer.batch.wishes, seen);
    if (granted.length > 0) placed.set(name, { first: state.size + own.length + drafts.length, count: granted.length });
    drafts.push(...granted);
    seen.push(...granted);
    taken.add(name);
  }
  const names = new Map(waiting);
  const drops = [...taken, ...refused.map(({ batch }) => batch)].map((name) => dropOf(QUEUE, name, names.get(name)));
  const kept = await keep(
    work,
    refused.map((one) => ({ ...one, sha: names.get(one.batch), note: keptOf(one.why, notes.get(one.batch)) })),
  );
  return { drafts, placed, taken, refused, moves: [...drops, ...kept] };
}

/**
 * What was brought is kept with the reason, unless it is ours: it may hold personal parts of records, and nobody would find
 * them there when they are to be erased.
 */
function keptOf(why: string, note: string | null | undefined): string | null {
  return why === LATE ? null : (note ?? null);
}

/** What the batches under these refs say, by name; those that are gone meanwhile are left out. */
export async function notesOf(
  { mirror, memory }: Work,
  place: string,
  waiting: readonly (readonly [string, Sha])[],
): Promise<ReadonlyMap<string, string | null>> {
  if (memory.notes.size > MOST_NOTES) memory.notes.clear();
  const fresh = waiting.filter(([, sha]) => !memory.notes.has(sha));
  if (fresh.length > 0) {
    // Somebody took one along meanwhile: then what else is here is taken along, and the rest next time.
    const brought = await bringNotes(mirror, place, fresh);
    const texts = await readMessages(mirror.git, brought);
    for (const [at, sha] of brought.entries()) memory.notes.set(sha, texts[at] ?? null);
  }
  return new Map(
    waiting.flatMap(([name, sha]) => (memory.notes.has(sha) ? [[name, memory.notes.get(sha) ?? null]] : [])),
  );
}

/** Brings commits that refs of the origin point to. @returns those that are here now */
async function bringNotes(
  mirror: Mirror,
  place: string,
  notes: readonly (readonly [string, Sha])[],
): Promise<readonly Sha[]> {
  const { git, near, patience, url } = mirror;
  const refs = notes.map(([name]) => `${place}${name}`);
  const fetched = near === null ? null : await fetchFrom(git, near, refs, [], patience).catch(() => null);
  if (fetched === null) {
    const { code } = await git.attempt([...FETCH, url ?? '', ...refs]);
    return code === 0 ? notes.map(([, sha]) => sha) : [];
  }
  storeObjects(git, fetched.objects);
  return notes.flatMap(([name, sha]) => (fetched.heads.get(`${place}${name}`) === sha ? [sha] : []));
}

/** Takes a ref away, if it is still what it was. */
export function dropOf(place: string, name: string, sha: Sha | undefined): RefMove {
  return { ref: `${place}${name}`, from: sha ?? null, to: null };
}

/** Keeps what is refused under a ref of its own: the reason, and behind it what was brought. */
export async function keep(
  { mirror, options }: Work,
  refused: readonly {
    readonly batch: string;
    readonly why: string;
    readonly sha: Sha | undefined;
    readonly note: string | null;
  }[],
): Promise<readonly RefMove[]> {
  return Promise.all(
    refused.map(async ({ batch, why, sha, note }) => {
      const text = `refused: ${why}\n\n${randomUUID()}\n`;
      const { id, objects } = await noteCommit(
        mirror.git,
        options.identity,
        text,
        note === null ? null : (sha ?? null),
      );
      // Nobody can know the name beforehand, and so nobody can stand in its way.
      return { ref: `${REFUSED}${batch}-${id.slice(0, 12)}`, from: null, to: id, objects };
    }),
  );
}

/** Makes a commit without files, whose message is all it is. */
export function noteCommit(git: Git, by: Identity, message: string, parent: Sha | null = null): Promise<NewCommit> {
  return commitFiles(git, null, [], { parent, by, at: 0, message });
}

function yearOf({ at }: { readonly at: string }): number {
  return Number(at.slice(0, 4));
}
