// The personal parts of a year's records as a clone has them: which file belongs to which record, read along with the records.
import { Readable } from 'node:stream';
import { erasedParts } from '../core/audit/erasures.ts';
import type { Known, Remark } from '../core/audit/history.ts';
import type { Openings } from '../core/sealed.ts';
import { parseSealed, sealedIndex, sealedPath } from '../core/sealed-file.ts';
import type { Sha } from '../core/facts.ts';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import type { GitObject, ObjectReader } from '../ports/object-reader.ts';
import { printed } from '../ports/printed.ts';
import { fileIn } from './tree-file.ts';

/** One year's branch `sealed/<year>`: nothing signs it, the commitments in the records say what it is worth. */
export interface SealedYear {
  /** `null` where this clone has no such branch. */
  readonly head: Sha | null;
  /** The file of each record, by index. */
  readonly files: ReadonlyMap<number, Sha>;
  /** Files that are no record's by their name. */
  readonly foreign: readonly string[];
}

/** Lists the branch. @throws GitFault where git lacks one of its trees */
export async function readSealedYear(git: Git, head: Sha | null): Promise<SealedYear> {
  const files = new Map<number, Sha>();
  const foreign: string[] = [];
  const listing = head === null ? '' : await git.raw(['ls-tree', '-r', '-z', '--full-tree', objectId(head)]);
  for (const line of listing.split('\0')) {
    const [, mode, blob, path] = /^(\d{6}) [a-z]+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (blob === undefined || path === undefined) continue;
    const index = sealedIndex(path);
    if (index === null || mode !== REGULAR || files.has(index)) foreign.push(path);
    else files.set(index, blob);
  }
  return { head, files, foreign };
}

/**
 * What opens the records with these indices, as far as the branch has it; asked together with the records themselves.
 * @throws GitFault where git lacks one of its files
 */
export async function openingsOf(
  sealed: SealedYear,
  indices: readonly number[],
  reader: ObjectReader,
): Promise<ReadonlyMap<number, Openings | null>> {
  const wanted = indices.flatMap((index) => {
    const blob = sealed.files.get(index);
    return blob === undefined ? [] : [{ index, blob, mode: REGULAR }];
  });
  const objects = await reader.read(wanted.map(({ blob }) => blob));
  return new Map(wanted.map((one, at) => [one.index, opened(fileIn(objects[at], one), one.index)]));
}

const REGULAR = '100644';

/** A file that says nothing opens nothing: then its parts are missing, whatever the reason. */
function opened(object: GitObject | null, index: number): Openings | null {
  return object === null ? null : parseSealed(object.bytes, index);
}

/**
 * What was erased and can still be had from an older commit of its branch: `erase` writes that anew, without history, so whoever
 * gave it one back has brought the words back (README: The ledger, 10).
 * @param heads of the branches, by year
 * @throws GitFault where git lacks one of their trees
 */
export async function keptInHistory(
  git: Git,
  heads: ReadonlyMap<number, Sha>,
  known: readonly Known[],
): Promise<readonly Remark[]> {
  const records = new Set([...erasedParts(known).keys()].map((part) => part.slice(0, part.indexOf(' '))));
  const remarks: Remark[] = [];
  for (const [year, head] of heads) {
    const own = [...records].filter((record) => record.startsWith(`${year}/`));
    const replaced = own.length === 0 ? new Set() : await replacedIn(git, head);
    for (const record of own) {
      const file = sealedPath(Number(record.slice(record.indexOf('/') + 1)));
      if (!replaced.has(file)) continue;
      const sentence = `Parts of it were erased, and an older commit of sealed/${year} still has its file ${file}: the words are not gone.`;
      remarks.push({ code: 'erased-part-held', record, sentence });
    }
  }
  return remarks;
}

/** The files that had other content anywhere in the branch's history. An append adds files and changes none. */
async function replacedIn(git: Git, head: Sha): Promise<ReadonlySet<string>> {
  const replaced = new Set<string>();
  const commits = await git.raw(['rev-list', '--end-of-options', objectId(head)]);
  const args = ['diff-tree', '--stdin', '-m', '-r', '-z', '--name-only', '--no-commit-id', '--no-renames'];
  for await (const paths of printed(git, [...args, '--diff-filter=MDT'], '\0', Readable.from([commits]))) {
    for (const path of paths) replaced.add(path);
  }
  return replaced;
}
