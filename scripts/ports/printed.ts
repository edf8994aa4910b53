// What a git process prints, piece by piece as it comes: a long listing is never in memory as a whole.
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { type Git, GitFault } from './git.ts';

/**
 * Runs git and cuts what it prints at each end, as much at a time as comes; what stands behind the last one is left out.
 * @param end the character that ends each piece: NUL or a line feed
 * @param input what git reads
 * @throws GitFault where git fails
 */
export async function* printed(
  git: Git,
  args: readonly string[],
  end: '\0' | '\n',
  input?: Readable,
): AsyncGenerator<readonly string[]> {
  for await (const whole of printedBytes(git, args, end.charCodeAt(0), input)) {
    yield whole.toString('utf8', 0, whole.length - 1).split(end);
  }
}

/** The same uncut, as bytes: as many whole pieces at a time as have come, each with its end. See `printed`. */
export async function* printedBytes(
  git: Git,
  args: readonly string[],
  end: number,
  input: Readable = Readable.from([]),
): AsyncGenerator<Buffer> {
  const child = spawn('git', args, { cwd: git.directory, env: git.env, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  ended.catch(() => undefined); // awaited below, after the output
  child.stdin.on('error', () => undefined); // a process that ends early: its code says so
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  input.pipe(child.stdin);
  let rest = Buffer.alloc(0);
  let isWhole = false;
  try {
    for await (const chunk of child.stdout) {
      const output = Buffer.concat([rest, chunk as Buffer]); // a pipe without an encoding yields buffers
      const whole = output.lastIndexOf(end) + 1;
      if (whole > 0) yield output.subarray(0, whole);
      rest = output.subarray(whole);
    }
    isWhole = true;
  } finally {
    if (!isWhole) child.kill(); // nobody reads on; one that has closed its output is about to end by itself
  }
  const code = await ended.catch((cause: unknown) => {
    throw new GitFault(`git ${args[0] ?? ''} did not run`, null, { cause });
  });
  if (code === 0) return;
  const words = Buffer.concat(said).toString().trim().slice(0, 2_000);
  throw new GitFault(`git ${args[0] ?? ''} ${code === null ? 'was stopped' : `failed (${code})`}: ${words}`, code);
}

/** The same text in memory of its own: a piece cut out of a longer text holds on to all of that. */
export function alone(text: string): string {
  return Buffer.from(text).toString();
}
