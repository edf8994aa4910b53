// One look at everything open: pages of 25 by GraphQL, smaller ones where the forge fails at a page, each whole or not at all.
import type { Account } from '../core/facts.ts';
import { badAnswer } from './github-faults.ts';
import type { CodeownersError, OpenPull, RepositoryInfo } from './forge.ts';
import { ForgeFault } from './forge.ts';
import type { Fields } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { ask, PartialAnswer } from './github-graphql.ts';
import { attributions } from './github-attribution.ts';
import { MAY_BE_HIDDEN, OPEN_PULLS, PAGE_SIZES } from './github-query.ts';
import { openPullOf, type Seen } from './github-seen.ts';
import type { Target } from './github-tell.ts';

export interface Look {
  readonly me: Account;
  readonly info: RepositoryInfo;
  readonly open: readonly OpenPull[];
  readonly codeowners: readonly CodeownersError[] | null;
  /** What GraphQL writes to, by what this look shows. */
  readonly targets: ReadonlyMap<OpenPull, Target>;
}

// GitHub's own lists end far below; a server that answers "there is more" for ever must not hold the verb for ever.
const MOST_PAGES = 2_000;

/**
 * Reads everything open: one request for each 25 pull requests.
 * One request that the forge cannot answer must not keep all others from being decided, or whoever floods one could stop the
 * gate. So a page that fails is asked for in smaller ones, and a single pull request whose details cannot be had comes without
 * them, which the caller reads by themselves or takes for unknown.
 * @param url where the forge answers GraphQL
 * @param check the name of our check run
 * @throws ForgeFault where not even the list of what is open can be read
 */
export async function overview(client: GithubClient, url: string, check: string): Promise<Look> {
  const seen: Seen[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await pageAfter(client, url, after, check);
    const repository = page.fields('repository');
    const list = repository.fields('pullRequests');
    const me = viewerOf(page.fields('viewer'));
    const info = infoOf(repository);
    seen.push(...list.list('nodes').map((node) => openPullOf(node, info.id, me)));
    const { hasNextPage, endCursor } = pageInfoOf(list);
    if (!hasNextPage) {
      const attributed = await attributions(client, seen);
      const names = namesOf(repository);
      const targets = new Map(attributed.map(({ open, ids }) => [open, { ...names, ...ids }]));
      const open = byNumber(attributed.map((one) => one.open));
      return { me, info, open, codeowners: codeownersOf(repository), targets };
    }
    if (endCursor === null || endCursor === after) throw badAnswer('the open pull requests', 'its pages do not go on');
    after = endCursor;
  }
  throw badAnswer('the open pull requests', `it has more than ${MOST_PAGES} pages`);
}

async function pageAfter(client: GithubClient, url: string, after: string | null, check: string): Promise<Fields> {
  const [owner, name] = client.fullName.split('/');
  const variables = { owner, name, after, check };
  for (const size of PAGE_SIZES) {
    try {
      return await ask(client, url, OPEN_PULLS, { ...variables, size, details: true }, MAY_BE_HIDDEN);
    } catch (cause) {
      if (!isTooMuch(cause)) throw cause;
    }
  }
  return ask(client, url, OPEN_PULLS, { ...variables, size: 1, details: false }, MAY_BE_HIDDEN);
}

/** Faults that a smaller question may not have: the forge's own time limit shows as a 502 or 504, or as an error beside the data. */
function isTooMuch(cause: unknown): boolean {
  return (
    cause instanceof PartialAnswer || (cause instanceof ForgeFault && cause.status !== null && cause.status >= 500)
  );
}

function pageInfoOf(list: Fields) {
  const info = list.fields('pageInfo');
  return { hasNextPage: info.flag('hasNextPage'), endCursor: info.textOrNull('endCursor') };
}

/** GraphQL shows an app's account as a user whose login ends in `[bot]`, which no person's can. */
function viewerOf(fields: Fields): Account {
  const login = fields.text('login');
  return { id: fields.whole('databaseId'), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

function infoOf(repository: Fields): RepositoryInfo {
  const defaultBranch = repository.fields('defaultBranchRef').text('name');
  return { id: repository.whole('databaseId'), fullName: repository.text('nameWithOwner'), defaultBranch };
}

/** GitHub's own names for the repository, its labels, and who can be asked for a review; upper and lower case are one. */
function namesOf(repository: Fields): Pick<Target, 'repository' | 'labels' | 'users'> {
  const ids = (list: string, name: string): ReadonlyMap<string, string> => {
    const nodes = repository.fieldsOrNull(list)?.listOrNull('nodes') ?? [];
    return new Map(nodes.map((node) => [node.text(name).toLowerCase(), node.text('id')]));
  };
  return { repository: repository.text('id'), labels: ids('labels', 'name'), users: ids('assignableUsers', 'login') };
}

/** `null` where the forge sees no such file, and so says nothing about it. */
function codeownersOf(repository: Fields): readonly CodeownersError[] | null {
  const errors = repository.fieldsOrNull('codeowners')?.list('errors') ?? null;
  if (errors === null) return null;
  return errors.map((one) => ({ path: one.text('path'), line: one.whole('line'), message: one.text('message') }));
}

function byNumber(open: readonly OpenPull[]): readonly OpenPull[] {
  const found = new Map(open.map((one) => [one.pull.number, one]));
  return [...found.values()].sort((a, b) => a.pull.number - b.pull.number);
}
