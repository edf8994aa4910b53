// report: puts a gate failure on the ledger at once, and then asks for its file, which brings it to those who deal with it.
import { INBOX } from './core/claimed.ts';
import { recordedEvent, reportedEvent, reportedHow } from './core/gate-event-draft.ts';
import type { EventContent, Report } from './core/gate-event-draft.ts';
import { isFailure, reportOf, wasReported } from './core/gate-failures.ts';
import { plainText } from './core/plain-text.ts';
import type { PersonId, Policy } from './core/policy-model.ts';
import { recordId } from './core/records.ts';
import type { GateFailure, Indexed } from './core/records.ts';
import type { RecordId } from './core/record-parts.ts';
import { unsafeIn } from './core/text-safety.ts';
import { formatInstant } from './core/time.ts';
import type { Instant } from './core/time.ts';
import { fileEvent } from './file-event.ts';
import type { Filed } from './file-event.ts';
import { readGround, recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import type { LedgerView } from './ports/ledger.ts';
import { tellDue } from './tell-due.ts';
import type { Workplace } from './workplace.ts';

export interface ReportWish extends Report {
  /** Who reports it; the person whose token it is where absent. */
  readonly reportedBy?: PersonId;
}

export type Reported =
  | { readonly kind: 'refused'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'reported';
      readonly event: EventContent;
      /** Its record; `null` while it waits in the inbox to be taken in. */
      readonly record: RecordId | null;
      readonly filed: Filed;
    };

/**
 * Reports a gate failure (standard: recorded at once, filed, routed to the Security Lead and the Risk Owner). Killed in between
 * and run again, it goes on where it was; what nobody runs again, `detect` files.
 * @param hasKey whether the ledger's key is at hand: without it the record is laid into the inbox, from where the next run of
 *   a verb takes it in
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault
 */
export async function report(wish: ReportWish, hasKey: boolean, place: Workplace): Promise<Reported> {
  const ground = await readGround(place);
  const me = await place.forge.whoAmI();
  const own = [...ground.policy.people.values()].find(({ account }) => account === me.id)?.id ?? null;
  const sentences = faultsIn(wish, ground.policy, place.now());
  if (sentences.length > 0) return { kind: 'refused', sentences };
  const event = reportedEvent(wish, wish.reportedBy ?? own);
  const record = hasKey ? await recordNow(event, ground, place) : await layIntoInbox(event, ground, place);
  const after = await withLedger(ground, place);
  const filed = await fileEvent(record === null ? event : asRecorded(event, record), after, place);
  if (hasKey) await tellDue(after, place);
  return { kind: 'reported', event, record: record === null ? null : recordId(record), filed };
}

/** The file tells what the record does, also where the words of its source have changed in between. */
function asRecorded(event: EventContent, record: Indexed<GateFailure>): EventContent {
  const { how, target, occurredAt } = record;
  const told = [plainText(target ?? '', LONGEST), occurredAt, how];
  const said = [plainText(event.target, LONGEST), event.date, reportedHow(event)];
  if (told.join('\n') === said.join('\n')) return { ...event, records: [recordId(record)] };
  return { ...recordedEvent(record, []), id: event.id };
}

/** Of a target, in characters. */
const LONGEST = 1_000;

/** What is wrong with the words of a report, as sentences; the same rules that its file is read by. */
export function faultsIn(wish: ReportWish, policy: Policy, now: Instant): readonly string[] {
  const { date, reportedBy, automation } = wish;
  const words = LENGTHS.flatMap(([name, option, most]) => {
    const text = wish[name];
    if (text.trim() === '') return [`--${option} is empty. Say it in words.`];
    if (text.length > most) return [`--${option} has more than ${most} characters. Keep it shorter.`];
    const [unsafe] = unsafeIn(text);
    return unsafe === undefined ? [] : [`--${option}: ${unsafe.fact}. ${unsafe.remedy}`];
  });
  return [
    ...(date > now ? [`--date ${formatInstant(date)} is still to come. Write when it happened, in UTC.`] : []),
    ...words,
    ...(reportedBy === undefined || policy.people.has(reportedBy)
      ? []
      : [`--reported-by: there is no person ${JSON.stringify(reportedBy)} in policies/people.yaml.`]),
    ...(automation === null || policy.automations.has(automation)
      ? []
      : [`--automation: there is no automation ${JSON.stringify(automation)} in policies/automations.yaml.`]),
  ];
}

const LENGTHS = [
  ['action', 'action', 1_000],
  ['target', 'target', 1_000],
  ['bypass', 'bypass', 4_000],
  ['detectedBy', 'detected-by', 200],
] as const;

/** Write-ahead: the record first, so that a kill leaves a record that asks for its file, and never a file without a record. */
async function recordNow(event: EventContent, ground: Ground, place: Workplace): Promise<Indexed<GateFailure> | null> {
  const { date, target, detectedBy, reportedBy, automation } = event;
  const how = reportedHow(event);
  const draft: GateFailure = {
    type: 'gate-failure',
    at: formatInstant(place.now()),
    repository: ground.info.id,
    main: ground.main,
    pull: null,
    action: null,
    how,
    detectedBy,
    remediation: null,
    kind: KINDS[event.kind],
    target,
    automation,
    reportedBy,
    occurredAt: date,
  };
  // Looked for at the very place where it lands: its source may have been read twice, with other words.
  const build = (view: LedgerView) => (recorded(event, recordsOf(view)) === null ? [{ ...draft }] : []);
  await place.ledger.append(build, place.now());
  return recorded(event, (await withLedger(ground, place)).records);
}

async function layIntoInbox(
  event: EventContent,
  ground: Ground,
  place: Workplace,
): Promise<Indexed<GateFailure> | null> {
  const how = reportedHow(event);
  const there = recorded(event, ground.records);
  if (there !== null) return there;
  const said = { type: 'gate-failure', how, target: plainText(event.target, LONGEST), occurredAt: event.date };
  const claim = event.kind === 'gate-event' ? { ...said, kind: 'near-miss' } : said;
  await place.ledger.claim([claim], place.now());
  return null;
}

/** The record of this report. What came by the inbox may carry any mark, so there only the very words count, all of them. */
function recorded(event: EventContent, records: readonly Indexed[]): Indexed<GateFailure> | null {
  const own = records.filter(isFailure).filter((record) => wasReported(record));
  return own.find((one) => (one.detectedBy === INBOX ? claims(one, event) : reportOf(one) === event.id)) ?? null;
}

/** Somebody who makes less of it, or says that it was elsewhere, has not reported it. */
function claims({ how, kind, target, occurredAt }: GateFailure, event: EventContent): boolean {
  const said = [reportedHow(event), KINDS[event.kind], plainText(event.target, LONGEST), event.date];
  return [how, kind, target, occurredAt].every((word, at) => word === said[at]);
}

const KINDS = { 'gate-failure': 'reported', 'gate-event': 'near-miss', 'root-cause': 'reported' } as const;
