// What one ledger object works with and remembers between calls, and its look at the origin.
import type { Sha } from '../core/facts.ts';
import type { SigningKey, VerifierKey } from '../core/note-keys.ts';
import { type BranchState, readBranch } from './ledger-branch.ts';
import type { Identity } from './ledger-commit.ts';
import { dropsIn, openNew } from './ledger-opened.ts';
import { branchOf } from './ledger-record.ts';
import { type Heads, syncHeads } from './ledger-remote.ts';
import { viewOf } from './ledger-years.ts';
import { LedgerFault, type LedgerView } from './ledger.ts';
import type { Mirror, MirrorOptions } from './mirror.ts';

export interface GitLedgerOptions extends MirrorOptions {
  /** For example `countersign/700001`: with the repository's numeric id. */
  readonly originBase: string;
  /** The public keys that the ledger may begin with; every later one comes from the ledger itself. */
  readonly keys: readonly VerifierKey[];
  /** The key to sign with; without it the ledger is only read. */
  readonly key?: SigningKey;
  /** The key that a rotation hands over to: it signs the rotation too, and alone from then on. */
  readonly nextKey?: SigningKey;
  readonly identity: Identity;
  /** A number from 0 to 1, for waiting times. */
  readonly random: () => number;
  /** Gives 32 random bytes: the salt of a personal part. Without it, such parts are written into the records themselves. */
  readonly salt?: () => Uint8Array;
  /** Waits for so many milliseconds. */
  readonly wait: (duration: number) => Promise<void>;
  /** How often an append looks again after losing a race; 64 unless said otherwise. */
  readonly attempts?: number;
}

/** What one ledger object remembers between calls. */
export interface Memory {
  heads: Heads | null;
  states: Map<number, BranchState>;
  /** How many records of each year have been opened. */
  opened: ReadonlyMap<number, number>;
  checkedYears: Set<number>;
  view: LedgerView | null;
  /** Whether others are writing too: then appends wait in the queue instead of racing. */
  crowded: boolean;
  /** Whether the queue serves its purpose here: the origin takes part, and nobody keeps moving its refs. */
  hasQueue: boolean;
  /** What the batches in the queue say, by commit; `null` where that is none. */
  readonly notes: Map<Sha, string | null>;
  /** Appends since the last look at the origin. */
  unseen: number;
}

export interface Work {
  readonly mirror: Mirror;
  readonly options: GitLedgerOptions;
  readonly memory: Memory;
}

/**
 * Lost races in a row after which the queue is left alone. Anybody with write access can keep moving its refs, and nobody may
 * be able to stop the ledger by that: from then on a push moves the ledger's own branches and nothing else.
 */
export const MOST_LOST = 8;

/**
 * Reads what is new at the origin and verifies it.
 * @param seen the origin's heads, where somebody has just looked
 * @throws LedgerFault where it is not what was signed
 */
export async function look({ mirror, options, memory }: Work, seen: Heads | null = null): Promise<LedgerView> {
  const heads = await syncHeads(mirror, memory.heads, seen);
  const isSame = heads.ledger === memory.heads?.ledger && heads.sealed === memory.heads.sealed;
  for (const [year, head] of heads.ledger) {
    const before = memory.states.get(year) ?? null;
    if (before?.head === head) continue;
    const earlier = [...memory.states.values()].filter((state) => state.year < year).at(-1);
    memory.states.set(year, await readBranch(mirror.git, options, year, head, before, earlier?.keys ?? null));
    memory.view = null;
  }
  const gone = [...memory.states.keys()].find((year) => !heads.ledger.has(year));
  if (gone !== undefined) throw new LedgerFault(branchOf(gone), null, 'the branch is gone');
  if (!isSame) {
    const fresh = [...memory.states].flatMap(([year, { records }]) => records.slice(memory.opened.get(year) ?? 0));
    const drops = dropsIn(fresh.map(({ record }) => record));
    if (await openNew(mirror.git, memory.states, heads.sealed, memory.opened, drops)) memory.view = null;
  }
  memory.heads = heads;
  memory.unseen = 0;
  memory.opened = sizesOf(memory);
  return viewNow({ options, memory });
}

/** The ledger as it was last seen. */
export function viewNow({ options: { originBase }, memory }: Pick<Work, 'options' | 'memory'>): LedgerView {
  const branches = [...memory.states.values()].sort((a, b) => a.year - b.year);
  memory.view ??= viewOf(originBase, branches, memory.checkedYears);
  return memory.view;
}

/** How many records of each year there are. */
export function sizesOf({ states }: Memory): ReadonlyMap<number, number> {
  return new Map([...states].map(([year, { size }]) => [year, size]));
}
