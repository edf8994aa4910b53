// Pull requests as GitHub shows them: the short form of lists and the full form of one.
import type { Sha } from '../../core/facts.ts';
import type { EmbeddedForge } from './forge.ts';
import type { Links } from './http.ts';
import type { ForgeAccount, StoredPull } from './model.ts';
import { association, iso, nodeId, nullableUser, userShape } from './shape-account.ts';
import { ownerOf, repositoryShape } from './shape-repository.ts';

/** A `pull-request-simple`; `base` is the base's tip, `repo` the repository's shape (one for all of a list). */
export function simplePullShape(
  forge: EmbeddedForge,
  links: Links,
  pull: StoredPull,
  base: Sha,
  repo: ReturnType<typeof repositoryShape>,
) {
  const { number, head } = pull;
  const by = forge.accountById(pull.by);
  const urls = {
    url: `${links.repo}/pulls/${number}`,
    html_url: `${links.web}/requests/${number}`,
    issue_url: `${links.repo}/issues/${number}`,
    commits_url: `${links.repo}/pulls/${number}/commits`,
    comments_url: `${links.repo}/issues/${number}/comments`,
    statuses_url: `${links.repo}/statuses/${head}`,
    review_comments_url: `${links.repo}/pulls/${number}/comments`,
    review_comment_url: `${links.repo}/pulls/comments{/number}`,
  };
  return {
    ...urls,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number,
    state: pull.state,
    locked: false,
    diff_url: `${urls.html_url}.diff`,
    patch_url: `${urls.html_url}.patch`,
    title: pull.title,
    body: pull.body,
    user: userShape(links, by),
    labels: pull.labels.map((name) => labelShape(links, name)),
    milestone: null,
    created_at: iso(pull.openedAt),
    updated_at: iso(pull.updatedAt),
    closed_at: isoOrNull(pull.closedAt),
    merged_at: isoOrNull(pull.merged?.at ?? null),
    merge_commit_sha: pull.merged?.commit ?? null,
    assignee: null,
    assignees: [],
    requested_teams: [],
    draft: pull.draft,
    auto_merge: null,
    requested_reviewers: pull.reviewers.map((id) => userShape(links, forge.accountById(id))),
    head: sideShape(forge, links, pull.headBranch, head, repo),
    base: sideShape(forge, links, pull.base, base, repo),
    _links: linksShape(urls),
    author_association: association(forge.repository.owner, by),
  };
}

/** A `pull-request`, with what only the full form tells: mergeable, merged by, counts. */
export async function pullShape(forge: EmbeddedForge, links: Links, viewer: ForgeAccount, pull: StoredPull) {
  const [{ base, commits, files }, mergeable] = await Promise.all([forge.pullDetails(pull), forge.mergeable(pull)]);
  return {
    ...simplePullShape(forge, links, pull, base, repositoryShape(forge, links, viewer)),
    merged: pull.merged !== null,
    mergeable,
    mergeable_state: mergeState(pull, mergeable),
    rebaseable: false,
    merged_by: nullableUser(links, forge.accountById(pull.merged?.by ?? null)),
    comments: forge.comments(pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    changed_files: files.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
  };
}

/** A `label`; its id is made from its name, for labels are nothing but names here. */
export function labelShape(links: Links, name: string) {
  const id = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 2_147_483_647, 7);
  const url = `${links.repo}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId('Label', name), url, name, description: '', color: 'ededed', default: false };
}

function sideShape(
  forge: EmbeddedForge,
  links: Links,
  branch: string,
  sha: Sha,
  repo: ReturnType<typeof repositoryShape>,
) {
  const user = userShape(links, ownerOf(forge));
  return { label: `${forge.repository.owner}:${branch}`, ref: branch, sha, user, repo };
}

function linksShape(urls: Readonly<Record<string, string>>) {
  const to = (name: string): { readonly href: string } => ({ href: urls[name] ?? '' });
  return {
    self: to('url'),
    html: to('html_url'),
    issue: to('issue_url'),
    comments: to('comments_url'),
    review_comments: to('review_comments_url'),
    review_comment: to('review_comment_url'),
    commits: to('commits_url'),
    statuses: to('statuses_url'),
  };
}

function mergeState(pull: StoredPull, mergeable: boolean | null): string {
  if (mergeable === null) return 'unknown';
  if (pull.draft) return 'draft';
  return mergeable ? 'clean' : 'dirty';
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
