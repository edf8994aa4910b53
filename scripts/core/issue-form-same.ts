// Whether a form, as it stands now, still says what the file of its request says: a request never follows an edited issue.
import { canonicalize } from './canonical.ts';
import type { FormDraft } from './issue-form.ts';
import { FORMS } from './issue-forms.ts';
import type { FormKind } from './issue-forms.ts';
import { parseInstant } from './time.ts';

/**
 * Compares field by field what the form of this kind asks people for; what is filled in besides does not count.
 * @param file the parsed content of the request's file, whatever it is
 */
export function saysTheSame(kind: FormKind, draft: FormDraft, file: unknown): boolean {
  const there: FormDraft = typeof file === 'object' && file !== null ? { ...file } : {};
  return FORMS[kind].every(({ id }) => plain(draft[id]) === plain(there[id]));
}

/** Files write out what a form leaves empty, and moments to the second. */
function plain(value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'object' && Object.keys(value).length === 0) return '';
  const moment = typeof value === 'string' ? parseInstant(value) : null;
  return canonicalize(moment ?? value);
}
