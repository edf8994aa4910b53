// The keys over time, read from the ledger itself: who had to sign each commit, and what a compromised key leaves void.
import { ledgerOrigin, openCheckedCheckpoint, openCheckpointOfAll } from '../checkpoint.ts';
import {
  historyFrom,
  isAboutKeys,
  isBefore,
  type KeyFault,
  type KeyHistory,
  keyId,
  type KeyMark,
  keysAfterRecord,
  type Place,
  placeText,
  signerAt,
  voidedBy,
} from '../key-history.ts';
import { parseVerifierKey, type VerifierKey } from '../note-keys.ts';
import type { History, Known, LedgerCommit, LedgerYear, Remark } from './history.ts';
import { ofTypes, short, typeOf } from './history.ts';

export interface KeyWalk {
  /** The keys after the last commit. */
  readonly keys: KeyHistory;
  /** The keys before each year's first record. */
  readonly starts: ReadonlyMap<number, KeyHistory>;
  readonly faults: readonly KeyFault[];
  /** What is wrong with the checkpoints. */
  readonly remarks: readonly Remark[];
}

const walks = new WeakMap<History, KeyWalk>();

/**
 * Follows the keys from the pinned one through every commit, once for each history.
 * @returns `null` where no key is trusted, so that nothing can be followed
 */
export function walkKeys(history: History): KeyWalk | null {
  const done = walks.get(history);
  if (done !== undefined) return done;
  const { trust, ledgers, known } = history;
  if (trust.key === null || trust.keyText === null) return null;
  const about = byCommit(known);
  const starts = new Map<number, KeyHistory>();
  const [faults, remarks]: [KeyFault[], Remark[]] = [[], []];
  let keys = historyFrom(trust.keyText);
  for (const ledger of ledgers) {
    starts.set(ledger.year, keys);
    let first = 0;
    for (const commit of ledger.commits) {
      const before = keys;
      let after = keys;
      for (const { record, entry } of about.get(commit.sha) ?? []) {
        const answer = keysAfterRecord(after, record, placeOf(entry), entry.position === first);
        if ('code' in answer) faults.push(answer);
        else after = answer;
      }
      const required = before.current === after.current ? [after.current] : [before.current, after.current];
      const found = coverage(commit, ledger, required, trust.originBase);
      remarks.push(...found);
      // Somebody who has not both keys hands over nothing: what they enrolled is no key, and all that follows by it unsigned.
      keys = found.some(({ code }) => code === 'checkpoint-unsigned') ? before : after;
      first = commit.size;
    }
  }
  const walk = { keys, starts, faults, remarks };
  walks.set(history, walk);
  return walk;
}

/** Records about keys stand where they may, and what a compromised key alone has signed is named, record by record. */
export function keysHold(history: History): readonly Remark[] {
  const walk = walkKeys(history);
  if (walk === null) return []; // said elsewhere
  const entries = history.ledgers.flatMap((ledger) => ledger.entries);
  const out = walk.faults.filter(({ place }) => place.index !== 0); // a founding is judged with its year
  const misplaced = out.map(({ place, code, sentence }): Remark => ({ record: placeText(place), code, sentence }));
  const { compromised, closed } = walk.keys;
  const isLonger = ({ year, index }: Place): boolean =>
    history.ledgers.some((ledger) => ledger.year === year && ledger.entries.length > index);
  if (compromised.length === 0 && !closed.some(isLonger)) return misplaced;
  const voided = entries.flatMap((entry): readonly Remark[] => {
    const mark = voidedBy(walk.keys, placeOf(entry));
    if (mark === null) return [];
    if (mark.why === 'reopened') {
      const late = `It was added to ledger/${entry.year} behind the ${mark.index} records that record ${placeText(mark.by)} quotes, signed by the key ${keyId(mark.key)} alone, which has been replaced since: it proves nothing.`;
      return [{ code: 'year-reopened', record: entry.id, file: entry.path, commit: entry.commit, sentence: late }];
    }
    const sentence = `It was signed by the key ${keyId(mark.key)} alone, which is compromised from record ${placeText(mark)} on (so says ${placeText(mark.by)}): it proves nothing.`;
    return [{ code: 'key-compromised', record: entry.id, file: entry.path, commit: entry.commit, sentence }];
  });
  const marks = compromised.map((mark) => extentOf(mark, walk.keys, entries.map(placeOf), history.known));
  return [...misplaced, ...marks, ...voided];
}

/** What the loss of a key costs, and what is still good. */
function extentOf(
  mark: KeyMark,
  keys: KeyHistory,
  places: readonly ReturnType<typeof placeOf>[],
  known: readonly Known[],
): Remark {
  const lost = places.filter((place) => signerAt(keys, place) === mark.key && !isBefore(place, mark));
  const [first, last] = [lost[0], lost.at(-1)];
  const said = ofTypes(known, 'key-compromised').filter(({ entry }) => entry.id === placeText(mark.by));
  const reason = said.map(({ record }) => record.reason);
  const range =
    first === undefined || last === undefined
      ? 'It signed nothing alone from there on'
      : `The records ${placeText(first)} to ${placeText(last)}, which it alone signed, are void`;
  const sentence = `The key ${keyId(mark.key)} is compromised from record ${placeText(mark)} on: ${reason.join(' ')} ${range}; the other ${places.length - lost.length} records are still good.`;
  return { code: 'key-lost', severity: 'reported', record: placeText(mark.by), sentence };
}

/** Signature, size and root of one commit's checkpoint. */
function coverage(
  commit: LedgerCommit,
  { year, roots }: LedgerYear,
  required: readonly string[],
  originBase: string | null,
): readonly Remark[] {
  const { size, signedBy = [] } = commit;
  if (originBase === null) return []; // said elsewhere
  const origin = ledgerOrigin(originBase, year);
  const isChecked = required.length > 0 && required.every((key) => signedBy.includes(key));
  if (isChecked && commit.covers === origin) return []; // as it was read: nothing is left to be compared
  const { checkpoint } = commit;
  if (checkpoint === null) return []; // said elsewhere
  const answer = isChecked
    ? openCheckedCheckpoint(checkpoint, origin)
    : openCheckpointOfAll(checkpoint, required.flatMap(keyOf), origin);
  if (answer.kind === 'verified' && answer.checkpoint.size === size && answer.checkpoint.root === roots.at(size))
    return [];
  const { sha } = commit;
  const place = { commit: sha, file: 'checkpoint', record: size === 0 ? null : `${year}/${size - 1}` };
  const whose = `The checkpoint of commit ${short(sha)} does not hold`;
  if (answer.kind === 'refused')
    return [{ ...place, code: 'checkpoint-unsigned', sentence: `${whose}: ${answer.why}.` }];
  const signed = answer.checkpoint;
  if (signed.size !== size) {
    const sentence = `${whose}: it counts ${signed.size} records, and there are ${size}.`;
    return [{ ...place, code: 'checkpoint-size', sentence }];
  }
  return [{ ...place, code: 'checkpoint-root', sentence: `${whose}: the records up to there have another root.` }];
}

const parsed = new Map<string, VerifierKey | null>();

/** Parsing a key costs as much as checking a signature: each is parsed once. */
function keyOf(text: string): readonly VerifierKey[] {
  const key = parsed.get(text) ?? parseVerifierKey(text);
  parsed.set(text, key);
  return key === null ? [] : [key];
}

function byCommit(known: readonly Known[]): ReadonlyMap<string, readonly Known[]> {
  return Map.groupBy(
    known.filter((one) => isAboutKeys({ type: typeOf(one) })),
    ({ entry }) => entry.commit,
  );
}

/** Where a record lies. */
export function placeOf({ year, position }: Known['entry']): { readonly year: number; readonly index: number } {
  return { year, index: position };
}
