// Reads what a request without an action brings: an exception, a gate event, or a change of several files.
import { refusal } from './core/codes.ts';
import type { Refusal } from './core/codes.ts';
import type { PullFacts } from './core/facts.ts';
import type { ExceptionFile, GateEventFile } from './core/generated/types.ts';
import { parseExceptionProposal, exceptionPath } from './core/exception-file.ts';
import { erasurePath, parseErasure } from './core/erasure-file.ts';
import { gateEventPath, parseGateEvent } from './core/gate-event-file.ts';
import { changeDigest, changeId } from './core/merged-change.ts';
import { policyDifferences } from './core/policy-difference.ts';
import type { ChangeKind, PersonId, Policy } from './core/policy-model.ts';
import type { ChangeFields } from './core/records.ts';
import type { RecordId } from './core/record-parts.ts';
import type { ExceptionApproved, RecordedFile } from './core/records-of-kinds.ts';
import { readReview } from './core/review-files.ts';
import { applicableRows } from './core/rows.ts';
import type { Proposal } from './core/verdict-model.ts';
import { refuse, unread } from './proposal-parts.ts';
import type { OneFile, ReadFile, ReadProposal } from './proposal-parts.ts';
import type { Repository } from './ports/repository.ts';
import { sha256 } from './core/canonical.ts';

/** An exception names its requestor and the two people who are to answer for it. */
export function readException({ path, bytes, digest, policy, pull }: OneFile): ReadFile {
  const { exception, problems } = parseExceptionProposal(bytes, path, policy, pull.openedAt);
  const refusals = problems.map(refuse);
  if (exception === null) return { proposal: unread('exception', path, refusals), fields: null };
  const { id, requestor, approvers, operations, clients, gate, from, expires, zone, renews } = exception;
  const brings = [
    `${operations.join(', ')} for ${clients.join(', ')}: the gate ${gate} instead of the one in the action table.`,
    `From ${from} until ${expires ?? 'for ever'}, each from midnight on (${zone}).`,
    `Why: ${exception.justification}`,
    `Meanwhile: ${exception.compensates}`,
  ];
  const people = { technician: null, requester: requestor, approvers, standIns: [] };
  const follows = renews === undefined ? {} : { renews };
  const rest = { action: null, payload: digest, problems: refusals, brings, ...follows };
  return {
    proposal: { kind: 'exception', id, path: exceptionPath(id), ...people, ...rest },
    fields: { type: 'exception-approved', exception: id, path, digest, requestor, ...termsOf(exception) },
  };
}

/** One without an end is refused, and has no terms to record. */
function termsOf({ operations, clients, gate, from, expires, zone }: ExceptionFile): Pick<ExceptionApproved, 'terms'> {
  return expires === undefined ? {} : { terms: { operations, clients, gate, from, expires, zone } };
}

/** A report, or the remediation that closes it: who reported and who remediated never approve. */
export function readGateEvent({ path, bytes, digest, base, pull }: OneFile): ReadFile {
  const { event, problems } = parseGateEvent(bytes, path, base, pull.openedAt);
  if (event === null) return { proposal: unread('gate-event', path, problems.map(refuse)), fields: null };
  const { id, title, approvers, reportedBy, remediation, records } = event;
  const refusals = [...problems.map(refuse), ...unnamed(event, pull)];
  const brings = [
    `${title}: ${event.action}, on ${event.target}, at ${event.date}.`,
    `How: ${event.bypass} Detected by ${event.detectedBy}.`,
    ...(records.length === 0 ? [] : [`It tells of the gate failures ${records.join(', ')} in the ledger.`]),
    ...(remediation === null ? [] : [`Remediation, completed on ${remediation.completed}: ${remediation.text}`]),
  ];
  const people = { technician: remediation?.by ?? null, requester: reportedBy, approvers, standIns: [] };
  // What was filed once is closed as it is; only a new report has to be right about the ledger.
  const tells = remediation === null ? { tellsOf: records.map(recordIdOf) } : {};
  const rest = { action: null, payload: digest, problems: refusals, brings, ...tells };
  const file = { event: id, path, digest };
  const fields: ChangeFields =
    remediation === null
      ? { type: 'gate-event-filed', ...file, records: records.map(recordIdOf) }
      : { type: 'gate-failure-remediated', ...file, remediation: remediation.text };
  return { proposal: { kind: 'gate-event', id, path: gateEventPath(id), ...people, ...rest }, fields };
}

/** Only what was noticed without anybody has nobody who reported it: a person must not leave the name out and then approve. */
function unnamed({ reportedBy, remediation }: GateEventFile, { opener }: PullFacts): readonly Refusal[] {
  if (reportedBy !== null || remediation !== null || opener.type === 'Bot') return [];
  const fact = `${opener.login} opened it, and it names nobody who reported it.`;
  return [refusal('schema-invalid', fact, 'Name the person who reported it in `reportedBy`.')];
}

/** The schema let nothing else through than a year and an index. */
function recordIdOf(text: string): RecordId {
  const [year = '', index] = text.split('/');
  return `${year}/${Number(index)}`;
}

/** An erasure names its requestor, the two people who answer for it, and what goes; what that says it never repeats. */
export function readErasure({ path, bytes, digest, policy }: OneFile): ReadFile {
  const { erasure, problems } = parseErasure(bytes, path, policy);
  const refusals = problems.map(refuse);
  if (erasure === null) return { proposal: unread('erasure', path, refusals), fields: null };
  const { id, records, requestor, approvers, justification, legalBasis } = erasure;
  const brings = [
    ...records.map(({ record, parts }) => `Drops for good from record ${record}: ${parts.join(', ')}.`),
    `Why: ${justification}`,
    `Legal basis: ${legalBasis}`,
  ];
  const people = { technician: null, requester: requestor, approvers, standIns: [] };
  const rest = { action: null, payload: digest, problems: refusals, brings };
  // The schema has asked for the form of a record's id.
  const targets = records.map(({ record, parts }) => ({ record: record as RecordId, parts }));
  return {
    proposal: { kind: 'erasure', id, path: erasurePath(id), ...people, ...rest },
    fields: { type: 'erasure-approved', erasure: id, path, digest, requestor, targets },
  };
}

/**
 * A change of the policy or the code, or a review. No file of it could name who decides: the matrix of the base does.
 * @param after the policy as it would be once merged, `null` where that is the one in force
 */
export async function readChange(
  kind: ChangeKind,
  pull: PullFacts,
  { before: policy, after }: { readonly before: Policy; readonly after: Policy | null },
  repository: Repository,
): Promise<ReadProposal> {
  const { contents, files } = await contentsOf(pull, repository);
  const people = { technician: null, requester: null, approvers: everybodyFor(kind, policy), standIns: [] };
  const digest = pull.files === null ? null : changeDigest(files);
  const common = { kind, ...people, action: null, payload: digest, namedBy: 'matrix' } as const;
  if (kind === 'review') {
    const { id, path, fields, problems } = readReview(files, (at) => contents.get(at) ?? null);
    return {
      proposal: { ...common, id, path, problems: pull.files === null ? [] : problems },
      digest,
      bytes: null,
      files,
      fields,
    };
  }
  const version = { from: policy.standard.version, to: (after ?? policy).standard.version };
  const fields = { type: 'policy-changed', change: kind === 'policy' ? kind : 'code', files, version } as const;
  const brings = after === null ? [] : policyDifferences(policy, after);
  const proposal: Proposal = { ...common, id: changeId(kind, pull.number), path: '', problems: [], brings };
  return { proposal, digest, bytes: null, files, fields };
}

/** Each changed file with the digest of its bytes at the head; without one where there is no regular file. */
async function contentsOf(
  { files, head }: PullFacts,
  repository: Repository,
): Promise<{ readonly contents: ReadonlyMap<string, Uint8Array>; readonly files: readonly RecordedFile[] }> {
  const present = (files ?? []).filter(({ status }) => status !== 'removed').map(({ path }) => path);
  const contents = await repository.filesUnder(head, present);
  return { contents, files: recordedFiles(files ?? [], contents) };
}

/** The files as a record keeps them, in the order of their paths. */
export function recordedFiles(
  files: NonNullable<PullFacts['files']>,
  contents: ReadonlyMap<string, Uint8Array>,
): readonly RecordedFile[] {
  const listed = files.map(({ path, status }): RecordedFile => {
    const bytes = status === 'removed' ? undefined : contents.get(path);
    return { path, status, digest: bytes === undefined ? null : sha256(bytes) };
  });
  return listed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Everybody active who holds a role that a seat of the rows for this kind asks for. */
function everybodyFor(kind: ChangeKind, policy: Policy): readonly PersonId[] {
  const none = { tier: null, clients: 'one', reversible: true, incidentRunbook: false } as const;
  const roles = new Set(applicableRows({ change: kind, ...none }, policy).flatMap(({ seats }) => seats.flat()));
  const people = [...policy.people.values()];
  return people.flatMap(({ id, active, roles: own }) => (active && own.some((role) => roles.has(role)) ? [id] : []));
}
