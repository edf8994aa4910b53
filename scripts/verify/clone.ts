// Whether a clone is one that can be audited: of one that was made in part, or is damaged, nothing about the history follows.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Remark } from '../core/audit/history.ts';
import { CLONE_INCOMPLETE } from '../core/audit/report.ts';
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import type { Branches } from './branches.ts';

/** Every branch, whatever the clone was told to fetch; quoted for any shell. */
const BRANCHES = 'origin "+refs/heads/*:refs/remotes/origin/*"';

/**
 * What main and the ledger lack here because of how the clone was made, and the command that gets it; `null` where nothing is
 * known to be lacking. It is a failure by itself: an audit of what is left would accuse people of what only this clone did.
 */
export async function lackingIn(
  git: Git,
  { main, ledgers }: Pick<Branches, 'main' | 'ledgers'>,
): Promise<Remark | null> {
  const heads = [...(main === null ? [] : [main]), ...ledgers.map(({ head }) => head)];
  const isCut = await breaksOff(git, heads);
  // Whoever has both has fetched them in another way.
  const isNarrow = (main === null || ledgers.length === 0) && (await fetchesSome(git));
  if (!isCut && !isNarrow) return null;
  const what = isCut ? 'the newest commits of each branch (--depth)' : 'some of the branches (--single-branch)';
  const command = `git fetch ${isCut ? '--unshallow ' : ''}${BRANCHES}`;
  const sentence = `This clone has only ${what}, so nothing was verified. Run in it: ${command}`;
  return { code: CLONE_INCOMPLETE, sentence };
}

/** Whether a line ends where this clone was cut off, and not at its own first commit. */
async function breaksOff(git: Git, heads: readonly Sha[]): Promise<boolean> {
  const file = resolve(git.directory, (await git.raw(['rev-parse', '--git-path', 'shallow'])).trim());
  if (!existsSync(file)) return false;
  const cut = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
  for (const head of heads) {
    const args = ['rev-list', '--first-parent', '--max-parents=0', '--end-of-options', objectId(head)];
    if (cut.has((await git.raw(args)).trim())) return true;
  }
  return false;
}

/** Whether this clone was told to fetch some branches and not all; a bare one is told nothing. */
async function fetchesSome(git: Git): Promise<boolean> {
  const { stdout } = await git.attempt(['config', '--get-all', 'remote.origin.fetch']);
  const sources = stdout.split('\n').flatMap((line) => line.replace(/^\+/, '').split(':')[0] || []);
  return sources.length > 0 && !sources.some((source) => source === 'refs/heads/*' || source === 'refs/*');
}

const DAMAGE =
  /corrupt|inflate|does not match index|bad object|bad tree|unable to (?:read|unpack)|missing (?:blob|tree)/;

const DAMAGED =
  'This clone is damaged: git cannot read what it holds. Clone again; where the new clone is damaged too, so is what it was cloned from.';
const IN_PART = `This clone was made without some files (--filter), and verify asks nobody for them. Run in it: git fetch --refetch --no-filter ${BRANCHES}, and verify again.`;

/** A fault of git over a clone that is damaged, or lacks files, with what to do about it; any other fault as it is. */
export async function inPlainWords(fault: unknown, git: Git): Promise<unknown> {
  if (!(fault instanceof GitFault)) return fault;
  const { stdout } = await git.attempt(['config', '--get', 'remote.origin.promisor']);
  const why = stdout.trim() === 'true' ? IN_PART : DAMAGE.test(fault.message) ? DAMAGED : null;
  return why === null ? fault : new GitFault(why, fault.code, { cause: fault });
}
