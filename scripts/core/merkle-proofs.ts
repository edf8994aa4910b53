// RFC 6962 proofs: that a record is in the log, and that one log continues another.
import { type Hash, nodeHash, rootOf, sameHash } from './merkle.ts';

/**
 * Proves that the leaf at `index` is in the tree over `leaves` (RFC 6962 section 2.1.1).
 * @returns the sibling hashes from the leaf upwards. @throws RangeError where there is no such leaf.
 */
export function inclusionProof(leaves: readonly Hash[], index: number): readonly Hash[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`a tree of ${leaves.length} leaves has no leaf ${index}`);
  }
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  return index < split
    ? [...inclusionProof(leaves.slice(0, split), index), rootOf(leaves.slice(split))]
    : [...inclusionProof(leaves.slice(split), index - split), rootOf(leaves.slice(0, split))];
}

/** @returns whether `proof` shows that `leaf` is number `index` (from 0) of the `size` leaves under `root`. */
export function verifyInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !allHashes([leaf, root, ...proof])) return false;
  let [at, last, node] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node);
      [at, last] = climbLeft(at, last);
    } else {
      node = nodeHash(node, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(node, root);
}

/**
 * Proves that the tree over the first `size` leaves is a beginning of the tree over all (RFC 6962 section 2.1.2).
 * @throws RangeError where there are fewer leaves than that.
 */
export function consistencyProof(leaves: readonly Hash[], size: number): readonly Hash[] {
  if (!isCount(size) || size > leaves.length) {
    throw new RangeError(`a tree of ${leaves.length} leaves has no beginning of ${size}`);
  }
  return size === 0 ? [] : subProof(leaves, size, true);
}

/** @returns whether `proof` shows that the log of `size` and `root` continues the one of `oldSize` and `oldRoot`. */
export function verifyConsistency(
  oldSize: number,
  size: number,
  oldRoot: Hash,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isCount(oldSize) || !isCount(size) || oldSize > size || !allHashes([oldRoot, root, ...proof])) return false;
  if (oldSize === size) return proof.length === 0 && sameHash(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, rootOf([]));
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  return first !== undefined && climb(oldSize, size, first, rest, oldRoot, root);
}

function climb(oldSize: number, size: number, first: Hash, path: readonly Hash[], oldRoot: Hash, root: Hash): boolean {
  let [at, last] = [oldSize - 1, size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, now] = [first, first];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(sibling, old);
      now = nodeHash(sibling, now);
      [at, last] = climbLeft(at, last);
    } else {
      now = nodeHash(now, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(old, oldRoot) && sameHash(now, root);
}

/** Skips the levels on which a node at the right edge has no sibling and is passed up as it is. */
function climbLeft(index: number, lastIndex: number): [number, number] {
  let [at, last] = [index, lastIndex];
  while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
  return [at, last];
}

function subProof(leaves: readonly Hash[], size: number, whole: boolean): readonly Hash[] {
  if (size === leaves.length) return whole ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  return size <= split
    ? [...subProof(leaves.slice(0, split), size, whole), rootOf(leaves.slice(split))]
    : [...subProof(leaves.slice(split), size - split, false), rootOf(leaves.slice(0, split))];
}

/** The largest power of two smaller than `count`, which must be at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

// Division instead of shifts: a shift would cut sizes above 2^31.
const half = (value: number): number => Math.floor(value / 2);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(value));
const allHashes = (hashes: readonly Hash[]): boolean => hashes.every((entry) => entry.length === 32);
