// The ledger over git: an append is a compare-and-swap on the head of the year's branch.
import { append } from './ledger-append.ts';
import { claim, sequence } from './ledger-sequence.ts';
import { type GitLedgerOptions, look, type Memory, type Work } from './ledger-work.ts';
import type { Ledger } from './ledger.ts';
import { openMirror } from './mirror.ts';

/** Opens the ledger; cloning happens on first use. @throws what `openMirror` throws. */
export async function gitLedger(options: GitLedgerOptions): Promise<Ledger> {
  const mirror = await openMirror(options);
  const memory: Memory = {
    heads: null,
    states: new Map(),
    opened: new Map(),
    checkedYears: new Set(),
    view: null,
    crowded: false,
    hasQueue: true,
    notes: new Map(),
    unseen: 0,
  };
  const work: Work = { mirror, options, memory };
  return {
    read: () => mirror.alone(() => look(work)),
    append: (what, now) => append(work, what, now),
    sequence: (admit, now) => sequence(work, admit, now),
    claim: (drafts, now) => claim(work, drafts, now),
  };
}
