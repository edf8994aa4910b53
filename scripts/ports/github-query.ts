// The one GraphQL question: everything open, with what a decision and its telling need, one page at a time.

/** How many pull requests a page has: GitHub gives a query ten seconds, and 25 of these stay far below that. */
export const PAGE_SIZES = [25, 5, 1] as const;

/** What is asked of an account. */
export const ACTOR_FIELDS = `{
  __typename login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}`;

const ACTOR = `fragment actor on Actor ${ACTOR_FIELDS}`;

const CHECK_RUN = 'id databaseId name status conclusion title summary text externalId';

/** Left out (`$details: false`) for a single pull request whose details the forge fails to give. */
const DETAILS = `fragment details on PullRequest {
  reviews(first: 100) {
    totalCount
    pageInfo { hasNextPage }
    nodes { fullDatabaseId state submittedAt body commit { oid } author { ...actor } }
  }
  commits(first: 100) {
    totalCount
    pageInfo { hasNextPage }
    nodes { commit { oid message author { ...person } committer { ...person } } }
  }
  dismissals: timelineItems(
    itemTypes: [REVIEW_DISMISSED_EVENT, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT], first: 100
  ) {
    pageInfo { hasNextPage }
    nodes {
      ... on ReviewDismissedEvent { previousReviewState review { fullDatabaseId } }
      ... on BaseRefChangedEvent { createdAt }
      ... on AutomaticBaseChangeSucceededEvent { createdAt }
    }
  }
  comments(first: 50) {
    totalCount
    pageInfo { hasNextPage }
    nodes { id fullDatabaseId body author { ...actor } }
  }
  newest: commits(last: 1) {
    nodes {
      commit {
        oid
        checkSuites(first: 20, filterBy: { checkName: $check }) {
          pageInfo { hasNextPage }
          nodes {
            app { slug }
            checkRuns(first: 20, filterBy: { checkName: $check, checkType: ALL }) {
              pageInfo { hasNextPage }
              nodes { ${CHECK_RUN} }
            }
          }
        }
      }
    }
  }
}
fragment person on GitActor { email user { databaseId login } }`;

/**
 * Reads who asks, the repository, and one page of its open pull requests, oldest first, so that a new one cannot shift a page.
 * Cost at GitHub: (1 + 25 x 9) / 100, so 3 of the 5,000 points an hour for a page of 25; 50 open requests looked at every minute
 * use 360 an hour.
 */
export const OPEN_PULLS = `query OpenPulls(
  $owner: String!, $name: String!, $size: Int!, $after: String, $check: String!, $details: Boolean!
) {
  viewer { databaseId login }
  repository(owner: $owner, name: $name) {
    id databaseId nameWithOwner
    defaultBranchRef { name }
    codeowners { errors { path line message } }
    labels(first: 100) { nodes { id name } }
    assignableUsers(first: 100) { nodes { id login } }
    pullRequests(states: [OPEN], first: $size, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id number title url createdAt isDraft isCrossRepository headRefOid headRefName baseRefName
        author { ...actor }
        headRepository { databaseId }
        labels(first: 100) { nodes { name } }
        reviewRequests(first: 100) { nodes { requestedReviewer { __typename ... on User { login } } } }
        ...details @include(if: $details)
      }
    }
  }
}
${ACTOR}
${DETAILS}`;

/** What the verdict does not hang on, and a token may not be allowed to see: it is asked for otherwise, or written without. */
export const MAY_BE_HIDDEN = [
  'repository.codeowners',
  'repository.labels',
  'repository.assignableUsers',
  // Only the gate's own App may see check runs, and an App that belongs to somebody alone is hidden from every other.
  'repository.pullRequests.nodes.newest.nodes.commit.checkSuites',
  'repository.pullRequests.nodes.newest.nodes.commit.checkSuites.nodes.app',
] as const;
