// The four issue forms as data: the heading that GitHub puts above each answer, and how the answer becomes a field of the file.

/** The kinds of requests that have a form. */
export type FormKind = 'action' | 'window' | 'exception' | 'gate-event';

/**
 * How an answer is read: one line; words over several; a list, one entry a line; one choice of several; a box to tick;
 * keys with values; or a map on each line.
 */
type Reading =
  | { readonly as: 'line' | 'words' | 'list' | 'keys' | 'maps' }
  | { readonly as: 'choice'; readonly options: readonly string[] }
  | { readonly as: 'tick'; readonly box: string };

export type FormField = Reading & {
  /** The key in the file. */
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
};

const must = (id: string, label: string, as: 'line' | 'words' | 'list'): FormField => {
  return { id, label, required: true, as };
};
const may = (id: string, label: string, as: 'line' | 'words' | 'keys' | 'maps'): FormField => {
  return { id, label, required: false, as };
};
const choice = (id: string, label: string, options: readonly string[]): FormField => {
  return { id, label, required: true, as: 'choice', options };
};

/**
 * The same fields in the same order as in `.github/ISSUE_TEMPLATE/`; a test holds them together. Who asks is no field of any
 * form: that is the account which opened the issue, as the forge says it.
 */
export const FORMS: Readonly<Record<FormKind, readonly FormField[]>> = {
  action: [
    must('operation', 'Operation', 'line'),
    may('targets', 'Targets', 'maps'),
    { id: 'portfolio', label: 'Portfolio', required: false, as: 'tick', box: 'It is meant for every client there is' },
    may('parameters', 'Parameters', 'keys'),
    must('justification', 'Justification', 'words'),
    must('expectedOutcome', 'Expected outcome', 'words'),
    may('technician', 'Technician', 'line'),
    may('window', 'Window', 'line'),
  ],
  window: [
    must('title', 'Title', 'line'),
    must('operations', 'Operations', 'list'),
    must('clients', 'Clients', 'list'),
    must('zone', 'Zone', 'line'),
    must('from', 'From', 'line'),
    must('to', 'To', 'line'),
    may('recurrence', 'Recurrence', 'keys'),
    must('justification', 'Justification', 'words'),
  ],
  exception: [
    must('title', 'Title', 'line'),
    must('operations', 'Operations', 'list'),
    must('clients', 'Clients', 'list'),
    choice('gate', 'Gate', ['human-approval', 'human-review-before-send', 'auto-and-log', 'auto']),
    must('justification', 'Justification', 'words'),
    must('compensates', 'Compensates', 'words'),
    must('zone', 'Zone', 'line'),
    must('from', 'From', 'line'),
    must('expires', 'Expires', 'line'),
    may('renews', 'Renews', 'line'),
  ],
  'gate-event': [
    must('title', 'Title', 'line'),
    choice('kind', 'Kind', ['gate-failure', 'gate-event', 'root-cause']),
    must('date', 'Date', 'line'),
    must('action', 'Action', 'words'),
    must('target', 'Target', 'words'),
    must('bypass', 'Bypass', 'words'),
    must('detectedBy', 'Detected by', 'line'),
    may('automation', 'Automation', 'line'),
    may('quarter', 'Quarter', 'line'),
  ],
};

/** The kinds in a fixed order. */
export const FORM_KINDS: readonly FormKind[] = ['action', 'window', 'exception', 'gate-event'];
