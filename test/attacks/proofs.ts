// Every field of real proofs changed, one at a time: a verifier that let a single one pass would be the attack itself.
import type { Hash } from '../../scripts/core/merkle.ts';
import { rootOf } from '../../scripts/core/merkle.ts';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../scripts/core/merkle-proofs.ts';

/** How many changed proofs were asked about, and those that were taken for good. */
export interface ProofSweep {
  readonly asked: number;
  readonly accepted: readonly string[];
}

/** Inclusion of each leaf, and consistency of each size with the whole, over these very leaves. */
export function sweepProofs(leaves: readonly Hash[]): ProofSweep {
  const all = [...inclusions(leaves), ...consistencies(leaves)];
  return { asked: all.length, accepted: all.filter(([, holds]) => holds).map(([name]) => name) };
}

/** Whether every proof that nobody changed holds. */
export function untouchedHold(leaves: readonly Hash[]): boolean {
  const root = rootOf(leaves);
  const size = leaves.length;
  return leaves.every(
    (leaf, at) =>
      verifyInclusion(leaf, at, size, inclusionProof(leaves, at), root) &&
      verifyConsistency(at + 1, size, rootOf(leaves.slice(0, at + 1)), root, consistencyProof(leaves, at + 1)),
  );
}

type Case = readonly [name: string, holds: boolean];

function inclusions(leaves: readonly Hash[]): readonly Case[] {
  const root = rootOf(leaves);
  const size = leaves.length;
  return leaves.flatMap((leaf, index): readonly Case[] => {
    const proof = inclusionProof(leaves, index);
    const name = (what: string): string => `inclusion of ${index}: ${what}`;
    return [
      [name('leaf'), verifyInclusion(flipped(leaf, 0), index, size, proof, root)],
      [name('another leaf'), verifyInclusion(leaves[(index + 1) % size] ?? leaf, index, size, proof, root)],
      [name('index'), verifyInclusion(leaf, (index + 1) % size, size, proof, root)],
      [name('negative index'), verifyInclusion(leaf, -1 - index, size, proof, root)],
      [name('root'), verifyInclusion(leaf, index, size, proof, flipped(root, 31))],
      ...lists(proof).map(([what, list]): Case => [name(what), verifyInclusion(leaf, index, size, list, root)]),
    ];
  });
}

function consistencies(leaves: readonly Hash[]): readonly Case[] {
  const root = rootOf(leaves);
  const size = leaves.length;
  return leaves.slice(0, -1).flatMap((_, at): readonly Case[] => {
    const old = at + 1;
    const before = rootOf(leaves.slice(0, old));
    const proof = consistencyProof(leaves, old);
    const name = (what: string): string => `consistency from ${old}: ${what}`;
    return [
      [name('old root'), verifyConsistency(old, size, flipped(before, 7), root, proof)],
      [name('new root'), verifyConsistency(old, size, before, flipped(root, 7), proof)],
      [name('sizes swapped'), verifyConsistency(size, old, before, root, proof)],
      [name('equal sizes'), verifyConsistency(size, size, before, root, proof)],
      ...lists(proof).map(([what, list]): Case => [name(what), verifyConsistency(old, size, before, root, list)]),
    ];
  });
}

/** Each hash changed in its first, middle and last byte, each left out, each twice, two swapped, one more. */
function lists(proof: readonly Hash[]): readonly (readonly [string, readonly Hash[]])[] {
  const each = proof.flatMap((one, at): readonly (readonly [string, readonly Hash[]])[] => [
    ...[0, 16, 31].map((byte) => [`hash ${at}, byte ${byte}`, proof.with(at, flipped(one, byte))] as const),
    [`hash ${at} cut short`, proof.with(at, one.subarray(1))],
    [`hash ${at} left out`, proof.toSpliced(at, 1)],
    [`hash ${at} twice`, proof.toSpliced(at, 0, one)],
    ...(at + 1 < proof.length
      ? [[`hash ${at} swapped`, proof.toSpliced(at, 2, proof[at + 1] ?? one, one)] as const]
      : []),
  ]);
  return [...each, ['one hash more', [...proof, new Uint8Array(32)]]];
}

function flipped(bytes: Hash, at: number): Hash {
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
}
