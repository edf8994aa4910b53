// Whether a clone is one that can be audited: of one that was made in part, or is damaged, nothing about the history follows.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Remark } from '../core/audit/history.ts';
import { CLONE_INCOMPLETE } from '../core/audit/report.ts';
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { openReader } from '../ports/object-reader.ts';
import { printed } from '../ports/printed.ts';
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

const DAMAGED =
  'This clone is damaged: git cannot read what it holds. Clone again; where the new clone is damaged too, so is what it was cloned from.';
const IN_PART = `This clone was made without some files (--filter), and verify asks nobody for them. Run in it: git fetch --refetch --no-filter ${BRANCHES}, and verify again.`;

/** A fault of git over a clone that is damaged, or lacks files, with what to do about it; any other fault as it is. */
export async function inPlainWords(fault: unknown, git: Git): Promise<unknown> {
  if (!(fault instanceof GitFault)) return fault;
  const { stdout } = await git.attempt(['config', '--get', 'remote.origin.promisor']);
  const why = stdout.trim() === 'true' ? IN_PART : (await isDamaged(git)) ? DAMAGED : null;
  return why === null ? fault : new GitFault(why, fault.code, { cause: fault });
}

/**
 * Accuses nobody of what a damaged clone alone makes look so: where something is wrong, everything that the branches hold is read once.
 * A server takes and gives no branch without all of it, so what lacks here got lost here, or where the clone was copied from as a folder.
 * @throws GitFault where the clone is damaged: nothing follows from it, and nobody is cleared by it either
 */
export async function refuseDamaged(git: Git): Promise<void> {
  if (await isDamaged(git)) throw new GitFault(DAMAGED, null);
}

/** Whether anything that the branches and the ledger's tags lead to is not here, or is not what its id stands for. */
async function isDamaged(git: Git): Promise<boolean> {
  // What is no repository, or is kept from us, is not damaged, and git says so in plain words.
  if ((await git.attempt(['rev-parse', '--git-dir'])).code !== 0) return false;
  const reader = openReader(git);
  try {
    let asked: Promise<boolean> = Promise.resolve(true);
    for await (const lines of printed(git, EVERYTHING, '\n')) {
      if (!(await asked)) return true;
      // Missing ones begin with a question mark, and no reader knows such a name.
      asked = reader.read(lines).then((all) => !all.includes(null));
      asked.catch(() => undefined); // awaited in the next round, where its fault belongs
    }
    return !(await asked);
  } catch (cause) {
    if (cause instanceof GitFault) return true; // git itself cannot go through it
    throw cause;
  } finally {
    reader.close();
  }
}

const EVERYTHING = [
  'rev-list',
  '--objects',
  '--no-object-names',
  '--missing=print',
  '--branches',
  '--remotes=origin',
  '--tags=ledger/*',
  '--',
];
