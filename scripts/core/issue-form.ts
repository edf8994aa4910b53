// Reads the body that GitHub makes of an issue form: a heading for each field, its answer below. What is ambiguous is refused.
import { readDocument } from './document.ts';
import { FORMS, FORM_KINDS } from './issue-forms.ts';
import type { FormField, FormKind } from './issue-forms.ts';
import type { DocumentProblem } from './problem.ts';
import { unsafeIn } from './text-safety.ts';

/** What a form asks for, by the keys of its file; what nobody answered is not there. */
export type FormDraft = Readonly<Record<string, unknown>>;

export type IssueForm =
  | { readonly ok: true; readonly kind: FormKind; readonly draft: FormDraft }
  | { readonly ok: false; readonly sentence: string };

/** GitHub lets a body have no more. */
const LONGEST = 65_536;

/**
 * Reads a form. Its kind follows from its headings alone: all those of one form, once each, in its order, and no other. A label or a
 * title decides nothing, and a heading inside an answer is never guessed to be one or the other.
 * @param body as the forge has it; whoever opened the issue may have written all of it by hand
 * @returns the draft of the file, or one sentence that says why there is none and how to mend it
 */
export function readIssueForm(body: string): IssueForm {
  if (body.length > LONGEST) return no(`The form has more than ${LONGEST} characters. Shorten the answers.`);
  const text = body.replaceAll('\r\n', '\n');
  const [unsafe] = unsafeIn(text);
  if (unsafe !== undefined) return no(`In the form, ${unsafe.fact}. ${unsafe.remedy}`);
  const start = text.search(HEADING);
  if (start < 0) return no('This is none of the forms. Choose one under "New issue", and answer its questions.');
  if (text.slice(0, start).trim() !== '') return no('Something stands above the first heading. Remove it.');
  const blocks = text.slice(start).split(HEADING).map(blockOf);
  const wrong = headingFault(blocks.map(({ heading }) => heading));
  return wrong === null ? answered(blocks) : no(wrong);
}

/** What an eye could take for a heading of the form begins a block, however it is indented. */
const HEADING = /^(?=[ >*-]*###(?!#))/m;

interface Block {
  readonly heading: string;
  readonly answer: string;
}

function blockOf(text: string): Block {
  const end = text.indexOf('\n');
  if (end < 0) return { heading: text, answer: '' };
  return { heading: text.slice(0, end), answer: text.slice(end).replace(/^\n+/, '').trimEnd() };
}

const LABELS = new Set(Object.values(FORMS).flatMap((fields) => fields.map(({ label }) => `### ${label}`)));

function headingFault(headings: readonly string[]): string | null {
  const strange = headings.find((heading) => !LABELS.has(heading));
  if (strange !== undefined) {
    return `The line "${strange.slice(0, 80)}" looks like a heading and is none of the form. Write it without "###".`;
  }
  const twice = headings.find((heading, at) => headings.indexOf(heading) < at);
  return twice === undefined
    ? null
    : `The heading "${twice}" stands there more than once. Write an answer without "###".`;
}

function answered(blocks: readonly Block[]): IssueForm {
  const [match] = FORM_KINDS.flatMap((kind) => {
    const pairs = pairsOf(FORMS[kind], blocks);
    return pairs === null ? [] : [{ kind, pairs }];
  });
  if (match === undefined) {
    return no(
      'The headings are not those of one form, in its order. Open a new form and leave its headings as they are.',
    );
  }
  const entries: (readonly [id: string, value: unknown])[] = [];
  for (const [field, text] of match.pairs) {
    const answer = answerTo(field, text);
    if (typeof answer === 'string') return no(answer);
    entries.push(...answer);
  }
  return { ok: true, kind: match.kind, draft: Object.fromEntries(entries) };
}

/** Each field with its answer; `null` where the headings are not this form's. */
function pairsOf(
  fields: readonly FormField[],
  blocks: readonly Block[],
): readonly (readonly [FormField, string])[] | null {
  const pairs = blocks.flatMap(({ heading, answer }, at) => {
    const field = fields[at];
    return field !== undefined && heading === `### ${field.label}` ? [[field, answer] as const] : [];
  });
  return pairs.length === fields.length && pairs.length === blocks.length ? pairs : null;
}

/** The field as an entry of the draft, none where it was left empty, or what is wrong with it. */
type Answered = readonly (readonly [id: string, value: unknown])[] | string;

/** What GitHub writes where nobody answered. */
const NOTHING = ['', '_No response_'];

function answerTo(field: FormField, text: string): Answered {
  const { id, label, required } = field;
  if (NOTHING.includes(text.trim())) return required ? `"${label}" is empty. Answer it.` : [];
  const value = valueOf(field, text);
  return value.ok ? [[id, value.value]] : `"${label}" ${value.fault}`;
}

type Value = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: string };

function valueOf(field: FormField, text: string): Value {
  switch (field.as) {
    case 'words':
      return { ok: true, value: text };
    case 'line':
      return text.includes('\n') ? bad('has more than one line. Write it on one.') : { ok: true, value: text.trim() };
    case 'choice':
      return field.options.includes(text) ? { ok: true, value: text } : bad(`is none of ${field.options.join(', ')}.`);
    case 'tick':
      return ticked(field.box, text);
    case 'list':
      return { ok: true, value: entriesOf(text) };
    case 'keys':
      return keysIn(unfenced(text));
    case 'maps':
      return mapsIn(entriesOf(text));
  }
}

function ticked(box: string, text: string): Value {
  if (text === `- [ ] ${box}`) return { ok: true, value: false };
  if (text.toLowerCase() === `- [x] ${box}`.toLowerCase()) return { ok: true, value: true };
  return bad('is not the box of the form. Leave its words as they are, and tick it or not.');
}

/** One entry on each line; whoever writes a list with its dashes means the same. */
function entriesOf(text: string): readonly string[] {
  const lines = unfenced(text).split('\n');
  return lines.map((line) => line.trim().replace(/^- +/, '')).filter((line) => line !== '');
}

/** An answer that stands in a code fence as a whole is what is inside. */
function unfenced(text: string): string {
  return /^```[a-z]*\n([^`]*)\n```$/.exec(text)?.[1] ?? text;
}

function keysIn(text: string): Value {
  const document = readDocument(text, 'form');
  if (!document.ok) return unreadable(document.problems);
  if (isMap(document.value)) return { ok: true, value: document.value };
  return bad('has a line without key and value. Write each as "key: value".');
}

function mapsIn(lines: readonly string[]): Value {
  const values: unknown[] = [];
  for (const line of lines) {
    const document = readDocument(line, 'form');
    if (!document.ok) return unreadable(document.problems);
    if (!isMap(document.value)) return bad('has a line that is no entry. Write each as { key: value, key: value }.');
    values.push(document.value);
  }
  return { ok: true, value: values };
}

/** The first problem is enough for one sentence. */
function unreadable(problems: readonly DocumentProblem[]): Value {
  return bad(
    problems
      .slice(0, 1)
      .map(({ fact, remedy }) => `cannot be read: ${fact}. ${remedy}`)
      .join(''),
  );
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(fault: string): Value {
  return { ok: false, fault };
}

function no(sentence: string): IssueForm {
  return { ok: false, sentence };
}
