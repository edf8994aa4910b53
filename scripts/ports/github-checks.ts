// The verdict on the head commit: one check run per name, updated in place and only when it says something new.
import type { Account } from '../core/facts.ts';
import { digestOf } from '../core/canonical.ts';
import type { Annotation, CheckReport, ShownCheck } from './forge.ts';
import { type Fields, fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { splitText } from './github-text.ts';

const REPO = '/repos/{owner}/{repo}';
// GitHub's limits: for each of a check run's two texts, for the annotations of one request, for an annotation's title.
const MOST_CHARACTERS = 65_535;
const MOST_ANNOTATIONS = 50;
const LONGEST_TITLE = 255;

/** Reads the check runs of this name on this head that `me`'s own app posted: any workflow can post one of the same name. */
export async function ourRuns(client: GithubClient, me: Account, check: CheckReport): Promise<readonly ShownCheck[]> {
  const query = { ref: check.head, check_name: check.name, filter: 'all' };
  const list = await client.readAll(`GET ${REPO}/commits/{ref}/check-runs`, query, 'check_runs');
  const runs = list.map((item) => fieldsOf(item, 'the check run')).filter((run) => isOurs(run, me, check));
  return runs.map((run) => {
    const output = run.fields('output');
    const text = (name: string): string => output.textOrNull(name) ?? '';
    const texts = { title: text('title'), summary: text('summary'), text: text('text') };
    return { id: run.whole('id'), name: run.text('name'), ...stateOf(run), ...texts, note: noteOf(run) };
  });
}

/** What has to be written so that the check run says this; `null` where it does. */
export interface CheckChange {
  /** The run to update, `null` for a new one. */
  readonly update: ShownCheck | null;
  readonly wanted: ReturnType<typeof wantedOf>;
  /** Only sent with a new run: those of an update would be added once more. */
  readonly annotations: readonly ReturnType<typeof annotationOf>[];
  /** The digest of the annotations, kept at the run. */
  readonly note: string;
}

/** Compares what is to be said with those of our check runs that are there. */
export function checkChange(check: CheckReport, present: readonly ShownCheck[]): CheckChange | null {
  const ours = present.filter((run) => run.name === check.name).sort((a, b) => b.id - a.id)[0];
  const annotations = (check.annotations ?? []).slice(0, MOST_ANNOTATIONS).map(annotationOf);
  const note = annotations.length === 0 ? '' : digestOf(annotations);
  const wanted = wantedOf(check);
  // An annotation cannot be taken back: a run with others than these is left behind, for a new one.
  if (ours === undefined || ours.note !== note) return { update: null, wanted, annotations, note };
  return says(ours, wanted) ? null : { update: ours, wanted, annotations, note };
}

/** Creates or updates the check run of this name on this head; `present` are those of ours that are there. */
export async function report(client: GithubClient, check: CheckReport, present: readonly ShownCheck[]): Promise<void> {
  const change = checkChange(check, present);
  if (change === null) return;
  const { update, wanted } = change;
  if (update !== null) {
    const { data } = await client.write(`PATCH ${REPO}/check-runs/{check_run_id}`, {
      check_run_id: update.id,
      ...wanted,
    });
    if (isAt(stateOf(fieldsOf(data, 'the check run')), wanted)) return;
  }
  await create(client, check, change);
}

/** Posts a new check run. Also where one that is complete did not let itself be opened again: the newest of a name counts. */
export async function create(client: GithubClient, check: CheckReport, change: CheckChange): Promise<void> {
  const { wanted, annotations, note } = change;
  const noted = note === '' ? wanted : { ...wanted, external_id: note, output: { ...wanted.output, annotations } };
  await client.write(`POST ${REPO}/check-runs`, { name: check.name, head_sha: check.head, ...noted });
}

/** GitHub names an app's account after the app: `gate[bot]` is the app `gate`. */
function isOurs(run: Fields, me: Account, check: CheckReport): boolean {
  const app = run.fieldsOrNull('app');
  const own = app !== null && app.has('slug') && app.text('slug') === me.login.replace(/\[bot\]$/, '');
  return own && run.text('name') === check.name && run.text('head_sha') === check.head;
}

function wantedOf(check: CheckReport) {
  const { first, rest } = splitText(check.summary, MOST_CHARACTERS, CONTINUED);
  // Sent empty where there is none, or the text of an earlier, longer report would stay.
  const output = { title: check.title, summary: first, text: splitText(rest, MOST_CHARACTERS, ENDING).first };
  if (check.conclusion === null) return { status: 'in_progress', output };
  return { status: 'completed', conclusion: check.conclusion, output };
}

function annotationOf({ path, line, column, title, message }: Annotation) {
  const place = { start_line: line, end_line: line, start_column: column, end_column: column };
  return { path, ...place, annotation_level: 'failure', title: title.slice(0, LONGEST_TITLE), message };
}

type Wanted = ReturnType<typeof wantedOf>;

function says(run: ShownCheck, wanted: Wanted): boolean {
  const same = (name: 'title' | 'summary' | 'text'): boolean =>
    run[name].replaceAll('\r\n', '\n').trimEnd() === wanted.output[name].trimEnd();
  return isAt(run, wanted) && same('title') && same('summary') && same('text');
}

/** Whether a run has come to the state that was wanted. */
export function isAt(run: Pick<ShownCheck, 'status' | 'conclusion'>, wanted: Wanted): boolean {
  return run.status === wanted.status && run.conclusion === (wanted.conclusion ?? null);
}

function stateOf(run: Fields): Pick<ShownCheck, 'status' | 'conclusion'> {
  return { status: run.text('status'), conclusion: run.textOrNull('conclusion') };
}

function noteOf(run: Fields): string {
  return run.textOrNull('external_id') ?? '';
}

const CONTINUED = (left: number): string =>
  `\n\n**The summary ends here: ${left} more characters follow below, under the details of this check.**\n`;
const ENDING = (left: number): string =>
  `\n\n**The details end here: ${left} more characters do not fit into a check. Run the gate on this pull request to read them.**\n`;
