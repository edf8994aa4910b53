// Which key signs the ledger where: enrolled, rotated, retired and compromised by records; intervals of indices, never dates.
import { parseVerifierKey } from './note-keys.ts';

/** A place in the ledger: the year whose branch it is, and the index there. */
export interface Place {
  readonly year: number;
  readonly index: number;
}

/** From here on this key signs, until the next span begins. */
export interface KeySpan extends Place {
  readonly key: string;
}

/** What a record says about a key: it holds from this place on. */
export interface KeyMark extends Place {
  readonly key: string;
  /** The record that says so. */
  readonly by: Place;
}

/** Up to this place of an earlier year its records are quoted, by that record. */
export interface Closing extends Place {
  readonly by: Place;
}

/** Why a record proves nothing: a stolen key alone has signed it, or a replaced one, behind the end of a year that was quoted. */
export interface VoidMark extends KeyMark {
  readonly why: 'compromised' | 'reopened';
}

/** All keys so far, as C2SP verifier keys. */
export interface KeyHistory {
  /** The key that the next checkpoint needs. */
  readonly current: string;
  /** Oldest first. */
  readonly spans: readonly KeySpan[];
  readonly retired: readonly KeyMark[];
  readonly compromised: readonly KeyMark[];
  /** The ends of earlier years, as records about keys quote them. */
  readonly closed: readonly Closing[];
}

export interface KeyFault {
  readonly place: Place;
  readonly code: 'key-differs' | 'key-rotation-refused' | 'key-mark-refused';
  readonly sentence: string;
}

export interface KeyStep {
  /** Who must have signed the checkpoint of these records: one key, and both where one hands over to the other. */
  readonly required: readonly string[];
  readonly after: KeyHistory;
  /** Records about keys that may not stand here; they change nothing. */
  readonly faults: readonly KeyFault[];
}

/** A record of any type; only those about keys are looked into, and nothing in them is taken for granted. */
export interface AnyRecord {
  readonly type: string;
}

/** The history before the first record: the key that main pins. */
export function historyFrom(key: string): KeyHistory {
  return { current: key, spans: [], retired: [], compromised: [], closed: [] };
}

/**
 * Goes on by the records of one commit.
 * @param first the index of the first of them
 */
export function keysAfter(before: KeyHistory, year: number, first: number, records: readonly AnyRecord[]): KeyStep {
  let after = before;
  const faults: KeyFault[] = [];
  for (const [at, record] of records.entries()) {
    if (!isAboutKeys(record)) continue;
    const answer = keysAfterRecord(after, record, { year, index: first + at }, at === 0);
    if ('code' in answer) faults.push(answer);
    else after = answer;
  }
  return { required: [...new Set([before.current, after.current])], after, faults };
}

/**
 * Goes on by one record about keys.
 * @param opens whether it is the first record of its commit
 * @returns the same history for a record about anything else, and why not where the record may not stand here
 */
export function keysAfterRecord(
  before: KeyHistory,
  record: AnyRecord,
  place: Place,
  opens: boolean,
): KeyHistory | KeyFault {
  const rule = RULES.get(record.type);
  return rule === undefined ? before : rule(before, Object.fromEntries(Object.entries(record)), place, opens);
}

/** Whether the record is of a type that can change which key signs, or what a signature is worth. */
export function isAboutKeys({ type }: { readonly type: string }): boolean {
  return RULES.has(type);
}

/** The history over records of any number of years, oldest first; the first of them names the key that the chain begins with. */
export function historyOver(records: readonly (Place & { readonly record: AnyRecord })[]): KeyHistory | null {
  const first = Object.fromEntries(Object.entries(records[0]?.record ?? {}))['key'];
  if (typeof first !== 'string') return null;
  return records.reduce((before, { year, index, record }) => {
    if (!isAboutKeys(record)) return before;
    const answer = keysAfterRecord(before, record, { year, index }, true);
    return 'code' in answer ? before : answer;
  }, historyFrom(first));
}

/** The key that must have signed the checkpoint of the commit that brought this record. */
export function signerAt({ spans, current }: KeyHistory, place: Place): string {
  return spans.findLast((span) => !isBefore(place, span))?.key ?? spans[0]?.key ?? current;
}

/** @returns the mark that voids the record at this place, `null` where its signature still counts */
export function voidedBy(history: KeyHistory, place: Place): VoidMark | null {
  const { compromised, closed, current } = history;
  if (compromised.length === 0 && closed.length === 0) return null;
  const key = signerAt(history, place);
  const lost = compromised.find((mark) => mark.key === key && !isBefore(place, mark));
  if (lost !== undefined) return { ...lost, why: 'compromised' };
  // Whoever kept a replaced key could go on with a year that it signed: nobody quotes that. The key in force may still add a late record.
  const end = closed.findLast(({ year }) => year === place.year);
  if (end === undefined || key === current || isBefore(place, end)) return null;
  return { ...end, key, why: 'reopened' };
}

/** Whether one place comes before another. */
export function isBefore(a: Place, b: Place): boolean {
  return a.year < b.year || (a.year === b.year && a.index < b.index);
}

/** A place as records are called, for example `2026/17`. */
export function placeText({ year, index }: Place): string {
  return `${year}/${index}`;
}

/** A key as people compare it: its id. */
export function keyId(key: string): string {
  return parseVerifierKey(key)?.id ?? JSON.stringify(key.slice(0, 40));
}

type Fields = Readonly<Record<string, unknown>>;
type Rule = (before: KeyHistory, record: Fields, place: Place, opens: boolean) => KeyHistory | KeyFault;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    'key-enrolled',
    (before, record, place, opens) =>
      record['role'] === 'rotation' ? rotated(before, record, place, opens) : founded(before, record, place),
  ],
  ['key-retired', (before, record, place) => marked('retired', before, record, place)],
  ['key-compromised', (before, record, place) => marked('compromised', before, record, place)],
]);

/** A year begins with the key in force: nothing but a rotation brings another. */
function founded(before: KeyHistory, record: Fields, place: Place): KeyHistory | KeyFault {
  const { key } = record;
  const fault = (sentence: string): KeyFault => ({ place, code: 'key-differs', sentence });
  if (place.index !== 0) return fault('It founds a year that has begun; only a rotation enrols a key here.');
  if (key !== before.current) return fault(`It enrols another key than the one in force, ${keyId(before.current)}.`);
  const spans = [...before.spans, { ...place, key: before.current }];
  return { ...before, spans, closed: [...before.closed, ...closingIn(record, place)] };
}

function rotated(before: KeyHistory, record: Fields, place: Place, opens: boolean): KeyHistory | KeyFault {
  const fault = (sentence: string): KeyFault => ({ place, code: 'key-rotation-refused', sentence });
  const { key, replaces } = record;
  const parsed = typeof key === 'string' ? parseVerifierKey(key) : null;
  if (typeof key !== 'string' || parsed === null) return fault('It enrols no verifier key.');
  if (parsed.name !== parseVerifierKey(before.current)?.name) return fault('It enrols a key of another name.');
  if (replaces !== before.current) {
    return fault(`It replaces another key than the one in force, ${keyId(before.current)}.`);
  }
  // A key that came back would make "what it signed" two intervals, and a retired one is retired for good.
  if (key === before.current || before.spans.some((span) => span.key === key)) {
    return fault('It enrols a key that has signed before.');
  }
  // Whoever stole the key could hand over to a key of their own as well.
  if (before.compromised.some((mark) => mark.key === before.current)) {
    return fault('The key in force is compromised and can hand over to no other.');
  }
  // So that every record has exactly one signer: what comes before the rotation is the old key's, all after it the new one's.
  if (place.index === 0 || !opens) return fault('It is not the first record of its commit.');
  const spans = [...before.spans, { ...place, key }];
  return { ...before, current: key, spans, closed: [...before.closed, ...closingIn(record, place)] };
}

/** The end of an earlier year that a record quotes, if any. */
function closingIn({ previous }: Fields, by: Place): readonly Closing[] {
  const { origin, size }: Fields = Object(previous); // whatever it is: nothing in it is taken for granted
  const year = /\/ledger\/(\d{4})$/.exec(String(origin))?.[1];
  return year === undefined || typeof size !== 'number' ? [] : [{ year: Number(year), index: size, by }];
}

function marked(list: 'retired' | 'compromised', before: KeyHistory, record: Fields, by: Place): KeyHistory | KeyFault {
  const fault = (sentence: string): KeyFault => ({ place: by, code: 'key-mark-refused', sentence });
  const { key, year, from } = record;
  if (typeof key !== 'string' || typeof year !== 'number' || typeof from !== 'number') {
    return fault('It names no key and no place.');
  }
  const mark: KeyMark = { key, year, index: from, by };
  if (!before.spans.some((span) => span.key === key)) return fault('It names a key that was never enrolled.');
  if (isBefore(by, mark)) return fault('It names a place that is yet to come.');
  if (list === 'retired') {
    if (key === before.current) return fault('It retires the key in force; rotate to another first.');
    const end = before.spans[before.spans.findLastIndex((span) => span.key === key) + 1];
    if (end !== undefined && isBefore(mark, end)) {
      return fault(`It retires the key from ${placeText(mark)} on, and it signed until ${placeText(end)}.`);
    }
  }
  return { ...before, [list]: [...before[list], mark] };
}
