// The branch beside the ledger that holds the personal parts of its records: read with them, written with them, and written anew to drop one.
import type { Sha } from '../core/facts.ts';
import { formatSealed, parseSealed, sealedPath } from '../core/sealed-file.ts';
import { type Openings, openParts, withPlaceholders } from '../core/sealed.ts';
import { readNamed } from './cat-file.ts';
import type { Git } from './git.ts';
import { bytesOf, keptRecord, writtenRecord } from './ledger-record.ts';
import type { StoredRecord } from './ledger.ts';
import { piecewise, readAhead } from './read-ahead.ts';
import { sharedTexts } from './shared-texts.ts';

/** The head of `sealed/<year>` by year. */
export type SealedHeads = ReadonlyMap<number, Sha>;

export const sealedBranchOf = (year: number): string => `sealed/${year}`;

/** A file of the branch; `null` takes it away. */
export interface SealedChange {
  readonly path: string;
  readonly text: string | null;
}

/**
 * Puts the personal parts back into records, as far as they are there; the others get placeholders and are named.
 * Nothing signs the branch, so each part counts only where it opens the commitment in the signed record.
 * @throws GitFault where git breaks off
 */
export async function openRecords(
  git: Git,
  records: readonly StoredRecord[],
  heads: SealedHeads,
): Promise<readonly StoredRecord[]> {
  const sealed = records.filter(({ bytes }) => bytes !== undefined);
  const opened = new Map<StoredRecord, StoredRecord>();
  const share = sharedTexts();
  const withFiles = async (some: readonly StoredRecord[]) => ({ some, files: await sealedFilesOf(git, some, heads) });
  for await (const { some, files } of readAhead(piecewise(sealed), withFiles)) {
    for (const [at, one] of some.entries()) opened.set(one, openRecord(one, files[at] ?? null, share));
  }
  return records.map((one) => opened.get(one) ?? one);
}

function openRecord(
  stored: StoredRecord,
  openings: Openings | null,
  share: ReturnType<typeof sharedTexts>,
): StoredRecord {
  const { record, closed } = openParts(writtenRecord(stored), openings ?? new Map());
  const { year, leaf, commit } = stored;
  const readable = closed.length === 0 ? record : withPlaceholders(record);
  share(readable);
  return keptRecord({ record: readable, bytes: bytesOf(stored), year, leaf }, commit, closed);
}

/** What opens each of these records, `null` where there is nothing (or nothing readable). */
export async function sealedFilesOf(
  git: Git,
  records: readonly Pick<StoredRecord, 'year' | 'index'>[],
  heads: SealedHeads,
): Promise<readonly (Openings | null)[]> {
  const places = records.map(({ year, index }) => {
    const head = heads.get(year);
    return head === undefined ? null : `${head}:${sealedPath(index)}`;
  });
  const names = places.filter((name) => name !== null);
  const files = new Map((await readNamed(git, names)).map((bytes, at) => [names[at] ?? '', bytes]));
  return records.map(({ index }, at) => {
    const bytes = files.get(places[at] ?? '') ?? null;
    return bytes === null ? null : parseSealed(bytes, index);
  });
}

/** A part to be dropped for good. */
export interface Drop {
  readonly year: number;
  readonly index: number;
  /** For example `reason`. */
  readonly part: string;
}

/**
 * What dropping these parts changes on each year's branch.
 * @param records the records concerned, as the ledger has them
 */
export async function dropChanges(
  git: Git,
  records: readonly StoredRecord[],
  heads: SealedHeads,
  drops: readonly Drop[],
): Promise<ReadonlyMap<number, readonly SealedChange[]>> {
  const concerned = records.filter((one) => drops.some((drop) => isOf(drop, one)));
  const files = await sealedFilesOf(git, concerned, heads);
  const changes = new Map<number, SealedChange[]>();
  for (const [at, one] of concerned.entries()) {
    const path = sealedPath(one.index);
    const openings = files[at];
    if (openings === undefined || openings === null) continue; // gone already: nothing to drop
    const gone = new Set(drops.filter((drop) => isOf(drop, one)).map(({ part }) => part));
    const left = new Map([...openings].filter(([part]) => !gone.has(part)));
    const text = left.size === 0 ? null : formatSealed(one.index, left);
    changes.set(one.year, [...(changes.get(one.year) ?? []), { path, text }]);
  }
  return changes;
}

function isOf(drop: Drop, { year, index }: StoredRecord): boolean {
  return drop.year === year && drop.index === index;
}
