// From a form to its request: the same drafts that the verbs take, asked for in the name of whoever opened the issue.
import { createHash } from 'node:crypto';
import { readDocument } from './core/document.ts';
import { sourceId } from './core/gate-event-draft.ts';
import type { EventContent } from './core/gate-event-draft.ts';
import type { FormDraft } from './core/issue-form.ts';
import { saysTheSame } from './core/issue-form-same.ts';
import type { FormKind } from './core/issue-forms.ts';
import { actionPath } from './core/action-file.ts';
import { exceptionPath } from './core/exception-file.ts';
import { gateEventPath } from './core/gate-event-file.ts';
import type { Person } from './core/policy-model.ts';
import { parseQuarter } from './core/quarters.ts';
import { rootCauseId } from './core/review-rule.ts';
import { formatInstant, parseInstant } from './core/time.ts';
import { makeUlid } from './core/ulid.ts';
import { windowPath } from './core/window-file.ts';
import { proposeException } from './exception.ts';
import { fileEvent } from './file-event.ts';
import { branchOf as eventBranch } from './free-branch.ts';
import type { FormOutcome } from './form-answer.ts';
import { readGround } from './ground.ts';
import type { Forge, Issue, Pull } from './ports/forge.ts';
import { branchOf, propose } from './propose.ts';
import { report } from './report.ts';
import { proposeWindow } from './window.ts';
import type { Workplace } from './workplace.ts';

/** What forms are taken with. */
export interface FormPlace {
  /** Reads issues and answers on them, records reports and files them, as `detect` does. */
  readonly place: Workplace;
  /** Opens every other request; for actions its account has to be a registered automation. */
  readonly asks: Forge;
  /** Whether the ledger's key is at hand. */
  readonly hasKey: boolean;
}

/** The branch and the file of a form's request: by the issue's number alone, so that one issue is one request of a kind. */
export interface Slot {
  readonly kind: FormKind;
  /** What a report is named after. */
  readonly source: string;
  readonly id: string;
  readonly branch: string;
  readonly path: string;
}

/** Where the request of an issue is, for each kind that it may be of. */
export function slotsOf(
  { number, openedAt }: Pick<Issue, 'number' | 'openedAt'>,
  repository: number,
): Readonly<Record<FormKind, Slot>> {
  const source = `issue-${number}`;
  const random = createHash('sha256').update(`countersign form ${repository}/${number}`).digest().subarray(0, 10);
  const action = makeUlid(openedAt, random);
  const event = sourceId(source);
  return {
    action: { kind: 'action', source, id: action, branch: branchOf(action), path: actionPath(action) },
    window: { kind: 'window', source, id: source, branch: `window/${source}`, path: windowPath(source) },
    exception: { kind: 'exception', source, id: source, branch: `exception/${source}`, path: exceptionPath(source) },
    'gate-event': { kind: 'gate-event', source, id: event, branch: eventBranch(event, 1), path: gateEventPath(event) },
  };
}

/**
 * Asks for what the form says. The asker is a word of the forge and of the roster, and no word of the form.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where it can't be known what would happen
 */
export async function requestFor(
  { kind, id, source }: Slot,
  draft: FormDraft,
  asker: Person,
  forms: FormPlace,
): Promise<FormOutcome> {
  if (kind === 'gate-event') return reportFor(source, draft, asker, forms);
  const place = { ...forms.place, forge: forms.asks };
  const asked =
    kind === 'action'
      ? await propose(encode({ id, ...draft, requester: asker.id }), 'form', place)
      : await (kind === 'window' ? proposeWindow : proposeException)({ id, ...draft, requestor: asker.id }, place);
  if (asked.kind === 'refused') return no(...asked.sentences.map(withoutPlace));
  return { kind: asked.kind, pull: asked.pull, asker: asker.name, changed: false };
}

/** A report is on the ledger before anybody opens a request for it (standard: a gate failure is logged at once). */
async function reportFor(source: string, draft: FormDraft, asker: Person, forms: FormPlace): Promise<FormOutcome> {
  const { title, kind, action, target, bypass, detectedBy, automation = null, quarter } = draft as Words;
  const date = parseInstant(draft['date'] as string);
  if (date === null) return no('"Date" says when it happened, in UTC, for example 2026-11-21T08:30:00Z.');
  const said = { title, action, target, bypass, detectedBy, automation, reportedBy: asker.id };
  if (kind === 'root-cause') {
    const about = quarter === undefined ? null : parseQuarter(quarter);
    if (about === null) return no('"Quarter" says which quarter a root-cause review looks into, for example 2026-Q4.');
    const event = {
      ...said,
      id: rootCauseId(about),
      kind: 'root-cause' as const,
      date: formatInstant(date),
      quarter: about,
      records: [],
    };
    return rootCause(event, draft, asker, forms);
  }
  if (quarter !== undefined) return no('Only a root-cause review is about a quarter. Leave "Quarter" empty.');
  const wish = { ...said, date, kind: kind === 'gate-event' ? kind : 'gate-failure', source } as const;
  const reported = await report(wish, forms.hasKey, forms.place);
  if (reported.kind === 'refused') return no(...reported.sentences.map(inLabels));
  const { record, filed } = reported;
  const sentences = filed.kind === 'refused' ? filed.sentences : [];
  return { kind: 'recorded', record, pull: filed.kind === 'refused' ? null : filed.pull, sentences };
}

/** What the form's reader has made sure of: texts, where anything is. */
type Words = Readonly<Record<'title' | 'kind' | 'action' | 'target' | 'bypass' | 'detectedBy', string>> &
  Readonly<Partial<Record<'automation' | 'quarter', string>>>;

/** Nothing happened that a record could tell of, and there is one review of a quarter, whoever asks for it first. */
async function rootCause(event: EventContent, draft: FormDraft, asker: Person, forms: FormPlace): Promise<FormOutcome> {
  const filed = await fileEvent(event, await readGround(forms.place), forms.place);
  if (filed.kind === 'refused') return no(...filed.sentences.map(withoutPlace));
  const { kind, pull, path } = filed;
  return { kind, pull, asker: asker.name, changed: !(await asksFor({ kind: 'gate-event', path, pull }, draft, forms)) };
}

/** Whether the request's file says, as it stands now, what the form says. */
export async function asksFor(
  { kind, path, pull }: Pick<Slot, 'kind' | 'path'> & { readonly pull: Pull },
  draft: FormDraft,
  { place }: FormPlace,
): Promise<boolean> {
  const text = await place.forge.fileAt(pull.head, path);
  const file = text === null ? null : readDocument(text, path);
  return file?.ok === true && saysTheSame(kind, draft, file.value);
}

function encode(fields: FormDraft): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}

/** A line and a column of a file that nobody has seen would help nobody. */
function withoutPlace(sentence: string): string {
  return sentence.replace(/^[\w./-]+:\d+:\d+ /, '');
}

/** `--detected-by` is `Detected by` on the form. */
function inLabels(sentence: string): string {
  return sentence.replace(/^--(\w)([\w-]*)/, (_, first: string, rest: string) => {
    return `"${first.toUpperCase()}${rest.replaceAll('-', ' ')}"`;
  });
}

function no(...sentences: readonly string[]): FormOutcome {
  return { kind: 'refused', sentences };
}
