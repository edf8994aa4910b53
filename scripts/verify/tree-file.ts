// A file that a commit names, as git has it: one that is not there is a clone's damage, and neither an empty file nor none at all.
import { GitFault } from '../ports/git.ts';
import type { GitObject } from '../ports/object-reader.ts';
import type { Change } from '../core/audit/history.ts';

/** The mode of a commit of another repository, which git never brings along: whoever may push can name any. */
export const GITLINK = '160000';

/**
 * What git answered about the object of a tree's entry; `null` where that is no file of this repository.
 * @throws GitFault where git lacks the object, or has other bytes: without it a record, a signature or a part would be passed over
 */
export function fileIn(
  object: GitObject | null | undefined,
  { blob, mode }: Pick<Change, 'blob' | 'mode'>,
): GitObject | null {
  if (object !== null && object !== undefined) return object;
  if (mode === GITLINK) return null;
  throw new GitFault(`git is unable to read the object ${blob} of a file`, null);
}
