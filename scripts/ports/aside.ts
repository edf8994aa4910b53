// Blocks of bytes put aside in a file without a name, so that a long history takes no more memory than a short one.
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A block, and at which byte of all it begins. */
export interface Block {
  readonly from: number;
  readonly bytes: Buffer;
}

export interface Aside {
  /**
   * Takes a copy, which goes on where the block before ended. Where no file takes it, it stays in memory: a full disk costs memory,
   * and no answer. @param block as many times `BLOCK` bytes
   */
  readonly put: (block: Uint8Array) => void;
  /**
   * The block that this byte is in, an empty one where there is none. Its bytes are good until another one is asked for.
   * @throws Error where the file does not give back what it took
   */
  readonly at: (byte: number) => Block;
}

/** In bytes: few enough to read one for a single value, enough for a pass through all of them to ask seldom. */
export const BLOCK = 131_072;

/** How many blocks are at hand: whoever reads goes forward, and what is pointed to lies a little before. */
const AT_HAND = 4;

/** None at first. @param folder where the file is, as long as it has a name */
export function asideOf(folder = tmpdir()): Aside {
  /** For every `BLOCK` bytes the block that they belong to. */
  const blocks: (Block | Stretch)[] = [];
  const atHand: Block[] = [];
  let file: number | null | undefined;
  const load = ({ from, length }: Stretch): Block => {
    const last = atHand.length < AT_HAND ? undefined : atHand.pop()?.bytes;
    const bytes = last?.length === length ? last : Buffer.allocUnsafeSlow(length);
    const read = readSync(file ?? NO_FILE, bytes, 0, length, from);
    if (read < length) throw new Error('What was put aside in a temporary file cannot be read again.');
    const block = { from, bytes };
    atHand.unshift(block);
    return block;
  };
  const aside: Aside = {
    put: (block) => {
      if (file === undefined) file = namelessIn(folder, aside);
      const [from, { length }] = [blocks.length * BLOCK, block];
      const put = writes(file, block, from) ? { from, length } : { from, bytes: Buffer.from(block) };
      for (let byte = 0; byte < length; byte += BLOCK) blocks.push(put);
    },
    at: (byte) => {
      const block = blocks[Math.floor(byte / BLOCK)] ?? NOTHING;
      return 'bytes' in block ? block : (atHand.find(({ from }) => from === block.from) ?? load(block));
    },
  };
  return aside;
}

/** Where a block lies in the file. */
interface Stretch {
  readonly from: number;
  readonly length: number;
}

const NOTHING: Block = { from: 0, bytes: Buffer.alloc(0) };
const NO_FILE = -1;

/** Ends the files of those that nobody has any more. */
const ENDING = new FinalizationRegistry(closeSync);

/**
 * For this process alone: it loses its name before anything is in it, so that nobody else reads or changes what may be of a
 * person, and nothing is left whatever ends the process.
 * @returns `null` where there can be none
 */
function namelessIn(folder: string, owner: Aside): number | null {
  try {
    const path = join(folder, `countersign-${randomUUID()}`);
    const file = openSync(path, 'wx+', 0o600);
    ENDING.register(owner, file);
    unlinkSync(path);
    return file;
  } catch {
    return null;
  }
}

function writes(file: number | null, block: Uint8Array, from: number): boolean {
  try {
    return file !== null && writeSync(file, block, 0, block.length, from) === block.length;
  } catch {
    return false;
  }
}
