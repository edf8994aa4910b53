// Refs, files, commits and differences as GitHub shows them.
import type { Sha } from '../../core/facts.ts';
import type { WrittenFile } from './branches.ts';
import type { EmbeddedForge } from './forge.ts';
import type { BlobAt, CommitDetail, FileDetail, GitPerson } from './git-read.ts';
import { identity } from './git.ts';
import type { Links } from './http.ts';
import type { ForgeAccount } from './model.ts';
import { iso, nodeId, nullableUser } from './shape-account.ts';

/** A `git-ref`; `name` is such as `heads/main`. */
export function refShape(links: Links, name: string, sha: Sha) {
  const ref = `refs/${name}`;
  const object = { type: 'commit', sha, url: `${links.repo}/git/commits/${sha}` };
  return { ref, node_id: nodeId('Ref', ref), url: `${links.repo}/git/${ref}`, object };
}

/** A `content-file`. */
export function contentShape(links: Links, ref: string, path: string, file: BlobAt) {
  const { length } = file.content;
  const shape = fileShape(links, ref, path, file.blob, length);
  // GitHub sends no content beyond 1 MB.
  if (length > LARGEST_CONTENT) return { ...shape, encoding: 'none', content: '' };
  const content = file.content.toString('base64').replace(/.{60}/g, '$&\n');
  return { ...shape, encoding: 'base64', content };
}

/** A `file-commit`: what writing a file through the API answers. */
export function fileCommitShape(
  links: Links,
  by: ForgeAccount,
  file: { readonly branch: string; readonly path: string; readonly size: number; readonly message: string },
  written: WrittenFile,
) {
  const person = { ...identity(by), date: iso(written.at) };
  const { commit, tree, parent } = written;
  return {
    content: fileShape(links, file.branch, file.path, written.blob, file.size),
    commit: {
      sha: commit,
      node_id: nodeId('Commit', commit),
      url: `${links.repo}/git/commits/${commit}`,
      html_url: `${links.web}/commits/${commit}`,
      author: person,
      committer: person,
      message: file.message,
      tree: { sha: tree, url: `${links.repo}/git/trees/${tree}` },
      parents: [parentShape(links, parent)],
      verification: UNSIGNED,
    },
  };
}

/** A `commit`, attributed to the accounts whose e-mail addresses it carries. */
export function commitShape(forge: EmbeddedForge, links: Links, commit: CommitDetail) {
  const url = `${links.repo}/commits/${commit.sha}`;
  return {
    url,
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    html_url: `${links.web}/commits/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${links.repo}/git/commits/${commit.sha}`,
      author: personShape(commit.author),
      committer: personShape(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${links.repo}/git/trees/${commit.tree}` },
      verification: UNSIGNED,
    },
    author: nullableUser(links, forge.accountByEmail(commit.author.email)),
    committer: nullableUser(links, forge.accountByEmail(commit.committer.email)),
    parents: commit.parents.map((parent) => parentShape(links, parent)),
  };
}

/** A `diff-entry`. */
export function diffShape(links: Links, head: Sha, file: FileDetail) {
  const at = encodeURI(file.path);
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${links.web}/blob/${head}/${at}`,
    raw_url: `${links.web}/raw/${head}/${at}`,
    contents_url: `${links.repo}/contents/${at}?ref=${head}`,
    ...(file.previous === null ? {} : { previous_filename: file.previous }),
  };
}

const LARGEST_CONTENT = 1024 * 1024;
const UNSIGNED = { verified: false, reason: 'unsigned', payload: null, signature: null, verified_at: null };

function fileShape(links: Links, ref: string, path: string, sha: Sha, size: number) {
  const url = `${links.repo}/contents/${encodeURI(path)}?ref=${encodeURIComponent(ref)}`;
  const git = `${links.repo}/git/blobs/${sha}`;
  const html = `${links.web}/blob/${encodeURIComponent(ref)}/${encodeURI(path)}`;
  return {
    type: 'file',
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    size,
    url,
    git_url: git,
    html_url: html,
    download_url: `${links.web}/raw/${encodeURIComponent(ref)}/${encodeURI(path)}`,
    _links: { self: url, git, html },
  };
}

function personShape(person: GitPerson) {
  return { name: person.name, email: person.email, date: iso(person.at) };
}

function parentShape(links: Links, sha: Sha) {
  return { sha, url: `${links.repo}/commits/${sha}`, html_url: `${links.web}/commits/${sha}` };
}
