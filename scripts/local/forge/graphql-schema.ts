// The part of GitHub's GraphQL schema that the gate asks for, with GitHub's own names and types.

/** In GraphQL's schema language; a test holds every type and field against GitHub's published schema. */
export const SCHEMA = `
scalar BigInt
scalar DateTime
scalar GitObjectID
scalar URI

type Query {
  viewer: User!
  repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
}

type Mutation {
  addComment(input: AddCommentInput!): AddCommentPayload
  createCheckRun(input: CreateCheckRunInput!): CreateCheckRunPayload
  requestReviews(input: RequestReviewsInput!): RequestReviewsPayload
  updateCheckRun(input: UpdateCheckRunInput!): UpdateCheckRunPayload
  updateIssueComment(input: UpdateIssueCommentInput!): UpdateIssueCommentPayload
  updatePullRequest(input: UpdatePullRequestInput!): UpdatePullRequestPayload
}
input AddCommentInput { body: String! clientMutationId: String subjectId: ID! }
type AddCommentPayload { clientMutationId: String }
input CreateCheckRunInput {
  clientMutationId: String
  conclusion: CheckConclusionState
  externalId: String
  headSha: GitObjectID!
  name: String!
  output: CheckRunOutput
  repositoryId: ID!
  status: RequestableCheckStatusState
}
type CreateCheckRunPayload { checkRun: CheckRun clientMutationId: String }
input UpdateCheckRunInput {
  checkRunId: ID!
  clientMutationId: String
  conclusion: CheckConclusionState
  externalId: String
  output: CheckRunOutput
  repositoryId: ID!
  status: RequestableCheckStatusState
}
type UpdateCheckRunPayload { checkRun: CheckRun clientMutationId: String }
enum RequestableCheckStatusState { COMPLETED IN_PROGRESS PENDING QUEUED WAITING }
input CheckRunOutput { annotations: [CheckAnnotationData!] summary: String! text: String title: String! }
input CheckAnnotationData {
  annotationLevel: CheckAnnotationLevel! location: CheckAnnotationRange! message: String! path: String! title: String
}
input CheckAnnotationRange { endColumn: Int endLine: Int! startColumn: Int startLine: Int! }
enum CheckAnnotationLevel { FAILURE NOTICE WARNING }
input RequestReviewsInput { clientMutationId: String pullRequestId: ID! union: Boolean = false userIds: [ID!] }
type RequestReviewsPayload { clientMutationId: String }
input UpdateIssueCommentInput { body: String! clientMutationId: String id: ID! }
type UpdateIssueCommentPayload { clientMutationId: String }
input UpdatePullRequestInput { clientMutationId: String labelIds: [ID!] pullRequestId: ID! }
type UpdatePullRequestPayload { clientMutationId: String }

interface Actor { login: String! }
type User implements Actor { databaseId: Int id: ID! login: String! }
type Bot implements Actor { databaseId: Int login: String! }
type Mannequin implements Actor { databaseId: Int login: String! }
type Organization implements Actor { databaseId: Int login: String! }

type Repository {
  databaseId: Int
  id: ID!
  nameWithOwner: String!
  labels(first: Int): LabelConnection
  assignableUsers(first: Int): UserConnection!
  defaultBranchRef: Ref
  codeowners(refName: String): RepositoryCodeowners
  pullRequests(
    after: String, first: Int, states: [PullRequestState!], orderBy: IssueOrder
  ): PullRequestConnection!
  issue(number: Int!): Issue
  issues(after: String, first: Int, filterBy: IssueFilters, orderBy: IssueOrder): IssueConnection!
}
input IssueFilters { since: DateTime }
enum IssueState { CLOSED OPEN }
type IssueConnection { nodes: [Issue] pageInfo: PageInfo! totalCount: Int! }
type Issue {
  number: Int!
  url: URI!
  body: String!
  state: IssueState!
  createdAt: DateTime!
  author: Actor
  editor: Actor
  lastEditedAt: DateTime
  comments(first: Int): IssueCommentConnection!
}
type UserConnection { nodes: [User] }
type Ref { name: String! }
type RepositoryCodeowners { errors: [RepositoryCodeownersError!]! }
type RepositoryCodeownersError {
  column: Int! kind: String! line: Int! message: String! path: String! source: String! suggestion: String
}

enum PullRequestState { CLOSED MERGED OPEN }
enum OrderDirection { ASC DESC }
enum IssueOrderField { COMMENTS CREATED_AT UPDATED_AT }
input IssueOrder { direction: OrderDirection! field: IssueOrderField! }
type PageInfo { endCursor: String hasNextPage: Boolean! }

type PullRequestConnection { nodes: [PullRequest] pageInfo: PageInfo! totalCount: Int! }
type PullRequest {
  id: ID!
  number: Int!
  title: String!
  url: URI!
  createdAt: DateTime!
  isDraft: Boolean!
  isCrossRepository: Boolean!
  headRefOid: GitObjectID!
  headRefName: String!
  baseRefName: String!
  author: Actor
  headRepository: Repository
  labels(first: Int): LabelConnection
  reviewRequests(first: Int): ReviewRequestConnection
  reviews(first: Int): PullRequestReviewConnection
  commits(first: Int, last: Int): PullRequestCommitConnection!
  comments(first: Int): IssueCommentConnection!
  timelineItems(first: Int, itemTypes: [PullRequestTimelineItemsItemType!]): PullRequestTimelineItemsConnection!
}
type LabelConnection { nodes: [Label] }
type Label { id: ID! name: String! }
type ReviewRequestConnection { nodes: [ReviewRequest] }
type ReviewRequest { requestedReviewer: RequestedReviewer }
union RequestedReviewer = Bot | Mannequin | User

enum PullRequestReviewState { APPROVED CHANGES_REQUESTED COMMENTED DISMISSED PENDING }
type PullRequestReviewConnection { nodes: [PullRequestReview] pageInfo: PageInfo! totalCount: Int! }
type PullRequestReview {
  fullDatabaseId: BigInt
  state: PullRequestReviewState!
  submittedAt: DateTime
  body: String!
  commit: Commit
  author: Actor
}

type PullRequestCommitConnection { nodes: [PullRequestCommit] pageInfo: PageInfo! totalCount: Int! }
type PullRequestCommit { commit: Commit! }
type Commit {
  oid: GitObjectID!
  message: String!
  author: GitActor
  committer: GitActor
  checkSuites(first: Int, filterBy: CheckSuiteFilter): CheckSuiteConnection
}
type GitActor { email: String user: User }

type IssueCommentConnection { nodes: [IssueComment] pageInfo: PageInfo! totalCount: Int! }
type IssueComment { id: ID! fullDatabaseId: BigInt body: String! author: Actor }

enum PullRequestTimelineItemsItemType {
  AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT BASE_REF_CHANGED_EVENT REVIEW_DISMISSED_EVENT
}
type PullRequestTimelineItemsConnection { nodes: [PullRequestTimelineItems] pageInfo: PageInfo! }
union PullRequestTimelineItems = AutomaticBaseChangeSucceededEvent | BaseRefChangedEvent | ReviewDismissedEvent
type AutomaticBaseChangeSucceededEvent { createdAt: DateTime! }
type BaseRefChangedEvent { createdAt: DateTime! }
type ReviewDismissedEvent { previousReviewState: PullRequestReviewState! review: PullRequestReview }

input CheckSuiteFilter { appId: Int checkName: String }
type CheckSuiteConnection { nodes: [CheckSuite] pageInfo: PageInfo! }
type CheckSuite {
  app: App
  checkRuns(first: Int, filterBy: CheckRunFilter): CheckRunConnection
}
type App { databaseId: Int slug: String! }
enum CheckRunType { ALL LATEST }
input CheckRunFilter { appId: Int checkName: String checkType: CheckRunType }
enum CheckStatusState { COMPLETED IN_PROGRESS PENDING QUEUED REQUESTED WAITING }
enum CheckConclusionState {
  ACTION_REQUIRED CANCELLED FAILURE NEUTRAL SKIPPED STALE STARTUP_FAILURE SUCCESS TIMED_OUT
}
type CheckRunConnection { nodes: [CheckRun] pageInfo: PageInfo! }
type CheckRun {
  id: ID!
  databaseId: Int
  name: String!
  status: CheckStatusState!
  conclusion: CheckConclusionState
  title: String
  summary: String
  text: String
  externalId: String
}
`;
