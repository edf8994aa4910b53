// What is said on an issue about its form: which request it became, or why it became none; and how to know what was answered.
import { sha256 } from './core/canonical.ts';
import type { Digest } from './core/facts.ts';
import { prose } from './core/markdown.ts';
import type { RecordId } from './core/record-parts.ts';
import type { Issue, Pull, ShownComment } from './ports/forge.ts';

/** What became of a form. */
export type FormOutcome =
  | { readonly kind: 'refused'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'opened' | 'exists';
      readonly pull: Pick<Pull, 'number' | 'url'>;
      /** Whom the request counts as coming from. */
      readonly asker: string;
      /** The form does not say any more what the request asks for. */
      readonly changed: boolean;
    }
  | {
      /** A report that is on the ledger, or in the inbox before it (`null`). */
      readonly kind: 'recorded';
      readonly record: RecordId | null;
      readonly pull: Pick<Pull, 'number' | 'url'> | null;
      readonly sentences: readonly string[];
    };

/** Our one comment on the issue begins with this. */
export const MARKER = 'countersign:form';

/** The comment: short, in our own words; what it quotes is shown and never interpreted. */
export function answerText(outcome: FormOutcome, issue: Issue): string {
  return `<!-- ${digestOf(issue)} -->\n${linesOf(outcome).join('\n\n')}`;
}

/** Whether our comment answers these very words already; somebody else's comment is none of ours. */
export function isAnswered(issue: Issue, comments: readonly ShownComment[]): boolean {
  // What was said while it was open stands when it is closed, and not the other way round.
  const digests = [issue, { ...issue, isOpen: true }].map(digestOf);
  const begins = digests.map((digest) => `<!-- ${MARKER} -->\n<!-- ${digest} -->`);
  return comments.some(({ body }) => begins.some((begin) => body.replaceAll('\r\n', '\n').startsWith(begin)));
}

/** One line for a terminal. */
export function answerLine(outcome: FormOutcome): string {
  return linesOf(outcome).join(' ').replaceAll('\\', '').replaceAll('&#8203;', '');
}

function linesOf(outcome: FormOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'refused':
      return [
        'Nothing was asked for.',
        ...outcome.sentences.map(prose),
        'Mend the form by editing this issue, or open a new one.',
      ];
    case 'recorded':
      return [recordedLine(outcome), ...outcome.sentences.map(prose)];
    case 'opened':
    case 'exists':
      return [
        `This form is request ${outcome.pull.number}: ${outcome.pull.url}`,
        outcome.changed
          ? `The form says something else now. The request stays as it is, and changing the form changes nothing: whoever wants something else has that request closed, and opens a new form.`
          : `It counts as asked for by ${prose(outcome.asker)}, who never approves it. Everything else happens there; changing this form changes nothing.`,
      ];
  }
}

function recordedLine({ record, pull }: Extract<FormOutcome, { kind: 'recorded' }>): string {
  const where =
    record === null ? 'It waits before the ledger and is recorded next' : `It is on the ledger as record ${record}`;
  return pull === null
    ? `${where}. It is not filed yet.`
    : `${where}, and request ${pull.number} files it: ${pull.url}`;
}

function digestOf({ body, isOpen }: Issue): Digest {
  return sha256(isOpen ? body : `closed\n${body}`);
}
