// Comments and labels of a pull request or an issue, and the timeline of a pull request.
import { findPull, findSubject, withSubject } from './core.ts';
import type { ForgeCore } from './core.ts';
import { ForgeError, invalid, needWrite } from './model.ts';
import type { ForgeAccount, ForgeState, StoredComment, StoredEvent } from './model.ts';

const LONGEST_COMMENT = 65_536;

/** The verbs of comments and labels, each with GitHub's refusals as `ForgeError`. */
export function conversationMethods(core: ForgeCore) {
  const label = (actor: ForgeAccount, number: number, wanted: (now: readonly string[]) => readonly string[]) =>
    core.change((state) => relabel(core, state, actor, number, wanted));
  return {
    /** Every comment of a pull request or an issue, oldest first; 404. */
    comments: (number: number): readonly StoredComment[] => {
      findSubject(core.state(), number);
      return core.state().comments.filter((comment) => comment.pull === number);
    },
    /** Comments as this account; whoever can read may. */
    comment: (actor: ForgeAccount, number: number, body: string): Promise<StoredComment> =>
      core.change((state) => add(core, state, actor, number, body)),
    /** Changes a comment: its author may, and who has write access. */
    editComment: (actor: ForgeAccount, id: number, body: string): Promise<StoredComment> =>
      core.change((state) => edit(core, state, actor, id, body)),
    labels: (number: number): readonly string[] => findSubject(core.state(), number).labels,
    addLabels: (actor: ForgeAccount, number: number, names: readonly string[]): Promise<readonly string[]> =>
      label(actor, number, (now) => [...now, ...names]),
    setLabels: (actor: ForgeAccount, number: number, names: readonly string[]): Promise<readonly string[]> =>
      label(actor, number, () => names),
    /** The events of a pull request, oldest first; 404. */
    timeline: (number: number): readonly StoredEvent[] => {
      findPull(core.state(), number);
      return core.state().events.filter((event) => event.pull === number);
    },
  };
}

function add(core: ForgeCore, state: ForgeState, actor: ForgeAccount, number: number, body: string) {
  findSubject(state, number);
  checkBody(body);
  const at = core.now();
  const comment: StoredComment = { id: state.nextId, pull: number, by: actor.id, body, at, updatedAt: at };
  const comments = [...state.comments, comment];
  const touched = withSubject(state, number, { updatedAt: at });
  return { state: { ...touched, nextId: state.nextId + 1, comments }, value: comment };
}

function edit(core: ForgeCore, state: ForgeState, actor: ForgeAccount, id: number, body: string) {
  const comment = state.comments.find((each) => each.id === id);
  if (comment === undefined) throw new ForgeError(404, 'Not Found');
  if (comment.by !== actor.id) needWrite(actor, 'Must be the author, or have write access, to edit a comment.');
  checkBody(body);
  const next = { ...comment, body, updatedAt: core.now() };
  return { state: { ...state, comments: state.comments.map((each) => (each.id === id ? next : each)) }, value: next };
}

function relabel(
  core: ForgeCore,
  state: ForgeState,
  actor: ForgeAccount,
  number: number,
  wanted: (now: readonly string[]) => readonly string[],
): { state: ForgeState; value: readonly string[] } {
  needWrite(actor, 'Must have write access to label a pull request.');
  const subject = findSubject(state, number);
  const labels = [...new Set(wanted(subject.labels))];
  if (labels.some((name) => name.trim() === '' || name.length > 50)) {
    throw invalid('Label', { field: 'name', code: 'invalid' });
  }
  const same = labels.length === subject.labels.length && labels.every((name, at) => name === subject.labels[at]);
  if (same) return { state, value: subject.labels };
  return { state: withSubject(state, number, { labels, updatedAt: core.now() }), value: labels };
}

function checkBody(body: string): void {
  if (body.trim() === '') throw invalid('IssueComment', { code: 'missing_field', field: 'body' });
  if (body.length <= LONGEST_COMMENT) return;
  const message = `body is too long (maximum is ${LONGEST_COMMENT} characters)`;
  throw invalid('IssueComment', { code: 'unprocessable', field: 'data', message });
}
