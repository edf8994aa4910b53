// A forge whose every answer is written down in the test, for the ugly ones that a healthy forge does not give.
import { githubForge } from '../../scripts/ports/github.ts';
import type { GithubOptions } from '../../scripts/ports/github-client.ts';
import type { Forge } from '../../scripts/ports/forge.ts';

export interface Scripted {
  readonly status?: number;
  readonly json?: unknown;
  /** Instead of `json`: the raw body. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of an answer: what the network does. */
  readonly fails?: Error;
  /** The body breaks off after its first bytes. */
  readonly breaks?: true;
  /** Instead of an answer: silence until the request is given up. */
  readonly hangs?: true;
}

export interface Call {
  readonly line: string;
  readonly url: string;
  readonly body: unknown;
}

export const HEAD = 'a'.repeat(40);
export const OTHER = 'b'.repeat(40);
const API = 'https://forge.test/api/v3';
const REPO = '/repos/acme/queue';

/**
 * Answers `METHOD path` (within the repository; ` page N` is added from page 2 on) with the listed answers in turn, the
 * last one for ever. A request that is not listed is an error of the test.
 */
export function scriptedForge(
  script: Readonly<Record<string, Scripted | readonly Scripted[]>>,
  options: Partial<GithubOptions> = {},
): { forge: Forge; calls: Call[]; pauses: number[] } {
  const calls: Call[] = [];
  const pauses: number[] = [];
  const given = new Map<string, number>();
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const page = url.searchParams.get('page') ?? '1';
    const place = decodeURIComponent(url.pathname).replace('/api/v3', '').replace(REPO, '');
    const line = `${init?.method ?? 'GET'} ${place}${page === '1' ? '' : ` page ${page}`}`;
    calls.push({ line, url: url.href, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined });
    const listed = [script[line] ?? []].flat();
    const turn = given.get(line) ?? 0;
    given.set(line, turn + 1);
    const next = listed[Math.min(turn, listed.length - 1)];
    if (next === undefined) throw new Error(`The test has no answer to ${line}.`);
    if (next.fails !== undefined) throw next.fails;
    if (next.hangs === true) await untilGivenUp(init?.signal);
    const status = next.status ?? 200;
    const headers = { 'content-type': 'application/json; charset=utf-8', ...next.headers };
    if (next.breaks === true) return new Response(brokenBody(), { status, headers });
    return new Response(status === 204 ? null : (next.raw ?? JSON.stringify(next.json ?? {})), { status, headers });
  };
  const forge = githubForge({
    apiUrl: API,
    repository: 'acme/queue',
    token: 'secret-token',
    fetch: answer,
    now: () => Date.parse('2026-11-20T10:00:00Z'),
    wait: async (pause) => void pauses.push(pause),
    ...options,
  });
  return { forge, calls, pauses };
}

/** The link that leads to the next page. */
export function nextPage(place: string, page: number): Readonly<Record<string, string>> {
  return {
    link: `<${API}${REPO}${place}?per_page=100&page=${page}>; rel="next", <${API}${REPO}${place}?page=9>; rel="last"`,
  };
}

export function user(id: number, login = `person-${id}`, type = 'User') {
  return { id, login, type };
}

export function reviewAnswer(id: number, changes: Readonly<Record<string, unknown>> = {}) {
  const at = `2026-11-20T09:${String(id % 60).padStart(2, '0')}:00Z`;
  return { id, user: user(id), state: 'APPROVED', body: '', commit_id: HEAD, submitted_at: at, ...changes };
}

export function pullAnswer(number: number, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    number,
    title: `Request ${number}`,
    html_url: `https://forge.test/requests/${number}`,
    state: 'open',
    user: user(1, 'proposer', 'Bot'),
    created_at: '2026-11-20T09:00:00Z',
    closed_at: null,
    merged_at: null,
    merge_commit_sha: OTHER,
    draft: false,
    labels: [{ name: 'tier-2' }],
    head: { ref: `action/${number}`, sha: HEAD, repo: { id: 5 } },
    base: { ref: 'main', sha: OTHER, repo: { id: 5 } },
    ...changes,
  };
}

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('[')),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
}

function untilGivenUp(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, fail) => {
    // A pending promise alone does not keep the process alive, and neither does the clock of the signal.
    const alive = setInterval(() => undefined, 1_000);
    signal?.addEventListener('abort', () => {
      clearInterval(alive);
      fail(signal.reason as Error);
    });
  });
}
