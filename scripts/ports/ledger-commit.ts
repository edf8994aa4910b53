// The commit that brings a batch of records, and beside it those with their personal parts: made here, without git and without a ref.
import { randomUUID } from 'node:crypto';
import { ledgerOrigin, signCheckpoint } from '../core/checkpoint.ts';
import type { Sha } from '../core/facts.ts';
import { historyFrom, type KeyHistory } from '../core/key-history.ts';
import { appendLeaf, EMPTY_FRONTIER, type Hash } from '../core/merkle.ts';
import { formatVerifierKey, type SigningKey } from '../core/note-keys.ts';
import { formatSealed, sealedPath } from '../core/sealed-file.ts';
import { sealParts } from '../core/sealed.ts';
import { tilesCompleted } from '../core/tiles.ts';
import type { Instant } from '../core/time.ts';
import { commitFiles, type FileChange } from './git-tree.ts';
import type { Git } from './git.ts';
import type { NewObject } from './new-objects.ts';
import { type BranchState, rootText, takenWith } from './ledger-branch.ts';
import type { Placed } from './ledger-commits.ts';
import { keptRecord, recordFile, type RecordFile } from './ledger-record.ts';
import type { SealedChange, SealedHeads } from './ledger-sealed.ts';
import type { RecordDraft } from './ledger.ts';
import { previousOf } from './ledger-years.ts';

/** Who stands in the commits. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Writer {
  readonly originBase: string;
  readonly key: SigningKey;
  /** The key that it hands over to: a rotation is signed by both. */
  readonly nextKey?: SigningKey;
  /** The keys after these drafts; where nothing is said, those before them. */
  readonly keys?: KeyHistory;
  readonly identity: Identity;
  /** Gives 32 random bytes; without it the personal parts of records stay in them. */
  readonly salt?: () => Uint8Array;
  /** The batches of others that it takes along, by name. */
  readonly taken?: ReadonlyMap<string, Placed>;
}

/** What was written; until it is pushed it is nowhere else. */
export interface Written {
  /** The branch as it will be. */
  readonly state: BranchState;
  /** The new heads of the branches `sealed/<year>` that change with it. */
  readonly sealed: SealedHeads;
  /** What those heads have, and those before them have not. */
  readonly objects: readonly NewObject[];
}

/**
 * Writes the drafts behind `before`, or as the first commit of a year where that is `null`.
 * @param heads where the branches of the personal parts are now
 * @param drops what else changes on these; a branch on which something is dropped begins anew, without its history
 * @throws TypeError where a draft is no record, or the identity has a line break or angle brackets.
 */
export async function writeCommit(
  git: Git,
  writer: Writer,
  year: number,
  before: BranchState | null,
  drafts: readonly RecordDraft[],
  now: Instant,
  heads: SealedHeads = new Map(),
  drops: ReadonlyMap<number, readonly SealedChange[]> = new Map(),
): Promise<Written> {
  const first = before?.size ?? 0;
  const prepared = drafts.map((draft, at) => sealedFile(draft, year, first + at, writer.salt));
  const files = prepared.map(({ file }) => file);
  const frontier = files.reduce((range, { leaf }) => appendLeaf(range, leaf), before?.frontier ?? EMPTY_FRONTIER);
  const root = rootText(frontier);
  const origin = ledgerOrigin(writer.originBase, year);
  const checkpoint = signCheckpoint(
    { origin, size: frontier.size, root },
    writer.key,
    ...(writer.nextKey === undefined ? [] : [writer.nextKey]),
  );
  const leafAt = (index: number): Hash => (before?.records[index] ?? files[index - first])?.leaf ?? new Uint8Array();
  const tiles = tilesCompleted(leafAt, first, frontier.size);
  const commits = sealedCommits(
    year,
    heads,
    drops,
    prepared.flatMap(({ beside }) => beside),
  );
  const { identity: by, taken = new Map<string, Placed>() } = writer;
  const at = Math.floor(now / 1_000);
  const changes = [...files, ...tiles, { path: 'checkpoint', bytes: Buffer.from(checkpoint) }];
  const parent = before?.head ?? null;
  const made = await commitFiles(git, parent, changes, { parent, by, at, message: messageOf(files, taken) });
  const [head, objects] = [made.id, [...made.objects]];
  const sealed = new Map<number, Sha>();
  for (const one of commits) {
    const message = `sealed: personal parts of ledger/${one.year}\n`;
    const beside = await commitFiles(git, one.base, one.changes, { parent: one.parent, by, at, message });
    sealed.set(one.year, beside.id);
    objects.push(...beside.objects);
  }
  const records = [...(before?.records ?? []), ...files.map((file) => keptRecord(file, head))];
  const state = {
    year,
    head,
    size: frontier.size,
    root,
    checkpoint,
    records,
    frontier,
    taken: takenWith(before?.taken ?? new Map(), [{ sha: head, taken }]),
    keys: writer.keys ?? before?.keys ?? historyFrom(formatVerifierKey(writer.key)),
    previous: before === null ? previousOf(writer.originBase, year, records) : before.previous,
  };
  return { state, sealed, objects };
}

/** A record's file, and beside it the one that opens its personal parts. */
function sealedFile(
  draft: RecordDraft,
  year: number,
  index: number,
  salt: Writer['salt'],
): { readonly file: RecordFile; readonly beside: readonly SealedChange[] } {
  if (salt === undefined) return { file: recordFile(draft, year, index), beside: [] };
  const { record, openings } = sealParts(draft, salt);
  const file = recordFile(record, year, index);
  if (openings.size === 0) return { file, beside: [] };
  // Who goes on with it here reads what was written, not what it was sealed into.
  return {
    file: { ...file, record: { ...draft, v: 1, index } },
    beside: [{ path: sealedPath(index), text: formatSealed(index, openings) }],
  };
}

/** A commit of a branch `sealed/<year>`: behind its head, or, where something was dropped, on the head's files alone. */
interface SealedCommit {
  readonly year: number;
  readonly parent: Sha | null;
  readonly base: Sha | null;
  readonly changes: readonly FileChange[];
}

function sealedCommits(
  year: number,
  heads: SealedHeads,
  drops: ReadonlyMap<number, readonly SealedChange[]>,
  beside: readonly SealedChange[],
): readonly SealedCommit[] {
  const years = new Set([...drops.keys(), ...(beside.length === 0 ? [] : [year])]);
  return [...years].map((one) => {
    const head = heads.get(one) ?? null;
    const dropped = drops.get(one) ?? [];
    const changes = (one === year ? [...dropped, ...beside] : dropped).map(({ path, text }) => ({
      path,
      bytes: text === null ? null : Buffer.from(text),
    }));
    return { year: one, changes, base: head, parent: dropped.length === 0 ? head : null };
  });
}

function messageOf(files: readonly RecordFile[], taken: ReadonlyMap<string, Placed>): string {
  const range =
    files.length === 1 ? `record ${files[0]?.index}` : `records ${files[0]?.index} to ${files.at(-1)?.index}`;
  // Two writers with the same records at the same moment would make the very same commit, and the later one would take the
  // other's success for its own: both would act on one intent. So every attempt has a name that nobody else has.
  const lines = [...taken].map(([name, at]) => `Taken: ${name} ${at.first} ${at.count}`);
  return `ledger: ${range}\n\n${[`Attempt: ${randomUUID()}`, ...lines].join('\n')}\n`;
}
