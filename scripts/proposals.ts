// Reads the one file of a request at its head: data from a stranger, parsed once and never run.
import { planFor } from './connectors/plans.ts';
import type { Action } from './core/action-model.ts';
import { actionPath, parseAction } from './core/action-file.ts';
import { canonicalize, sha256 } from './core/canonical.ts';
import { refusal } from './core/codes.ts';
import type { Refusal } from './core/codes.ts';
import type { Digest, PullFacts } from './core/facts.ts';
import type { ChangeKind, Policy } from './core/policy-model.ts';
import type { DocumentProblem } from './core/problem.ts';
import { isUlid } from './core/ulid.ts';
import type { Proposal } from './core/verdict-model.ts';
import { parseWindowProposal, windowPath } from './core/window-file.ts';
import type { Repository } from './ports/repository.ts';

export interface ReadProposal {
  readonly proposal: Proposal;
  /** Over the exact bytes of the file, `null` where there is none to read. */
  readonly digest: Digest | null;
  /** Those bytes. */
  readonly bytes: Uint8Array | null;
}

const READERS: Readonly<Partial<Record<ChangeKind, Reader>>> = { action: readAction, window: readWindow };

type Reader = (path: string, bytes: Uint8Array, policy: Policy) => Proposal;

/** Reads what a pull request of this kind asks for; whatever is wrong with its file becomes a reason to refuse it. */
export async function readProposal(
  kind: ChangeKind,
  facts: PullFacts,
  policy: Policy,
  repository: Repository,
): Promise<ReadProposal> {
  const folder = kind === 'window' ? 'policies/windows/' : 'actions-queue/';
  const file = facts.files?.find((one) => one.path.startsWith(folder) && one.status !== 'removed');
  const named = file ?? facts.files?.find((one) => one.path.startsWith(folder));
  const bytes = file === undefined ? null : await repository.fileAt(facts.head, file.path);
  const read = READERS[kind];
  if (file === undefined || bytes === null || read === undefined) {
    return { proposal: unread(kind, named?.path ?? folder, []), digest: null, bytes: null };
  }
  return { proposal: read(file.path, bytes, policy), digest: sha256(bytes), bytes };
}

function readAction(path: string, bytes: Uint8Array, policy: Policy): Proposal {
  const { action, problems, payload } = parseAction(bytes, path, policy);
  const refusals = problems.map(refuse);
  if (action === null) return unread('action', path, refusals);
  const { id, technician, requester, approvers, standIns } = action;
  const people = { technician, requester, approvers, standIns };
  const expected = isUlid(id) ? actionPath(id) : path;
  return {
    kind: 'action',
    id,
    path: expected,
    ...people,
    action,
    payload,
    problems: [...refusals, ...planRefusals(action, policy)],
  };
}

function refuse(problem: DocumentProblem): Refusal {
  const place = `${problem.path}:${problem.line}:${problem.column}`;
  return refusal(problem.code, `${place} ${problem.fact}.`, problem.remedy);
}

function unread(kind: ChangeKind, path: string, problems: readonly Refusal[]): Proposal {
  const id = /([^/]+)\.yaml$/.exec(path)?.[1] ?? path;
  const people = { technician: null, requester: null, approvers: [], standIns: [] };
  return { kind, id, path, ...people, action: null, payload: null, problems };
}

/** The plan that people approve must be what the connector computes from the rest, byte for byte. */
export function planRefusals(action: Action, policy: Policy): readonly Refusal[] {
  const operation = policy.operations.get(action.operation);
  if (operation === undefined || operation.prohibited) return []; // refused for that already
  const platform = policy.platforms.get(operation.platform);
  const planned = platform === undefined ? null : planFor(action, operation, platform);
  if (planned === null) {
    const fact = `No connector can plan ${action.operation} yet.`;
    return [refusal('plan-differs', fact, 'Build its connector first, or do the action by hand.')];
  }
  if (canonicalize(planned.plan) === canonicalize(action.plan)) return [];
  const fact = 'The plan in the file is not what the connector computes from the rest of it.';
  return [refusal('plan-differs', fact, 'Leave `plan` out and let `countersign propose` fill it in.')];
}

function readWindow(path: string, bytes: Uint8Array, policy: Policy): Proposal {
  const { window, problems } = parseWindowProposal(bytes, path, policy);
  const refusals = problems.map(refuse);
  if (window === null) return unread('window', path, refusals);
  const { id, requestor, approvers } = window;
  const people = { technician: null, requester: requestor, approvers, standIns: [] };
  return {
    kind: 'window',
    id,
    path: windowPath(id),
    ...people,
    action: null,
    payload: sha256(bytes),
    problems: refusals,
  };
}
