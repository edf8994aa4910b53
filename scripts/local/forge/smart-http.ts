// Git's smart HTTP: `git http-backend` as a CGI child, told by us who is asking; the branch rules are the hook's.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { hookEnvironment } from './branch-rules.ts';
import type { EmbeddedForge } from './forge.ts';
import type { ForgeAccount } from './model.ts';

const LONGEST_HEADER = 16 * 1024;

/**
 * Answers one request of a git client. Reading is open to everybody; pushing needs the token of an account with write access as
 * the password of Basic authentication. A push is answered only when the pull requests have followed it.
 */
export async function serveGit(
  forge: EmbeddedForge,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://forge');
  const wanted = serviceOf(request, url);
  if (wanted === null) return refuse(response, 404, 'Not found: only the smart HTTP protocol of git is spoken here.');
  const actor = accountOf(forge, request);
  if (actor === 'unknown') return refuse(response, 401, 'Bad credentials: use your token as the password.');
  if (wanted.service === 'git-receive-pack') {
    if (actor === null) return refuse(response, 401, 'Pushing needs an account: use your token as the password.');
    if (actor.permission === 'read') {
      return refuse(response, 403, `${actor.login} has no write access: ask an administrator for it.`);
    }
  }
  const pushed = wanted.service === 'git-receive-pack' && request.method === 'POST';
  const push = pushed && actor !== null ? forge.startPush(actor) : null;
  const env = { ...cgi(forge, request, url, wanted, actor), ...push?.env };
  const child = spawn('git', ['http-backend'], { env, stdio: 'pipe' });
  // A client that goes away must not leave the child waiting for the rest of its request.
  response.on('close', () => child.stdin.destroy());
  const ended = finished(child);
  // Awaited below; a failure in between must not count as one that nobody heard of.
  ended.catch(() => undefined);
  pipeline(request, child.stdin).catch(() => child.stdin.destroy());
  child.stderr.resume();
  try {
    await relay(child.stdout, response);
    await ended;
  } finally {
    // However it ended: the refs may have moved.
    if (pushed) await ended.catch(() => undefined).then(() => push?.note());
    if (pushed) await forge.afterPush(actor);
  }
  response.end();
}

function serviceOf(request: IncomingMessage, url: URL): { readonly service: string; readonly path: string } | null {
  const path = url.pathname.replace(/^\/[^/]+\/[^/]+\.git/, '');
  const service = path === '/info/refs' ? (url.searchParams.get('service') ?? '') : path.slice(1);
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return null;
  return request.method === (path === '/info/refs' ? 'GET' : 'POST') ? { service, path } : null;
}

function accountOf(forge: EmbeddedForge, request: IncomingMessage): ForgeAccount | null | 'unknown' {
  const { authorization } = request.headers;
  if (authorization === undefined) return null;
  const [, encoded = ''] = /^basic +(\S+)$/i.exec(authorization) ?? [];
  const password = Buffer.from(encoded, 'base64').toString('utf8').split(':').slice(1).join(':');
  return forge.accountByToken(password) ?? 'unknown';
}

function cgi(
  forge: EmbeddedForge,
  request: IncomingMessage,
  url: URL,
  wanted: { readonly path: string },
  actor: ForgeAccount | null,
): Record<string, string> {
  const header = (name: string, variable: string): Record<string, string> => {
    const value = request.headers[name];
    return typeof value === 'string' ? { [variable]: value } : {};
  };
  return {
    ...forge.git.env,
    GIT_PROJECT_ROOT: dirname(forge.git.directory),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/repository.git${wanted.path}`,
    REQUEST_METHOD: request.method ?? 'GET',
    QUERY_STRING: url.search.slice(1),
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    ...header('content-type', 'CONTENT_TYPE'),
    ...header('content-length', 'CONTENT_LENGTH'),
    ...header('content-encoding', 'HTTP_CONTENT_ENCODING'),
    ...header('git-protocol', 'GIT_PROTOCOL'),
    ...(actor === null ? {} : { REMOTE_USER: actor.login, ...hookEnvironment(actor, forge.ledgerWriters) }),
  };
}

// CGI: header lines, an empty line, then the body, which is passed on as it comes; the caller ends the response.
async function relay(output: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const part of output) {
    if (head === null) {
      await write(response, part);
      continue;
    }
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1 && head.length > LONGEST_HEADER) throw new Error('git http-backend answered no header.');
    if (end === -1) continue;
    writeHead(response, head.subarray(0, end).toString('latin1'));
    await write(response, head.subarray(end + 4));
    head = null;
  }
  if (head !== null) throw new Error('git http-backend ended without an answer.');
}

function writeHead(response: ServerResponse, text: string): void {
  const lines = text.split('\r\n').map((line) => /^([^:]+): *(.*)$/.exec(line));
  const headers = lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const]));
  const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
  response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
}

async function write(response: ServerResponse, part: Buffer): Promise<void> {
  if (part.length === 0 || response.destroyed || response.write(part)) return;
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => reject(new Error('git http-backend could not be started.', { cause })));
    child.on('close', () => resolve());
  });
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  const challenge: Record<string, string> = status === 401 ? { 'www-authenticate': 'Basic realm="forge"' } : {};
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...challenge });
  response.end(`${sentence}\n`);
}
