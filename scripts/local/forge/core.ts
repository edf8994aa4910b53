// The forge's spine: one state, one queue of changes, one place that knows the accounts; the verbs hang on it.
import { createHash } from 'node:crypto';

import type { Activity } from './activity.ts';
import type { Git } from './git.ts';
import { ForgeError } from './model.ts';
import type { ForgeAccount, ForgeRepository, ForgeState, StoredEvent, StoredIssue, StoredPull } from './model.ts';
import { saveState } from './state-file.ts';

export interface ForgeCore {
  readonly git: Git;
  readonly repository: ForgeRepository;
  readonly accounts: readonly ForgeAccount[];
  readonly mergers: readonly number[];
  readonly ledgerWriters: readonly number[];
  /** Whether the forge guards main and the ledger by itself, whatever its rulesets say. */
  readonly floor: boolean;
  readonly activity: Activity;
  /** Epoch ms. */
  readonly now: () => number;
  readonly state: () => ForgeState;
  /**
   * Runs one change after the one before it; the new state is on disk before anybody sees it, and a change that throws leaves
   * no trace in it. Listeners are called where the state changed or `moved` says that a ref did.
   */
  readonly change: <T>(work: (state: ForgeState) => Promise<Change<T>> | Change<T>) => Promise<T>;
  readonly onChange: (listener: () => void) => () => void;
}

export interface Change<T> {
  readonly state: ForgeState;
  readonly value: T;
  readonly moved?: boolean;
}

export type CoreParts = Pick<
  ForgeCore,
  'git' | 'repository' | 'accounts' | 'mergers' | 'ledgerWriters' | 'floor' | 'activity' | 'now'
>;

/** Starts the spine on a state that was read from `directory`, into which every later state is written. */
export function startCore(directory: string, first: ForgeState, parts: CoreParts): ForgeCore {
  let state = first;
  let last: Promise<unknown> = Promise.resolve();
  const listeners = new Set<() => void>();
  const apply = async <T>(work: (state: ForgeState) => Promise<Change<T>> | Change<T>): Promise<T> => {
    const change = await work(state);
    const changed = change.state !== state;
    if (changed) await saveState(directory, change.state);
    state = change.state;
    if (changed || change.moved === true) for (const listener of listeners) listener();
    return change.value;
  };
  return {
    ...parts,
    state: () => state,
    change: (work) => {
      const mine = last.then(() => apply(work));
      last = mine.catch(() => undefined);
      return mine;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The accounts by id, login (case-insensitive), token, and e-mail address of a commit. */
export function accountMethods(core: ForgeCore) {
  const byToken = new Map(core.accounts.map((account) => [digest(account.token), account]));
  const byLogin = new Map(core.accounts.map((account) => [account.login.toLowerCase(), account]));
  const byId = new Map(core.accounts.map((account) => [account.id, account]));
  return {
    accounts: core.accounts,
    accountById: (id: number | null): ForgeAccount | null => (id === null ? null : (byId.get(id) ?? null)),
    accountByLogin: (login: string): ForgeAccount | null => byLogin.get(login.toLowerCase()) ?? null,
    // Looked up by digest, so that the time it takes tells nothing about the tokens.
    accountByToken: (token: string): ForgeAccount | null => byToken.get(digest(token)) ?? null,
    accountByEmail: (email: string): ForgeAccount | null => {
      const [, id] = /^(\d+)\+[^@]*@users\.noreply\.github\.com$/i.exec(email) ?? [];
      if (id !== undefined) return byId.get(Number(id)) ?? null;
      const [, login] = /^([^@]+)@(?:example\.com|users\.noreply\.github\.com)$/i.exec(email) ?? [];
      return login === undefined ? null : (byLogin.get(login.toLowerCase()) ?? null);
    },
  };
}

/** The pull request of this number; throws 404. */
export function findPull(state: ForgeState, number: number): StoredPull {
  const pull = state.pulls.find((each) => each.number === number);
  if (pull === undefined) throw new ForgeError(404, 'Not Found');
  return pull;
}

/** The issue of this number; throws 404. */
export function findIssue({ issues = [] }: ForgeState, number: number): StoredIssue {
  const issue = issues.find((each) => each.number === number);
  if (issue === undefined) throw new ForgeError(404, 'Not Found');
  return issue;
}

/** The pull request or the issue of this number; throws 404. */
export function findSubject(state: ForgeState, number: number): StoredPull | StoredIssue {
  return (state.issues ?? []).find((each) => each.number === number) ?? findPull(state, number);
}

/** The state with the pull request or issue of this number touched, and with other labels where they are given. */
export function withSubject(
  state: ForgeState,
  number: number,
  change: Partial<Pick<StoredPull, 'labels' | 'updatedAt'>>,
): ForgeState {
  const changed = <T extends { readonly number: number }>(each: T): T =>
    each.number === number ? { ...each, ...change } : each;
  const pulls = state.pulls.map(changed);
  return state.issues === undefined ? { ...state, pulls } : { ...state, pulls, issues: state.issues.map(changed) };
}

/** The state with one pull request replaced by its newer self. */
export function withPull(state: ForgeState, pull: StoredPull): ForgeState {
  return { ...state, pulls: state.pulls.map((each) => (each.number === pull.number ? pull : each)) };
}

/** The state with one more event in a pull request's timeline. */
export function withEvent(state: ForgeState, event: Omit<StoredEvent, 'id'>): ForgeState {
  return { ...state, nextId: state.nextId + 1, events: [...state.events, { ...event, id: state.nextId }] };
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
