// How far somebody outside vouches for the ledger: each anchor against the records here, the grade that follows, and the tail.
import { ledgerOrigin, openCheckpointOfAll } from '../checkpoint.ts';
import { parseVerifierKey } from '../note-keys.ts';
import type { Instant } from '../time.ts';
import type { History, Remark } from './history.ts';
import { walkKeys } from './keys.ts';

/** `chained` by hashes alone, `signed` by the ledger's key, `anchored` or `witnessed` by somebody outside too. */
export type Grade = 'chained' | 'signed' | 'anchored' | 'witnessed';

export type AnchorKind = 'timestamp' | 'witness' | 'tag' | 'second';

/** What became of the outsider's own signature. */
export type Proof =
  | { readonly kind: 'proven'; readonly at: Instant | null; readonly by: string }
  | { readonly kind: 'unchecked'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

/** A checkpoint as an outsider has it. */
export interface Evidence {
  readonly kind: AnchorKind;
  readonly year: number;
  readonly size: number;
  /** The signed note that was anchored. */
  readonly note: string;
  /** Where it lies, for people. */
  readonly file: string;
  readonly proof: Proof;
}

export interface Anchoring {
  readonly grade: Grade;
  readonly anchors: readonly Evidence[];
  /** What no proven anchor reaches: the records from this place on. */
  readonly unanchored: { readonly year: number | null; readonly from: number; readonly records: number };
  readonly remarks: readonly Remark[];
}

/**
 * Judges the anchors.
 * @param sound whether every checkpoint is signed as it should be
 */
export function judgeAnchors(history: History, evidence: readonly Evidence[], sound: boolean): Anchoring {
  const judged = evidence.map((one) => ({ one, remark: remarkOn(one, history) }));
  const proven = judged.filter(({ one, remark }) => remark === null && one.proof.kind === 'proven');
  const ordered = proven.map(({ one }) => one).toSorted((a, b) => a.year - b.year || a.size - b.size);
  const remarks = judged.flatMap(({ remark }) => remark ?? []);
  return {
    grade: gradeOf(ordered, history, sound),
    anchors: evidence,
    unanchored: tailAfter(ordered.at(-1) ?? null, history),
    remarks,
  };
}

function gradeOf(proven: readonly Evidence[], { trust }: History, sound: boolean): Grade {
  if (trust.key === null || !sound) return 'chained';
  if (proven.some(({ kind }) => kind === 'witness')) return 'witnessed';
  return proven.length > 0 ? 'anchored' : 'signed';
}

function tailAfter(last: Evidence | null, { ledgers }: History): Anchoring['unanchored'] {
  // A year quotes the one before it, so an anchor reaches back over all years.
  const counts = ledgers.map(({ year, entries }) => {
    if (last === null || year > last.year) return { year, from: 0, records: entries.length };
    return { year, from: last.size, records: year < last.year ? 0 : Math.max(0, entries.length - last.size) };
  });
  const [first] = counts.filter(({ records }) => records > 0);
  const records = counts.reduce((sum, one) => sum + one.records, 0);
  return { year: first?.year ?? null, from: first?.from ?? 0, records };
}

const WORDS: Readonly<Record<AnchorKind, string>> = {
  timestamp: 'time stamp',
  witness: 'witness',
  tag: 'signed tag',
  second: 'second repository',
};

/** What speaks against the ledger, or against the anchor itself; `null` where nothing does. */
function remarkOn({ kind, year, size, note, file, proof }: Evidence, history: History): Remark | null {
  const place = { file, record: size === 0 ? null : `${year}/${size - 1}` };
  const say = (code: string, sentence: string, severity: Remark['severity'] = 'failure'): Remark => ({
    ...place,
    code,
    sentence,
    severity,
  });
  const ledger = history.ledgers.find((one) => one.year === year);
  const walk = walkKeys(history);
  const { originBase } = history.trust;
  if (walk === null || originBase === null) return null; // no signature can be checked at all: said elsewhere
  const texts = new Set([walk.keys.current, ...walk.keys.spans.map(({ key }) => key)]);
  const answers = [...texts].flatMap((text) => {
    const key = parseVerifierKey(text);
    return key === null ? [] : [openCheckpointOfAll(note, [key], ledgerOrigin(originBase, year))];
  });
  const signed = answers.find((answer) => answer.kind === 'verified')?.checkpoint;
  // Anybody with push rights can leave a file; without the ledger's own signature it says nothing about the ledger.
  if (signed?.size !== size) {
    return say('anchor-foreign', `The ${WORDS[kind]} is over no checkpoint of this ledger.`, 'reported');
  }
  const held = ledger?.entries.length ?? 0;
  if (size > held) {
    const sentence = `The ${WORDS[kind]} has seen ${size} records of ledger/${year}, and there are ${held} here: records were cut off.`;
    return say('anchor-ahead', sentence);
  }
  if (ledger?.roots.at(size) !== signed.root) {
    const sentence = `The ${WORDS[kind]} has seen another ledger/${year} of ${size} records: it was written anew, and its key signed both.`;
    return say('anchor-differs', sentence);
  }
  if (proof.kind !== 'refused') return null;
  return say(
    'anchor-refused',
    `The ${WORDS[kind]} over ${size} records of ledger/${year} does not hold: ${proof.why}.`,
  );
}
