// Reviews with GitHub's semantics: nobody approves his own request, a review belongs to one commit, a dismissal is remembered.
import type { Sha } from '../../core/facts.ts';
import { findPull, withEvent, withPull } from './core.ts';
import type { ForgeCore } from './core.ts';
import { commitAt, isAncestor, isSha } from './git-read.ts';
import { ForgeError, needWrite } from './model.ts';
import type { ForgeAccount, ForgeState, StoredPull, StoredReview } from './model.ts';

export interface NewReview {
  readonly event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  readonly body: string;
  /** The commit that was looked at; the head where it is `null`. */
  readonly commit: Sha | null;
}

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
const OWN = { APPROVE: 'approve', REQUEST_CHANGES: 'request changes on' } as const;

/** The verbs of reviews, each with GitHub's refusals as `ForgeError`. */
export function reviewMethods(core: ForgeCore) {
  return {
    /** Every review of a pull request, oldest first; 404. */
    reviews: (number: number): readonly StoredReview[] => {
      findPull(core.state(), number);
      return core.state().reviews.filter((review) => review.pull === number);
    },
    /** Reviews as this account, whatever its access (as GitHub does); 422 for one's own request, an ended one, a strange commit. */
    submitReview: (actor: ForgeAccount, number: number, review: NewReview): Promise<StoredReview> =>
      core.change((state) => submit(core, state, actor, number, review)),
    /** Takes a review's effect away; needs write access. */
    dismissReview: (actor: ForgeAccount, number: number, id: number, message: string): Promise<StoredReview> =>
      core.change((state) => dismiss(core, state, actor, number, id, message)),
  };
}

async function submit(core: ForgeCore, state: ForgeState, actor: ForgeAccount, number: number, wanted: NewReview) {
  const pull = findPull(state, number);
  const { event, body } = wanted;
  if (event !== 'APPROVE' && body.trim() === '') throw unprocessable('Body is required for this kind of review');
  if (event !== 'COMMENT') {
    if (pull.by === actor.id) throw unprocessable(`Can not ${OWN[event]} your own pull request`);
    if (pull.state === 'closed') throw unprocessable(`Can not ${OWN[event]} a closed pull request`);
  }
  const commit = wanted.commit ?? pull.head;
  if (!(await belongsTo(core, pull, commit))) throw unprocessable('The commit_id is not part of the pull request');
  const at = core.now();
  const review: StoredReview = {
    id: state.nextId,
    pull: number,
    by: actor.id,
    state: STATES[event],
    was: null,
    commit,
    at,
    body,
  };
  const answered = { ...pull, reviewers: pull.reviewers.filter((id) => id !== actor.id), updatedAt: at };
  const reviews = [...state.reviews, review];
  return { state: { ...withPull(state, answered), nextId: state.nextId + 1, reviews }, value: review };
}

function dismiss(
  core: ForgeCore,
  state: ForgeState,
  actor: ForgeAccount,
  number: number,
  id: number,
  message: string,
): { state: ForgeState; value: StoredReview } {
  findPull(state, number);
  needWrite(actor, 'Must have write access to dismiss a review.');
  const review = state.reviews.find((each) => each.id === id && each.pull === number);
  if (review === undefined) throw new ForgeError(404, 'Not Found');
  if (message.trim() === '') throw unprocessable('Message is required to dismiss a review');
  const before = review.state;
  if (before === 'DISMISSED' || before === 'COMMENTED')
    throw unprocessable('Can not dismiss a commented pull request review');
  const gone: StoredReview = { ...review, state: 'DISMISSED', was: before };
  const reviews = state.reviews.map((each) => (each.id === id ? gone : each));
  const event = { pull: number, event: 'review_dismissed', by: actor.id, at: core.now(), commit: null } as const;
  const dismissed = { review: id, state: before, message };
  return { state: withEvent({ ...state, reviews }, { ...event, dismissed }), value: gone };
}

async function belongsTo(core: ForgeCore, pull: StoredPull, commit: string): Promise<boolean> {
  if (commit === pull.head) return true;
  if (!isSha(commit) || (await commitAt(core.git, commit)) === null) return false;
  if (!(await isAncestor(core.git, commit, pull.head))) return false;
  const base = pull.baseTip ?? (await commitAt(core.git, `refs/heads/${pull.base}`));
  return base === null || !(await isAncestor(core.git, commit, base));
}

// GitHub puts the reason of a refused review into `errors`, and into the message for its own clients.
function unprocessable(reason: string): ForgeError {
  return new ForgeError(422, `Unprocessable Entity: "${reason}"`, [reason]);
}
