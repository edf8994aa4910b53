// Bringing what is new from an origin on this machine, without git's fetching program where that is simple.
import type { Sha } from '../core/facts.ts';
import { moveRefFile } from './local-ref.ts';
import type { Mirror } from './mirror.ts';
import { type NewObject, storeObjects } from './new-objects.ts';
import { fetchFrom } from './sender.ts';

/** A branch that has moved at the origin, and where it is here. */
export interface Step {
  readonly branch: string;
  /** `null` where it is not. */
  readonly from: Sha | null;
}

/**
 * Brings these branches up to the origin's, where all of them are known here and the ledger's go on from there.
 * @param ledgers how many of them are the ledger's; they come first. The others may have been written anew
 * @returns whether it did; where not, git has to, and says what is wrong
 * @throws Error of the file system where the mirror cannot be written
 */
export async function bring(
  { git, near, patience }: Mirror,
  steps: readonly Step[],
  ledgers: number,
): Promise<boolean> {
  const known = steps.flatMap(({ branch, from }) => (from === null ? [] : [{ ref: `refs/heads/${branch}`, from }]));
  if (near === null || known.length < steps.length) return false;
  const [refs, haves] = [known.map(({ ref }) => ref), known.map(({ from }) => from)];
  const fetched = await fetchFrom(git, near, refs, haves, patience).catch(() => null);
  if (fetched === null || fetched.heads.size < known.length) return false;
  const { heads, objects } = fetched;
  const moves = known.map(({ ref, from }) => ({ ref, from, to: heads.get(ref) ?? from }));
  if (!moves.slice(0, ledgers).every(({ from, to }) => goesOn(objects, from, to))) return false;
  storeObjects(git, objects);
  return moves.every(({ ref, from, to }) => moveRefFile(git.directory, ref, from, to));
}

/** Whether the commits in between are among these: one line of them, which is all that a ledger is. */
function goesOn(objects: readonly NewObject[], from: Sha, to: Sha): boolean {
  const above = new Map(
    objects.flatMap(({ id, kind, body }) => (kind === 'commit' ? [[id, parentIn(body)] as const] : [])),
  );
  let at: Sha | undefined = to;
  for (let steps = 0; steps <= above.size && at !== undefined; steps += 1) {
    if (at === from) return true;
    at = above.get(at);
  }
  return false;
}

function parentIn(commit: Uint8Array): Sha | undefined {
  return /^tree [0-9a-f]{40}\nparent ([0-9a-f]{40})\n/.exec(Buffer.from(commit).toString('latin1', 0, 120))?.[1];
}
