// Brings the open pull requests into line with the refs: after a push, after a write through the API, and at every start.
import type { Sha } from '../../core/facts.ts';
import { withEvent, withPull } from './core.ts';
import type { ForgeCore } from './core.ts';
import { beyond, isAncestor, readRefs } from './git-read.ts';
import { setRef } from './git-write.ts';
import type { ForgeAccount, ForgeState, StoredPull } from './model.ts';

/**
 * The state in which every open pull request has its branch's tip as head, is closed where the branch is gone or brings
 * nothing any more, and is merged where the base has come to contain it (also how an interrupted merge is completed).
 * `actor` is the one whose push this is, `null` where nobody knows.
 */
export async function syncPulls(core: ForgeCore, state: ForgeState, actor: ForgeAccount | null): Promise<ForgeState> {
  const open = state.pulls.filter((pull) => pull.state === 'open');
  if (open.length === 0) return state;
  const refs = await readRefs(core.git, 'refs/heads/');
  const ahead = new Map<string, ReadonlySet<Sha>>();
  for (const base of new Set(open.map((pull) => pull.base))) {
    const tip = refs.get(`refs/heads/${base}`);
    const heads = open.flatMap((pull) => (pull.base === base ? pull.head : []));
    if (tip !== undefined) ahead.set(base, await beyond(core.git, tip, ...heads));
  }
  let next = state;
  for (const pull of open) {
    const tips = { head: refs.get(`refs/heads/${pull.headBranch}`), base: refs.get(`refs/heads/${pull.base}`) };
    if (tips.base === undefined) next = closed(core, next, pull, actor, null);
    // Containment goes first: a branch that is deleted after its merge has not withdrawn anything.
    else if (ahead.get(pull.base)?.has(pull.head) !== true) next = await merged(core, next, pull, tips.base);
    else if (tips.head === undefined) next = closed(core, next, pull, actor, tips.base);
    else if (tips.head !== pull.head) next = await moved(core, next, pull, actor, tips.head, tips.base);
  }
  return next;
}

async function moved(
  core: ForgeCore,
  state: ForgeState,
  pull: StoredPull,
  actor: ForgeAccount | null,
  head: Sha,
  base: Sha,
): Promise<ForgeState> {
  await setRef(core.git, `refs/pull/${pull.number}/head`, head);
  const now = core.now();
  let next = withPull(state, { ...pull, head, updatedAt: now });
  if (!(await isAncestor(core.git, pull.head, head))) {
    const event = { pull: pull.number, event: 'head_ref_force_pushed', by: actor?.id ?? null } as const;
    next = withEvent(next, { ...event, at: now, commit: head, dismissed: null });
  }
  if (await isAncestor(core.git, head, base)) return closed(core, next, { ...pull, head }, actor, base);
  return next;
}

async function merged(core: ForgeCore, state: ForgeState, pull: StoredPull, base: Sha): Promise<ForgeState> {
  const walk = await core.git.text(['rev-list', '--first-parent', '--parents', '--max-count=2000', base]);
  const commits = walk.split('\n').map((line) => line.split(' '));
  const [commit = base, before = base] = commits.find((line) => line.slice(2).includes(pull.head)) ?? [];
  return markMerged(state, pull, { commit, before, by: null, at: core.now() });
}

/** The state in which a pull request is merged by `commit`, with the two events that GitHub's timeline shows for it. */
export function markMerged(
  state: ForgeState,
  pull: StoredPull,
  merge: { readonly commit: Sha; readonly before: Sha; readonly by: number | null; readonly at: number },
): ForgeState {
  const { at, by, commit } = merge;
  const end = { state: 'closed', closedAt: at, updatedAt: at, baseTip: merge.before } as const;
  const next = withPull(state, { ...pull, ...end, merged: { at, by, commit } });
  const event = { pull: pull.number, by, at, dismissed: null };
  return withEvent(withEvent(next, { ...event, event: 'merged', commit }), { ...event, event: 'closed', commit: null });
}

/** The state in which a pull request is closed without a merge; `baseTip` is where its base stood. */
export function closed(
  core: ForgeCore,
  state: ForgeState,
  pull: StoredPull,
  actor: ForgeAccount | null,
  baseTip: Sha | null,
): ForgeState {
  const at = core.now();
  const next = withPull(state, { ...pull, state: 'closed', closedAt: at, updatedAt: at, baseTip });
  const event = { pull: pull.number, event: 'closed', by: actor?.id ?? null } as const;
  return withEvent(next, { ...event, at, commit: null, dismissed: null });
}
