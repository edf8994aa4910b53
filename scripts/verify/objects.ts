// Reading many git objects of any kind with one process, each held against its own id; what is missing is `null`, not an error.
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault } from '../ports/git.ts';

export interface GitObject {
  readonly id: Sha;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** How many objects one process is asked for: enough to make starting it cheap, few enough to hold in memory. */
const BATCH = 4_000;

/**
 * Reads objects by id or by `commit:path`.
 * @returns one for each name in order; `null` where git does not have it, or has other bytes than its id stands for
 * @throws GitFault where git cannot be run or breaks off
 */
export async function readObjects(git: Git, names: readonly string[]): Promise<readonly (GitObject | null)[]> {
  const found: (GitObject | null)[] = [];
  for (let at = 0; at < names.length; at += BATCH) found.push(...(await readBatch(git, names.slice(at, at + BATCH))));
  return found;
}

async function readBatch(git: Git, names: readonly string[]): Promise<readonly (GitObject | null)[]> {
  const bad = names.find((name) => name === '' || name.includes('\n'));
  if (bad !== undefined) throw new GitFault(`${JSON.stringify(bad)} names no object`, null);
  const child = spawn('git', ['cat-file', '--batch'], { cwd: git.directory, env: git.env, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => undefined); // a process that ends early: the missing answers are noticed below
  child.stderr.resume();
  child.stdin.end(names.map((name) => `${name}\n`).join(''));
  const [output, code] = await Promise.all([collect(child.stdout), ended]).catch((error: unknown) => {
    throw new GitFault('git cat-file did not run', null, { cause: error });
  });
  if (code !== 0) throw new GitFault(`git cat-file ${code === null ? 'was stopped' : `failed (${code})`}`, code);
  return split(output, names);
}

function split(output: Buffer, names: readonly string[]): readonly (GitObject | null)[] {
  let at = 0;
  return names.map((name) => {
    const line = output.indexOf('\n', at);
    if (line < 0) throw new GitFault(`git gave no answer about ${name}`, null);
    const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(output.toString('utf8', at, line)) ?? [];
    at = line + 1;
    if (id === undefined || type === undefined) return null;
    const bytes = output.subarray(at, at + Number(size));
    at += Number(size) + 1;
    return isSound(id, type, bytes) ? { id, type, bytes } : null;
  });
}

/** Git does not hold every object against its id when it reads one; a pack written by hand could lie. */
function isSound(id: Sha, type: string, bytes: Uint8Array): boolean {
  const framed = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
  return hash(id.length === 40 ? 'sha1' : 'sha256', framed, 'hex') === id;
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer); // a pipe without an encoding yields buffers
  return Buffer.concat(chunks);
}
