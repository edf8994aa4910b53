// The questions of the decision benchmark, from the repository's own policy: every automation, operation and scope.
import { fileURLToPath } from 'node:url';
import type { Action, Target } from '../../scripts/core/action-model.ts';
import type { LedgerFacts, PullFacts } from '../../scripts/core/facts.ts';
import { readPolicyDocuments } from '../../scripts/core/policy-documents.ts';
import { crossReferenceProblems } from '../../scripts/core/policy-refs.ts';
import type { PolicyDocuments } from '../../scripts/core/policy-documents.ts';
import type { Automation, MaintenanceWindow, Operation, Policy } from '../../scripts/core/policy-model.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import { readPolicyFiles } from '../../scripts/policy-files.ts';

/** One question, for us as the whole input, for the others as what they are told of it. */
export interface Question {
  readonly automation: string;
  readonly operation: string;
  readonly clients: 'one' | 'many';
  /** Is it covered by an approved window? We find out; the others are told. */
  readonly window: boolean;
  readonly input: GateInput;
}

/** One line of the other engines' policies: what follows where an automation asks for a granted operation. */
export interface Rule {
  readonly automation: string;
  readonly operation: string;
  readonly clients: 'one' | 'many';
  readonly window: boolean;
  /** `tier|gate|clients|reversible`. */
  readonly answer: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Reads and checks the policy's files as `parsePolicy` does before it builds. Throws where there is a fault in them. */
export function readDocuments(): PolicyDocuments {
  const read = readPolicyDocuments(readPolicyFiles(ROOT));
  const problems = read.ok ? crossReferenceProblems(read.documents, { exists: null }) : read.problems;
  if (!read.ok || problems.length > 0) throw new Error(`The policy has ${problems.length} faults; mend them first.`);
  return read.documents;
}

/** What the policy's automations ask: every operation that they are granted, one that they are not, and a prohibited one. */
export function questionsOf(policy: Policy): readonly Question[] {
  const [window] = policy.windows.values();
  if (window === undefined) throw new Error('The benchmark needs a policy with a maintenance window.');
  const [first = '', second = ''] = policy.clients.keys();
  const scopes: readonly (readonly string[])[] = [[first], [second], [first, second], []];
  const operations = [...policy.operations.values()];
  const prohibited = operations.find((operation) => operation.prohibited);
  return [...policy.automations.values()].flatMap((automation) => {
    const granted = operations.filter((operation) => automation.operations.includes(operation.id));
    const other = operations.find((operation) => !granted.includes(operation));
    return [...granted, other, prohibited].flatMap((operation) =>
      scopes.flatMap((clients) =>
        [true, false].flatMap((cites) =>
          operation === undefined ? [] : [question(automation, operation, clients, cites, window, policy)],
        ),
      ),
    );
  });
}

/** The same policy for engines that match rules: a line for each automation, granted operation and scope. */
export function rulesOf(policy: Policy): readonly Rule[] {
  return [...policy.automations.values()].flatMap((automation) =>
    automation.operations.flatMap((id) => {
      const operation = policy.operations.get(id);
      if (operation === undefined || operation.prohibited) return [];
      return (['one', 'many'] as const).flatMap((clients) =>
        [true, false].map((window) => {
          const reverts = operation.needs !== null && !window;
          const gate = reverts ? '1|human-approval' : `${operation.tier}|${operation.gate}`;
          return {
            automation: automation.id,
            operation: id,
            clients,
            window,
            answer: `${gate}|${clients}|${operation.reversible}`,
          };
        }),
      );
    }),
  );
}

function question(
  automation: Automation,
  operation: Operation,
  clients: readonly string[],
  cites: boolean,
  window: MaintenanceWindow,
  policy: Policy,
): Question {
  const covered = clients.length > 0 && clients.every((client) => window.clients.includes(client));
  return {
    automation: automation.id,
    operation: operation.id,
    clients: clients.length === 1 ? 'one' : 'many',
    window: cites && covered && window.operations.includes(operation.id),
    input: inputOf(automation, operation, clients, cites ? window : null, window.from, policy),
  };
}

function inputOf(
  automation: Automation,
  operation: Operation,
  clients: readonly string[],
  window: MaintenanceWindow | null,
  now: number,
  policy: Policy,
): GateInput {
  const id = '01KA0000000000000000000000';
  const path = `actions-queue/2026/12/${id}.yaml`;
  const people = { technician: 'tess', requester: null, approvers: ['lena', 'sam', 'olga'], standIns: [] };
  const targets = clients.map((client): Target => ({ client, kind: operation.target, id: '4711', name: 'FS01' }));
  const texts = { justification: 'alert 9931', expectedOutcome: 'as planned' };
  const rest = { parameters: {}, ...texts, ...people, window: window?.id ?? null, plan: [] };
  const action: Action = { id, operation: operation.id, targets, portfolio: targets.length === 0, ...rest };
  const payload = `sha256:${'0'.repeat(64)}` as const;
  const approvedBy = [...policy.people.values()].map((person) => person.id);
  return {
    proposal: { kind: 'action', id, path, ...people, action, payload, problems: [] },
    policy,
    pull: pullOf(automation, path, now, policy),
    ledger: {
      ...EMPTY,
      windowApprovals: [...policy.windows.keys()].map((key) => ({ window: key, approvedBy, at: 0 })),
    },
    now,
  };
}

const EMPTY: LedgerFacts = {
  usedIds: [],
  denied: [],
  recent: [],
  called: [],
  windowApprovals: [],
  exceptionApprovals: [],
  usedExceptionIds: [],
};

/** Opened half an hour ago, with the approvals of the three people named and a comment. */
function pullOf(automation: Automation, path: string, now: number, policy: Policy): PullFacts {
  const opener = { id: automation.account, login: automation.login, type: 'Bot' } as const;
  const head = 'a'.repeat(40);
  const openedAt = now - 1_800_000;
  const answered = ['lena', 'sam', 'olga'].flatMap((name) => policy.people.get(name) ?? []);
  return {
    number: 7,
    opener,
    openedAt,
    head,
    base: 'main',
    defaultBranch: 'main',
    draft: false,
    fork: false,
    files: [{ path, status: 'added', mode: '100644' }],
    commits: [{ sha: head, parents: ['b'.repeat(40)], author: opener, committer: opener, coAuthors: [] }],
    reviews: answered.map(({ account, login }, place) => {
      const by = { id: account, login, type: 'User' } as const;
      return {
        id: place,
        by,
        state: 'APPROVED',
        was: null,
        commit: head,
        at: openedAt + 60_000 * (place + 1),
        body: '',
      };
    }),
    writers: [...policy.people.values()].map((person) => person.account),
  };
}
