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
  if (ids.length === 0) return [];
  const child = spawn('git', ['cat-file', '--batch'], { cwd: git.directory, env: git.env, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A process that ends early closes its input; the missing answers are noticed below.
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  child.stdin.end(ids.map((id) => `${id}\n`).join(''));
  const [output, code] = await Promise.all([collect(child.stdout), ended]).catch((error: unknown) => {
    throw new GitFault('git cat-file did not run', null, { cause: error });
  });
  if (code !== 0) throw new GitFault(`git cat-file ${code === null ? 'was stopped' : `failed (${code})`}`, code);
  return split(output, ids);
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
