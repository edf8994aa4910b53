// Reading many objects with one git process: ids go in, exact bytes come out.
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault } from './git.ts';

/**
 * Reads blobs in one process, however many there are.
 * @returns the bytes of each id, in the order asked for.
 * @throws GitFault where an object is missing, is not a blob, or git breaks off: a part is never returned as the whole.
 */
export async function readBlobs(git: Git, ids: readonly Sha[]): Promise<readonly Uint8Array[]> {
  return ids.length === 0 ? [] : split(await askObjects(git, ids), ids);
}

/** What `git cat-file --batch` answers to these names. @throws GitFault where it breaks off */
export async function askObjects(git: Git, names: readonly string[]): Promise<Buffer> {
  const child = spawn('git', ['cat-file', '--batch'], { cwd: git.directory, env: git.env, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A process that ends early closes its input; the missing answers are noticed below.
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  child.stdin.end(names.map((name) => `${name}\n`).join(''));
  const [output, code] = await Promise.all([collect(child.stdout), ended]).catch((error: unknown) => {
    throw new GitFault('git cat-file did not run', null, { cause: error });
  });
  if (code !== 0) throw new GitFault(`git cat-file ${code === null ? 'was stopped' : `failed (${code})`}`, code);
  return output;
}

/**
 * Reads blobs by `commit:path` in one process.
 * @returns the bytes for each name; `null` where there is no such file
 * @throws GitFault where git breaks off
 */
export async function readNamed(git: Git, names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
  if (names.length === 0) return [];
  const output = await askObjects(git, names);
  let at = 0;
  return names.map((name) => {
    const line = output.indexOf('\n', at);
    const header = line < 0 ? '' : output.toString('utf8', at, line);
    const [, type, digits] = /^[0-9a-f]{40,64} ([a-z]+) (\d+)$/.exec(header) ?? [];
    if (digits === undefined && !header.endsWith(' missing')) {
      throw new GitFault(`git has no answer for ${name}: ${header.slice(0, 200)}`, null);
    }
    at = line + 1;
    if (digits === undefined) return null;
    const bytes = output.subarray(at, at + Number(digits));
    at += Number(digits) + 1;
    return type === 'blob' ? bytes : null;
  });
}

/**
 * Reads what commits say, without judging them: whoever may push can have put them there.
 * @returns each commit's message, `null` where the object is not here, is no commit, or is not UTF-8
 * @throws GitFault where git breaks off
 */
export async function readMessages(git: Git, ids: readonly Sha[]): Promise<readonly (string | null)[]> {
  if (ids.length === 0) return [];
  const output = await askObjects(git, ids);
  let at = 0;
  return ids.map(() => {
    const line = output.indexOf('\n', at);
    if (line < 0) throw new GitFault('git cat-file broke off', null);
    const [, kind, size = ''] = output.toString('latin1', at, line).split(' ');
    // A missing object is one line without a body.
    const body = /^\d+$/.test(size) ? output.subarray(line + 1, line + 1 + Number(size)) : null;
    at = line + 1 + (body === null ? 0 : body.length + 1);
    return body === null || kind !== 'commit' ? null : messageOf(body);
  });
}

function messageOf(commit: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(commit);
    const border = text.indexOf('\n\n');
    return border < 0 ? null : text.slice(border + 2);
  } catch {
    return null;
  }
}

function split(output: Buffer, ids: readonly Sha[]): readonly Uint8Array[] {
  let at = 0;
  return ids.map((id) => {
    const line = output.indexOf('\n', at);
    const header = line < 0 ? 'no answer' : output.toString('latin1', at, line);
    const size = Number(/^[0-9a-f]{40,64} blob (\d+)$/.exec(header)?.[1] ?? Number.NaN);
    const bytes = output.subarray(line + 1, line + 1 + size);
    if (!header.startsWith(`${id} `) || Number.isNaN(size) || bytes.length !== size) {
      throw new GitFault(`git has no readable blob ${id}: ${header}`, null);
    }
    at = line + 1 + size + 1;
    return bytes;
  });
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer); // a pipe without an encoding yields buffers
  return Buffer.concat(chunks);
}
