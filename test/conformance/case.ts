// Turns one conformance case into the input of the real decision, with the defaults that the format defines.
import { createHash } from 'node:crypto';
import type { Action } from '../../scripts/core/action-model.ts';
import type { Account, ChangedFile, Commit, Digest, LedgerFacts, PullFacts, Review } from '../../scripts/core/facts.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import { instant, map, merge, number, optional, policyOf, text, texts } from './world.ts';
import type { Data } from './world.ts';

const CASE = ['name', 'action', 'pull', 'reviews', 'ledger', 'exceptions', 'windows', 'now', 'expect', 'world'];
const PULL = 7;
const OPENED = '2026-11-20T10:00:00Z';

/** The input of the decision for one case on the ground of `world`. */
export function inputOf(ground: Data, one: Data): GateInput {
  map(one, 'case', CASE);
  const world = map(merge(ground, one.world ?? {}), 'world');
  const lists = { windows: maps(one.windows), exceptions: maps(one.exceptions) };
  const action = actionOf(map(one.action, 'action'));
  const pull = map(one.pull ?? {}, 'pull', ['by', 'openedAt', 'head', 'base', 'draft', 'fork', 'files', 'commits']);
  const { technician, requester, approvers, standIns } = action;
  const path = `actions-queue/2026/11/${action.id}.yaml`;
  const payload = digest(map(one.action, 'action').content, action.operation, texts(map(one.action, 'action').clients));
  const people = { technician, requester, approvers, standIns };
  return {
    proposal: { kind: 'action', id: action.id, path, ...people, action, payload, problems: [] },
    policy: policyOf(world, lists.windows, lists.exceptions),
    pull: pullOf(pull, maps(one.reviews), path, world),
    ledger: ledgerOf(map(one.ledger ?? {}, 'ledger'), lists.windows, lists.exceptions),
    now: instant(one.now ?? world.now),
  };
}

function maps(value: unknown): readonly Data[] {
  return value === undefined ? [] : (value as readonly unknown[]).map((entry) => map(entry, 'entry'));
}

const ACTION = [
  'operation',
  'clients',
  'portfolio',
  'technician',
  'requester',
  'approvers',
  'standIns',
  'window',
  'id',
];

function actionOf(action: Data): Action {
  map(action, 'action', [...ACTION, 'content']);
  const target = (client: string) => ({ client, kind: 'device', id: '4711', name: 'device' });
  return {
    id: text(action.id, 'act-1'),
    operation: text(action.operation),
    targets: texts(action.clients).map(target),
    portfolio: action.portfolio === true,
    parameters: {},
    justification: '',
    expectedOutcome: '',
    technician: optional(action.technician),
    requester: optional(action.requester),
    approvers: texts(action.approvers),
    standIns: texts(action.standIns),
    window: optional(action.window),
    plan: [],
  };
}

function digest(content: unknown, operation: string, clients: readonly string[]): Digest {
  const words = JSON.stringify([text(content, 'payload-1'), operation, clients]);
  return `sha256:${createHash('sha256').update(words).digest('hex')}`;
}

/** The account behind a key of `people` or `automations`; `null` where the forge could not attribute one. */
function account(key: unknown, world: Data): Account | null {
  if (key === null) return null;
  const name = text(key);
  const person = map(world.people, 'people')[name];
  if (person !== undefined) return { id: number(map(person, name).github), login: name, type: 'User' };
  const automation = map(world.automations, 'automations')[name];
  return { id: number(map(automation, name).github), login: `${name}[bot]`, type: 'Bot' };
}

function pullOf(pull: Data, reviews: readonly Data[], actionPath: string, world: Data): PullFacts {
  const opener = account(pull.by ?? 'responder', world);
  if (opener === null) throw new Error('pull.by: an account is needed');
  const head = text(pull.head, 'h1');
  const file = (one: unknown): ChangedFile => {
    const { path, status, mode } = map(one, 'file', ['path', 'status', 'mode']);
    return {
      path: path === 'action' ? actionPath : text(path),
      status: text(status) as ChangedFile['status'],
      mode: text(mode),
    };
  };
  const files = pull.files ?? [{ path: 'action', status: 'added', mode: '100644' }];
  const people = Object.values(map(world.people, 'people')).map((person) => map(person, 'person'));
  return {
    number: PULL,
    opener,
    openedAt: instant(pull.openedAt ?? OPENED),
    head,
    base: text(pull.base, 'main'),
    defaultBranch: 'main',
    draft: pull.draft === true,
    fork: pull.fork === true,
    files: (files as readonly unknown[]).map(file),
    commits:
      pull.commits === undefined
        ? [openersCommit(opener, head)]
        : maps(pull.commits).map((one) => commitOf(one, world)),
    reviews: reviews.map((review, place) => reviewOf(review, place, head, world)),
    writers: people.filter((person) => person.writeAccess !== false).map((person) => number(person.github)),
  };
}

function openersCommit(opener: Account, head: string): Commit {
  return { sha: head, parents: ['base'], author: opener, committer: opener, coAuthors: [] };
}

function commitOf(one: Data, world: Data): Commit {
  map(one, 'commit', ['sha', 'parents', 'author', 'committer', 'coAuthors']);
  const coAuthors = (one.coAuthors ?? []) as readonly unknown[];
  return {
    sha: text(one.sha),
    parents: one.parents === undefined ? ['base'] : texts(one.parents),
    author: account(one.author, world),
    committer: account(one.committer, world),
    coAuthors: coAuthors.map((key) => account(key, world)),
  };
}

function reviewOf(one: Data, place: number, head: string, world: Data): Review {
  map(one, 'review', ['by', 'state', 'was', 'commit', 'at', 'login']);
  const by =
    typeof one.by === 'string' ? account(one.by, world) : foreign(map(one.by, 'by', ['github', 'login', 'type']));
  if (by === null) throw new Error('review.by: an account is needed');
  const commit = one.commit === undefined ? head : optional(one.commit);
  const answer = { state: text(one.state) as Review['state'], was: optional(one.was) as Review['was'] };
  const login = text(one.login, by.login);
  // The format says what a dismissed review was only where it matters; it was an approval where nothing is said.
  const was = answer.state === 'DISMISSED' ? (answer.was ?? 'APPROVED') : null;
  return { id: place + 1, by: { ...by, login }, state: answer.state, was, commit, at: instant(one.at), body: '' };
}

function foreign(by: Data): Account {
  return { id: number(by.github), login: text(by.login), type: text(by.type) as Account['type'] };
}

function ledgerOf(ledger: Data, windows: readonly Data[], exceptions: readonly Data[]): LedgerFacts {
  map(ledger, 'ledger', ['usedIds', 'denied', 'recent', 'called']);
  return {
    usedIds: texts(ledger.usedIds).map((id) => ({ id, pull: 1 })),
    denied: maps(ledger.denied).map((one) => {
      map(one, 'denied', ['content', 'operation', 'clients', 'at']);
      return { payload: digest(one.content, text(one.operation), texts(one.clients)), at: instant(one.at) };
    }),
    recent: maps(ledger.recent).map((one, place) => {
      map(one, 'recent', ['automation', 'operation', 'client', 'at']);
      const who = { automation: text(one.automation), operation: text(one.operation), clients: [text(one.client)] };
      return { pull: 100 + place, ...who, at: instant(one.at) };
    }),
    called: maps(ledger.called).map((one) => {
      map(one, 'called', ['standIn', 'at']);
      return { standIn: text(one.standIn), at: instant(one.at) };
    }),
    windowApprovals: windows.map((one) => {
      const at = one.approvedAt === undefined ? 0 : instant(one.approvedAt);
      return { window: text(one.id), approvedBy: texts(one.approvedBy), at };
    }),
    exceptionApprovals: exceptions.map((one) => {
      return { exception: text(one.id), requestor: optional(one.requestor), approvedBy: texts(one.approvedBy) };
    }),
    usedExceptionIds: [],
  };
}
