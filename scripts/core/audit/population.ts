// The monthly counts, taken again from the records: how many of each type, and what became of every request by number.
import { canonicalize } from '../canonical.ts';
import { accountFor, endOf, FATED_TYPES, FATES, periodAfter, rangeOf, type Headed } from '../completeness.ts';
import type { Indexed } from '../records.ts';
import type { Population } from '../records-of-ledger.ts';
import { momentOf } from '../snapshots.ts';
import { type History, type Known, ofTypes, type Remark, headingOf, typeOf } from './history.ts';
import { at } from './requests.ts';

type Counted = Known & { readonly record: Indexed<Population> };

/** Each count is what the records before it give, follows the count before it, and was taken when its month was over. */
export function populationsAgree({ known }: History): readonly Remark[] {
  const remarks: Remark[] = [];
  let last: Indexed<Population> | null = null;
  // The month that has to be counted next, from the first record on.
  let due = '';
  for (const [place, one] of known.entries()) {
    due ||= monthOf(one);
    if (!isCounted(one)) continue;
    remarks.push(...judged(one, known.slice(0, place), last, due));
    last = one.record;
    due = periodAfter(one.record.period);
  }
  return [...remarks, ...known.slice(-1).flatMap((newest) => uncounted(newest, due))];
}

function judged(
  one: Counted,
  before: readonly Known[],
  last: Indexed<Population> | null,
  due: string,
): readonly Remark[] {
  const { record } = one;
  const remarks: Remark[] = [];
  const say = (code: string, sentence: string): unknown => remarks.push(at(one, code, sentence));
  if (record.period !== due) {
    say('population-order', `It counts ${record.period}, and the month to be counted was ${due}.`);
  }
  if (momentOf(record.at) < endOf(record.period)) {
    say('population-order', `It was taken at ${record.at}, and ${record.period} was not over.`);
  }
  const difference = recounted(record, before, last);
  if (difference !== null) say('population-differs', `The count of ${record.period} is wrong: ${difference}.`);
  if (record.gaps.length === 0) return remarks;
  const sentence = `Nobody could account for ${record.gaps.map((number) => `request ${number}`).join(', ')} in ${record.period}.`;
  return [...remarks, { ...at(one, 'request-missing', sentence), severity: 'reported' }];
}

/** What is wrong with a count, `null` where nothing is. */
function recounted(record: Population, before: readonly Known[], last: Population | null): string | null {
  const range = rangeOf(record.period, { [Symbol.iterator]: () => headingsIn(before) }, last);
  if (record.from !== range.from || record.until !== range.until) {
    return `it covers records ${record.from} to before ${record.until}, and the month has ${range.from} to before ${range.until}`;
  }
  if (canonicalize(record.counts) !== canonicalize(range.counts)) {
    return `it says ${words(record.counts)}, and there are ${words(range.counts)}`;
  }
  const first = (last?.lastPull ?? 0) + 1;
  if (record.firstPull !== first || record.lastPull < first - 1) {
    return `it accounts for requests ${record.firstPull} to ${record.lastPull}, and ${first} is the first one`;
  }
  const opened = openedBy(record.period, before);
  if (record.lastPull < opened) return `it accounts for requests up to ${record.lastPull}, and ${opened} was open then`;
  // What the ledger knows no end of is the code host's word; that it is so many, and each of them once, is not.
  const { pulls, gaps } = accountFor([first, record.lastPull], recordsIn(before), []);
  const wrong = FATES.find((fate) => fate !== 'other' && fate !== 'open' && record.pulls[fate] !== pulls[fate]);
  if (wrong !== undefined) return `it says ${record.pulls[wrong]} ${wrong}, and the records say ${pulls[wrong]}`;
  const unended = new Set(gaps);
  const named = [...record.open, ...record.gaps];
  const ended = named.find((number) => !unended.has(number));
  if (ended !== undefined) return `it names request ${ended}, which had ended or is none of its own`;
  if (new Set(named).size !== named.length || record.open.length !== record.pulls.open) {
    return 'the requests that were open are not as many as it says';
  }
  const left = unended.size - named.length;
  return left === record.pulls.other ? null : `it says ${record.pulls.other} other, and ${left} are left for that`;
}

/** The highest request that was proposed by the month's end: a count that stops before it would leave out whatever it likes. */
function openedBy(period: string, before: readonly Known[]): number {
  return ofTypes(before, 'action-proposed').reduce(
    (most, { record }) => (momentOf(record.openedAt) < endOf(period) ? Math.max(most, record.pull) : most),
    0,
  );
}

/** Months that the ledger has outlived and that nobody has counted; the next sweep counts them. */
function uncounted(newest: Known, due: string): readonly Remark[] {
  if (due >= monthOf(newest)) return [];
  const sentence = `The months from ${due} on have not been counted, though the ledger goes on after them.`;
  return [{ ...at(newest, 'population-missing', sentence), severity: 'reported' }];
}

function monthOf(one: Known): string {
  return headingOf(one).at.slice(0, 7);
}

/** One after the other: all at once would be a year. */
function* recordsIn(known: readonly Known[]): Generator<Indexed> {
  for (const { record } of ofTypes(known, ...FATED_TYPES)) yield record;
}

function* headingsIn(known: readonly Known[]): Generator<Headed> {
  for (const one of known) yield { year: one.entry.year, record: headingOf(one) };
}

function isCounted(one: Known): one is Counted {
  return typeOf(one) === 'population';
}

function words(counts: Readonly<Record<string, number>>): string {
  const types = Object.keys(counts).toSorted();
  return types.map((type) => `${counts[type]} ${type}`).join(', ') || 'none';
}
