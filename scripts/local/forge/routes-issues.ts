// REST: the conversation of a pull request (comments, labels, timeline) and the check runs of a commit.
import type { CheckPatch } from './checks.ts';
import { moment, object, objects, optionalText, text, textOrNull, texts, whole, word } from './fields.ts';
import type { Fields } from './fields.ts';
import { page } from './http.ts';
import type { CheckAnnotation, StoredCheck } from './model.ts';
import { route } from './route.ts';
import { labelShape } from './shape-pull.ts';
import { checkShape, commentShape, eventShape } from './shape-review.ts';

/** The routes of comments, labels and timelines, below `/repos/{owner}/{name}`. */
export const issueRoutes = [
  route('GET /issues/:number/comments', ({ forge, links, url, number }) =>
    page(forge.comments(number('number')), url, (some) => some.map((each) => commentShape(forge, links, each))),
  ),
  route('POST /issues/:number/comments', async ({ forge, actor, links, body, number }) => ({
    status: 201,
    body: commentShape(forge, links, await forge.comment(actor, number('number'), text(body, 'body'))),
  })),
  route('PATCH /issues/comments/:id', async ({ forge, actor, links, body, number }) => ({
    status: 200,
    body: commentShape(forge, links, await forge.editComment(actor, number('id'), text(body, 'body'))),
  })),
  route('GET /issues/:number/labels', ({ forge, links, url, number }) =>
    page(forge.labels(number('number')), url, (some) => some.map((name) => labelShape(links, name))),
  ),
  route('PUT /issues/:number/labels', async ({ forge, actor, links, body, number }) => {
    const labels = await forge.setLabels(actor, number('number'), texts(body, 'labels'));
    return { status: 200, body: labels.map((name) => labelShape(links, name)) };
  }),
  route('POST /issues/:number/labels', async ({ forge, actor, links, body, number }) => {
    const labels = await forge.addLabels(actor, number('number'), texts(body, 'labels'));
    return { status: 200, body: labels.map((name) => labelShape(links, name)) };
  }),
  route('GET /issues/:number/timeline', ({ forge, links, url, number }) =>
    page(forge.timeline(number('number')), url, (some) => some.map((each) => eventShape(forge, links, each))),
  ),
];

/** The routes of check runs, below `/repos/{owner}/{name}`. */
export const checkRoutes = [
  route('POST /check-runs', async ({ forge, actor, links, body }) => {
    const wanted = { ...patch(body), name: text(body, 'name'), head: text(body, 'head_sha') };
    return { status: 201, body: checkShape(forge, links, await forge.createCheck(actor, wanted)) };
  }),
  route('PATCH /check-runs/:id', async ({ forge, actor, links, body, number }) => ({
    status: 200,
    body: checkShape(forge, links, await forge.updateCheck(actor, number('id'), patch(body))),
  })),
  route('GET /check-runs/:id/annotations', ({ forge, url, number }) =>
    page(forge.check(number('id')).annotations ?? [], url, (some) =>
      some.map((one) => ({ ...one, raw_details: null, blob_href: '' })),
    ),
  ),
  route('GET /commits/:ref/check-runs', async ({ forge, links, url, param }) => {
    const query = url.searchParams;
    const [name, status, app] = [query.get('check_name'), query.get('status'), query.get('app_id')];
    const all = await forge.checks(param('ref'));
    const found = (query.get('filter') === 'all' ? all : latest(all))
      .filter((check) => name === null || check.name === name)
      .filter((check) => status === null || check.status === status)
      .filter((check) => app === null || String(check.by) === app);
    return page(found, url, (some) => ({
      total_count: found.length,
      check_runs: some.map((check) => checkShape(forge, links, check)),
    }));
  }),
];

const CONCLUSIONS = ['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'] as const;

function patch(body: Fields): CheckPatch {
  const output = object(body, 'output') ?? {};
  const given = {
    name: optionalText(body, 'name') ?? undefined,
    detailsUrl: optionalText(body, 'details_url'),
    externalId: optionalText(body, 'external_id'),
    startedAt: moment(body, 'started_at'),
    completedAt: moment(body, 'completed_at'),
    title: optionalText(output, 'title'),
    summary: optionalText(output, 'summary'),
    text: optionalText(output, 'text'),
    annotations: annotationsIn(output),
    status: word(body, 'status', ['queued', 'in_progress', 'completed']),
    conclusion: word(body, 'conclusion', CONCLUSIONS),
  };
  // Only what was given: a field that is left out stays as it is.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function annotationsIn(output: Fields): readonly CheckAnnotation[] | undefined {
  const notes = objects(output, 'annotations').map((note) => ({
    path: text(note, 'path'),
    start_line: whole(note, 'start_line'),
    end_line: whole(note, 'end_line'),
    start_column: note['start_column'] === undefined ? null : whole(note, 'start_column'),
    end_column: note['end_column'] === undefined ? null : whole(note, 'end_column'),
    annotation_level: word(note, 'annotation_level', ['notice', 'warning', 'failure']) ?? 'notice',
    title: textOrNull(note, 'title'),
    message: text(note, 'message'),
  }));
  return notes.length === 0 ? undefined : notes;
}

// Of several runs with one name by one App, GitHub lists the newest unless asked for all.
function latest(checks: readonly StoredCheck[]): readonly StoredCheck[] {
  return [...new Map(checks.map((check) => [`${check.by}:${check.name}`, check])).values()];
}
