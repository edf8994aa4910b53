// The forge on GitHub's REST API: one adapter for github.com, for GitHub Enterprise and for the embedded forge.
import type { Account } from '../core/facts.ts';
import type { CodeownersError, Forge, OpenPull, Pull, RepositoryInfo } from './forge.ts';
import { ourRuns, report } from './github-checks.ts';
import { type GithubClient, githubClient, type GithubOptions } from './github-client.ts';
import { accountOf, fieldsOf } from './github-fields.ts';
import { fileAt, putFileOnBranch, replaceFileOnBranch } from './github-files.ts';
import { graphqlUrlOf } from './github-graphql.ts';
import { isIssue, issue, issuesSince } from './github-issues.ts';
import { labelsOf, ourComments, setLabels, upsertComment } from './github-notes.ts';
import { type Look, overview } from './github-overview.ts';
import { pushers } from './github-pushers.ts';
import { tellAtOnce, tellOneByOne } from './github-tell.ts';
import {
  close,
  highestPull,
  merge,
  openPull,
  pull,
  pullFrom,
  pulls,
  pullsSince,
  requestReviews,
} from './github-pulls.ts';
import { commitAccounts, review, reviews } from './github-reviews.ts';
import { branchRules } from './github-rules.ts';

/**
 * Connects to one repository. Nothing is asked before the first call.
 * Throws a `ForgeFault` where the address or the repository's name is no such thing; so does every method, with one
 * sentence, where the forge fails, refuses or answers what is not in its description. Reads are tried again at most
 * twice, writes never. One request takes 30 seconds at most.
 */
export function githubForge(options: GithubOptions): Forge {
  const client = githubClient(options);
  // Neither changes while a verb runs; a failed attempt is not kept.
  const whoAmI = once(() => readAccount(client));
  const repository = once(() => readRepository(client));
  const base = async (): Promise<string> => (await repository()).defaultBranch;
  const graphqlUrl = options.graphql === 'off' ? null : (options.graphql ?? graphqlUrlOf(client.apiUrl));
  // GitHub's own names for what the newest look showed, and nothing of what it showed.
  let targets: Look['targets'] = new Map();
  const forge: Forge = {
    overview: async (check) => {
      if (graphqlUrl !== null) {
        const seen = await overview(client, graphqlUrl, check);
        targets = seen.targets;
        return seen;
      }
      const [info, open] = await Promise.all([repository(), pulls(client, 'open')]);
      return { info, open: open.map(withoutDetails), codeowners: null };
    },
    whoAmI,
    repository,
    openPulls: () => pulls(client, 'open'),
    allPulls: () => pulls(client, 'all'),
    pullsSince: (moment) => pullsSince(client, moment),
    highestPull: () => highestPull(client),
    pull: (number) => pull(client, number),
    pullFrom: (branch) => pullFrom(client, branch),
    reviews: (number) => reviews(client, number),
    commitAccounts: (number) => commitAccounts(client, number),
    pushers: (branch, head) => pushers(client, branch, head),
    writers: () => writers(client),
    codeownersErrors: async () => (options.codeowners === 'unchecked' ? [] : codeownersErrors(client)),
    branchRules: (branch) => branchRules(client, branch),
    putFileOnBranch: async (...file) => putFileOnBranch(client, await base(), ...file),
    replaceFileOnBranch: async (...file) => replaceFileOnBranch(client, await base(), ...file),
    fileAt: (ref, path) => fileAt(client, ref, path),
    openPull: async (branch, title, body) => openPull(client, branch, await base(), title, body),
    requestReviews: (number, logins) => requestReviews(client, number, logins),
    review: (number, head, event, body) => review(client, number, head, event, body),
    upsertComment: async (number, marker, body, shown = null) => {
      const present = shown ?? (await ourComments(client, await whoAmI(), number));
      await upsertComment(client, number, marker, body, present);
    },
    issue: (number) => issue(client, graphqlUrl, number),
    issuesSince: async (moment) => issuesSince(client, graphqlUrl, moment, await whoAmI()),
    isIssue: (number) => isIssue(client, number),
    ownComments: async (number) => ourComments(client, await whoAmI(), number),
    setLabels: async (number, labels, shown) => {
      await setLabels(client, number, labels, shown ?? (await labelsOf(client, number)));
    },
    report: async (check, shown = null) =>
      report(client, check, shown ?? (await ourRuns(client, await whoAmI(), check))),
    merge: (number, head, title, message) => merge(client, number, head, title, message),
    close: (number) => close(client, number),
    tell: async (pull, telling, shown) => {
      const target = shown === undefined ? undefined : targets.get(shown);
      const left = await tellAtOnce(client, graphqlUrl, telling, shown, target);
      return tellOneByOne(forge, pull, left, shown);
    },
  };
  return forge;
}

async function readAccount(client: GithubClient): Promise<Account> {
  const { status, data } = await client.read('GET /user', {}, [403]);
  if (status !== 403) return accountOf(fieldsOf(data, 'the account'));
  // The token of an installed app has no user of its own; only GraphQL names its bot account.
  const route = `POST ${client.apiUrl.replace(/\/v3$/, '')}/graphql`;
  const answer = await client.read(route, { query: '{ viewer { databaseId login } }' });
  const viewer = fieldsOf(answer.data, 'the account').fields('data').fields('viewer');
  return { id: viewer.whole('databaseId'), login: viewer.text('login'), type: 'Bot' };
}

async function readRepository(client: GithubClient): Promise<RepositoryInfo> {
  const { data } = await client.read('GET /repos/{owner}/{repo}');
  const fields = fieldsOf(data, 'the repository');
  return { id: fields.whole('id'), fullName: fields.text('full_name'), defaultBranch: fields.text('default_branch') };
}

async function writers(client: GithubClient): Promise<readonly number[]> {
  // Not filtered by the forge: its description does not say whether `push` includes the permissions above it.
  const list = await client.readAll('GET /repos/{owner}/{repo}/collaborators');
  const people = list.map((item) => fieldsOf(item, 'the collaborator'));
  return people.filter((each) => each.fields('permissions').flag('push')).map((each) => each.whole('id'));
}

/** The forge reads the file as it stands on the default branch; a server without this answers 404, which is no "no mistakes". */
async function codeownersErrors(client: GithubClient): Promise<readonly CodeownersError[]> {
  const { data } = await client.read('GET /repos/{owner}/{repo}/codeowners/errors');
  const errors = fieldsOf(data, 'the CODEOWNERS file').list('errors');
  return errors.map((one) => ({ path: one.text('path'), line: one.whole('line'), message: one.text('message') }));
}

function withoutDetails(pull: Pull): OpenPull {
  return { pull, reviews: null, accounts: null, checks: null, comments: null };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | null = null;
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = null;
      throw error;
    });
    return kept;
  };
}
