// The embedded forge: a small code host over a real bare repository, for `npm start` and for the tests.
import { rm } from 'node:fs/promises';

import { makeFolder } from '../../ports/folder.ts';
import { openActivity } from './activity.ts';
import { branchMethods } from './branches.ts';
import { checkMethods } from './checks.ts';
import { conversationMethods } from './conversation.ts';
import { accountMethods, startCore } from './core.ts';
import { dispatchMethods } from './dispatches.ts';
import { gitIn } from './git.ts';
import { issueMethods } from './issues.ts';
import { mergeMethods } from './merge.ts';
import type { ForgeAccount, ForgeRepository } from './model.ts';
import { detailMethods } from './pull-details.ts';
import { pullMethods } from './pulls.ts';
import { prepareRepository } from './repository.ts';
import { pushMethods } from './pushes.ts';
import { reviewMethods } from './reviews.ts';
import { settingsMethods } from './settings.ts';
import { loadState, saveState, statePath } from './state-file.ts';

export interface ForgeOptions {
  /** Holds `repository.git` and the state; created where it is missing. One process at a time. */
  readonly directory: string;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly repository: ForgeRepository;
  readonly accounts: readonly ForgeAccount[];
  /** Ids of the accounts that may merge into main. */
  readonly mergers?: readonly number[];
  /** Ids of the accounts that may write `ledger/*`. */
  readonly ledgerWriters?: readonly number[];
  /**
   * Whether main and `ledger/*` are guarded by the two lists above, whatever the rulesets say; true where it is not given. Without
   * it the rulesets alone decide, as on GitHub.
   */
  readonly floor?: boolean;
  /** The files (path to text) of main's first commit, where the repository does not exist yet. */
  readonly firstCommit?: ReadonlyMap<string, string>;
}

/** The forge's verbs, each taking the account that acts; refusals are thrown as `ForgeError`. */
export type EmbeddedForge = Awaited<ReturnType<typeof openForge>>;

/**
 * Opens the forge of a directory, with everything it knew when it was last open. Throws one sentence where the accounts are not
 * usable or the state can't be read.
 */
export async function openForge(options: ForgeOptions) {
  const { directory, clock, repository, accounts } = options;
  const founder = checkAccounts(accounts);
  makeFolder(directory, 0o700);
  await rm(`${statePath(directory)}.new`, { force: true });
  const git = gitIn(directory);
  await prepareRepository(git, directory, founder, clock(), options.firstCommit ?? new Map());
  const state = await loadState(directory, clock());
  await saveState(directory, state);
  const { mergers = [], ledgerWriters = [], floor = true } = options;
  const activity = await openActivity(directory);
  const parts = { git, repository, accounts, mergers, ledgerWriters, floor, activity, now: clock };
  const core = startCore(directory, state, parts);
  const forge = {
    repository,
    git,
    mergers,
    ledgerWriters,
    floor,
    createdAt: state.createdAt,
    onChange: core.onChange,
    ...accountMethods(core),
    ...pullMethods(core),
    ...detailMethods(core),
    ...reviewMethods(core),
    ...mergeMethods(core),
    ...conversationMethods(core),
    ...issueMethods(core),
    ...checkMethods(core),
    ...branchMethods(core),
    ...settingsMethods(core),
    ...pushMethods(core, directory),
    moves: activity.moves,
    now: clock,
    ...dispatchMethods(core),
  };
  // What was pushed, or half merged, when the last process ended.
  await forge.afterPush(null);
  return forge;
}

// Two accounts with one id, login or token would be one person to the gate: nothing starts then.
function checkAccounts(accounts: readonly ForgeAccount[]): ForgeAccount {
  for (const field of ['id', 'login', 'token'] as const) {
    const seen = accounts.map((account) => String(account[field]).toLowerCase());
    const double = seen.find((value, at) => value === '' || seen.indexOf(value) !== at);
    if (double === undefined) continue;
    const what = field === 'token' ? 'a token' : `the ${field} "${double}"`;
    throw new Error(`Accounts of the forge: ${what} is empty or used twice; give each account its own.`);
  }
  const founder = accounts.find((account) => account.permission === 'admin');
  if (founder === undefined) throw new Error('Accounts of the forge: none has the permission "admin"; name one.');
  return founder;
}
