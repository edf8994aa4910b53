// The commits and records of a ledger in little memory. Classes for their getters alone: what can be told from the rest is not kept.
import type { Entry, HistoryCommit, LedgerCommit } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import type { Hash } from '../core/merkle.ts';

/** A note has one letter beyond Latin-1, so as bytes it takes half the memory that it takes as text. */
export class LeanCommit implements LedgerCommit {
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly message: string;
  readonly changes: HistoryCommit['changes'];
  readonly size: number;
  signedBy: readonly string[] = NONE;
  readonly #note: string | null;
  constructor({ sha, parents, message, changes, size }: Omit<LedgerCommit, 'checkpoint'>, note: Uint8Array | null) {
    [this.sha, this.parents, this.message, this.changes, this.size] = [sha, parents, message, changes, size];
    this.#note = note === null ? null : Buffer.from(note).toString('latin1');
  }
  get checkpoint(): string | null {
    return this.#note === null ? null : Buffer.from(this.#note, 'latin1').toString('utf8');
  }
}

const NONE: readonly string[] = [];

/** A record's entry: its id and its leaf hash are told when asked for. */
export class LeanEntry implements Entry {
  readonly year: number;
  readonly position: number;
  readonly path: string;
  readonly mode: string;
  readonly commit: Sha;
  readonly bytes: Uint8Array | null;
  readonly value: unknown;
  readonly shape: readonly string[];
  readonly #leaves: Leaves;
  constructor({ year, position, path, mode, commit, bytes, value, shape }: Entry, leaves: Leaves) {
    [this.year, this.position, this.path, this.mode] = [year, position, path, mode];
    [this.commit, this.bytes, this.value, this.shape] = [commit, bytes, value, shape];
    this.#leaves = leaves;
  }
  get id(): string {
    return `${this.year}/${this.position}`;
  }
  get leaf(): Hash {
    return this.#leaves.at(this.position);
  }
}

/** Leaf hashes by position, many in one piece of memory: each by itself takes ten times its own size. */
export interface Leaves {
  readonly add: (leaf: Hash) => void;
  readonly at: (position: number) => Hash;
}

const WIDTH = 32;
const EACH = 1_024;

/** An empty store. */
export function leavesStore(): Leaves {
  const pieces: Uint8Array[] = [];
  let count = 0;
  return {
    add: (leaf) => {
      if (count % EACH === 0) pieces.push(new Uint8Array(EACH * WIDTH));
      pieces.at(-1)?.set(leaf, (count % EACH) * WIDTH);
      count += 1;
    },
    at: (position) => {
      const start = (position % EACH) * WIDTH;
      return pieces[Math.floor(position / EACH)]?.subarray(start, start + WIDTH) ?? new Uint8Array();
    },
  };
}
