// Every year's ledger in a clone, held against its signatures: what is handed to others is made of nothing else.
import { existsSync } from 'node:fs';
import { ledgerOrigin } from './core/checkpoint.ts';
import { parseVerifierKey } from './core/note-keys.ts';
import { OFFLINE } from './ports/git-environment.ts';
import { type Git, gitAt } from './ports/git.ts';
import { type BranchState, readBranch } from './ports/ledger-branch.ts';
import { type Branches, findBranches } from './verify/branches.ts';
import { readMain } from './verify/read-main.ts';

/** The caller's clone, key or action is not what is needed; the message is one sentence with the remedy. */
export class CloneFault extends Error {}

export interface ReadClone {
  readonly directory: string;
  /** Git in it, without a network. */
  readonly git: Git;
  readonly branches: Branches;
  /** Oldest first, at least one. */
  readonly years: readonly BranchState[];
}

/**
 * Reads them; trust begins with the key that is given, else with the one that main pinned first, as in `verify`.
 * @param directory any clone with main and `ledger/*`; nothing is fetched
 * @param given the ledger's first key as a verifier key, from elsewhere
 * @throws CloneFault where the clone has no ledger, or pins no key; LedgerFault where the ledger is not what was signed
 */
export async function readYears(directory: string, given?: string): Promise<ReadClone> {
  if (!existsSync(directory)) throw new CloneFault(`${directory} does not exist: name the directory of a clone.`);
  const git = gitAt(directory, { settings: OFFLINE });
  const branches = await findBranches(git, 'main');
  const key = parseVerifierKey(given ?? (await pinnedKey(git, branches.main)));
  if (key === null) {
    throw new CloneFault(`${directory} has no main that pins a ledger key in policies/keys.yaml: give a full clone.`);
  }
  if (branches.ledgers.length === 0) {
    throw new CloneFault(`${directory} has no branch ledger/<year>: give a clone with all branches.`);
  }
  const years: BranchState[] = [];
  for (const { year, head } of branches.ledgers) {
    const trust = { originBase: key.name, keys: [key] };
    years.push(await readBranch(git, trust, year, head, null, years.at(-1)?.keys ?? null));
  }
  return { directory, git, branches, years };
}

/** The key that main pinned first; empty where there is none. */
async function pinnedKey(git: Git, main: Branches['main']): Promise<string> {
  const [first] = main === null ? [] : (await readMain(git, main)).pins;
  return first?.key ?? '';
}

/** The first line of a year's checkpoints, for example `countersign/700001/ledger/2026`. */
export function originOf({ keys, year }: Pick<BranchState, 'keys' | 'year'>): string {
  return ledgerOrigin(parseVerifierKey(keys.current)?.name ?? '', year);
}
