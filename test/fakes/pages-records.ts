// Records of a request that ran, of one that was denied, and of one whose stand-in was called, as the ledger has them.
import type { Indexed } from '../../scripts/core/records.ts';
import type { ActionReference } from '../../scripts/core/record-parts.ts';
import type { RequestView } from '../../scripts/local/pages/source.ts';
import { HEAD } from './pages-request.ts';

const DIGEST = `sha256:${'0'.repeat(64)}` as const;
const COMMON = { v: 1 as const, repository: 1, main: '0'.repeat(40) };
const POLICY = { commit: '0'.repeat(40), digest: DIGEST };

/** Proposed, approved, about to run and run, with what was seen afterwards. */
export function ran({ input, verdict }: RequestView, outcome: string, detail: string): readonly Indexed[] {
  const action = reference(input);
  const pull = snapshot(input);
  const judged = { policy: POLICY, file: null, pull, decidedAt: at(5), action, verdict: short(verdict) };
  const approver = { person: 'lena', name: 'Lena Brandt' };
  const approval = { ...approver, account: 111, review: 1, at: at(4), standIn: false, fills: [] };
  return [
    proposed(input, 11),
    {
      ...COMMON,
      ...judged,
      type: 'action-approved',
      index: 12,
      at: at(5),
      merge: { commit: '1'.repeat(40), base: '0'.repeat(40), head: HEAD },
      approvals: [approval],
      plan: DIGEST,
      lapses: at(65),
    },
    {
      ...COMMON,
      type: 'action-intended',
      index: 13,
      at: at(6),
      action,
      approval: '2026/12',
      plan: DIGEST,
      steps: input.proposal.action?.plan ?? [],
    },
    {
      ...COMMON,
      type: 'action-executed',
      index: 14,
      at: at(8),
      action,
      approval: '2026/12',
      intent: '2026/13',
      approvers: [approver],
      times: { decided: at(5), intended: at(6), finished: at(8) },
      plan: DIGEST,
      outcome,
      detail,
      evidence: [
        { method: 'PATCH', status: 204 },
        { method: 'GET', status: 200, isolationResult: `isolated:${action.id}` },
      ],
      reconciled: false,
    },
  ];
}

/** Proposed and denied. */
export function denied({ input, verdict }: RequestView, reason: string): readonly Indexed[] {
  const action = reference(input);
  const denial = { person: 'lena', name: 'Lena Brandt', account: 111, review: 1, at: at(3), right: 'approver' };
  const judged = {
    policy: POLICY,
    file: null,
    pull: snapshot(input),
    decidedAt: at(4),
    action,
    verdict: short(verdict),
  };
  return [
    proposed(input, 7),
    { ...COMMON, ...judged, type: 'action-denied', index: 8, at: at(4), denial, reason, outcome: 'nothing ran' },
  ];
}

function proposed(input: RequestView['input'], index: number): Indexed {
  const { approvers, standIns, requester, technician } = input.proposal;
  const people = { approvers, standIns, requester, technician, automation: 'responder', opener: input.pull.opener };
  const when = { openedAt: at(0), deadline: at(240), at: at(1) };
  return {
    ...COMMON,
    ...people,
    ...when,
    type: 'action-proposed',
    index,
    policy: POLICY,
    pull: input.pull.number,
    action: reference(input),
  };
}

function reference({ proposal }: RequestView['input']): ActionReference {
  const { id, path, action } = proposal;
  const what = { operation: action?.operation ?? '', targets: action?.targets ?? [], portfolio: false, parameters: {} };
  return { id, path, digest: DIGEST, payload: DIGEST, ...what };
}

function snapshot({ pull }: RequestView['input']) {
  return { ...pull, openedAt: at(0), reviews: [] };
}

function short({ state, summary, classification, scope }: RequestView['verdict']) {
  const { tier, gate, clients, because } = classification;
  return { state, summary, tier, gate, clients, scope, because, refusals: [], notCounted: [] };
}

function at(minutes: number): string {
  return new Date(Date.UTC(2026, 10, 20, 10, minutes)).toISOString().replace('.000Z', 'Z');
}
