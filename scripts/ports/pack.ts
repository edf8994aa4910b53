// Packs: the form in which git repositories hand objects to each other.
import { hash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Sha } from '../core/facts.ts';
import { applyDelta } from './delta.ts';
import { GitFault } from './git.ts';
import { type NewObject, newObject } from './new-objects.ts';

/** A pack's numbers for the kinds of objects; 7 is a difference to another object, named by its id. */
const KINDS = { commit: 1, tree: 2, blob: 3 } as const;
const KINDS_BY_NUMBER = new Map<number, NewObject['kind']>([
  [1, 'commit'],
  [2, 'tree'],
  [3, 'blob'],
]);
const DELTA = 7;

/** Head and trailing checksum. */
const [HEAD, CHECKSUM] = [12, 20];

/** No object of a ledger is nearly as large: a larger one is an attempt to fill this process. */
const LARGEST = 64 * 1024 * 1024;

/** The objects as a pack. */
export function packOf(objects: readonly NewObject[]): Buffer {
  const head = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
  head.writeUInt32BE(objects.length, 8);
  const entries = objects.flatMap(({ kind, body }) => [
    entryHead(KINDS[kind], body.length),
    deflateSync(body, { level: 1 }),
  ]);
  const pack = Buffer.concat([head, ...entries]);
  return Buffer.concat([pack, hash('sha1', pack, 'buffer')]);
}

/**
 * Reads a pack in which differences name an object of the same pack. Each object gets the id that its own bytes have.
 * @throws GitFault where it is not whole, or holds anything else
 */
export function objectsIn(pack: Buffer): readonly NewObject[] {
  const end = pack.length - CHECKSUM;
  const isWhole = end >= HEAD && hash('sha1', pack.subarray(0, end), 'buffer').equals(pack.subarray(end));
  if (!isWhole || pack.toString('latin1', 0, 8) !== 'PACK\0\0\0\u0002')
    throw new GitFault('the pack is not whole', null);
  const objects = new Map<Sha, NewObject>();
  let late: Delta[] = [];
  let at = HEAD;
  for (let left = pack.readUInt32BE(8); left > 0; left -= 1) {
    const entry = entryAt(pack, at);
    at = entry.end;
    if (isKind(entry.what)) add(objects, entry.what, entry.body);
    else late.push({ base: entry.what, body: entry.body });
  }
  // A difference may stand before what it is one to, and that may be one itself.
  while (late.length > 0) {
    const rest = late.filter(({ base, body }) => {
      const known = objects.get(base);
      if (known !== undefined) add(objects, known.kind, applyDelta(known.body, body));
      return known === undefined;
    });
    if (rest.length === late.length) throw new GitFault('the pack names an object that is not in it', null);
    late = rest;
  }
  if (at !== end) throw new GitFault('the pack has more in it than it says', null);
  return [...objects.values()];
}

/** A difference to the object with this id. */
interface Delta {
  readonly base: Sha;
  readonly body: Buffer;
}

function isKind(what: string): what is NewObject['kind'] {
  return Object.hasOwn(KINDS, what);
}

function add(objects: Map<Sha, NewObject>, kind: NewObject['kind'], body: Uint8Array): void {
  const made = newObject(kind, body);
  objects.set(made.id, made);
}

interface PackEntry {
  /** What kind of object it is, or the id of the one that it is a difference to. */
  readonly what: string;
  readonly body: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

function entryAt(pack: Buffer, start: number): PackEntry {
  let at = start;
  while ((pack[at] ?? 0) >= 128) at += 1;
  const number = ((pack[start] ?? 0) >> 4) & 7;
  const isDelta = number === DELTA;
  const from = at + 1 + (isDelta ? 20 : 0);
  const what = isDelta ? pack.toString('hex', at + 1, from) : KINDS_BY_NUMBER.get(number);
  if (what === undefined) throw new GitFault(`the pack has an object of the kind ${number}`, null);
  return { what, ...inflated(pack, from) };
}

function inflated(pack: Buffer, from: number): { readonly body: Buffer; readonly end: number } {
  try {
    const options = { info: true, maxOutputLength: LARGEST };
    // With `info` it says where the data ended; its type does not know that.
    const { buffer, engine } = inflateSync(pack.subarray(from), options) as unknown as Inflated;
    return { body: buffer, end: from + engine.bytesWritten };
  } catch (cause) {
    throw new GitFault('the pack has an object that cannot be read', null, { cause });
  }
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Four bits of the length with the kind, then seven at a time, the lowest first; a set top bit says that more follow. */
function entryHead(kind: number, length: number): Buffer {
  const bytes: number[] = [];
  let [byte, rest] = [kind * 16 + (length % 16), Math.floor(length / 16)];
  while (rest > 0) {
    bytes.push(byte + 128);
    [byte, rest] = [rest % 128, Math.floor(rest / 128)];
  }
  return Buffer.from([...bytes, byte]);
}
