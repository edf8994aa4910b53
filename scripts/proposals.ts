// Reads what a request asks for, from its files at its head: data from a stranger, parsed once and never run.
import { planFor, planProblem, plannedConnectors } from './connectors/plans.ts';
import type { Action } from './core/action-model.ts';
import { actionPath, parseAction } from './core/action-file.ts';
import { sameJson, sha256 } from './core/canonical.ts';
import { kindOfFile, ONE_FILE_KINDS } from './core/change-kind.ts';
import { CODEOWNERS_PATH, codeownersText } from './core/codeowners-file.ts';
import { refusal } from './core/codes.ts';
import type { Refusal } from './core/codes.ts';
import type { PullFacts, Sha } from './core/facts.ts';
import type { WindowFile } from './core/generated/types.ts';
import type { ChangeKind, Policy } from './core/policy-model.ts';
import { sentence } from './core/problem.ts';
import type { Problem } from './core/problem.ts';
import { parsePolicy, parsePolicyInForce } from './core/policy.ts';
import type { ParsedPolicy } from './core/policy.ts';
import { isUlid } from './core/ulid.ts';
import type { Proposal } from './core/verdict-model.ts';
import { parseWindowProposal, windowPath } from './core/window-file.ts';
import { timesOf } from './core/window-words.ts';
import type { Repository } from './ports/repository.ts';
import { refuse, unread } from './proposal-parts.ts';
import type { OneFile, ReadFile, ReadProposal } from './proposal-parts.ts';
import { readChange, readErasure, readException, readGateEvent } from './proposals-of-kinds.ts';

type Reader = readonly [folder: string, read: (file: OneFile) => ReadFile];

/** Where the one file of a request of each kind belongs, and how it is read. */
const READERS: Readonly<Partial<Record<ChangeKind, Reader>>> = {
  action: [
    'actions-queue/',
    ({ path, bytes, policy }) => ({ proposal: readAction(path, bytes, policy), fields: null }),
  ],
  window: ['policies/windows/', readWindow],
  exception: ['exceptions/', readException],
  'gate-event': ['exceptions/gate-failures/', readGateEvent],
  erasure: ['exceptions/erasures/', readErasure],
};

/**
 * Reads what a pull request of this kind asks for; whatever is wrong with its files becomes a reason to refuse it.
 * @param base the commit that it goes onto, and the policy there: a change never judges itself
 */
export async function readProposal(
  kind: ChangeKind,
  pull: PullFacts,
  base: { readonly commit: Sha; readonly policy: Policy },
  repository: Repository,
): Promise<ReadProposal> {
  // No policy takes notice of an action; what comes with files of another kind is refused for that already.
  const looks = kind !== 'action' && isPure(kind, pull);
  const after = looks ? await policyAfter(kind, pull, base.commit, repository) : null;
  const reader = READERS[kind];
  const read =
    reader === undefined
      ? await readChange(
          kind,
          pull,
          { before: base.policy, after: after?.ok === true ? after.policy : null },
          repository,
        )
      : await readOne(kind, reader, pull, base, repository);
  if (read.proposal.problems.length > 0 || !looks) return read;
  const problems =
    after?.ok === false ? [invalid(after.problems)] : await ownerProblems(kind, pull, base, after, repository);
  return { ...read, proposal: { ...read.proposal, problems } };
}

async function readOne(
  kind: ChangeKind,
  [folder, read]: Reader,
  pull: PullFacts,
  { commit, policy }: { readonly commit: Sha; readonly policy: Policy },
  repository: Repository,
): Promise<ReadProposal> {
  const own = pull.files?.filter((file) => kindOfFile(file) === kind) ?? [];
  const file = own.find(({ status }) => status !== 'removed');
  const bytes = file === undefined ? null : await repository.fileAt(pull.head, file.path);
  if (file === undefined || bytes === null) {
    const proposal = unread(kind, own[0]?.path ?? folder, []);
    return { proposal, digest: null, bytes: null, files: [], fields: null };
  }
  const digest = sha256(bytes);
  const before = file.status === 'added' ? 'added' : { bytes: await repository.fileAt(commit, file.path) };
  const files = [{ path: file.path, status: file.status, digest }];
  return { ...read({ path: file.path, bytes, digest, policy, pull, base: before }), digest, bytes, files };
}

/** Nothing but files of its kind, and of a kind of one file only that one. */
function isPure(kind: ChangeKind, { files }: PullFacts): boolean {
  const most = ONE_FILE_KINDS.includes(kind) ? 1 : Number.POSITIVE_INFINITY;
  return files !== null && files.length <= most && files.every((file) => kindOfFile(file) === kind);
}

/** The whole policy as it would be on the default branch after the merge; `null` where the request leaves it alone. */
async function policyAfter(
  kind: ChangeKind,
  pull: PullFacts,
  base: Sha,
  repository: Repository,
): Promise<ParsedPolicy | null> {
  const changed = pull.files?.filter(({ path }) => POLICY_FILES.test(path)) ?? [];
  if (changed.length === 0) return null;
  const files = new Map(await repository.filesUnder(base, POLICY_FOLDERS));
  for (const { path } of changed) files.delete(path);
  const present = changed.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  for (const [path, bytes] of await repository.filesUnder(pull.head, present)) files.set(path, bytes);
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  const texts = new Map([...files].map(([path, bytes]) => [path, decoder.decode(bytes)]));
  // Only a change of the policy can change what no decision reads, and is held against all of it.
  return kind === 'policy' ? parsePolicy(texts) : parsePolicyInForce(texts);
}

/** A roster without its owners would stop every later request: the two change together (gate: `codeowners-differs`). */
async function ownerProblems(
  kind: ChangeKind,
  pull: PullFacts,
  base: { readonly commit: Sha; readonly policy: Policy },
  after: ParsedPolicy | null,
  repository: Repository,
): Promise<readonly Refusal[]> {
  if (kind !== 'policy') return [];
  const own = pull.files?.find(({ path }) => path === CODEOWNERS_PATH);
  const before = await repository.fileAt(base.commit, CODEOWNERS_PATH);
  const bytes = own === undefined ? before : await repository.fileAt(pull.head, CODEOWNERS_PATH);
  const text = codeownersText(after?.ok === true ? after.policy : base.policy);
  if (bytes === null ? before === null : sha256(bytes) === sha256(text)) return [];
  const fact = `With this change ${CODEOWNERS_PATH} would not be what the policy gives.`;
  return [refusal('codeowners-differs', fact, 'Run `countersign codeowners --write` and bring that file with it.')];
}

const POLICY_FOLDERS = ['policies', 'exceptions'];
const POLICY_FILES = /^(policies|exceptions)\/.*\.ya?ml$/i;

/** Once such a policy is on the default branch nothing could be decided any more (gate.md "States"). */
function invalid(problems: readonly Problem[]): Refusal {
  const said = problems.slice(0, 3).map(sentence).join(' ');
  const more = problems.length > 3 ? ` And ${problems.length - 3} more.` : '';
  const fact = `With this change the policy could not be used: ${said}${more}`;
  return refusal('policy-invalid', fact, 'Mend it and push; `countersign policy check` finds the same.');
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

/** The plan that people approve must be what the connector computes from the rest, byte for byte. */
export function planRefusals(action: Action, policy: Policy): readonly Refusal[] {
  const operation = policy.operations.get(action.operation);
  if (operation === undefined || operation.prohibited) return []; // refused for that already
  const platform = policy.platforms.get(operation.platform);
  const planned = platform === undefined ? null : planFor(action, operation, platform);
  if (planned === null) {
    const isBuilt = platform !== undefined && plannedConnectors.includes(operation.connector ?? '');
    const problem = isBuilt ? planProblem(action, operation, platform) : null;
    if (problem !== null) return [refusal('plan-differs', problem, 'Correct it, and propose the action anew.')];
    const fact = `No connector can plan ${action.operation} yet.`;
    return [refusal('plan-differs', fact, 'Build its connector first, or do the action by hand.')];
  }
  if (sameJson(planned.plan, action.plan)) return [];
  const fact = 'The plan in the file is not what the connector computes from the rest of it.';
  return [refusal('plan-differs', fact, 'Leave `plan` out and let `countersign propose` fill it in.')];
}

function readWindow({ path, bytes, digest, policy, pull }: OneFile): ReadFile {
  const { window, problems } = parseWindowProposal(bytes, path, policy, pull.openedAt);
  const refusals = problems.map(refuse);
  if (window === null) return { proposal: unread('window', path, refusals), fields: null };
  const { id, requestor, approvers } = window;
  const people = { technician: null, requester: requestor, approvers, standIns: [] };
  const rest = { action: null, payload: digest, problems: refusals, brings: windowWords(window, policy) };
  return {
    proposal: { kind: 'window', id, path: windowPath(id), ...people, ...rest },
    fields: { type: 'window-approved', window: id, path, digest },
  };
}

function windowWords(window: WindowFile, { standard }: Policy): readonly string[] {
  const { operations, clients, from, to, zone, justification, recurrence } = window;
  const times = recurrence === undefined ? [] : timesOf(window, standard.windowRecursFor);
  return [
    `${operations.join(', ')} for ${clients.join(', ')}, from ${from} until ${to} (${zone}).`,
    ...(times.length === 0 ? [] : [`It is open ${times.length} times:`, ...times]),
    `Why: ${justification}`,
  ];
}
