// intake: one HTTP request proposes an action. Who sent it decides as whom; what it says decides nothing but the draft.
import { randomBytes } from 'node:crypto';
import { isUlid, makeUlid } from './core/ulid.ts';
import { proposedAsData } from './describe.ts';
import { readDispatch } from './dispatch.ts';
import type { Dispatch } from './dispatch.ts';
import { propose } from './propose.ts';
import type { Workplace } from './workplace.ts';

/** The branch that answers are read from. Nothing depends on it: it may be deleted at any time. */
export const ANSWERS = 'intake';

/** What the sender finds at `answerPath`: the open request, or the sentences that refuse it. */
export type Answer =
  | ({ readonly answers: string } & ReturnType<typeof proposedAsData>)
  | { readonly answers: string; readonly kind: 'refused'; readonly sentences: readonly string[] };

export type Taken =
  | { readonly kind: 'answered'; readonly path: string; readonly answer: Answer }
  /** The same request came before, and its answer stands. */
  | { readonly kind: 'again'; readonly path: string }
  /** No request that could be answered: there is nobody, or nothing, to address the answer to. */
  | { readonly kind: 'unreadable'; readonly sentence: string };

/**
 * Takes one `repository_dispatch` of the type `propose-action` and answers it on the branch `intake`.
 * The same request is the same action, however often it is sent or this is killed: its id is kept before anything is opened.
 * @param event the event as the forge wrote it (`GITHUB_EVENT_PATH`): its `sender` is the forge's word, its payload is the sender's
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault; then there is no answer, and the same request may be sent again
 */
export async function intake(event: string, place: Workplace): Promise<Taken> {
  const dispatch = readDispatch(event);
  if (typeof dispatch === 'string') return { kind: 'unreadable', sentence: dispatch };
  const { forge } = place;
  const path = answerPath(dispatch);
  const reserved = `${path.slice(0, -'.json'.length)}.id`;
  const wanted = givenId(dispatch) ?? makeUlid(place.now(), randomBytes(10));
  await forge.putFileOnBranch(ANSWERS, reserved, `${wanted}\n`, `Take the request ${dispatch.request}`);
  if ((await forge.fileAt(ANSWERS, path)) !== null) return { kind: 'again', path };
  const id = ((await forge.fileAt(ANSWERS, reserved)) ?? '').trim();
  const answer = { answers: dispatch.request, ...(await proposeAs(dispatch, id, place)) };
  await forge.putFileOnBranch(ANSWERS, path, `${JSON.stringify(answer, null, 2)}\n`, `Answer ${dispatch.request}`);
  return { kind: 'answered', path, answer };
}

/** Where the answer to a request is on the branch `intake`; the sender knows both parts beforehand. */
export function answerPath({ sender, request }: Pick<Dispatch, 'sender' | 'request'>): string {
  return `intake/${sender.id}/${request}.json`;
}

/** Rule 2 of the gate knows an automation by the account that opens its request: that has to be the sender's own. */
async function proposeAs(dispatch: Dispatch, id: string, place: Workplace) {
  const { sender, repository, draft } = dispatch;
  const [me, info] = await Promise.all([place.forge.whoAmI(), place.forge.repository()]);
  if (repository !== info.id) {
    return refused(`The event is of the repository ${repository}, and this job works on ${info.fullName}.`);
  }
  if (me.id !== sender.id) {
    const remedy = `Keep the key of the App behind ${sender.login} in the environment intake-${sender.id}.`;
    return refused(
      `${sender.login} sent this, and the job acts as ${me.login}: nobody proposes for another. ${remedy}`,
    );
  }
  if (typeof draft === 'string') return refused(draft);
  if ((givenId(dispatch) ?? id) !== id) {
    return refused('This request was begun with another id. Send the action under a new request.');
  }
  // An id that is none, here or on the branch, is refused like that of any other draft.
  const text = JSON.stringify({ id, ...draft }, null, 2);
  const proposed = await propose(new TextEncoder().encode(text), 'client_payload.action', place);
  return proposed.kind === 'refused' ? refused(...proposed.sentences) : proposedAsData(proposed);
}

function givenId({ draft }: Dispatch): string | null {
  const id = typeof draft === 'string' ? null : draft['id'];
  return typeof id === 'string' && isUlid(id) ? id : null;
}

function refused(...sentences: readonly string[]) {
  return { kind: 'refused', sentences } as const;
}
