// RFC 6962 Merkle trees: hashing, and the compact range that lets a log grow without its old leaves.
import { hash } from 'node:crypto';

/** 32 bytes. */
export type Hash = Uint8Array;

/** The compact range of a tree: its size, and the roots of its full subtrees from the largest to the smallest. */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Hash[];
}

/** The frontier of the tree without leaves. */
export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

/** @returns the hash of a leaf: SHA-256 over 0x00 and the entry's bytes. */
export function leafHash(entry: Uint8Array): Hash {
  return sha256(Uint8Array.of(0), entry);
}

/** @returns the hash of an inner node: SHA-256 over 0x01, left and right. */
export function nodeHash(left: Hash, right: Hash): Hash {
  if (left.length !== WIDTH || right.length !== WIDTH) return sha256(Uint8Array.of(1), left, right);
  NODE.set(left, 1);
  NODE.set(right, 1 + WIDTH);
  return digestOf(NODE);
}

const WIDTH = 32;
/** A node's bytes are put together in one place and hashed at once: a ledger has several nodes for each record. */
const NODE = new Uint8Array(1 + 2 * WIDTH).fill(1, 0, 1);

/** @returns the frontier after one more leaf; the given one is left as it is. */
export function appendLeaf(frontier: Frontier, leaf: Hash): Frontier {
  const roots = [...frontier.roots];
  let node = leaf;
  // Each trailing one-bit of the old size is a full subtree that merges with the new one, as in a binary carry.
  for (let size = frontier.size; size % 2 === 1; size = (size - 1) / 2) {
    const left = roots.pop();
    if (left === undefined) throw new RangeError(`a frontier of size ${frontier.size} lacks subtrees`);
    node = nodeHash(left, node);
  }
  return { size: frontier.size + 1, roots: [...roots, node] };
}

/** @returns the root of the tree that the frontier stands for. */
export function rootOfFrontier(frontier: Frontier): Hash {
  return (
    frontier.roots.reduceRight<Hash | null>((right, left) => (right === null ? left : nodeHash(left, right)), null) ??
    sha256()
  );
}

/** @returns the root over leaf hashes, oldest first; that of no leaves is the SHA-256 of nothing. */
export function rootOf(leaves: readonly Hash[]): Hash {
  return rootOfFrontier(leaves.reduce(appendLeaf, EMPTY_FRONTIER));
}

/** @returns whether two hashes are the same bytes. */
export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function sha256(...parts: readonly Uint8Array[]): Hash {
  return digestOf(Buffer.concat(parts));
}

/**
 * By way of a text of one letter for each byte, which is given back three times as fast as a buffer. Copied into an array of its
 * own: a small buffer is a window onto memory that it shares with others, and whoever keeps one such hash keeps all of that.
 */
function digestOf(bytes: Uint8Array): Hash {
  const letters = hash('sha256', bytes, 'binary');
  const own = new Uint8Array(WIDTH);
  for (let at = 0; at < WIDTH; at += 1) own[at] = letters.charCodeAt(at);
  return own;
}
