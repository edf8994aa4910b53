// One try at an append: records behind the head as it is known, signed, and pushed together with what moves with them.
import type { Sha } from '../core/facts.ts';
import { historyFrom, keyId, keysAfter } from '../core/key-history.ts';
import { formatVerifierKey } from '../core/note-keys.ts';
import type { Instant } from '../core/time.ts';
import { writeCommit, type Written } from './ledger-commit.ts';
import type { Placed } from './ledger-commits.ts';
import { dropsIn, openNew } from './ledger-opened.ts';
import { branchOf } from './ledger-record.ts';
import { type PushAnswer, pushHeads } from './ledger-push.ts';
import type { RefMove } from './receiver.ts';
import { dropChanges, sealedBranchOf } from './ledger-sealed.ts';
import { sizesOf, viewNow, type Work } from './ledger-work.ts';
import { FOUNDING } from './ledger-years.ts';
import { LedgerFault, type RecordDraft } from './ledger.ts';

/**
 * Pushes what was written, all of it or nothing, and remembers it where that succeeds.
 * @param others refs that move in the same push
 */
export async function pushWritten(
  work: Work,
  year: number,
  { state, sealed, objects }: Written,
  others: readonly RefMove[] = [],
): Promise<PushAnswer> {
  const { mirror, memory } = work;
  const known = memory.heads ?? { ledger: new Map(), sealed: new Map(), waiting: new Map() };
  const expected = memory.states.get(year)?.head ?? null;
  const parts = [...sealed].map(([one, commit]) => ({
    branch: sealedBranchOf(one),
    commit,
    expected: known.sealed.get(one) ?? null,
  }));
  const moves = [{ branch: branchOf(year), commit: state.head, expected, objects }, ...parts];
  const answer = await pushHeads(mirror, moves, others);
  if (answer.kind !== 'pushed') return answer;
  memory.heads = {
    ...known,
    ledger: new Map([...known.ledger, [year, state.head]]),
    sealed: new Map([...known.sealed, ...sealed]),
  };
  memory.states.set(year, state);
  memory.view = null;
  memory.unseen += 1;
  const drops = dropsIn(state.records.filter(({ commit }) => commit === state.head).map(({ record }) => record));
  // What was just written is open; what was just dropped is not any more.
  memory.opened = sizesOf(memory);
  if (drops.length > 0) await openNew(mirror.git, memory.states, memory.heads.sealed, memory.opened, drops);
  return answer;
}

/**
 * Writes drafts behind the head as it is known; until it is pushed nothing points to them.
 * @param taken the batches of others that it takes along, by name
 * @throws LedgerFault where there is no key, the year is not founded, or the ledger does not take the drafts
 */
export async function prepare(
  work: Work,
  year: number,
  drafts: readonly RecordDraft[],
  now: Instant,
  taken: ReadonlyMap<string, Placed> = new Map(),
): Promise<Written> {
  const { mirror, options, memory } = work;
  const view = viewNow(work);
  const before = memory.states.get(year) ?? null;
  const fault = (what: string): LedgerFault => new LedgerFault(branchOf(year), null, what);
  const { key, nextKey, originBase, identity } = options;
  if (key === undefined) throw fault('this ledger is only read: it has no signing key');
  // Records of an earlier year behind those of a later one would not be covered by the quote between the years.
  if (view.year !== null && view.year > year) throw fault(`${branchOf(view.year)} exists already: the clock went back`);
  if (before === null && drafts[0]?.type !== FOUNDING) {
    throw fault(`the year is not founded: its first record must be ${FOUNDING}`);
  }
  const start = before?.keys ?? view.branches.at(-1)?.keys ?? historyFrom(formatVerifierKey(key));
  const { required, after, faults } = keysAfter(start, year, before?.size ?? 0, drafts);
  if (faults[0] !== undefined) throw fault(`the ledger does not take this record: ${faults[0].sentence}`);
  const held = nextKey === undefined ? [key] : [key, nextKey];
  const [first, second] = required.map((text) => {
    const found = held.find((one) => formatVerifierKey(one) === text);
    if (found === undefined) throw fault(`the key ${keyId(text)} has to sign, and it is not the one at hand`);
    return found;
  });
  const also = second === undefined ? {} : { nextKey: second };
  const writer = { originBase, key: first ?? key, ...also, keys: after, identity, taken };
  const heads = memory.heads?.sealed ?? new Map<number, Sha>();
  const drops = await dropChanges(mirror.git, view.records, heads, dropsIn(drafts));
  const salted = options.salt === undefined ? writer : { ...writer, salt: options.salt };
  return writeCommit(mirror.git, salted, year, before, drafts, now, heads, drops);
}
