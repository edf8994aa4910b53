// The text of a gate event's file: from what somebody reports, from records of gate failures, or for a quarter's root cause.
import { digestOf } from './canonical.ts';
import type { GateEventFile } from './generated/types.ts';
import { isNearMiss, reportMark, wasReported } from './gate-failures.ts';
import { plainText } from './plain-text.ts';
import type { PersonId, Policy } from './policy-model.ts';
import type { Quarter } from './quarters.ts';
import { recordId } from './records.ts';
import type { GateFailure, GateFailureKind, Indexed } from './records.ts';
import { rootCauseId } from './review-rule.ts';
import { applicableRows } from './rows.ts';
import { momentOf } from './snapshots.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';

/** What somebody reports (standard: date, action, target, how the gate was bypassed, who detected it). */
export interface Report {
  /** When it happened. */
  readonly date: Instant;
  readonly action: string;
  readonly target: string;
  readonly bypass: string;
  readonly detectedBy: string;
  readonly automation: string | null;
  /** In words; made of action and target where absent. */
  readonly title?: string;
  /** A gate failure where absent; a gate event is what nearly was one. */
  readonly kind?: 'gate-failure' | 'gate-event';
  /** What was reported by, where that is one thing and stays so however its words change: then it is one report. */
  readonly source?: string;
}

/** Everything in a gate event but its people. */
export type EventContent = Omit<GateEventFile, 'approvers' | 'remediation'>;

/** A report as a gate event. The same words, or the same source, are the same event, so that reporting twice is reporting once. */
export function reportedEvent(report: Report, reportedBy: PersonId | null): EventContent {
  const { date, action, target, bypass, detectedBy, automation, kind = 'gate-failure', source } = report;
  const said = { date: seconds(date), action, target, bypass, detectedBy, automation };
  const id = source === undefined ? markedId(`${seconds(date).slice(0, 10)}-${slug(target)}`, said) : sourceId(source);
  const title = plainText(report.title ?? `${action}: ${target}`, 200);
  return { id, title, kind, ...said, reportedBy, records: [] };
}

/** The id of the event that is reported by one thing, for example an issue. */
export function sourceId(source: string): string {
  return markedId(slug(source), { source });
}

function markedId(name: string, of: Readonly<Record<string, unknown>>): string {
  const mark = digestOf(of).slice('sha256:'.length, 'sha256:'.length + 8);
  return `${name}-r${mark}`.replaceAll('--', '-');
}

function slug(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 30);
}

/** What is recorded of a report at once, before anybody has its file: nothing of it is lost if no file ever follows. */
export function reportedHow({ id, action, bypass, detectedBy }: EventContent): string {
  const mark = reportMark(id);
  return `${plainText(`${action}: ${bypass} Detected by ${detectedBy}.`, 2_000 - mark.length)}${mark}`;
}

const TITLES: Readonly<Record<GateFailureKind, string>> = {
  'merged-without-verdict': 'Something reached the default branch without an approval',
  'ran-without-approval': 'Something ran without its approval',
  'outcome-without-intent': 'An outcome does not fit what was intended',
  'protection-weakened': 'The protection of the repository was weaker than it should be',
  'break-glass': 'The glass was broken',
  'review-missed': 'A quarterly review was missed',
  reported: 'A gate failure was reported',
  'near-miss': 'Something nearly went past the gate',
  other: 'Something went past the gate',
};

/** The event that tells of these records, which were written together; named after the first, so that there is one. */
export function recordedEvent(first: Indexed<GateFailure>, more: readonly Indexed<GateFailure>[]): EventContent {
  const all = [first, ...more];
  const kind = first.kind ?? 'other';
  const actions = all.flatMap(({ action, operation }) =>
    action === null ? (operation ?? []) : [`${action.operation}, ${action.id}`],
  );
  const targets = all.flatMap(
    ({ target, action }) => target ?? action?.targets.map(({ name, id }) => name || id) ?? [],
  );
  return {
    id: `${first.at.slice(0, 10)}-record-${recordId(first).replace('/', '-')}`,
    title: TITLES[kind],
    kind: isNearMiss(first) ? 'gate-event' : 'gate-failure',
    date: seconds(momentOf(first.occurredAt ?? first.at)),
    action: listed(actions, 'None of its own.'),
    target: listed(targets, 'Not named.'),
    bypass: plainText(all.map(({ how }) => how).join(' '), 4_000),
    detectedBy: plainText(wasReported(first) ? first.detectedBy : `countersign ${first.detectedBy}`, 200),
    reportedBy: first.reportedBy ?? null,
    automation: first.automation ?? null,
    records: all.map(recordId),
  };
}

/** The request for a quarter's root-cause review; a person completes it by its remediation (standard: more than two). */
export function rootCauseEvent(quarter: Quarter, failures: readonly Indexed<GateFailure>[], at: Instant): EventContent {
  const ids = failures.map(recordId);
  return {
    id: rootCauseId(quarter),
    title: `Root cause of the gate failures of ${quarter}`,
    kind: 'root-cause',
    date: seconds(at),
    action: 'Find what these gate failures have in common, and change the configuration of the automation.',
    target: 'The automations and controls concerned.',
    bypass: plainText(`${ids.length} gate failures in ${quarter}: ${ids.join(', ')}.`, 4_000),
    detectedBy: 'countersign detect',
    reportedBy: null,
    automation: null,
    quarter,
    records: [],
  };
}

/** The file's text. JSON is YAML: each value is written as JSON, so that no text in it can become anything else. */
export function gateEventText(event: EventContent, approvers: readonly PersonId[]): string {
  const { id, title, kind, date, action, target, bypass, detectedBy, reportedBy, automation, quarter, records } = event;
  const told = { id, title, kind, date, action, target, bypass, detectedBy, reportedBy, automation };
  const values = { ...told, ...(quarter === undefined ? {} : { quarter }), records, approvers, remediation: null };
  return lines(values);
}

export type Remediation = NonNullable<GateEventFile['remediation']>;

/** The file with its remediation: that one line is replaced, and where there is no such line the whole is written anew. */
export function remediedText(text: string, event: GateEventFile, remediation: Remediation): string {
  const parts = text.split(/^remediation: *(?:null|~)? *$/m);
  if (parts.length !== 2) return lines({ ...event, remediation });
  return parts.join(`remediation: ${JSON.stringify(remediation)}`);
}

/** Everybody active who can fill a seat of the row for gate events, but for those who had a part in it. */
export function eventApprovers(policy: Policy, but: readonly (PersonId | null)[]): readonly PersonId[] {
  const none = { tier: null, clients: 'one', reversible: true, incidentRunbook: false } as const;
  const roles = new Set(applicableRows({ change: 'gate-event', ...none }, policy).flatMap(({ seats }) => seats.flat()));
  const people = [...policy.people.values()].filter(({ active, id }) => active && !but.includes(id));
  return people.flatMap(({ id, roles: own }) => (own.some((role) => roles.has(role)) ? [id] : []));
}

function lines(values: Readonly<Record<string, unknown>>): string {
  return `${Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\n`;
}

function listed(parts: readonly string[], none: string): string {
  return plainText(parts.length === 0 ? none : [...new Set(parts)].join('; '), 1_000);
}

/** A file says no milliseconds. */
function seconds(at: Instant): string {
  return `${formatInstant(at).slice(0, 19)}Z`;
}
