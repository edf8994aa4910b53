// The ledger's keys over time: one hands over to another, a replaced one is given up, a stolen one is named.
import { type Checkpoint, ledgerOrigin } from './core/checkpoint.ts';
import type { Sha } from './core/facts.ts';
import { type KeyHistory, keyId, keysAfter, type Place, placeText, voidedBy } from './core/key-history.ts';
import { formatInstant, type Instant } from './core/time.ts';
import type { Ledger, LedgerView, RecordDraft } from './ports/ledger.ts';

export interface KeyWork {
  /** A ledger that holds the key in force, and for a rotation the next one too. */
  readonly ledger: Ledger;
  readonly originBase: string;
  /** What every record carries. */
  readonly base: { readonly repository: number; readonly main: Sha };
  readonly now: Instant;
}

export type KeyAnswer =
  | { readonly kind: 'done'; readonly sentence: string }
  | { readonly kind: 'no'; readonly sentence: string };

/**
 * Enrols the next key by a record that both keys sign; done before, it does nothing more.
 * @param next the next key as a C2SP verifier key
 * @throws LedgerFault where the ledger does not hold both keys
 */
export function rotateKey(work: KeyWork, next: string): Promise<KeyAnswer> {
  return write(work, ({ current }, { year }, view) => {
    if (current === next) return done(`The key ${keyId(next)} signs the ledger already.`);
    const origin = ledgerOrigin(work.originBase, year);
    return {
      draft: {
        type: 'key-enrolled',
        role: 'rotation',
        key: next,
        replaces: current,
        origin,
        previous: lateQuote(view, work.originBase),
      },
      said: (id) => `Record ${id} hands over from the key ${keyId(current)} to ${keyId(next)}, signed by both.`,
    };
  });
}

/**
 * The end of the year before where it has more than its successor quoted, from a writer whose clock was a moment behind: after
 * this, nothing that the old key alone signs there counts any more.
 */
function lateQuote({ branches }: LedgerView, originBase: string): Checkpoint | null {
  const [before, newest] = [branches.at(-2), branches.at(-1)];
  const quoted = newest?.previous?.size;
  if (before === undefined || newest === undefined || quoted === undefined || before.size <= quoted) return null;
  const { year, size, root } = before;
  if (voidedBy(newest.keys, { year, index: size - 1 }) !== null) return null;
  return { origin: ledgerOrigin(originBase, year), size, root };
}

/**
 * Gives up replaced keys for good, one for each call, the oldest first.
 * @param wanted id of the key; without it the oldest replaced key that is not retired yet
 */
export function retireKey(work: KeyWork, wanted: string | null): Promise<KeyAnswer> {
  return write(work, (keys) => {
    const open = replacedKeys(keys).filter(({ key }) => !keys.retired.some((mark) => mark.key === key));
    const found = open.find(({ key }) => wanted === null || keyId(key) === wanted);
    if (found === undefined) {
      return no(wanted === null ? 'No replaced key is left to retire.' : `${wanted} is no replaced key to retire.`);
    }
    const { key, until } = found;
    return {
      draft: { type: 'key-retired', key, year: until.year, from: until.index },
      said: (id) => `Record ${id} retires the key ${keyId(key)} from ${placeText(until)} on.`,
    };
  });
}

export interface Compromise {
  /** The first record whose signature proves nothing any more; without a year, of the newest one. */
  readonly from: { readonly year: number | null; readonly index: number };
  readonly reason: string;
  /** Id of the key; without it the one that was replaced last. */
  readonly key: string | null;
}

/** Marks a replaced key as compromised; the key in force has to hand over first, or nothing could be decided any more. */
export function markCompromised(work: KeyWork, { from, reason, key: wanted }: Compromise): Promise<KeyAnswer> {
  return write(work, (keys, { year }) => {
    if (wanted !== null && keyId(keys.current) === wanted) {
      return no(`${wanted} is the key in force. Run countersign key rotate first, then mark it.`);
    }
    const found = replacedKeys(keys).findLast(({ key }) => wanted === null || keyId(key) === wanted);
    if (found === undefined) {
      return no(
        wanted === null ? 'No key was replaced yet. Rotate first, then mark.' : `${wanted} is no replaced key.`,
      );
    }
    const mark = { key: found.key, year: from.year ?? year, from: from.index };
    const place = placeText({ year: mark.year, index: mark.from });
    const told = keys.compromised.some(
      (one) => one.key === mark.key && one.year === mark.year && one.index === mark.from,
    );
    if (told) return done(`The ledger says already that ${keyId(mark.key)} is compromised from ${place} on.`);
    return {
      draft: { type: 'key-compromised', ...mark, reason },
      said: (id) => `Record ${id} voids what the key ${keyId(mark.key)} alone signed from ${place} on.`,
    };
  });
}

/** The keys that have handed over, oldest first, with the place of the rotation. */
function replacedKeys({ spans }: KeyHistory): readonly { readonly key: string; readonly until: Place }[] {
  return spans.flatMap(({ key }, at) => {
    const next = spans[at + 1];
    return next === undefined || next.key === key ? [] : [{ key, until: next }];
  });
}

type Wish =
  | KeyAnswer
  | {
      readonly draft: Readonly<Record<string, unknown>> & { readonly type: string };
      readonly said: (id: string) => string;
    };

/**
 * Appends one record about keys; what the ledger's own rules do not take becomes a "no" before it is written. It races for the
 * head on purpose: who signs depends on the very head that it lands on, and a rotation needs the next key at hand.
 */
async function write(
  { ledger, base, now }: KeyWork,
  wish: (keys: KeyHistory, at: { readonly year: number }, view: LedgerView) => Wish,
): Promise<KeyAnswer> {
  let answer: KeyAnswer = no('The ledger is not founded yet. Run countersign found first.');
  let said: (id: string) => string = () => '';
  const result = await ledger.append((view) => {
    const newest = view.branches.at(-1);
    if (newest === undefined) return [];
    const wanted = wish(newest.keys, newest, view);
    if ('kind' in wanted) {
      answer = wanted;
      return [];
    }
    const draft: RecordDraft = { ...wanted.draft, ...base, at: formatInstant(now) };
    const refusal = refusalOf(draft, newest.keys, view, now);
    answer = no(refusal ?? '');
    said = wanted.said;
    return refusal === null ? [draft] : [];
  }, now);
  const stored = result.kind === 'appended' ? result.records[0] : undefined;
  return stored === undefined ? answer : done(said(`${stored.year}/${stored.index}`));
}

function refusalOf(draft: RecordDraft, keys: KeyHistory, view: LedgerView, now: Instant): string | null {
  const year = new Date(now).getUTCFullYear();
  if (view.year !== year) return `The ledger of ${year} is not founded yet. Run countersign found --open first.`;
  return keysAfter(keys, year, view.size, [draft]).faults[0]?.sentence ?? null;
}

function done(sentence: string): KeyAnswer {
  return { kind: 'done', sentence };
}

function no(sentence: string): KeyAnswer {
  return { kind: 'no', sentence };
}
