// What the ledger says about one request, derived from its records alone, at the gate and again at the auditor's.
import { glassFacts } from './break-glass.ts';
import type { ClientId, PersonId, Policy } from './policy-model.ts';
import type { Digest, LedgerFacts } from './facts.ts';
import { historyOver, isAboutKeys, type KeyHistory, type Place, voidedBy } from './key-history.ts';
import { openBefore } from './open-requests.ts';
import { quarterFailures } from './review-rule.ts';
import { FINAL_TYPES, recordId } from './records.ts';
import type { ActionProposed, CountersignRecord, Indexed, WindowApproved } from './records.ts';
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
  const proposals = records.filter((record) => record.type === 'action-proposed');
  const own = proposals.findIndex((record) => record.pull === request.pull);
  const earlier = own === -1 ? proposals : proposals.slice(0, own);
  const isSound = unvoided(records);
  const takenAway = removals(records);
  const holds = (record: Indexed<WindowApproved | ExceptionApproved>, place: number): boolean =>
    digests.get(record.path) === record.digest && isSound(record) && place > (takenAway.get(record.path) ?? -1);
  return {
    ...firstOf(proposals[own]),
    usedIds: earlier.map((record) => ({ id: record.action.id, pull: record.pull })),
    denied: records.flatMap((record) =>
      record.type === 'action-denied' && record.pull.number !== request.pull
        ? [{ payload: record.action.payload, at: momentOf(record.denial.at) }]
        : [],
    ),
    recent: earlier.flatMap((record) => recentOf(record, policy)),
    open: openBefore(records, request.pull),
    called: records.flatMap((record) =>
      record.type === 'action-deferred' && record.action.id === request.id && record.pull === request.pull
        ? [{ standIn: record.standIn, at: momentOf(record.at) }]
        : [],
    ),
    windowApprovals: records.flatMap((record, place) =>
      record.type === 'window-approved' && holds(record, place) ? [windowApproval(record)] : [],
    ),
    exceptionApprovals: records.flatMap((record, place) =>
      record.type === 'exception-approved' && holds(record, place)
        ? [
            {
              exception: record.exception,
              requestor: record.requestor,
              approvedBy: approversOf(record),
            },
          ]
        : [],
    ),
    usedExceptionIds: records.flatMap((record) => (record.type === 'exception-approved' ? [used(record)] : [])),
    failures: quarterFailures(records),
    failureRecords: records.flatMap((record) => (record.type === 'gate-failure' ? [recordId(record)] : [])),
    glass: glassFacts(records),
  };
}

function firstOf(record: ActionProposed | undefined): Pick<LedgerFacts, 'first'> {
  if (record === undefined) return {};
  const { action, requester, technician } = record;
  return { first: { id: action.id, payload: action.payload, requester, technician } };
}

/** Whoever held a stolen key could have written an approval with all its evidence: what it alone signed lets nothing pass. */
function unvoided(records: readonly Indexed[]): (record: Indexed) => boolean {
  // Followed where it is asked for alone: most requests rest on no window and no exception.
  let known: { readonly keys: KeyHistory | null } | null = null;
  const keysOver = (): KeyHistory | null =>
    historyOver(records.filter(isAboutKeys).map((record) => ({ ...placeOf(record), record })));
  return (record) => {
    const { keys } = (known ??= { keys: keysOver() });
    return keys === null || voidedBy(keys, placeOf(record)) === null;
  };
}

/** Where a record says that it lies. */
export function placeOf({ at, index }: Pick<Indexed, 'at' | 'index'>): Place {
  return { year: Number(at.slice(0, 4)), index };
}

/** Where each file of a window or exception was last taken away: the same bytes put back later are not what was approved. */
function removals(records: readonly Indexed[]): ReadonlyMap<string, number> {
  return new Map(
    records.flatMap((record, place) =>
      record.type === 'policy-changed'
        ? record.files.flatMap(({ path, status }) => (status === 'removed' ? [[path, place] as const] : []))
        : [],
    ),
  );
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

function recentOf(record: ActionProposed, policy: Policy): LedgerFacts['recent'] {
  if (record.automation === null) return [];
  const { automation, pull, action } = record;
  const all: readonly ClientId[] = [...policy.clients.keys()];
  const clients = action.portfolio ? all : action.targets.map((target) => target.client);
  return [{ pull, automation, operation: action.operation, clients, at: momentOf(record.openedAt) }];
}

type Final = Extract<CountersignRecord, { type: (typeof FINAL_TYPES)[number] }>;

/** The record that ended the request of this pull request, `undefined` while it is open. */
export function finalRecord(records: readonly Indexed[], pull: number): Indexed<Final> | undefined {
  return records.find((record): record is Indexed<Final> => isFinal(record) && pullOf(record) === pull);
}

function isFinal(record: Indexed): record is Indexed<Final> {
  return FINAL_TYPES.some((type) => type === record.type);
}

function pullOf(record: Final): number {
  return typeof record.pull === 'number' ? record.pull : record.pull.number;
}
