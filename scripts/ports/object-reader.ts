// Reading many git objects of any kind with one process, each held against its own id; what is missing is `null`, not an error.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { Socket } from 'node:net';
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault } from './git.ts';

/** Where git is run, and how: all that a reader needs to know. */
export type GitPlace = Pick<Git, 'directory' | 'env'>;

export interface GitObject {
  readonly id: Sha;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** One process that is asked again and again. It keeps nobody waiting for its end: only an open question keeps this process alive. */
export interface ObjectReader {
  /**
   * Reads objects by id or by `commit:path`. May be called again before the answer is there; answers come in order.
   * @returns one for each name in order; `null` where git does not have it, or has other bytes than its id stands for
   * @throws GitFault where git cannot be run or breaks off
   */
  readonly read: (names: readonly string[]) => Promise<readonly (GitObject | null)[]>;
  /** Ends the process. */
  readonly close: () => void;
}

interface Kept {
  readonly reader: ObjectReader;
  /** Questions without an answer yet. */
  open: number;
  idle?: NodeJS.Timeout;
}

/** Starting git takes longer than most questions; a process that nobody has asked for so long (milliseconds) ends. */
const IDLE = 2_000;

const kept = new WeakMap<GitPlace, Kept>();

/**
 * Reads with a process that stays for a while. Git looks refs up anew for each question, and looks for new objects where it does
 * not know one, so an answer is as fresh as that of a process started for it. See `ObjectReader.read`.
 */
export async function readObjects(git: GitPlace, names: readonly string[]): Promise<readonly (GitObject | null)[]> {
  if (names.length === 0) return [];
  const own: Kept = kept.get(git) ?? { reader: openReader(git), open: 0 };
  kept.set(git, own);
  clearTimeout(own.idle);
  own.open += 1;
  try {
    return await own.reader.read(names);
  } catch (fault) {
    end(git, own); // whoever asks next has a process of its own
    throw fault;
  } finally {
    own.open -= 1;
    if (own.open === 0) own.idle = setTimeout(() => end(git, own), IDLE).unref();
  }
}

function end(git: GitPlace, own: Kept): void {
  own.reader.close();
  if (kept.get(git) === own) kept.delete(git);
}

interface Question {
  readonly names: readonly string[];
  readonly found: (GitObject | null)[];
  readonly resolve: (found: readonly (GitObject | null)[]) => void;
  readonly reject: (fault: GitFault) => void;
}

/** Starts the process. */
export function openReader(git: GitPlace): ObjectReader {
  const child = spawn('git', ['cat-file', '--batch'], { cwd: git.directory, env: git.env, stdio: 'pipe' });
  const questions: Question[] = [];
  let waiting: Waiting = { chunks: [], length: 0, wanted: 0 };
  let fault: GitFault | null = null;
  const fail = (what: string, code: number | null, cause?: unknown): void => {
    fault ??= new GitFault(what, code, cause === undefined ? undefined : { cause });
    for (const question of questions.splice(0)) question.reject(fault);
  };
  child.stdin.on('error', () => undefined); // a process that ends early: its end is noticed below
  child.stderr.resume();
  child.once('error', (cause) => fail('git cat-file did not run', null, cause));
  child.once('close', (code) =>
    fail(`git cat-file ${code === null ? 'was stopped' : code === 0 ? 'ended' : `failed (${code})`}`, code),
  );
  child.stdout.on('data', (chunk: Buffer) => {
    waiting = taken(
      { ...waiting, chunks: [...waiting.chunks, chunk], length: waiting.length + chunk.length },
      questions,
    );
    if (questions.length === 0) holdOpen(child, false);
  });
  holdOpen(child, false);
  return {
    read: (names) => ask(names, child, questions, fault),
    close: () => {
      fault ??= new GitFault('git cat-file has been ended', null);
      child.stdin.end();
      child.kill();
    },
  };
}

function ask(
  names: readonly string[],
  child: ChildProcessWithoutNullStreams,
  questions: Question[],
  fault: GitFault | null,
): Promise<readonly (GitObject | null)[]> {
  const bad = names.find((name) => name === '' || name.includes('\n'));
  if (bad !== undefined) return Promise.reject(new GitFault(`${JSON.stringify(bad)} names no object`, null));
  if (fault !== null) return Promise.reject(fault);
  if (names.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    holdOpen(child, true);
    questions.push({ names, found: [], resolve, reject });
    child.stdin.write(names.map((name) => `${name}\n`).join(''));
  });
}

/** Whether this process may not end before the other one. */
function holdOpen(child: ChildProcessWithoutNullStreams, whether: boolean): void {
  const pipes = [child.stdin, child.stdout, child.stderr].filter((pipe) => pipe instanceof Socket);
  for (const handle of [child, ...pipes]) {
    if (whether) handle.ref();
    else handle.unref();
  }
}

/** Output that is not a whole answer yet, and how much of it there has to be before looking again is worth it. */
interface Waiting {
  readonly chunks: readonly Buffer[];
  readonly length: number;
  readonly wanted: number;
}

function taken(waiting: Waiting, questions: Question[]): Waiting {
  if (waiting.length < waiting.wanted) return waiting;
  const [only, second] = waiting.chunks;
  return answered(only !== undefined && second === undefined ? only : Buffer.concat(waiting.chunks), questions);
}

/** Takes whole answers from the front of the output. @returns what is left of it */
function answered(output: Buffer, questions: Question[]): Waiting {
  let [at, wanted] = [0, 0];
  for (;;) {
    const [question] = questions;
    const line = question === undefined ? -1 : output.indexOf('\n', at);
    if (question === undefined || line < 0) break;
    const header = output.toString('latin1', at, line);
    const [id, type, digits] = header.split(' ');
    const size = Number(digits);
    if (
      id === undefined ||
      type === undefined ||
      digits === undefined ||
      !/^[0-9a-f]{40,64} [a-z]+ \d+$/.test(header)
    ) {
      question.found.push(null);
      at = line + 1;
    } else {
      const end = line + 1 + size;
      if (output.length <= end) {
        wanted = end + 1 - at;
        break;
      }
      question.found.push(soundObject(output, line, end, id, type, size));
      at = end + 1;
    }
    if (question.found.length < question.names.length) continue;
    questions.shift();
    question.resolve(question.found);
  }
  const rest = output.subarray(at);
  return { chunks: rest.length === 0 ? [] : [rest], length: rest.length, wanted };
}

/** Git does not hold every object against its id when it reads one; a pack written by hand could lie. */
function soundObject(output: Buffer, line: number, end: number, id: Sha, type: string, size: number): GitObject | null {
  // Git hashes `type size NUL bytes`, which is how the answer stands here but for the line's end.
  output[line] = 0;
  const framed = output.subarray(line - `${type} ${size}`.length, end);
  if (hash(id.length === 40 ? 'sha1' : 'sha256', framed, 'hex') !== id) return null;
  return { id, type, bytes: output.subarray(line + 1, end) };
}
