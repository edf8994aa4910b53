// Completeness over the ports: settles what ended unrecorded, counts each month once it is over, and says what is missing.
import { kindOfBranch } from './core/change-kind.ts';
import { accountFor, type Fate, populationsDue, type ShownPull } from './core/completeness.ts';
import { recordId } from './core/records.ts';
import { countedOver } from './core/unaccounted.ts';
import type { RecordId } from './core/record-parts.ts';
import { momentOf } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import { recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { knownPulls } from './known-pulls.ts';
import { logOnce } from './log-once.ts';
import { isAccounted, settleMerged } from './merged.ts';
import type { Pull } from './ports/forge.ts';
import { ForgeFault } from './ports/forge.ts';
import type { LedgerView } from './ports/ledger.ts';
import { inDoubt } from './reconcile.ts';
import type { Workplace } from './workplace.ts';

/** How long an intent may be without an outcome before that is worth a word, in milliseconds. */
const SETTLE = 600_000;

export interface Completeness {
  /** What became of every pull request from 1 to the highest number. */
  readonly pulls: Readonly<Record<Fate, number>>;
  /** Numbers that neither the code host nor the ledger can account for. */
  readonly gaps: readonly number[];
  /** Requests whose end nobody had recorded, and now somebody has. */
  readonly settled: readonly number[];
  /** The months that were counted now. */
  readonly counted: readonly string[];
  /** Intents whose outcome nobody knows, as records. */
  readonly inDoubt: readonly { readonly record: RecordId; readonly action: string; readonly since: string }[];
}

/**
 * Accounts for every pull request by number. Running it twice records nothing twice.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may be decided
 */
export async function complete(ground: Ground, place: Workplace): Promise<Completeness> {
  // A month is counted on the whole list; between two counts the numbers that nobody has accounted for are looked at.
  const isDue = populationsDue(placedIn(ground.view), [], place.now()).length > 0;
  const pulls = isDue ? await place.forge.allPulls() : await knownPulls(ground, place);
  const { settled, ground: after } = await settle(pulls, ground, place);
  const highest = pulls.reduce((most, { number }) => Math.max(most, number), 0);
  const others = countedOver(after.records).map(notOurs);
  const { gaps } = accountFor([1, highest], after.records, [...others, ...pulls]);
  const issues = await issuesAmong(gaps, after.records, place);
  const counted = await countMonths([...pulls, ...issues], ground, place);
  const account = accountFor([1, highest], after.records, [...others, ...pulls, ...issues]);
  if (account.gaps.length > 0) logOnce(`nobody can account for request ${account.gaps.join(', ')}`, place);
  const doubts = inDoubt(after);
  for (const intent of doubts) {
    if (place.now() - momentOf(intent.at) < SETTLE) continue;
    logOnce(`${intent.action.id}: intended at ${intent.at}, and what became of it is not known`, place);
  }
  return {
    pulls: account.pulls,
    gaps: account.gaps,
    settled,
    counted,
    inDoubt: doubts.map((intent) => ({ record: recordId(intent), action: intent.action.id, since: intent.at })),
  };
}

/** So many numbers are asked about one by one; more are looked for in the list of issues first. */
const FEW = 20;

/**
 * Numbers of the same row that issues have taken. Whoever opens a great many must not use up what the gate may ask for, so that
 * their number alone does not decide how often the forge is asked.
 */
async function issuesAmong(
  numbers: readonly number[],
  records: Ground['records'],
  { forge }: Workplace,
): Promise<readonly ShownPull[]> {
  const listed = numbers.length > FEW ? await listedIssues(records, forge) : new Set<number>();
  const issues: ShownPull[] = [];
  for (const number of numbers) {
    if (listed.has(number) || (await forge.isIssue(number))) issues.push(notOurs(number));
  }
  return issues;
}

/** Those that can be younger than the last count of a month; none where the forge has no such list. */
async function listedIssues(records: Ground['records'], forge: Workplace['forge']): Promise<ReadonlySet<number>> {
  const counted = records.findLast(({ type }) => type === 'population');
  try {
    const since = counted === undefined ? 0 : momentOf(counted.at) - LONGEST_MONTH;
    return new Set((await forge.issuesSince(since)).map(({ number }) => number));
  } catch (cause) {
    if (cause instanceof ForgeFault) return new Set();
    throw cause;
  }
}

/** A count covers the month before it, in milliseconds. */
const LONGEST_MONTH = 32 * 86_400_000;

/** Nothing that the gate decides about, and never the newest request of a month. */
function notOurs(number: number): ShownPull {
  return { number, state: 'closed', openedAt: Number.POSITIVE_INFINITY };
}

/**
 * Records the end of every pull request that is over and whose end the ledger does not know. They were over before this run
 * began, so what is recorded is derived afterwards, and says so.
 * @param pulls every pull request, of any state
 */
export async function settle(
  pulls: readonly Pull[],
  ground: Ground,
  place: Workplace,
): Promise<{ readonly settled: readonly number[]; readonly ground: Ground }> {
  const settled: number[] = [];
  const over = pulls.filter(
    (pull) => pull.state !== 'open' && !isAccounted(ground.records, pull.number) && !isOlderThanLedger(pull, ground),
  );
  // The list may be newer than the last fetch, and a merge that it names is looked at in git.
  if (over.length > 0) await place.repository.fetch();
  for (const pull of over) {
    if (await settleMerged(pull, ground, place, { reconstructed: true })) settled.push(pull.number);
  }
  return { settled, ground: settled.length === 0 ? ground : await withLedger(ground, place) };
}

/** What was over before there was a ledger is no business of the gate, unless its branch says that it was meant for it. */
function isOlderThanLedger({ headBranch, closedAt }: Pull, { records }: Ground): boolean {
  const founded = records[0]?.at;
  if (founded === undefined || closedAt === null || kindOfBranch(headBranch) !== 'code') return false;
  return closedAt < momentOf(founded);
}

/**
 * Appends the counts that are due, judged on the very head that they follow; a month is never counted twice. It races for that
 * head on purpose: a count that waited in the queue would leave out what came in before it.
 */
async function countMonths(pulls: readonly ShownPull[], ground: Ground, place: Workplace): Promise<readonly string[]> {
  const now = place.now();
  if (populationsDue(placedIn(ground.view), pulls, now).length === 0) return [];
  const base = { at: formatInstant(now), repository: ground.info.id, main: ground.main };
  const counts: string[] = [];
  const result = await place.ledger.append((view) => {
    const due = populationsDue(placedIn(view), pulls, now);
    counts.splice(0, counts.length, ...due.map(({ period }) => period));
    return due.map((one) => ({ ...base, ...one }));
  }, now);
  if (result.kind === 'nothing') return [];
  for (const period of counts) place.log(`${period}: counted`);
  return counts;
}

function placedIn(view: LedgerView) {
  const records = recordsOf(view);
  return view.records.flatMap(({ year }, at) => {
    const record = records[at];
    return record === undefined ? [] : [{ year, record }];
  });
}
