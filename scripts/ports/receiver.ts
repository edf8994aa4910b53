// A push to a repository in a folder of this machine: its own receiving program is spoken to directly, without git's sending one.
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sha } from '../core/facts.ts';
import type { GitPlace } from './object-reader.ts';
import { withoutOurs } from './git-environment.ts';
import { GitFault } from './git.ts';
import type { NewObject } from './new-objects.ts';
import { objectId } from './object-id.ts';
import { packOf } from './pack.ts';
import { FLUSH, packet, packetsOf, refsIn } from './packets.ts';

/** A ref that moves; `null` where it is not there before, or will not be afterwards. */
export interface RefMove {
  readonly ref: string;
  readonly from: Sha | null;
  readonly to: Sha | null;
  /** What it brings, as far as the other side cannot have it yet. */
  readonly objects?: readonly NewObject[];
}

/** What became of each ref: `null` for moved, else the receiver's reason. */
export interface Received {
  readonly refs: ReadonlyMap<string, string | null>;
  /** What hooks had to say. */
  readonly words: string;
}

/** One visit: the receiver says what refs there are, and then takes one push or none. */
export interface Receiver {
  /** The refs as they are. @throws GitFault where it does not say so */
  refs(): Promise<ReadonlyMap<string, Sha>>;
  /**
   * Moves the refs, all of them or none, each only from where it is said to be.
   * @throws GitFault where there is no answer: they may have moved or not
   */
  push(moves: readonly RefMove[]): Promise<Received>;
  /** Leaves without a push. */
  leave(): void;
}

/** Milliseconds that words may take from one process to the other. */
const LAST_WORDS = 200;

const NONE = '0'.repeat(40);
const AGENT = 'agent=countersign';
const SHA1 = 'object-format=sha1';

/**
 * Starts the receiver of the repository in this folder. It is git's own, with the repository's own settings and hooks: it checks
 * every object, and takes none where something is missing.
 * @param patience milliseconds without an answer after which it is stopped
 */
export function openReceiver({ env }: Pick<GitPlace, 'env'>, folder: string, patience: number): Receiver {
  const child = spawn('git', ['receive-pack', folder], { env: withoutOurs(env), stdio: 'pipe' });
  let words = '';
  let fault: unknown = null;
  child.once('error', (error) => (fault = error));
  child.stdin.on('error', () => undefined); // it ended early: then there is no answer either
  child.stderr.on('data', (chunk: Buffer) => (words = `${words}${chunk.toString()}`.slice(0, 2_000)));
  const ended = endOf(child);
  const { section } = packetsOf(child.stdout);
  const answer = async (): Promise<readonly string[]> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    const lines = await section().finally(() => clearTimeout(timer));
    if (lines !== null) return lines;
    await ended;
    throw new GitFault(`git receive-pack broke off: ${words.trim() || 'it said nothing'}`, null, { cause: fault });
  };
  let can: readonly string[] = [];
  return {
    refs: async () => {
      const lines = await answer();
      can = (lines[0]?.split('\0')[1] ?? '').split(' ');
      return refsIn(lines);
    },
    push: async (moves) => {
      child.stdin.end(request(moves, can));
      const refs = reportIn(await answer());
      // What hooks say comes another way, and may come later. Where all is well nobody waits for the end, with its tidying up.
      if ([...refs.values()].some((why) => why !== null)) await ended;
      return { refs, words: words.trim() };
    },
    leave: () => {
      if (!child.stdin.writableEnded) child.stdin.end(FLUSH);
    },
  };
}

/** When it has ended and its last words are here. A program that a hook left behind may hold its pipes open: nobody waits for that. */
function endOf(child: ChildProcess): Promise<unknown> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return Promise.race([closed, gone.then(() => wait(LAST_WORDS, null, { ref: false }))]);
}

/** @throws GitFault where the receiver is not able to do what is needed; nothing was asked of it then */
function request(moves: readonly RefMove[], can: readonly string[]): Buffer {
  const wanted = ['report-status', 'quiet', ...(moves.length > 1 ? ['atomic'] : [])];
  const format = can.find((one) => one.startsWith('object-format=')) ?? SHA1;
  const missing = format === SHA1 ? wanted.find((one) => !can.includes(one)) : SHA1;
  if (missing !== undefined) throw new GitFault(`git receive-pack cannot do ${missing}`, null);
  const lines = moves.map(({ ref, from, to }, at) => {
    const line = `${from === null ? NONE : objectId(from)} ${to === null ? NONE : objectId(to)} ${ref}`;
    return packet(at === 0 ? `${line}\0${[...wanted, AGENT].join(' ')}` : line);
  });
  // Where refs are only taken away there is no pack at all, not even an empty one.
  const objects = moves.flatMap((move) => move.objects ?? []);
  const pack = moves.some(({ to }) => to !== null) ? packOf(objects) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from(`${lines.join('')}${FLUSH}`), pack]);
}

function reportIn(lines: readonly string[]): ReadonlyMap<string, string | null> {
  const unpacked = lines.find((line) => line.startsWith('unpack ')) ?? 'unpack and no answer';
  const refs = new Map<string, string | null>();
  for (const line of lines) {
    const [, kind, ref = '', why = ''] = /^(ok|ng) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === 'ok' && unpacked === 'unpack ok') refs.set(ref, null);
    else if (kind !== undefined) refs.set(ref, unpacked === 'unpack ok' ? why : unpacked);
  }
  return refs;
}
