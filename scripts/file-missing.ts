// Files what nobody has filed: every gate failure on the ledger gets its report, and a quarter with too many its root-cause review.
import { recordedEvent, rootCauseEvent } from './core/gate-event-draft.ts';
import type { EventContent } from './core/gate-event-draft.ts';
import { failuresByQuarter, failureStates, reportOf, wasReported } from './core/gate-failures.ts';
import type { FailureState } from './core/gate-failures.ts';
import { plainText } from './core/plain-text.ts';
import { quarterFailures, rootCauseId, rootCauseMissing } from './core/review-rule.ts';
import { INBOX } from './core/claimed.ts';
import { fileEvent, openEvents } from './file-event.ts';
import type { Filed } from './file-event.ts';
import type { Ground } from './ground.ts';
import type { Workplace } from './workplace.ts';

export interface FilingReport {
  /** The requests that were opened now. */
  readonly filed: readonly { readonly event: string; readonly pull: number; readonly url: string }[];
  /** What could not be filed, in sentences. */
  readonly unfiled: readonly string[];
}

/** So many requests are opened in one run; whoever floods the inbox with claims is only slow. */
const MOST = 10;
/** Records that one request tells of, far from the most that its file may be long. */
const MOST_RECORDS = 500;

/**
 * Opens the request for each gate failure that no gate event tells of, on main or on its way there, and for the root-cause
 * review of each quarter that needs one (standard: more than two in a quarter).
 * @throws ForgeFault or GitFault where it can't be known what is there
 */
export async function fileMissing(ground: Ground, place: Workplace): Promise<FilingReport> {
  const asked = await openEvents(ground, place);
  const [named, ids] = [new Set(asked.flatMap(({ records }) => records)), new Set(asked.map(({ id }) => id))];
  const missing = failureStates(ground.records).filter(
    ({ id, record, events }) => events.length === 0 && !named.has(id) && !ids.has(reportOf(record) ?? ''),
  );
  const wanted = [...eventsOf(missing), ...rootCauses(ground).filter(({ id }) => !ids.has(id))];
  const filed: FilingReport['filed'][number][] = [];
  const unfiled: string[] = [];
  for (const event of wanted) {
    if (filed.length === MOST) break;
    const done = await fileOrFallBack(event, ground, place);
    if (done.kind === 'refused') unfiled.push(...done.sentences);
    if (done.kind !== 'opened') continue;
    filed.push({ event: event.id, pull: done.pull.number, url: done.pull.url });
    place.log(`request ${done.pull.number}: filed gate event ${event.id}`);
  }
  return { filed, unfiled };
}

/**
 * Opens the request for each broken glass at once, so that its review begins while it runs. Nothing that happens here stops what is
 * recorded: what could not be filed is said, and filed by the next run or by `detect`.
 */
export async function fileGlass(ground: Ground, place: Workplace): Promise<void> {
  const glass = failureStates(ground.records).filter(
    ({ record, events }) => record.kind === 'break-glass' && events.length === 0,
  );
  for (const event of eventsOf(glass)) {
    try {
      const done = await fileEvent(event, ground, place);
      if (done.kind === 'opened') place.log(`request ${done.pull.number}: filed gate event ${event.id}`);
      if (done.kind === 'refused') place.log(`gate event ${event.id}: not filed: ${done.sentences.join(' ')}`);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'a fault';
      place.log(`gate event ${event.id}: not filed yet, detect files it: ${why}`);
    }
  }
}

/** Where nobody but the one who reported it could approve, the report counts as noticed without anybody. */
async function fileOrFallBack(event: EventContent, ground: Ground, place: Workplace): Promise<Filed> {
  const done = await fileEvent(event, ground, place);
  const isOwn = event.reportedBy !== null && done.kind === 'refused' && done.unfilled === true;
  if (!isOwn || event.records.some((id) => isGlass(id, ground))) return done;
  const detectedBy = plainText(`${event.detectedBy}, reported by ${event.reportedBy}`, 200);
  return fileEvent({ ...event, detectedBy, reportedBy: null }, ground, place);
}

/** Whoever broke the glass never has a part in the review of it. */
function isGlass(id: string, { records }: Ground): boolean {
  return failureStates(records).some((one) => one.id === id && one.record.kind === 'break-glass');
}

/** What was noticed together is told together; what somebody reported, and each broken glass, by itself. */
function eventsOf(missing: readonly FailureState[]): readonly EventContent[] {
  const groups = Map.groupBy(missing, ({ id, record }) => {
    const isOne = wasReported(record) || record.kind === 'break-glass' || record.action !== null;
    return isOne ? id : `${record.kind} ${record.detectedBy} ${record.at} ${record.automation ?? ''}`;
  });
  return [...groups.values()].flatMap(inParts).flatMap((group) => {
    const [first, ...more] = group.map(({ record }) => record);
    if (first === undefined) return [];
    const event = recordedEvent(first, more);
    // A claim may carry any mark, also that of a report to come: its file would stand in the place of that report's.
    const own = first.detectedBy === INBOX ? null : reportOf(first);
    return [{ ...event, id: own ?? event.id }];
  });
}

/** A program that ran wild on a whole fleet must not be told of in a file that is too long to be read. */
function inParts(group: readonly FailureState[]): readonly (readonly FailureState[])[] {
  const count = Math.ceil(group.length / MOST_RECORDS);
  return Array.from({ length: count }, (_, at) => group.slice(at * MOST_RECORDS, (at + 1) * MOST_RECORDS));
}

/** By the present policy's number; one that was asked for stays asked for. */
function rootCauses({ records, policy }: Ground): readonly EventContent[] {
  const counts = quarterFailures(records);
  const filed = new Set(records.flatMap((one) => (one.type === 'gate-event-filed' ? [one.event] : [])));
  return [...failuresByQuarter(records)].flatMap(([quarter, failures]) => {
    if (filed.has(rootCauseId(quarter)) || !rootCauseMissing(quarter, counts, policy.standard)) return [];
    const last = failures.at(-1);
    return last === undefined ? [] : [rootCauseEvent(quarter, failures, Date.parse(last.at))];
  });
}
