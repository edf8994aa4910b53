// Builds one request as the local server would show it: the real gate decides about it, so no verdict is made up.
import type { Action } from '../../scripts/core/action-model.ts';
import { decide } from '../../scripts/core/decide.ts';
import type { Account, PullFacts, Review } from '../../scripts/core/facts.ts';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import type { RequestView, Stage } from '../../scripts/local/pages/source.ts';
import { NOW, OPENED, POLICY } from './pages-world.ts';

export const HEAD = 'a1b2c3d4e5f60718293a4b5c6d7e8f9011223344';
export const BOT: Account = { id: 900, login: 'responder[bot]', type: 'Bot' };

export interface Wanted {
  readonly number: number;
  readonly stage?: Stage;
  readonly head?: string;
  readonly action?: Partial<Action>;
  readonly reviews?: readonly Review[];
  readonly records?: RequestView['records'];
  readonly called?: LedgerFacts['called'];
  readonly pull?: Partial<PullFacts>;
  readonly now?: number;
  readonly policy?: GateInput['policy'];
  readonly windowApprovals?: LedgerFacts['windowApprovals'];
}

/** An approval or denial of the current head, a minute after the opening. */
export function review(account: number, state: Review['state'], more: Partial<Review> = {}): Review {
  const by: Account = { id: account, login: `account-${account}`, type: 'User' };
  return { id: account * 10, by, state, was: null, commit: HEAD, at: OPENED + 60_000, body: '', ...more };
}

/** The request with everything that was wanted, and the rest as an ordinary isolation of one device. */
export function requestView(wanted: Wanted): RequestView {
  const { number, stage = 'waiting', head = HEAD, records = [], now = NOW } = wanted;
  const action = { ...isolation(number), ...wanted.action };
  const path = `actions-queue/2026/11/${action.id}.yaml`;
  const input: GateInput = {
    proposal: {
      kind: 'action',
      id: action.id,
      path,
      technician: action.technician,
      requester: action.requester,
      approvers: action.approvers,
      standIns: action.standIns,
      action,
      payload: `sha256:${'0'.repeat(64)}`,
      problems: [],
    },
    policy: wanted.policy ?? POLICY,
    pull: { ...pullFacts(number, head, path), reviews: wanted.reviews ?? [], ...wanted.pull },
    ledger: {
      usedIds: [],
      denied: [],
      recent: [],
      called: wanted.called ?? [],
      windowApprovals: wanted.windowApprovals ?? [],
      exceptionApprovals: [],
      usedExceptionIds: [],
    },
    now,
  };
  const { opener, draft, fork, base } = input.pull;
  const pull = {
    number,
    title: `Request ${action.id}`,
    url: `http://localhost/pull/${number}`,
    state: stage === 'waiting' ? ('open' as const) : ('closed' as const),
    opener,
    openedAt: OPENED,
    closedAt: null,
    head,
    headBranch: `action/${action.id}`,
    base,
    draft,
    fork,
    mergeCommit: null,
    labels: [],
    asked: [],
  };
  return {
    pull,
    stage,
    verdict: decide(input),
    input,
    file: { path, text: fileText(action) },
    changes: [],
    content: null,
    records,
  };
}

/** Patches in a window that opens at `from` and was approved by these people when the request was opened. */
export function patches(from: number, approvedBy: readonly string[] = ['olga']): RequestView {
  const [isolate] = POLICY.operations.values();
  const [[id, responder] = never()] = POLICY.automations;
  if (isolate === undefined) return never();
  const patch = { ...isolate, id: 'patch', tier: 2 as const, gate: 'auto-and-log' as const, needs: 'window' as const };
  const window = {
    id: 'night',
    title: 'Night',
    operations: ['patch'],
    clients: ['acme-dental'],
    from,
    to: from + 3_600_000,
  };
  return requestView({
    number: 1,
    action: { operation: 'patch', window: 'night' },
    policy: {
      ...POLICY,
      operations: new Map([...POLICY.operations, ['patch', patch]]),
      automations: new Map([[id, { ...responder, operations: ['patch'] }]]),
      windows: new Map([['night', window]]),
    },
    windowApprovals: approvedBy.length === 0 ? [] : [{ window: 'night', approvedBy, at: OPENED - 3_600_000 }],
  });
}

function never(): never {
  throw new Error('the fake policy is incomplete');
}

function isolation(number: number): Action {
  const id = `01JCZ0000000000000000000${String(number).padStart(2, '0')}`;
  return {
    id,
    operation: 'isolate',
    targets: [{ client: 'acme-dental', kind: 'device', id: '4711', name: 'ACME-RECEPTION-02' }],
    portfolio: false,
    parameters: {},
    justification: 'Files on this device were renamed to .locked within two minutes, and shadow copies were deleted.',
    expectedOutcome: 'The device reaches nothing but the management platform until somebody releases it.',
    technician: 'tess',
    requester: 'rita',
    approvers: ['lena'],
    standIns: ['nina'],
    window: null,
    plan: [
      {
        method: 'PATCH',
        url: 'https://eu.ninjarmm.com/v2/device/4711/custom-fields',
        body: { isolationRequest: `isolate:${id}` },
      },
    ],
  };
}

function pullFacts(number: number, head: string, path: string): PullFacts {
  return {
    number,
    opener: BOT,
    openedAt: OPENED,
    head,
    base: 'main',
    defaultBranch: 'main',
    draft: false,
    fork: false,
    files: [{ path, status: 'added', mode: '100644' }],
    commits: [{ sha: head, parents: ['0'.repeat(40)], author: BOT, committer: BOT, coAuthors: [] }],
    reviews: [],
    writers: [101, 111, 121, 131, 141, 161],
  };
}

function fileText(action: Action): string {
  const targets = action.targets.map(
    ({ client, kind, id, name }) => `  - client: ${client}\n    ${kind}: "${id}"\n    name: ${name}`,
  );
  return [
    `operation: ${action.operation}`,
    `targets:\n${targets.join('\n')}`,
    `justification: ${action.justification}`,
    `expectedOutcome: ${action.expectedOutcome}`,
    `approvers: [${action.approvers.join(', ')}]`,
    '',
  ].join('\n');
}
