// Reading one year's ledger: only what is new since the last time, and nothing that its checkpoint does not cover.
import type { Sha } from '../core/facts.ts';
import type { KeyHistory, KeyStep } from '../core/key-history.ts';
import { appendLeaf, EMPTY_FRONTIER, type Frontier, rootOfFrontier } from '../core/merkle.ts';
import type { VerifierKey } from '../core/note-keys.ts';
import { readBlobs } from './cat-file.ts';
import type { Git } from './git.ts';
import { type LedgerCommit, ledgerCommits, type Placed } from './ledger-commits.ts';
import { assertInForce, assertRecords, checkpointFault, keysBefore, keyStep } from './ledger-keys.ts';
import { branchOf, readRecord } from './ledger-record.ts';
import { type LedgerBranch, LedgerFault, type StoredRecord } from './ledger.ts';
import { previousOf } from './ledger-years.ts';
import { readAhead } from './read-ahead.ts';
import { sharedTexts } from './shared-texts.ts';

/** Who signs, and for which repository. */
export interface Trust {
  /** For example `countersign/700001`: with the repository's numeric id, which no rename changes. */
  readonly originBase: string;
  readonly keys: readonly VerifierKey[];
}

/** A branch and what is needed to go on reading or appending behind it. */
export interface BranchState extends LedgerBranch {
  readonly frontier: Frontier;
  /** The batches of the queue that came in since the branch was first read here, by name. */
  readonly taken: ReadonlyMap<string, Taken>;
}

/** Where a batch came in, and with which commit. */
export interface Taken extends Placed {
  readonly commit: Sha;
}

/**
 * Reads the branch up to `head`, going on from `before` where that is given.
 * @param earlier the keys at the end of the year before, `null` where there is none
 * @throws LedgerFault naming the record and what is wrong with it.
 */
export async function readBranch(
  git: Git,
  trust: Trust,
  year: number,
  head: Sha,
  before: BranchState | null,
  earlier: KeyHistory | null = null,
): Promise<BranchState> {
  if (before?.head === head) return before;
  const records = [...(before?.records ?? [])];
  const needed: Stop[] = [];
  const faults: KeyStep[] = [];
  let end: Stop | undefined;
  let taken = before?.taken ?? new Map<string, Taken>();
  for await (const stops of stopsOf(git, trust, year, head, before, earlier)) {
    for (const stop of stops) records.push(...stop.records);
    // One by two keys has to be seen as well, or anybody could have handed over.
    needed.push(...stops.filter(({ keys }) => keys.required.length > 1));
    faults.push(...stops.flatMap(({ keys }) => (keys.faults.length > 0 ? [keys] : [])));
    end = stops.at(-1) ?? end;
    if (before !== null)
      taken = takenWith(
        taken,
        stops.map(({ commit }) => commit),
      );
  }
  if (end === undefined) throw new LedgerFault(branchOf(year), null, `git lists no commit up to ${head}`);
  // The last checkpoint covers everything.
  if (!needed.includes(end)) needed.push(end);
  const notes = await notesOf(git, needed);
  const wrong = needed.findIndex((stop, at) => faultIn(notes[at] ?? '', stop, trust, year) !== null);
  const stop = needed[wrong];
  if (stop !== undefined) {
    const index = await firstUncovered(git, trust, year, head, before, earlier);
    const why = faultIn(notes[wrong] ?? '', stop, trust, year);
    throw new LedgerFault(
      branchOf(year),
      index,
      `the checkpoint of commit ${stop.commit.sha} does not cover the records: ${why}`,
    );
  }
  for (const step of faults) assertRecords(year, step);
  const { frontier } = end;
  const keys = end.keys.after;
  assertInForce(year, keys);
  return {
    year,
    head,
    size: frontier.size,
    root: rootText(frontier),
    checkpoint: notes.at(-1) ?? '',
    records,
    frontier,
    taken,
    keys,
    previous: before === null ? previousOf(trust.originBase, year, records) : before.previous,
  };
}

/** What had come in before, and what came in with these commits. */
export function takenWith(
  before: BranchState['taken'],
  commits: readonly Pick<LedgerCommit, 'sha' | 'taken'>[],
): BranchState['taken'] {
  const fresh = commits.flatMap(({ sha, taken }) =>
    [...taken].map(([name, at]) => [name, { ...at, commit: sha }] as const),
  );
  return fresh.length === 0 ? before : new Map([...before, ...fresh]);
}

/** The ledger as each commit left it, and who had to sign that. */
interface Stop {
  readonly commit: LedgerCommit;
  /** What the commit brought; the first of it lies at the index `first`. */
  readonly records: readonly StoredRecord[];
  readonly frontier: Frontier;
  readonly keys: KeyStep;
  readonly first: number;
}

/** Every commit after `before`, some at a time. @throws LedgerFault where a commit or a record is not what it must be */
async function* stopsOf(
  git: Git,
  trust: Trust,
  year: number,
  head: Sha,
  before: BranchState | null,
  earlier: KeyHistory | null,
): AsyncGenerator<readonly Stop[]> {
  let frontier = before?.frontier ?? EMPTY_FRONTIER;
  let history = before?.keys ?? null;
  const share = sharedTexts();
  const commits = ledgerCommits(git, year, head, before);
  for await (const brought of readAhead(commits, (some) => readRecords(git, year, some, share))) {
    history ??= keysBefore(earlier, trust.keys, year, brought[0]?.records[0]);
    const stops: Stop[] = [];
    for (const { commit, records } of brought) {
      const first = frontier.size;
      const keys = keyStep(history, year, first, records);
      for (const { leaf } of records) frontier = appendLeaf(frontier, leaf);
      history = keys.after;
      stops.push({ commit, records, frontier, keys, first });
    }
    yield stops;
  }
}

async function notesOf(git: Git, stops: readonly Stop[]): Promise<readonly string[]> {
  return (
    await readBlobs(
      git,
      stops.map(({ commit }) => commit.checkpoint),
    )
  ).map(String);
}

/** The root in base64, as checkpoints have it. */
export function rootText(frontier: Frontier): string {
  return Buffer.from(rootOfFrontier(frontier)).toString('base64');
}

async function readRecords(
  git: Git,
  year: number,
  commits: readonly LedgerCommit[],
  share: (value: unknown) => void,
): Promise<readonly Pick<Stop, 'commit' | 'records'>[]> {
  const blobs = await readBlobs(
    git,
    commits.flatMap(({ records }) => records.map(({ blob }) => blob)),
  );
  let at = 0;
  return commits.map((commit) => {
    const records = commit.records.map(({ index, path }) => {
      const bytes = blobs[at++] ?? new Uint8Array();
      const stored = readRecord(bytes, year, index, path, commit.sha);
      share(stored.record);
      return stored;
    });
    return { commit, records };
  });
}

/** What is wrong with the checkpoint of a commit, `null` where nothing is. */
function faultIn(note: string, { frontier, keys }: Stop, { originBase }: Trust, year: number): string | null {
  return checkpointFault(note, keys.required, originBase, year, { size: frontier.size, root: rootText(frontier) });
}

/** Looks for the first commit whose own checkpoint fails, so that the fault can name the record it brought. */
async function firstUncovered(...[git, trust, year, ...rest]: Parameters<typeof stopsOf>): Promise<number | null> {
  for await (const stops of stopsOf(git, trust, year, ...rest)) {
    const notes = await notesOf(git, stops);
    const found = stops.find((stop, at) => faultIn(notes[at] ?? '', stop, trust, year) !== null);
    if (found !== undefined) return found.first;
  }
  return null;
}
