// The verdict on the head commit: one check run per name, updated in place and only when it says something new.
import type { Account } from '../core/facts.ts';
import type { CheckReport } from './forge.ts';
import { type Fields, fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { splitText } from './github-text.ts';

const REPO = '/repos/{owner}/{repo}';
// GitHub's limit for each of a check run's two texts.
const MOST_CHARACTERS = 65_535;

/**
 * Creates or updates the check run of this name on this head. Only a run of `me`'s own app is updated: any workflow can
 * post a run of the same name.
 */
export async function report(client: GithubClient, me: Account, check: CheckReport): Promise<void> {
  const { name, head } = check;
  const query = { ref: head, check_name: name, filter: 'all' };
  const list = await client.readAll(`GET ${REPO}/commits/{ref}/check-runs`, query, 'check_runs');
  const runs = list.map((item) => fieldsOf(item, 'the check run'));
  const ours = runs.filter((run) => isOurs(run, me, check)).sort((a, b) => b.whole('id') - a.whole('id'))[0];
  const wanted = wantedOf(check);
  if (ours !== undefined) {
    if (says(ours, check, wanted)) return;
    const { data } = await client.write(`PATCH ${REPO}/check-runs/{check_run_id}`, {
      check_run_id: ours.whole('id'),
      ...wanted,
    });
    // A run that is complete need not let itself be opened again; the newest run of a name is the one that counts.
    if (isAt(fieldsOf(data, 'the check run'), check, wanted)) return;
  }
  await client.write(`POST ${REPO}/check-runs`, { name, head_sha: head, ...wanted });
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

function says(run: Fields, check: CheckReport, wanted: ReturnType<typeof wantedOf>): boolean {
  const output = run.fields('output');
  const same = (name: 'title' | 'summary' | 'text'): boolean =>
    (output.textOrNull(name) ?? '').replaceAll('\r\n', '\n').trimEnd() === wanted.output[name].trimEnd();
  return isAt(run, check, wanted) && same('title') && same('summary') && same('text');
}

function isAt(run: Fields, check: CheckReport, wanted: ReturnType<typeof wantedOf>): boolean {
  return run.text('status') === wanted.status && run.textOrNull('conclusion') === check.conclusion;
}

const CONTINUED = (left: number): string =>
  `\n\n**The summary ends here: ${left} more characters follow below, under the details of this check.**\n`;
const ENDING = (left: number): string =>
  `\n\n**The details end here: ${left} more characters do not fit into a check. Run the gate on this pull request to read them.**\n`;
