// Issues as GitHub shows them; a pull request among them is told by a field of its own.
import type { EmbeddedForge } from './forge.ts';
import type { Links } from './http.ts';
import type { StoredIssue, StoredPull } from './model.ts';
import { association, iso, nodeId, userShape } from './shape-account.ts';
import { labelShape } from './shape-pull.ts';

/** An `issue`. */
export function issueShape(forge: EmbeddedForge, links: Links, issue: StoredIssue | StoredPull) {
  const { number, closedAt } = issue;
  const by = forge.accountById(issue.by);
  const url = `${links.repo}/issues/${number}`;
  const html = `${links.web}/requests/${number}`;
  const pull = {
    url: `${links.repo}/pulls/${number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
  };
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    number,
    url,
    repository_url: links.repo,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: 'headBranch' in issue ? html : `${links.web}/issues/${number}`,
    state: issue.state,
    state_reason: null,
    title: issue.title,
    body: issue.body,
    user: userShape(links, by),
    labels: issue.labels.map((name) => labelShape(links, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: forge.comments(number).length,
    created_at: iso(issue.openedAt),
    updated_at: iso(issue.updatedAt),
    closed_at: closedAt === null ? null : iso(closedAt),
    author_association: association(forge.repository.owner, by),
    performed_via_github_app: null,
    ...('headBranch' in issue ? { pull_request: pull } : {}),
  };
}
