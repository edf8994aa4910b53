// The repository as GitHub shows it.
import { DEFAULT_BRANCH } from './branch-rules.ts';
import type { EmbeddedForge } from './forge.ts';
import type { Links } from './http.ts';
import type { ForgeAccount } from './model.ts';
import { isGranted } from './settings-model.ts';
import { iso, nodeId, permissions, userShape } from './shape-account.ts';

const TEMPLATES = {
  archive: '/{archive_format}{/ref}',
  assignees: '{/user}',
  blobs: '{/sha}',
  branches: '{/branch}',
  collaborators: '{/collaborator}',
  comments: '{/number}',
  commits: '{/sha}',
  compare: '/{base}...{head}',
  contents: '/{+path}',
  contributors: '',
  deployments: '',
  downloads: '',
  events: '',
  forks: '',
  issue_comment: '{/number}',
  issue_events: '{/number}',
  issues: '{/number}',
  keys: '{/key_id}',
  labels: '{/name}',
  languages: '',
  merges: '',
  milestones: '{/number}',
  notifications: '{?since,all,participating}',
  pulls: '{/number}',
  releases: '{/id}',
  stargazers: '',
  statuses: '/{sha}',
  subscribers: '',
  subscription: '',
  tags: '',
  teams: '',
  trees: '{/sha}',
  hooks: '',
  git_commits: '{/sha}',
  git_refs: '{/sha}',
  git_tags: '{/sha}',
};
const ELSEWHERE: Readonly<Record<string, string>> = {
  archive: '',
  blobs: '/git/blobs',
  trees: '/git/trees',
  git_commits: '/git/commits',
  git_refs: '/git/refs',
  git_tags: '/git/tags',
  issue_comment: '/issues/comments',
  issue_events: '/issues/events',
};

/** A `full-repository`, which is also every smaller repository shape. */
export function repositoryShape(forge: EmbeddedForge, links: Links, viewer: ForgeAccount) {
  const { id, owner, name, organisation } = forge.repository;
  const fullName = `${owner}/${name}`;
  const web = `${links.web}/${fullName}`;
  const urls = Object.entries(TEMPLATES).map(([key, rest]) => [
    `${key}_url`,
    `${links.repo}${ELSEWHERE[key] ?? `/${key}`}${rest}`,
  ]);
  const since = iso(forge.createdAt);
  const open = forge.pulls().filter((pull) => pull.state === 'open').length;
  return {
    id,
    node_id: nodeId('Repository', id),
    name,
    full_name: fullName,
    owner: { ...userShape(links, ownerOf(forge)), ...(organisation === true ? { type: 'Organization' } : {}) },
    private: true,
    visibility: 'private',
    html_url: web,
    description: null,
    fork: false,
    url: links.repo,
    ...(Object.fromEntries(urls) as Record<`${keyof typeof TEMPLATES}_url`, string>),
    git_url: `${web}.git`,
    ssh_url: `${web}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: DEFAULT_BRANCH,
    size: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    open_issues_count: open,
    forks: 0,
    watchers: 0,
    open_issues: open,
    subscribers_count: 0,
    network_count: 0,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    is_template: false,
    permissions: permissions(viewer),
    ...(seesMerging(viewer) ? forge.settings().repository : {}),
    pushed_at: since,
    created_at: since,
    updated_at: since,
  };
}

/** GitHub shows how pull requests may be merged to those alone who could merge one. */
function seesMerging(viewer: ForgeAccount): boolean {
  return viewer.grants === undefined ? viewer.permission !== 'read' : isGranted(viewer, 'contents', 'write');
}

/** The account that owns the repository, or one in its name where no account does. */
export function ownerOf(forge: EmbeddedForge): Pick<ForgeAccount, 'id' | 'login' | 'type'> {
  const { id, owner } = forge.repository;
  return forge.accountByLogin(owner) ?? { id, login: owner, type: 'User' };
}
