// Reviews, comments, events and check runs as GitHub shows them.
import type { EmbeddedForge } from './forge.ts';
import type { Links } from './http.ts';
import type { StoredCheck, StoredComment, StoredEvent, StoredReview } from './model.ts';
import { appShape, association, iso, nodeId, nullableUser, userShape } from './shape-account.ts';

/** A `pull-request-review`. */
export function reviewShape(forge: EmbeddedForge, links: Links, review: StoredReview) {
  const by = forge.accountById(review.by);
  const html = `${links.web}/requests/${review.pull}#review-${review.id}`;
  const pull = `${links.repo}/pulls/${review.pull}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: nullableUser(links, by),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    commit_id: review.commit,
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: iso(review.at),
    author_association: association(forge.repository.owner, by),
  };
}

/** An `issue-comment`. */
export function commentShape(forge: EmbeddedForge, links: Links, comment: StoredComment) {
  const by = forge.accountById(comment.by);
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    body: comment.body,
    url: `${links.repo}/issues/comments/${comment.id}`,
    user: nullableUser(links, by),
    html_url: `${links.web}/requests/${comment.pull}#comment-${comment.id}`,
    issue_url: `${links.repo}/issues/${comment.pull}`,
    created_at: iso(comment.at),
    updated_at: iso(comment.updatedAt),
    performed_via_github_app: null,
    author_association: association(forge.repository.owner, by),
  };
}

/** One of the `timeline-issue-events`. */
export function eventShape(forge: EmbeddedForge, links: Links, event: StoredEvent) {
  const { dismissed, commit } = event;
  return {
    id: event.id,
    node_id: nodeId('Event', event.id),
    url: `${links.repo}/issues/events/${event.id}`,
    actor: userShape(links, forge.accountById(event.by)),
    event: event.event,
    created_at: iso(event.at),
    commit_id: commit,
    commit_url: commit === null ? null : `${links.repo}/commits/${commit}`,
    performed_via_github_app: null,
    ...(event.event === 'closed' || event.event === 'reopened' ? { state_reason: null } : {}),
    ...(dismissed === null
      ? {}
      : {
          dismissed_review: {
            state: dismissed.state.toLowerCase(),
            review_id: dismissed.review,
            dismissal_message: dismissed.message,
          },
        }),
  };
}

/** A `check-run`. */
export function checkShape(forge: EmbeddedForge, links: Links, check: StoredCheck) {
  const url = `${links.repo}/check-runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    name: check.name,
    head_sha: check.head,
    url,
    external_id: check.externalId ?? '',
    html_url: `${links.web}/checks/${check.id}`,
    details_url: check.detailsUrl ?? `${links.web}/checks/${check.id}`,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt === null ? null : iso(check.startedAt),
    completed_at: check.completedAt === null ? null : iso(check.completedAt),
    output: {
      title: check.title,
      summary: check.summary,
      text: check.text,
      annotations_count: check.annotations?.length ?? 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: check.by },
    pull_requests: [],
    app: appShape(links, forge.accountById(check.by), forge.createdAt),
  };
}
