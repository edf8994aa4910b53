// REST: pull requests, their content, their reviews, and merging them.
import { optionalText, text, textOrNull, texts, word } from './fields.ts';
import { page } from './http.ts';
import type { Answer } from './http.ts';
import { ForgeError } from './model.ts';
import type { StoredPull } from './model.ts';
import { route } from './route.ts';
import type { Call } from './route.ts';
import { pullShape, simplePullShape } from './shape-pull.ts';
import { commitShape, diffShape } from './shape-git.ts';
import { repositoryShape } from './shape-repository.ts';
import { reviewShape } from './shape-review.ts';

// GitHub's own limit: what a request has beyond it is not listed.
const MOST_COMMITS = 250;
const MOST_FILES = 3000;

/** The routes of pull requests, below `/repos/{owner}/{name}`. */
export const pullRoutes = [
  route('GET /pulls', listPulls),
  route('POST /pulls', async (call) => {
    const { forge, actor, body } = call;
    const wanted = { title: text(body, 'title'), head: text(body, 'head'), base: text(body, 'base') };
    const draft = body['draft'] === true;
    return full(call, await forge.createPull(actor, { ...wanted, body: textOrNull(body, 'body'), draft }), 201);
  }),
  route('GET /pulls/:number', (call) => full(call, call.forge.pull(call.number('number')))),
  route('PATCH /pulls/:number', async (call) => {
    const { forge, actor, body } = call;
    const [title, words, base] = [optionalText(body, 'title'), optionalText(body, 'body'), optionalText(body, 'base')];
    const state = word(body, 'state', ['open', 'closed']);
    const edit = {
      ...(title === undefined || title === null ? {} : { title }),
      ...(words === undefined ? {} : { body: words }),
      ...(base === undefined || base === null ? {} : { base }),
      ...(state === undefined ? {} : { state }),
    };
    return full(call, await forge.editPull(actor, call.number('number'), edit));
  }),
  route('GET /pulls/:number/commits', async ({ forge, links, url, number }) => {
    const { commits } = await forge.pullDetails(forge.pull(number('number')));
    return page(commits.slice(0, MOST_COMMITS), url, (some) => some.map((each) => commitShape(forge, links, each)));
  }),
  route('GET /pulls/:number/files', async ({ forge, links, url, number }) => {
    const pull = forge.pull(number('number'));
    const { files } = await forge.pullDetails(pull);
    return page(files.slice(0, MOST_FILES), url, (some) => some.map((each) => diffShape(links, pull.head, each)));
  }),
  route('GET /pulls/:number/reviews', ({ forge, links, url, number }) =>
    page(forge.reviews(number('number')), url, (some) => some.map((each) => reviewShape(forge, links, each))),
  ),
  route('POST /pulls/:number/reviews', async ({ forge, actor, links, body, number }) => {
    const event = word(body, 'event', ['APPROVE', 'REQUEST_CHANGES', 'COMMENT']);
    if (event === undefined) throw new ForgeError(422, 'Pending reviews are not kept here: name an event.');
    const wanted = { event, body: textOrNull(body, 'body') ?? '', commit: textOrNull(body, 'commit_id') };
    const review = await forge.submitReview(actor, number('number'), wanted);
    return { status: 200, body: reviewShape(forge, links, review) };
  }),
  route('PUT /pulls/:number/reviews/:id/dismissals', async ({ forge, actor, links, body, number }) => {
    const review = await forge.dismissReview(actor, number('number'), number('id'), text(body, 'message'));
    return { status: 200, body: reviewShape(forge, links, review) };
  }),
  route('POST /pulls/:number/requested_reviewers', async (call) => {
    const { forge, actor, body, number } = call;
    return simple(call, await forge.requestReviewers(actor, number('number'), texts(body, 'reviewers')), 201);
  }),
  route('DELETE /pulls/:number/requested_reviewers', async (call) => {
    const { forge, actor, body, number } = call;
    return simple(call, await forge.removeReviewers(actor, number('number'), texts(body, 'reviewers')), 200);
  }),
  route('PUT /pulls/:number/merge', async ({ forge, actor, body, number }) => {
    const method = textOrNull(body, 'merge_method') ?? 'merge';
    if (method !== 'merge') throw new ForgeError(405, `${method} merges are not allowed on this repository.`);
    const [title, message] = [textOrNull(body, 'commit_title'), textOrNull(body, 'commit_message')];
    const sha = await forge.merge(actor, number('number'), { sha: textOrNull(body, 'sha'), title, message });
    return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
  }),
];

async function listPulls({ forge, actor, links, url }: Call): Promise<Answer> {
  const query = url.searchParams;
  const state = query.get('state') ?? 'open';
  const sort = query.get('sort') ?? 'created';
  const [head, base] = [query.get('head'), query.get('base')];
  const owner = forge.repository.owner.toLowerCase();
  const found = forge.pulls().filter((pull) => {
    if (state !== 'all' && pull.state !== state) return false;
    if (base !== null && pull.base !== base) return false;
    const [label = '', ...branch] = (head ?? '').split(':');
    // GitHub ignores a head without an owner.
    return branch.length === 0 || (label.toLowerCase() === owner && branch.join(':') === pull.headBranch);
  });
  const by = (pull: StoredPull): number => (sort === 'updated' ? pull.updatedAt : pull.openedAt);
  const up = (query.get('direction') ?? (query.has('sort') && sort !== 'created' ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const sorted = found.sort((a, b) => up * (by(a) - by(b) || a.number - b.number));
  const repo = repositoryShape(forge, links, actor);
  // One look at each base branch, not one for each pull request.
  const bases = new Map(sorted.map((pull) => [baseKey(pull), pull]));
  const tips = new Map(
    await Promise.all([...bases].map(async ([key, pull]) => [key, await forge.baseTip(pull)] as const)),
  );
  return page(sorted, url, (some) =>
    some.map((pull) => simplePullShape(forge, links, pull, tips.get(baseKey(pull)) ?? pull.head, repo)),
  );
}

function baseKey(pull: StoredPull): string {
  return pull.baseTip ?? `refs/heads/${pull.base}`;
}

async function full(call: Call, pull: StoredPull, status = 200): Promise<Answer> {
  return { status, body: await pullShape(call.forge, call.links, call.actor, pull) };
}

async function simple({ forge, links, actor }: Call, pull: StoredPull, status: number): Promise<Answer> {
  const repo = repositoryShape(forge, links, actor);
  return { status, body: simplePullShape(forge, links, pull, await forge.baseTip(pull), repo) };
}
