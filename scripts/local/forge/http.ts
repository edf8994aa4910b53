// The HTTP edge of the forge: requests read within limits, answers and refusals written in GitHub's shape.
import type { IncomingMessage, ServerResponse } from 'node:http';

import { ForgeError } from './model.ts';
import type { ForgeErrorDetail } from './model.ts';

const LARGEST_BODY = 1024 * 1024;
const DOCUMENTATION = 'https://docs.github.com/rest';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The addresses that answers name, built from the host the client used. */
export interface Links {
  /** For example `http://127.0.0.1:8080`. */
  readonly web: string;
  /** `<web>/api/v3`. */
  readonly api: string;
  /** `<api>/repos/<owner>/<name>`. */
  readonly repo: string;
}

/** The scheme and host the client used; throws 400 where its Host header is not one. */
export function webAddress(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  // The header ends up in links that people click on.
  if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(host)) throw new ForgeError(400, 'Bad Host header');
  return `http://${host}`;
}

/** Reads a JSON object of at most 1 MiB; an empty body is an empty object. Throws 413 and 400. */
export async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  let size = 0;
  // A stream of a request without an encoding gives buffers.
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= LARGEST_BODY) parts.push(part);
  }
  if (size > LARGEST_BODY) throw new ForgeError(413, 'Request body is too large: at most 1 MiB is read.');
  if (size === 0) return {};
  const value = parseJson(Buffer.concat(parts).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ForgeError(400, 'Body should be a JSON object');
  }
  return { ...value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ForgeError(400, 'Problems parsing JSON');
  }
}

/** Writes an answer as JSON; one without a body is empty. */
export function send(response: ServerResponse, answer: Answer): void {
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const type = text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(answer.status, {
    ...type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  });
  response.end(text);
}

/** The answer to whatever a handler threw: a refusal as it is, a fault as a 500 that tells nothing of the inside. */
export function refusal(cause: unknown): Answer {
  const known = cause instanceof ForgeError;
  const message = known ? cause.message : 'The forge failed inside; its log says why.';
  const errors: { errors?: readonly ForgeErrorDetail[] } =
    known && cause.errors !== null ? { errors: cause.errors } : {};
  const status = known ? cause.status : 500;
  return { status, body: { message, ...errors, documentation_url: DOCUMENTATION, status: String(status) } };
}

/** One page of a list (`per_page` 30, at most 100) with GitHub's Link header. */
export function page<T>(all: readonly T[], url: URL, shape: (items: readonly T[]) => unknown): Answer {
  const size = Math.min(100, positive(url.searchParams.get('per_page')) ?? 30);
  const number = positive(url.searchParams.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): string => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev'), link(1, 'first')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
  ];
  const headers: Record<string, string> = links.length === 0 ? {} : { link: links.join(', ') };
  return { status: 200, body: shape(all.slice((number - 1) * size, number * size)), headers };
}

function positive(text: string | null): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}
