// Requests to GitHub's REST API: lists read to their end, reads tried again, writes never. The only file that knows the SDK.
import { Octokit } from '@octokit/rest';
import type { Duration, Instant } from '../core/time.ts';
import { badAnswer, noAnswer, pauseAsked, refused } from './github-faults.ts';
import { spaced } from './github-pace.ts';
import { ForgeFault } from './forge.ts';

export interface GithubOptions {
  /** Where the REST API begins, for example `https://api.github.com` or `https://forge.example/api/v3`. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
  readonly now?: () => Instant;
  /** How a pause between two tries of a read is made; real time if not given. */
  readonly wait?: (pause: Duration) => Promise<void>;
  /** The most time that one request may take; 30 seconds if not given. */
  readonly timeLimit?: Duration;
  /** The least time between two writes; one second at GitHub itself, which asks for it, and none elsewhere if not given. */
  readonly writePause?: Duration;
  /** Where the forge answers GraphQL, derived from `apiUrl` if not given; `off`: it is never asked, and everything is read by REST. */
  readonly graphql?: string;
  /** For a server that does not look into CODEOWNERS files: that it finds no mistakes is then taken for granted. */
  readonly codeowners?: 'unchecked';
}

export interface Answer {
  readonly status: number;
  readonly data: unknown;
  /** The `Link` header, for lists that go on by a cursor instead of by pages. */
  readonly link?: string;
}

export type Parameters = Readonly<Record<string, unknown>>;

export interface GithubClient {
  readonly owner: string;
  readonly fullName: string;
  readonly apiUrl: string;
  /**
   * Reads one thing; tried again at most twice after 502, 503, 504 or no answer.
   * @param accept refusals that are an answer to the caller rather than a fault
   */
  read(route: string, parameters?: Parameters, accept?: readonly number[]): Promise<Answer>;
  /**
   * Reads a list to its end, 100 at a time.
   * @param field where the list is a field of the answer beside `total_count`
   * @param goOn whether to read on after this page, where not all of the list is wanted
   */
  readAll(
    route: string,
    parameters?: Parameters,
    field?: string,
    goOn?: (page: readonly unknown[]) => boolean,
  ): Promise<readonly unknown[]>;
  /**
   * Writes, once: whether a write without an answer took effect can only be found out by reading. Only one that the forge
   * refused for its rate is sent again, after the pause that it asked for.
   */
  write(route: string, parameters: Parameters, accept?: readonly number[]): Promise<Answer>;
  /** Lets time pass, for what the forge shows a moment later. */
  wait(pause: Duration): Promise<void>;
}

const TIME_LIMIT: Duration = 30_000;
const PAUSES: readonly Duration[] = [500, 2_000];
// What a verb waits where the forge asks for a pause; with more than that it ends and is run again later.
const LONGEST_PAUSE: Duration = 120_000;
const MOST_WAITS = 2;
const PASSING = new Set([502, 503, 504]);
const PER_PAGE = 100;
// GitHub's own lists end far below; a server that answers "there is more" for ever must not hold the verb for ever.
const MOST_PAGES = 1_000;

/** Prepares requests for one repository. Throws a `ForgeFault` where the address or the repository's name is no such thing. */
export function githubClient(options: GithubOptions): GithubClient {
  const { owner, name, baseUrl } = checked(options);
  const now = options.now ?? Date.now;
  const wait = options.wait ?? realPause;
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const octokit = new Octokit({
    baseUrl,
    auth: options.token,
    userAgent: 'countersign',
    log,
    // A redirect would carry a write, or the token, to a place that nobody configured.
    request: { fetch: wholeAnswers(options.fetch ?? fetch), redirect: 'manual', log },
  });

  const once = async (route: string, parameters: Parameters, accept: readonly number[]) => {
    // What the address does not use, the SDK sends as a field; so only where it is used.
    const all = route.includes('{owner}') ? { owner, repo: name, ...parameters } : parameters;
    const { method, url } = octokit.request.endpoint(route, all);
    const asked = `${method} ${url}`;
    try {
      const signal = AbortSignal.timeout(options.timeLimit ?? TIME_LIMIT);
      const { status, data, headers } = await octokit.request(route, {
        ...all,
        headers: { 'x-github-api-version': '2022-11-28' },
        request: { signal },
      });
      if (status >= 300 && !accept.includes(status)) throw refused(asked, status, data, headers, now());
      // The SDK hands over the text where it is not JSON.
      if (typeof data === 'string' && data !== '') throw badAnswer(asked, 'it is not JSON');
      return { status, data: data as unknown, link: headers.link ?? '', asked };
    } catch (error) {
      if (error instanceof ForgeFault) throw error;
      const answer = responseOf(error);
      if (answer === null) throw noAnswer(asked, error);
      if (accept.includes(answer.status)) return { status: answer.status, data: answer.data, link: '', asked };
      throw refused(asked, answer.status, answer.data, answer.headers, now());
    }
  };

  // A request that was refused for its rate was not carried out, so that a write may be tried again as well.
  const paced: typeof once = async (route, parameters, accept) => {
    for (let waits = 0; ; waits += 1) {
      try {
        return await once(route, parameters, accept);
      } catch (error) {
        const pause = error instanceof ForgeFault && waits < MOST_WAITS ? pauseAsked(error) : null;
        if (pause === null || pause > LONGEST_PAUSE) throw error;
        await wait(pause);
      }
    }
  };
  const inTurn = spaced(options.writePause ?? (isGithub(baseUrl) ? 1_000 : 0), now, wait);

  const patient = async (route: string, parameters: Parameters, accept: readonly number[]) => {
    for (const pause of PAUSES) {
      try {
        return await paced(route, parameters, accept);
      } catch (error) {
        if (!isPassing(error)) throw error;
        await wait(pause);
      }
    }
    return paced(route, parameters, accept);
  };

  return {
    owner,
    fullName: `${owner}/${name}`,
    apiUrl: baseUrl,
    read: (route, parameters = {}, accept = []) => patient(route, parameters, accept),
    write: (route, parameters, accept = []) => inTurn(() => paced(route, parameters, accept)),
    wait,
    readAll: async (route, parameters = {}, field, goOn = () => true) => {
      const list: unknown[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { data, link, asked } = await patient(route, { ...parameters, per_page: PER_PAGE, page }, []);
        const { items, total } = pageOf(data, field, asked);
        list.push(...items);
        if (!goOn(items)) return list;
        const more = /<[^>]*[?&]page=(\d+)[^>]*>;\s*rel="next"/.exec(link);
        if (link.includes('rel="next"') && more?.[1] !== String(page + 1)) {
          throw badAnswer(asked, 'its link to the next page does not lead to the next page');
        }
        // A full page without a link may have lost the link on the way (a proxy): look whether there is another one.
        if (more !== null || items.length >= PER_PAGE) continue;
        if (total !== null && total !== list.length) {
          throw badAnswer(asked, `it lists ${list.length} of ${total} entries`);
        }
        return list;
      }
      throw badAnswer(route, `it has more than ${MOST_PAGES} pages`);
    },
  };
}

function checked(options: GithubOptions) {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(options.repository) ?? [];
  if (owner === undefined || name === undefined) {
    throw new ForgeFault(`"${options.repository}" is not a repository: write it as owner/name.`, null);
  }
  if (!/^https?:$/.test(URL.parse(options.apiUrl)?.protocol ?? '')) {
    throw new ForgeFault(`"${options.apiUrl}" is not an API address: write it as https://api.github.com.`, null);
  }
  return { owner, name, baseUrl: options.apiUrl.replace(/\/+$/, '') };
}

/** The SDK takes a body that breaks off for an empty one; read whole here, a broken body is a missing answer. */
function wholeAnswers(plain: typeof fetch): typeof fetch {
  return async (input, init) => {
    const answer = await plain(input, init);
    const body = await answer.arrayBuffer();
    const { status, statusText, headers } = answer;
    return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
  };
}

function pageOf(data: unknown, field: string | undefined, asked: string) {
  const holder = field === undefined ? { items: data } : (data as { readonly [key: string]: unknown } | null);
  const items = holder?.[field ?? 'items'];
  if (!Array.isArray(items)) throw badAnswer(asked, 'it is not a list');
  const total = field === undefined ? null : holder?.['total_count'];
  return { items: items as readonly unknown[], total: typeof total === 'number' ? total : null };
}

interface Refusal extends Answer {
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** What the server answered, `null` where it did not. */
function responseOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('response' in error) || typeof error.response !== 'object') return null;
  return error.response as Refusal | null; // the SDK's own error type, which it does not export
}

function isPassing(error: unknown): boolean {
  return error instanceof ForgeFault && (error.status === null ? error.cause !== undefined : PASSING.has(error.status));
}

/** github.com and GitHub's own hosting of it; a server of one's own has no such limits unless it is given some. */
function isGithub(baseUrl: string): boolean {
  return /^api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)$/.test(URL.parse(baseUrl)?.host ?? '');
}

function realPause(pause: Duration): Promise<void> {
  return new Promise((done) => setTimeout(done, pause));
}
