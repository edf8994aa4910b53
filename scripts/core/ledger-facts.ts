// What the ledger says about one request, derived from its records alone, at the gate and again at the auditor's.
import { glassFacts } from './break-glass.ts';
import type { ClientId, PersonId, Policy } from './policy-model.ts';
import type { Digest, LedgerFacts } from './facts.ts';
import { historyOver, isAboutKeys, type Place, voidedBy } from './key-history.ts';
import { keptWith } from './kept-with.ts';
import { openBefore } from './open-requests.ts';
import type { RecordBase } from './record-parts.ts';
import { recordsOfPull } from './records-about.ts';
import { quarterFailures } from './review-rule.ts';
import { FINAL_TYPES, recordId } from './records.ts';
import type { ActionDeferred, ActionProposed, CountersignRecord, Indexed, WindowApproved } from './records.ts';
import type { ExceptionApproved } from './records-of-kinds.ts';
import { momentOf } from './snapshots.ts';

/**
 * The facts for the request of one pull request.
 * Only proposals recorded before its own count against it: otherwise a hostile twin, opened later with the same id, could
 * take down a request that people are already looking at. The approval of a window or an exception counts for the bytes
 * that were approved and no others.
 * @param digests of the policy files in force, by path
 */
export function ledgerFacts(
  records: readonly Indexed[],
  request: { readonly pull: number; readonly id: string },
  policy: Policy,
  digests: ReadonlyMap<string, Digest>,
): LedgerFacts {
  const said = saidIn(records);
  const own = said.places.get(request.pull);
  const all: readonly ClientId[] = [...policy.clients.keys()];
  const holds = ({ record, place }: Lasting<WindowApproved | ExceptionApproved>): boolean =>
    digests.get(record.path) === record.digest &&
    isSound(record, records) &&
    place > (said.removed.get(record.path) ?? -1);
  return {
    ...firstOf(own === undefined ? undefined : said.proposals[own]),
    usedIds: said.usedIds.slice(0, own),
    denied: said.denied.flatMap(({ pull, denied }) => (pull === request.pull ? [] : [denied])),
    recent: said.recent
      .slice(0, own === undefined ? undefined : said.recentBefore[own])
      .map(({ one, portfolio }) => (portfolio ? { ...one, clients: all } : one)),
    open: openBefore(records, request.pull),
    called: said.calls
      .filter(({ pull, action }) => pull === request.pull && action.id === request.id)
      .map(({ standIn, at }) => ({ standIn, at: momentOf(at) })),
    windowApprovals: said.windows.filter(holds).map(({ record }) => windowApproval(record)),
    exceptionApprovals: said.exceptions.filter(holds).map(({ record }) => ({
      exception: record.exception,
      requestor: record.requestor,
      approvedBy: approversOf(record),
    })),
    usedExceptionIds: said.exceptions.map(({ record }) => used(record)),
    failures: said.failures,
    failureRecords: said.failureRecords,
    glass: said.glass,
  };
}

/** A record that lasts, and where it lies. */
interface Lasting<R extends RecordBase> {
  readonly record: Indexed<R>;
  readonly place: number;
}

/** What the ledger says whichever request is asked about; what came before one is the front part of a list. */
const saidIn = keptWith((records: readonly Indexed[]) => {
  const proposals: Indexed<ActionProposed>[] = [];
  const places = new Map<number, number>();
  const recent: { readonly one: LedgerFacts['recent'][number]; readonly portfolio: boolean }[] = [];
  const recentBefore: number[] = [];
  const denied: { readonly pull: number; readonly denied: LedgerFacts['denied'][number] }[] = [];
  const calls: Indexed<ActionDeferred>[] = [];
  const windows: Lasting<WindowApproved>[] = [];
  const exceptions: Lasting<ExceptionApproved>[] = [];
  const removed = new Map<string, number>();
  for (const [place, record] of records.entries()) {
    if (record.type === 'action-proposed') {
      if (!places.has(record.pull)) places.set(record.pull, proposals.length);
      recentBefore.push(recent.length);
      proposals.push(record);
      recent.push(...recentOf(record));
    } else if (record.type === 'action-denied') {
      const { payload } = record.action;
      denied.push({ pull: record.pull.number, denied: { payload, at: momentOf(record.denial.at) } });
    } else if (record.type === 'action-deferred') calls.push(record);
    else if (record.type === 'window-approved') windows.push({ record, place });
    else if (record.type === 'exception-approved') exceptions.push({ record, place });
    else if (record.type === 'policy-changed') {
      // The same bytes put back later are not what was approved.
      for (const { path, status } of record.files) if (status === 'removed') removed.set(path, place);
    }
  }
  const usedIds = proposals.map(({ action, pull }) => ({ id: action.id, pull }));
  return {
    proposals,
    places,
    usedIds,
    recent,
    recentBefore,
    denied,
    calls,
    windows,
    exceptions,
    removed,
    failures: quarterFailures(records),
    failureRecords: records.flatMap((record) => (record.type === 'gate-failure' ? [recordId(record)] : [])),
    glass: glassFacts(records),
  };
});

function firstOf(record: ActionProposed | undefined): Pick<LedgerFacts, 'first'> {
  if (record === undefined) return {};
  const { action, requester, technician } = record;
  return { first: { id: action.id, payload: action.payload, requester, technician } };
}

/** Whoever held a stolen key could have written an approval with all its evidence: what it alone signed lets nothing pass. */
function isSound(record: Indexed, records: readonly Indexed[]): boolean {
  const keys = keysIn(records);
  return keys === null || voidedBy(keys, placeOf(record)) === null;
}

/** The keys as these records tell them, `null` where no ledger was founded; by itself, because it is seldom asked for. */
export const keysIn = keptWith((records: readonly Indexed[]) =>
  historyOver(records.filter(isAboutKeys).map((record) => ({ ...placeOf(record), record }))),
);

/** Where a record says that it lies. */
export function placeOf({ at, index }: Pick<Indexed, 'at' | 'index'>): Place {
  return { year: Number(at.slice(0, 4)), index };
}

/** It is approved when the last of them has answered. */
function windowApproval(record: WindowApproved): LedgerFacts['windowApprovals'][number] {
  const at = Math.max(...record.approvals.map((approval) => momentOf(approval.at)));
  return { window: record.window, approvedBy: approversOf(record), at };
}

function used(record: ExceptionApproved): LedgerFacts['usedExceptionIds'][number] {
  const { exception: id, pull, requestor } = record;
  return { id, pull: pull.number, requestor, approvedBy: approversOf(record) };
}

function approversOf({ approvals }: WindowApproved | ExceptionApproved): readonly PersonId[] {
  return approvals.map((approval) => approval.person);
}

/** What counts together with later ones; the clients of one on the whole portfolio are those of the policy in force. */
function recentOf({ automation, pull, action, openedAt }: ActionProposed) {
  if (automation === null) return [];
  const clients = action.targets.map((target) => target.client);
  const one = { pull, automation, operation: action.operation, clients, at: momentOf(openedAt) };
  return [{ one, portfolio: action.portfolio }];
}

type Final = Extract<CountersignRecord, { type: (typeof FINAL_TYPES)[number] }>;

/** The record that ended the request of this pull request, `undefined` while it is open. */
export function finalRecord(records: readonly Indexed[], pull: number): Indexed<Final> | undefined {
  return recordsOfPull(records, pull).find(isFinal);
}

function isFinal(record: Indexed): record is Indexed<Final> {
  return FINAL_TYPES.some((type) => type === record.type);
}
