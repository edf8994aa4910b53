// What the ledger says about one request, derived from its records alone, at the gate and again at the auditor's.
import type { ClientId, Policy } from './policy-model.ts';
import type { Digest, LedgerFacts } from './facts.ts';
import { FINAL_TYPES } from './records.ts';
import type { ActionProposed, CountersignRecord, Indexed } from './records.ts';
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
  return {
    usedIds: earlier.map((record) => ({ id: record.action.id, pull: record.pull })),
    denied: records.flatMap((record) =>
      record.type === 'action-denied' && record.pull.number !== request.pull
        ? [{ payload: record.action.payload, at: momentOf(record.denial.at) }]
        : [],
    ),
    recent: earlier.flatMap((record) => recentOf(record, policy)),
    called: records.flatMap((record) =>
      record.type === 'action-deferred' && record.action.id === request.id && record.pull === request.pull
        ? [{ standIn: record.standIn, at: momentOf(record.at) }]
        : [],
    ),
    windowApprovals: records.flatMap((record) =>
      record.type === 'window-approved' && digests.get(record.path) === record.digest
        ? [{ window: record.window, approvedBy: record.approvals.map((approval) => approval.person) }]
        : [],
    ),
    exceptionApprovals: records.flatMap((record) =>
      record.type === 'exception-approved' && digests.get(record.path) === record.digest
        ? [
            {
              exception: record.exception,
              requestor: record.requestor,
              approvedBy: record.approvals.map((approval) => approval.person),
            },
          ]
        : [],
    ),
  };
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
