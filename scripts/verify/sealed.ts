// The personal parts of a year's records as a clone has them: which file belongs to which record, read along with the records.
import type { Openings } from '../core/sealed.ts';
import { parseSealed, sealedIndex } from '../core/sealed-file.ts';
import type { Sha } from '../core/facts.ts';
import type { Git } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import type { GitObject, ObjectReader } from '../ports/object-reader.ts';
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
