// Merging: only the accounts named as mergers, only the evaluated head, only a clean three-way merge, by compare-and-swap.
import type { Sha } from '../../core/facts.ts';
import type { JsonObject } from '../../core/settings-model.ts';
import { DEFAULT_BRANCH } from './branch-rules.ts';
import { findPull } from './core.ts';
import type { ForgeCore } from './core.ts';
import { commitAt } from './git-read.ts';
import { commitMerge, mergeTree, swapRef } from './git-write.ts';
import { ForgeError, needWrite } from './model.ts';
import type { ForgeAccount, ForgeState, StoredPull } from './model.ts';
import { mergeViolation, rulesFor } from './rulesets.ts';
import type { Rule } from './rulesets.ts';
import { settingsOf } from './settings-model.ts';
import { markMerged, syncPulls } from './sync.ts';

export interface MergeWish {
  /** The head that was evaluated; where it is `null`, whatever the head is now. */
  readonly sha: Sha | null;
  readonly title: string | null;
  readonly message: string | null;
}

/** The verb `merge`; its refusals are GitHub's: 403, 405 (not mergeable, protected), 409 (head moved). */
export function mergeMethods(core: ForgeCore) {
  return {
    /** Merges a pull request into its base and answers the merge commit. */
    merge: async (actor: ForgeAccount, number: number, wish: MergeWish): Promise<Sha> => {
      // First what was pushed meanwhile, as a change of its own: a refusal must not lose it.
      await core.change(async (state) => ({ state: await syncPulls(core, state, null), value: null }));
      return core.change((state) => merge(core, state, actor, number, wish));
    },
  };
}

async function merge(core: ForgeCore, state: ForgeState, actor: ForgeAccount, number: number, wish: MergeWish) {
  const pull = findPull(state, number);
  needWrite(actor, 'Must have write access to merge a pull request.');
  if (core.floor && pull.base === DEFAULT_BRANCH && !core.mergers.includes(actor.id)) {
    throw new ForgeError(405, "You're not authorized to push to this branch: only the accounts named as mergers may.");
  }
  if (pull.state === 'closed' || pull.draft) throw notMergeable();
  const tip = await commitAt(core.git, `refs/heads/${pull.headBranch}`);
  if (tip !== pull.head || (wish.sha !== null && wish.sha !== pull.head)) {
    throw new ForgeError(409, 'Head branch was modified. Review and try the merge again.');
  }
  const bypassed = mayMerge(core, state, pull, actor);
  const base = await commitAt(core.git, `refs/heads/${pull.base}`);
  const tree = base === null ? null : await mergeTree(core.git, base, pull.head);
  if (base === null || tree === null) throw notMergeable();
  const at = core.now();
  const commit = await commitMerge(core.git, tree, [base, pull.head], {
    by: actor,
    at,
    message: words(core, pull, wish),
  });
  if (!(await swapRef(core.git, `refs/heads/${pull.base}`, base, commit))) {
    throw new ForgeError(405, 'Base branch was modified. Review and try the merge again.');
  }
  const ref = `refs/heads/${pull.base}`;
  await core.activity.note({ kind: 'pr_merge', ref, before: base, after: commit, at, by: actor.id, bypassed });
  const merged = markMerged(state, pull, { commit, before: base, by: actor.id, at });
  return { state: await syncPulls(core, merged, actor), value: commit };
}

/** Refuses what the rulesets of the base ask for and the request does not have. @returns the rules that were passed by */
function mayMerge(core: ForgeCore, state: ForgeState, pull: StoredPull, actor: ForgeAccount): readonly Rule[] {
  const { binding, bypassed } = rulesFor(settingsOf(state), `refs/heads/${pull.base}`, actor, 'merge');
  if (binding.length + bypassed.length === 0) return [];
  const facts = { method: 'merge', approvals: approvals(core, state, pull), passed: checkPassed(state, pull) };
  const refusal = binding.map((rule) => mergeViolation(rule, facts)).find((each) => each !== null);
  if (refusal !== undefined) throw new ForgeError(405, refusal);
  return bypassed.filter((rule) => mergeViolation(rule, facts) !== null);
}

/** Approvals of the head by people with write access who did not open the request: the latest word of each counts. */
function approvals(core: ForgeCore, state: ForgeState, pull: StoredPull): number {
  const spoken = state.reviews.filter((review) => review.pull === pull.number && review.state !== 'COMMENTED');
  const latest = new Map(spoken.map((review) => [review.by, review]));
  return [...latest.values()].filter(({ by, state: said, commit }) => {
    const account = core.accounts.find((one) => one.id === by);
    const writes = account?.type === 'User' && account.permission !== 'read';
    return writes && by !== pull.by && said === 'APPROVED' && commit === pull.head;
  }).length;
}

/** The newest run of the name, by the App that the rule names, has to be a success. */
function checkPassed(state: ForgeState, pull: StoredPull): (check: JsonObject) => boolean {
  return ({ context, integration_id: app }) => {
    const runs = state.checks.filter((run) => run.head === pull.head && run.name === context);
    const last = runs.findLast((run) => typeof app !== 'number' || run.by === app);
    return last?.status === 'completed' && ['success', 'neutral', 'skipped'].includes(last.conclusion ?? '');
  };
}

function words(core: ForgeCore, pull: StoredPull, wish: MergeWish): string {
  const title = wish.title ?? `Merge pull request #${pull.number} from ${core.repository.owner}/${pull.headBranch}`;
  const message = wish.message ?? pull.title;
  return message === '' ? `${title}\n` : `${title}\n\n${message}\n`;
}

function notMergeable(): ForgeError {
  return new ForgeError(405, 'Pull Request is not mergeable');
}
