// Git's smart HTTP: its two services as child processes, told by us who is asking; the branch rules are the hook's.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { hookEnvironment } from './branch-rules.ts';
import type { EmbeddedForge } from './forge.ts';
import type { ForgeAccount } from './model.ts';

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
  const isAdvertisement = wanted.path === '/info/refs';
  const pushed = wanted.service === 'git-receive-pack' && !isAdvertisement;
  const push = pushed && actor !== null ? forge.startPush(actor) : null;
  const env = { ...gitEnvironment(forge, request, actor), ...push?.env };
  const args = [
    wanted.service.slice('git-'.length),
    isAdvertisement ? '--http-backend-info-refs' : '--stateless-rpc',
    '.',
  ];
  const child = spawn('git', args, { cwd: forge.git.directory, env, stdio: 'pipe' });
  // A client that goes away must not leave the child waiting for the rest of its request.
  response.on('close', () => child.stdin.destroy());
  const ended = finished(child);
  // Awaited below; a failure in between must not count as one that nobody heard of.
  ended.catch(() => undefined);
  child.stderr.resume();
  try {
    bodyOf(request, child.stdin);
    const kind = isAdvertisement ? 'advertisement' : 'result';
    response.writeHead(200, { 'content-type': `application/x-${wanted.service}-${kind}`, 'cache-control': 'no-cache' });
    // The second version of the protocol begins without the name of the service, which nobody needs.
    if (isAdvertisement && !isVersion2(request, wanted.service)) {
      const name = `# service=${wanted.service}\n`;
      response.write(`${(name.length + 4).toString(16).padStart(4, '0')}${name}0000`);
    }
    for await (const part of child.stdout) await write(response, part as Buffer); // a pipe without an encoding yields buffers
    await ended;
  } finally {
    // However it ended: the refs may have moved.
    if (pushed) await ended.catch(() => undefined).then(() => push?.note());
    if (pushed) await forge.afterPush(actor);
  }
  response.end();
}

/** What the client sends goes to git as it comes, unpacked where it is packed. */
function bodyOf(request: IncomingMessage, stdin: Writable): void {
  const isPacked = request.headers['content-encoding'] === 'gzip';
  const done = isPacked ? pipeline(request, createGunzip(), stdin) : pipeline(request, stdin);
  done.catch(() => stdin.destroy());
}

function isVersion2({ headers }: IncomingMessage, service: string): boolean {
  return service === 'git-upload-pack' && /(?:^|:)version=2(?:$|:)/.test(String(headers['git-protocol'] ?? ''));
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

function gitEnvironment(
  forge: EmbeddedForge,
  request: IncomingMessage,
  actor: ForgeAccount | null,
): Record<string, string> {
  const protocol = request.headers['git-protocol'];
  return {
    ...forge.git.env,
    ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}),
    ...(actor === null ? {} : hookEnvironment(actor, forge.ledgerWriters)),
  };
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
    child.on('error', (cause) => reject(new Error('git could not be started.', { cause })));
    child.on('close', () => resolve());
  });
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  const challenge: Record<string, string> = status === 401 ? { 'www-authenticate': 'Basic realm="forge"' } : {};
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...challenge });
  response.end(`${sentence}\n`);
}
