// Pull requests: opening, finding, editing, closing, asking for reviews.
import { findPull, withEvent, withPull } from './core.ts';
import type { ForgeCore } from './core.ts';
import { commitAt, isAncestor, mergeBase } from './git-read.ts';
import { setRef } from './git-write.ts';
import { ForgeError, invalid, needWrite } from './model.ts';
import type { ForgeAccount, ForgeState, StoredPull } from './model.ts';
import { closed } from './sync.ts';

export interface NewPull {
  readonly title: string;
  /** `branch` or `owner:branch`; always of this repository. */
  readonly head: string;
  readonly base: string;
  readonly body: string | null;
  readonly draft: boolean;
}

export interface PullEdit {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
  readonly base?: string;
}

/** The verbs of pull requests, each with GitHub's refusals as `ForgeError`. */
export function pullMethods(core: ForgeCore) {
  return {
    /** Every pull request, by number. */
    pulls: (): readonly StoredPull[] => core.state().pulls,
    /** The pull request of this number; 404. */
    pull: (number: number): StoredPull => findPull(core.state(), number),
    /** Opens one; 422 for an unknown branch, nothing between the two, or one that is open already. */
    createPull: (actor: ForgeAccount, wanted: NewPull): Promise<StoredPull> =>
      core.change((state) => create(core, state, actor, wanted)),
    /** Changes title, body, state or base; its author may, and who has write access. */
    editPull: (actor: ForgeAccount, number: number, edit: PullEdit): Promise<StoredPull> =>
      core.change((state) => change(core, state, actor, number, edit)),
    closePull: (actor: ForgeAccount, number: number): Promise<StoredPull> =>
      core.change((state) => change(core, state, actor, number, { state: 'closed' })),
    requestReviewers: (actor: ForgeAccount, number: number, logins: readonly string[]): Promise<StoredPull> =>
      core.change((state) => request(core, state, actor, number, logins)),
    removeReviewers: (actor: ForgeAccount, number: number, logins: readonly string[]): Promise<StoredPull> =>
      core.change((state) => {
        needWrite(actor, 'Must have write access to change review requests.');
        const pull = findPull(state, number);
        const gone = new Set(logins.map((login) => byLogin(core, login)?.id));
        const next = { ...pull, reviewers: pull.reviewers.filter((id) => !gone.has(id)), updatedAt: core.now() };
        return { state: withPull(state, next), value: next };
      }),
  };
}

async function create(core: ForgeCore, state: ForgeState, actor: ForgeAccount, wanted: NewPull) {
  needWrite(actor, "Must have write access to open a pull request from this repository's branches.");
  if (wanted.title.trim() === '') throw invalid('PullRequest', { code: 'missing_field', field: 'title' });
  const { owner } = core.repository;
  const [, label, branch = ''] = /^(?:([^:]+):)?(.+)$/.exec(wanted.head) ?? [];
  const foreign = label !== undefined && label.toLowerCase() !== owner.toLowerCase();
  const head = foreign ? null : await commitAt(core.git, `refs/heads/${branch}`);
  if (head === null) throw invalid('PullRequest', { field: 'head', code: 'invalid' });
  const base = await commitAt(core.git, `refs/heads/${wanted.base}`);
  if (base === null) throw invalid('PullRequest', { field: 'base', code: 'invalid' });
  const other = state.pulls.find((p) => p.state === 'open' && p.headBranch === branch && p.base === wanted.base);
  if (other !== undefined) throw custom(`A pull request already exists for ${owner}:${branch}.`);
  if (await isAncestor(core.git, head, base)) throw custom(`No commits between ${wanted.base} and ${branch}`);
  if ((await mergeBase(core.git, base, head)) === null) {
    throw custom(`The ${wanted.base} branch has no history in common with ${branch}`);
  }
  const { nextId: id, nextPull: number } = state;
  await setRef(core.git, `refs/pull/${number}/head`, head);
  const at = core.now();
  const pull: StoredPull = {
    number,
    id,
    title: wanted.title,
    body: wanted.body,
    draft: wanted.draft,
    by: actor.id,
    openedAt: at,
    updatedAt: at,
    state: 'open',
    closedAt: null,
    head,
    headBranch: branch,
    base: wanted.base,
    baseTip: null,
    merged: null,
    labels: [],
    reviewers: [],
  };
  return { state: { ...state, nextId: id + 1, nextPull: number + 1, pulls: [...state.pulls, pull] }, value: pull };
}

async function change(core: ForgeCore, state: ForgeState, actor: ForgeAccount, number: number, edit: PullEdit) {
  const pull = findPull(state, number);
  if (pull.by !== actor.id) needWrite(actor, 'Must be the author, or have write access, to edit a pull request.');
  if (edit.title?.trim() === '') throw invalid('PullRequest', { code: 'missing_field', field: 'title' });
  let next = state;
  if (edit.title !== undefined || edit.body !== undefined) {
    const { title = pull.title, body = pull.body } = edit;
    if (title !== pull.title || body !== pull.body) {
      next = withPull(next, { ...pull, title, body, updatedAt: core.now() });
    }
  }
  if (edit.base !== undefined && edit.base !== pull.base) {
    next = await retargeted(core, next, findPull(next, number), actor, edit.base);
  }
  if (edit.state === 'closed' && pull.state === 'open') {
    const base = await commitAt(core.git, `refs/heads/${pull.base}`);
    next = closed(core, next, findPull(next, number), actor, base);
  }
  if (edit.state === 'open' && pull.state === 'closed')
    next = await reopened(core, next, findPull(next, number), actor);
  return { state: next, value: findPull(next, number) };
}

/** Reviews stay what they were: GitHub, too, keeps an approval that was given while the request went somewhere else. */
async function retargeted(core: ForgeCore, state: ForgeState, pull: StoredPull, actor: ForgeAccount, base: string) {
  if (pull.state === 'closed') throw custom('Cannot change the base branch of a closed pull request.');
  const tip = await commitAt(core.git, `refs/heads/${base}`);
  if (tip === null) throw invalid('PullRequest', { field: 'base', code: 'invalid' });
  const same = (p: StoredPull): boolean => p.headBranch === pull.headBranch && p.base === base;
  if (state.pulls.some((other) => other.state === 'open' && same(other))) {
    throw custom(`A pull request already exists for base branch '${base}' and head branch '${pull.headBranch}'`);
  }
  const at = core.now();
  const event = {
    pull: pull.number,
    event: 'base_ref_changed',
    by: actor.id,
    at,
    commit: null,
    dismissed: null,
  } as const;
  return withEvent(withPull(state, { ...pull, base, updatedAt: at }), event);
}

async function reopened(core: ForgeCore, state: ForgeState, pull: StoredPull, actor: ForgeAccount) {
  if (pull.merged !== null) throw invalid('PullRequest', { field: 'state', code: 'invalid' });
  const head = await commitAt(core.git, `refs/heads/${pull.headBranch}`);
  if (head === null) throw custom(`state cannot be changed. The ${pull.headBranch} branch has been deleted.`);
  const base = await commitAt(core.git, `refs/heads/${pull.base}`);
  if (base === null || (await isAncestor(core.git, head, base))) {
    throw custom(`state cannot be changed. There are no new commits on the ${pull.headBranch} branch.`);
  }
  const same = (p: StoredPull): boolean => p.headBranch === pull.headBranch && p.base === pull.base;
  if (state.pulls.some((other) => other.state === 'open' && same(other))) {
    throw custom(`state cannot be changed. There is already an open pull request from ${pull.headBranch}.`);
  }
  await setRef(core.git, `refs/pull/${pull.number}/head`, head);
  const at = core.now();
  const open = { ...pull, state: 'open', closedAt: null, baseTip: null, head, updatedAt: at } as const;
  const event = { pull: pull.number, event: 'reopened', by: actor.id, at, commit: null, dismissed: null } as const;
  return withEvent(withPull(state, open), event);
}

function request(
  core: ForgeCore,
  state: ForgeState,
  actor: ForgeAccount,
  number: number,
  logins: readonly string[],
): { state: ForgeState; value: StoredPull } {
  needWrite(actor, 'Must have write access to request a review.');
  const pull = findPull(state, number);
  const asked = logins.map((login) => {
    const account = byLogin(core, login);
    if (account === null) {
      const where = `${core.repository.owner}/${core.repository.name}`;
      const reason = 'One or more of the users or teams you specified is not a collaborator of the';
      throw new ForgeError(422, `Reviews may only be requested from collaborators. ${reason} ${where} repository.`);
    }
    if (account.id === pull.by) throw new ForgeError(422, 'Review cannot be requested from pull request author.');
    return account.id;
  });
  const reviewers = [...new Set([...pull.reviewers, ...asked])];
  if (reviewers.length === pull.reviewers.length) return { state, value: pull };
  const next = { ...pull, reviewers, updatedAt: core.now() };
  return { state: withPull(state, next), value: next };
}

function byLogin(core: ForgeCore, login: string): ForgeAccount | null {
  return core.accounts.find((account) => account.login.toLowerCase() === login.toLowerCase()) ?? null;
}

function custom(message: string): ForgeError {
  return invalid('PullRequest', { code: 'custom', message });
}
