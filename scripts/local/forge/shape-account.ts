// Accounts as GitHub shows them.
import type { Links } from './http.ts';
import type { ForgeAccount } from './model.ts';

// GitHub shows what a deleted account left behind as this one.
const GHOST = { id: 10137, login: 'ghost', type: 'User' } as const;

/** A `simple-user`; the ghost for an account that is no longer there. */
export function userShape(links: Links, account: Pick<ForgeAccount, 'id' | 'login' | 'type'> | null) {
  const { id, login, type } = account ?? GHOST;
  const url = `${links.api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${links.web}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${links.web}/accounts/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** As `userShape`, with `null` for an account that is no longer there. */
export function nullableUser(links: Links, account: ForgeAccount | null) {
  return account === null ? null : userShape(links, account);
}

/** The `private-user` that an account sees of itself. */
export function privateUserShape(links: Links, account: ForgeAccount, createdAt: number) {
  const since = iso(createdAt);
  return {
    ...userShape(links, account),
    name: account.name,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

const ROLES = { admin: 'admin', write: 'write', read: 'read' } as const;

/** A `collaborator` with its permissions. */
export function collaboratorShape(links: Links, account: ForgeAccount) {
  return { ...userShape(links, account), role_name: ROLES[account.permission], permissions: permissions(account) };
}

/** GitHub's five permission flags of an account. */
export function permissions(account: ForgeAccount) {
  const push = account.permission !== 'read';
  const admin = account.permission === 'admin';
  return { admin, maintain: admin, push, triage: push, pull: true };
}

/** The `author_association` of an account with this repository. */
export function association(owner: string, account: ForgeAccount | null): 'OWNER' | 'COLLABORATOR' | 'NONE' {
  if (account === null || account.type === 'Bot') return 'NONE';
  return account.login.toLowerCase() === owner.toLowerCase() ? 'OWNER' : 'COLLABORATOR';
}

/** The App (`integration`) that a bot account stands for. */
export function appShape(links: Links, bot: ForgeAccount | null, createdAt: number) {
  if (bot === null) return null;
  const slug = bot.login.replace(/\[bot\]$/, '');
  const url = `${links.web}/apps/${encodeURIComponent(slug)}`;
  return {
    id: bot.id,
    slug,
    node_id: nodeId('App', bot.id),
    owner: userShape(links, bot),
    name: bot.name,
    description: null,
    external_url: url,
    html_url: url,
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    permissions: { checks: 'write', contents: 'write', pull_requests: 'write' },
    events: [],
  };
}

/** An opaque id of a kind of thing. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

/** A moment (epoch ms) as GitHub writes it, to the second. */
export function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
