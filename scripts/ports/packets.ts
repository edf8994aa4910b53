// Git's packet lines: four hex digits of length, then so many bytes with them; 0000 ends a section.
import type { Readable } from 'node:stream';
import type { Sha } from '../core/facts.ts';
import { GitFault } from './git.ts';

export const FLUSH = '0000';

/** One packet with this text. */
export function packet(text: string): string {
  return `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, '0')}${text}`;
}

/** What git says, taken piece by piece. */
export interface Packets {
  /** The next section's packets without their line ends; `null` where git ends before it does. */
  readonly section: () => Promise<readonly string[] | null>;
  /** One packet more, and what comes after it, which are no packets; `null` where git ends before. */
  readonly rest: () => Promise<Buffer | null>;
}

/** Reads packets from a stream. Each call throws a GitFault where what comes is no packet. */
export function packetsOf(stream: Readable): Packets {
  const chunks: AsyncIterator<Buffer, unknown> = stream[Symbol.asyncIterator](); // a pipe without an encoding yields buffers
  let here: Buffer = Buffer.alloc(0);
  const next = async (): Promise<Packet | null> => {
    for (;;) {
      const length = lengthOf(here);
      const end = Math.max(4, length ?? 0);
      if (length !== null && here.length >= end) {
        const text = here.toString('utf8', 4, end).replace(/\n$/, '');
        here = here.subarray(end);
        return { text, isEnd: length === 0 };
      }
      const { done, value } = await chunks.next();
      if (done === true) return null;
      here = Buffer.concat([here, value]);
    }
  };
  return {
    section: async () => {
      const lines: string[] = [];
      for (;;) {
        const one = await next();
        if (one === null || one.isEnd) return one === null ? null : lines;
        lines.push(one.text);
      }
    },
    rest: async () => {
      if ((await next()) === null) return null;
      const all = [here];
      for (;;) {
        const { done, value } = await chunks.next();
        if (done === true) return Buffer.concat(all);
        all.push(value);
      }
    },
  };
}

interface Packet {
  readonly text: string;
  /** Whether it is none, but the end of a section. */
  readonly isEnd: boolean;
}

/** The refs that git names at the beginning of a visit. */
export function refsIn(lines: readonly string[]): ReadonlyMap<string, Sha> {
  const refs = new Map<string, Sha>();
  for (const line of lines) {
    const [, id, ref] = /^([0-9a-f]{40}) (refs\/[^\0]+)/.exec(line) ?? [];
    if (id !== undefined && ref !== undefined) refs.set(ref, id);
  }
  return refs;
}

/** The length of the packet that begins here, `null` where that is not there yet. @throws GitFault where it is none */
function lengthOf(bytes: Buffer): number | null {
  if (bytes.length < 4) return null;
  const digits = bytes.toString('latin1', 0, 4);
  const length = /^[0-9a-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (length !== 0 && length < 4) throw new GitFault('git does not answer in packets', null);
  return length;
}
