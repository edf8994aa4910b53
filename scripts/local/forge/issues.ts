// Issues: opened by whoever can read, changed by their author or by who has write access, and it is kept who did.
import { findIssue } from './core.ts';
import type { ForgeCore } from './core.ts';
import { invalid, needWrite } from './model.ts';
import type { ForgeAccount, ForgeState, StoredIssue } from './model.ts';

const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;

export interface IssueEdit {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
}

/** The verbs of issues, each with GitHub's refusals as `ForgeError`. */
export function issueMethods(core: ForgeCore) {
  const listeners = new Set<(number: number) => void>();
  const heard = async (change: Promise<StoredIssue>): Promise<StoredIssue> => {
    const issue = await change;
    for (const listener of listeners) listener(issue.number);
    return issue;
  };
  return {
    /** Hears the number of each issue that is opened or changed from now on. @returns how to stop */
    onIssue: (listener: (number: number) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Every issue, oldest first. */
    issues: (): readonly StoredIssue[] => core.state().issues ?? [],
    issue: (number: number): StoredIssue => findIssue(core.state(), number),
    /** Opens an issue; labels of somebody without write access are dropped without a word, as GitHub does. */
    openIssue: (
      actor: ForgeAccount,
      wanted: { readonly title: string; readonly body: string | null; readonly labels: readonly string[] },
    ): Promise<StoredIssue> => heard(core.change((state) => open(core, state, actor, wanted))),
    editIssue: (actor: ForgeAccount, number: number, edit: IssueEdit): Promise<StoredIssue> =>
      heard(core.change((state) => change(core, state, actor, number, edit))),
  };
}

function open(
  core: ForgeCore,
  state: ForgeState,
  actor: ForgeAccount,
  wanted: Parameters<ReturnType<typeof issueMethods>['openIssue']>[1],
) {
  checkWords(wanted);
  const { nextId: id, nextPull: number, issues = [] } = state;
  const at = core.now();
  const issue: StoredIssue = {
    number,
    id,
    title: wanted.title,
    body: wanted.body,
    by: actor.id,
    openedAt: at,
    updatedAt: at,
    state: 'open',
    closedAt: null,
    labels: actor.permission === 'read' ? [] : [...new Set(wanted.labels)],
    edited: null,
  };
  return { state: { ...state, nextId: id + 1, nextPull: number + 1, issues: [...issues, issue] }, value: issue };
}

function change(core: ForgeCore, state: ForgeState, actor: ForgeAccount, number: number, edit: IssueEdit) {
  const before = findIssue(state, number);
  if (before.by !== actor.id) needWrite(actor, 'Must be the author, or have write access, to edit an issue.');
  checkWords({ title: edit.title ?? before.title, body: edit.body ?? before.body });
  const at = core.now();
  const isEdited = edit.body !== undefined && edit.body !== before.body;
  const closing = edit.state !== undefined && edit.state !== before.state;
  const issue: StoredIssue = {
    ...before,
    ...edit,
    updatedAt: at,
    edited: isEdited ? { by: actor.id, at } : before.edited,
    closedAt: closing ? (edit.state === 'closed' ? at : null) : before.closedAt,
  };
  const issues = (state.issues ?? []).map((each) => (each.number === number ? issue : each));
  return { state: { ...state, issues }, value: issue };
}

function checkWords({ title, body }: Pick<StoredIssue, 'title' | 'body'>): void {
  if (title.trim() === '') throw invalid('Issue', { code: 'missing_field', field: 'title' });
  if (title.length > LONGEST_TITLE) {
    throw invalid('Issue', {
      code: 'custom',
      field: 'title',
      message: 'title is too long (maximum is 256 characters)',
    });
  }
  if ((body?.length ?? 0) <= LONGEST_BODY) return;
  const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
  throw invalid('Issue', { code: 'custom', field: 'body', message });
}
