// Serves the forge: the REST API below /api/v3, GraphQL at /api/graphql, git's smart HTTP below /<owner>/<name>.git; any other path is somebody else's.
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { EmbeddedForge } from './forge.ts';
import { readJson, refusal, send, webAddress } from './http.ts';
import type { Answer, Links } from './http.ts';
import { ForgeError } from './model.ts';
import type { ForgeAccount } from './model.ts';
import { findRoute } from './route.ts';
import type { Call } from './route.ts';
import { checkRoutes, issueRoutes } from './routes-issues.ts';
import { openedIssueRoutes } from './routes-opened-issues.ts';
import { pullRoutes } from './routes-pulls.ts';
import { accountRoutes, repositoryRoutes } from './routes-repository.ts';
import { rulesetRoutes } from './routes-rulesets.ts';
import { appRoutes, settingsRoutes } from './routes-settings.ts';
import { serveGit } from './smart-http.ts';

const API = '/api/v3';
const GRAPHQL = '/api/graphql';
const BELOW_REPOSITORY = [
  ...repositoryRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...openedIssueRoutes,
  ...checkRoutes,
  ...rulesetRoutes,
  ...settingsRoutes,
];

export type ForgeHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * A handler that answers what is the forge's and says `true`, or says `false` and leaves the request untouched.
 * `onFault` hears of what went wrong inside (the client only gets a 500).
 */
export function forgeHandler(forge: EmbeddedForge, onFault: (cause: unknown) => void = () => undefined): ForgeHandler {
  return async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const rest = path === API || path.startsWith(`${API}/`);
    if (!rest && path !== GRAPHQL && !isGitPath(forge, path)) return false;
    try {
      if (path === GRAPHQL) send(response, await graphql(forge, request));
      else if (rest) send(response, await answer(forge, request, path.slice(API.length)));
      else await serveGit(forge, request, response);
    } catch (cause) {
      if (!(cause instanceof ForgeError)) onFault(cause);
      if (response.headersSent) response.destroy();
      else send(response, refusal(cause));
    }
    return true;
  };
}

async function answer(forge: EmbeddedForge, request: IncomingMessage, path: string): Promise<Answer> {
  const web = webAddress(request);
  const actor = authenticate(forge, request);
  const { method = 'GET' } = request;
  const found = findRoute([...accountRoutes, ...appRoutes], method, path) ?? findBelowRepository(forge, method, path);
  // The body is read even where nothing will use it: a refusal must not cut the client off while it is still sending.
  const body = method === 'GET' ? {} : await readJson(request);
  if (found === null) throw new ForgeError(404, 'Not Found');
  const param = (name: string): string => found.params[name] ?? '';
  const url = new URL(request.url ?? '/', web);
  const call: Call = {
    forge,
    actor,
    url,
    links: linksFrom(forge, web),
    body,
    param,
    number: (name) => Number(param(name)),
  };
  return found.route.answer(call);
}

async function graphql(forge: EmbeddedForge, request: IncomingMessage): Promise<Answer> {
  const actor = authenticate(forge, request);
  if (request.method !== 'POST') throw new ForgeError(404, 'Not Found');
  const body = await readJson(request);
  // Loaded when it is first asked: most of what starts a forge never does.
  const { answerGraphql } = await import('./graphql.ts');
  return answerGraphql(forge, linksFrom(forge, webAddress(request)), actor, body);
}

function findBelowRepository(forge: EmbeddedForge, method: string, path: string): ReturnType<typeof findRoute> {
  const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(path) ?? [];
  return isRepository(forge, owner, name) ? findRoute(BELOW_REPOSITORY, method, rest) : null;
}

function authenticate(forge: EmbeddedForge, request: IncomingMessage): ForgeAccount {
  const [, token] = /^(?:token|bearer) +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new ForgeError(401, 'Requires authentication');
  const account = forge.accountByToken(token);
  if (account === null) throw new ForgeError(401, 'Bad credentials');
  return account;
}

function linksFrom(forge: EmbeddedForge, web: string): Links {
  const { owner, name } = forge.repository;
  const api = `${web}${API}`;
  return { web, api, repo: `${api}/repos/${owner}/${name}` };
}

function isGitPath(forge: EmbeddedForge, path: string): boolean {
  const [, owner = '', name = ''] = /^\/([^/]+)\/([^/]+)\.git\//.exec(path) ?? [];
  return isRepository(forge, owner, name);
}

function isRepository(forge: EmbeddedForge, owner: string, name: string): boolean {
  const { repository } = forge;
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  return same(owner, repository.owner) && same(name, repository.name);
}
