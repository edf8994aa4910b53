// A route of the REST API, and how a request finds its own.
import type { EmbeddedForge } from './forge.ts';
import type { Fields } from './fields.ts';
import type { Answer, Links } from './http.ts';
import type { ForgeAccount } from './model.ts';

export interface Call {
  readonly forge: EmbeddedForge;
  readonly actor: ForgeAccount;
  readonly url: URL;
  readonly links: Links;
  /** The request's body; empty for a GET. */
  readonly body: Fields;
  /** The value of a `:name` in the route's path. */
  readonly param: (name: string) => string;
  /** As `param`, of a `:name` that only digits can fill. */
  readonly number: (name: string) => number;
}

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly answer: (call: Call) => Promise<Answer> | Answer;
}

const NUMERIC = new Set(['number', 'id']);
const LONG = new Set(['path', 'ref']);

/**
 * A route for a method and a path such as `GET /pulls/:number`. `:number` and `:id` take digits only, `:path` and `:ref` may
 * contain slashes, every other name takes one part of the path.
 */
export function route(what: string, answer: Route['answer']): Route {
  const [method = '', path = ''] = what.split(' ');
  const source = path.replace(/:(\w+)/g, (_, name: string) => `(?<${name}>${filler(name)})`);
  return { method, pattern: new RegExp(`^${source}$`), answer };
}

/** The first route for a method and a path (still percent-encoded), with the decoded values of its names; `null`: none. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | null {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match === null) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
    return params.some(([, value]) => value === null) ? null : { route, params: Object.fromEntries(params) };
  }
  return null;
}

function filler(name: string): string {
  if (NUMERIC.has(name)) return '\\d{1,15}';
  return LONG.has(name) ? '.+' : '[^/]+';
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
