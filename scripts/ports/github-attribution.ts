// Whose commits they are: what GraphQL leaves without an account is asked of REST, which knows apps and web commits as well.
import type { Account } from '../core/facts.ts';
import { type CommitAccounts, ForgeFault, type OpenPull, type Pull } from './forge.ts';
import type { GithubClient } from './github-client.ts';
import { commitAccounts, noreplyAccount } from './github-reviews.ts';
import type { NodeIds, Seen, SeenCommit } from './github-seen.ts';

/** github.com signs what is done in the browser or through its API as this account. */
const WEB_FLOW: Account = { id: 19_864_447, login: 'web-flow', type: 'User' };
const WEB_FLOW_EMAIL = 'noreply@github.com';

/** A pull request as the port has it, and what GraphQL writes to. */
export interface Attributed {
  readonly open: OpenPull;
  readonly ids: NodeIds;
}

/**
 * Completes the accounts behind the commits of everything seen. GraphQL has a place for users only, so an app's commit may come
 * without an account. The address that the forge gave whoever opened the pull request is theirs; for any other REST is asked, once
 * for each pull request, for an address is easily made up. Its answer for an address holds for the others of this look.
 */
export async function attributions(client: GithubClient, seen: readonly Seen[]): Promise<readonly Attributed[]> {
  const known = new Map<string, Account>(isDotCom(client) ? [[WEB_FLOW_EMAIL, WEB_FLOW]] : []);
  const done: Attributed[] = [];
  for (const { commits, ids, ...one } of seen) {
    const accounts = commits === null ? null : await accountsOf(client, one.pull, commits, known);
    done.push({ open: { ...one, accounts }, ids });
  }
  return done;
}

async function accountsOf(
  client: GithubClient,
  { number, opener }: Pull,
  commits: readonly SeenCommit[],
  known: Map<string, Account>,
): Promise<readonly CommitAccounts[] | null> {
  const accountBehind = (who: SeenCommit['author']): Account | null => {
    if (!('email' in who)) return who;
    const own = noreplyAccount(who.email)?.id === opener.id ? opener : null;
    return own ?? known.get(who.email.toLowerCase()) ?? null;
  };
  const named = commits.map(({ sha, author, committer, coAuthors }) => {
    return { sha, author: accountBehind(author), committer: accountBehind(committer), coAuthors };
  });
  if (!named.some(({ author, committer }) => author === null || committer === null)) return named;
  try {
    const asked = await commitAccounts(client, number);
    learn(commits, asked, known);
    return asked;
  } catch (cause) {
    if (!(cause instanceof ForgeFault)) throw cause;
    return null;
  }
}

function learn(commits: readonly SeenCommit[], asked: readonly CommitAccounts[], known: Map<string, Account>): void {
  for (const commit of commits) {
    const told = asked.find(({ sha }) => sha === commit.sha);
    for (const role of ['author', 'committer'] as const) {
      const [who, account] = [commit[role], told?.[role] ?? null];
      if ('email' in who && account !== null) known.set(who.email.toLowerCase(), account);
    }
  }
}

function isDotCom({ apiUrl }: GithubClient): boolean {
  return URL.parse(apiUrl)?.host === 'api.github.com';
}
