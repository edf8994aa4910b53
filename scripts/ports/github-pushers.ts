// Who has pushed to a branch, as GitHub's log of activity knows it: a commit by itself may name anybody.
import type { Account, Sha } from '../core/facts.ts';
import { ForgeFault } from './forge.ts';
import { readActivity, type Reach } from './github-activity.ts';
import type { GithubClient } from './github-client.ts';
import { accountOf, type Fields } from './github-fields.ts';

/**
 * Everybody who moved the branch since it was made, up to the commit that it has or had as its head; the last of them first.
 * @throws ForgeFault where the log cannot be read, or does not show who brought that commit: it may follow a push by some seconds
 */
export async function pushers(client: GithubClient, branch: string, head: Sha): Promise<readonly (Account | null)[]> {
  const reach: Reach = {
    pages: 5,
    isEnough: (moves) => upTo(head, moves) !== null,
    remedy: `nobody can look through a branch like ${branch}, so propose it anew`,
  };
  const read = async () => upTo(head, await readActivity(client, { ref: `refs/heads/${branch}` }, reach));
  const moves = (await read()) ?? (await client.wait(LAG).then(read));
  if (moves === null) {
    const what = `who brought ${head.slice(0, 12)} to the branch ${branch}`;
    throw new ForgeFault(`The forge’s log of activity does not show, or not yet, ${what}.`, null);
  }
  const actors = moves.map((move) => move.fieldsOrNull('actor'));
  const accounts = actors.map((actor) => (actor === null ? null : accountOf(actor)));
  return [...new Map(accounts.map((account) => [account?.id, account])).values()];
}

/** In milliseconds; a longer one is not waited for, because whoever pushes decides how often that would be. */
const LAG = 2_000;

/** From the making of the branch, before which it was another one, to that head; `null` where a move between them is not shown. */
function upTo(head: Sha, moves: readonly Fields[]): readonly Fields[] | null {
  const newest = moves.findIndex((move) => move.text('after') === head);
  const made = moves.findIndex((move, at) => at >= newest && move.text('activity_type') === 'branch_creation');
  if (newest === -1 || made === -1) return null;
  const own = moves.slice(newest, made + 1);
  // Each begins where the one before it has ended: one that was left out would be somebody's push.
  const isWhole = own.every((move, at) => at === 0 || own[at - 1]?.text('before') === move.text('after'));
  return isWhole ? own : null;
}
