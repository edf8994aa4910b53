// Merkle trees and proofs against the Certificate Transparency test data, and against proofs that were tampered with.
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendLeaf,
  EMPTY_FRONTIER,
  type Hash,
  leafHash,
  nodeHash,
  rootOf,
  rootOfFrontier,
} from '../../scripts/core/merkle.ts';
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../scripts/core/merkle-proofs.ts';

// The eight leaves, the roots of the first n, and the proofs that certificate-transparency publishes for RFC 6962.
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const N = {
  l0: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  l4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  n23: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  n45: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  n67: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  n03: 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  n47: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
};
const LEAVES = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex')));
const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');
const unhex = (text: string): Hash => Buffer.from(text, 'hex');
const leavesOf = (count: number): readonly Hash[] =>
  Array.from({ length: count }, (_, at) => leafHash(Uint8Array.of(at)));

it('a hash is in memory of its own: whoever keeps many of them keeps nothing else', () => {
  expect([leafHash(Buffer.from('a')), nodeHash(rootOf([]), rootOf([]))].map(({ buffer }) => buffer.byteLength)).toEqual(
    [32, 32],
  );
});

describe('the root', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))(
    'over the first %i published leaves is %s',
    (size, root) => {
      expect(hex(rootOf(LEAVES.slice(0, size)))).toBe(root);
    },
  );

  it('is the same whether the tree grows leaf by leaf or is split as RFC 6962 defines it', () => {
    const split = (leaves: readonly Hash[]): Hash => {
      if (leaves.length < 2) return leaves[0] ?? rootOf([]);
      let half = 1;
      while (half * 2 < leaves.length) half *= 2;
      return nodeHash(split(leaves.slice(0, half)), split(leaves.slice(half)));
    };
    for (let size = 0; size <= 70; size += 1) expect(hex(rootOf(leavesOf(size)))).toBe(hex(split(leavesOf(size))));
  });

  it('of a grown frontier leaves the frontier before it as it was', () => {
    const one = appendLeaf(EMPTY_FRONTIER, LEAVES[0] ?? unhex(''));
    const before = hex(rootOfFrontier(one));
    appendLeaf(one, LEAVES[1] ?? unhex(''));
    expect(hex(rootOfFrontier(one))).toBe(before);
  });
});

describe('a node', () => {
  it.each([
    ['two hashes', 32, 32],
    ['a left one that is none', 31, 32],
    ['a right one that is none', 32, 0],
  ])('over %s is the SHA-256 over 0x01 and both, however often it is asked', (_name, first, second) => {
    const [left, right] = [new Uint8Array(first).fill(7), new Uint8Array(second).fill(9)];
    const expected = createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest('hex');
    expect(hex(nodeHash(left, right))).toBe(expected);
    expect(hex(nodeHash(left, right))).toBe(expected);
  });
});

describe('a frontier', () => {
  it('that lacks a subtree of its size cannot grow', () => {
    expect(() => appendLeaf({ size: 3, roots: [unhex(N.n23)] }, unhex(N.l4))).toThrow(
      'a frontier of size 3 lacks subtrees',
    );
  });
});

describe('inclusion', () => {
  it.each([
    [0, 8, [N.l0, N.n23, N.n47]],
    [5, 8, [N.l4, N.n67, N.n03]],
    [0, 1, []],
  ])('of leaf %i of %i is proved as published', (index, size, proof) => {
    expect(inclusionProof(LEAVES.slice(0, size), index).map(hex)).toEqual(proof);
  });

  it('is proved for every leaf of every tree, and never for another leaf, place, size or root', () => {
    for (let size = 1; size <= 33; size += 1) {
      const leaves = leavesOf(size);
      const root = rootOf(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const proof = inclusionProof(leaves, index);
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
        expect(verifyInclusion(leafHash(Buffer.from('x')), index, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index + 1, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, [...proof, root], root)).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false);
      }
    }
  });

  it.each([8, -1, 0.5, Number.NaN])('of leaf %d, which is not there, is an error', (index) => {
    expect(() => inclusionProof(LEAVES, index)).toThrow(`a tree of 8 leaves has no leaf ${index}`);
  });

  const [a, b] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  const short = unhex('00');
  it.each<readonly [string, Parameters<typeof verifyInclusion>, boolean]>([
    ['of the only leaf', [a, 0, 1, [], a], true],
    ['of no place', [a, -1, 1, [], a], false],
    ['between two places', [a, 0.5, 1, [], a], false],
    ['in half a record more', [a, 0, 1.5, [], a], false],
    ['in more records than can be counted', [a, 0, 2 ** 53, [], a], false],
    ['in no record', [a, 0, 0, [], a], false],
    ['of what is no hash', [short, 0, 1, [], short], false],
    ['by what is no hash', [a, 0, 2, [short], nodeHash(a, short)], false],
    ['above the root', [a, 0, 1, [b], nodeHash(b, a)], false],
    ['of a node for a leaf', [nodeHash(a, b), 0, 2, [], nodeHash(a, b)], false],
  ])('%s is judged: the proof, its length and its numbers', (_name, given, answer) => {
    expect(verifyInclusion(...given)).toBe(answer);
  });
});

describe('consistency', () => {
  it.each([9, -1, 0.5, Number.NaN])('with a beginning of %d of 8 leaves is an error', (size) => {
    expect(() => consistencyProof(LEAVES, size)).toThrow(`a tree of 8 leaves has no beginning of ${size}`);
  });

  const [three, four] = [rootOf(leavesOf(3)), rootOf(leavesOf(4))];
  const proof = consistencyProof(leavesOf(4), 3);
  const [short, other] = [unhex('00'), unhex(N.l0)];
  it.each<readonly [string, Parameters<typeof verifyConsistency>, boolean]>([
    ['of three with four', [3, 4, three, four, proof], true],
    ['of a size below nothing', [-1, -1, four, four, []], false],
    ['of half a size', [0.5, 0.5, four, four, []], false],
    ['of no number', [3, Number.NaN, three, four, proof], false],
    ['of more than can be counted', [2 ** 53, 2 ** 53, four, four, []], false],
    ['of what is no root', [4, 4, short, short, []], false],
    ['by what is no hash', [1, 2, other, nodeHash(other, short), [short]], false],
    ['above both roots', [3, 4, nodeHash(other, three), nodeHash(other, four), [...proof, other]], false],
    ['below the root', [3, 8, three, four, proof], false],
    ['by nothing', [3, 4, three, four, []], false],
    ['of four with three', [4, 3, four, four, []], false],
  ])('%s is judged: the proof, its length and its numbers', (_name, given, answer) => {
    expect(verifyConsistency(...given)).toBe(answer);
  });

  it.each([
    [1, 1, []],
    [2, 8, [N.n23, N.n47]],
    [6, 8, [N.n45, N.n67, N.n03]],
    [2, 5, [N.n23, N.l4]],
  ])('of %i with %i leaves is proved as published', (old, size, proof) => {
    expect(consistencyProof(LEAVES.slice(0, size), old).map(hex)).toEqual(proof);
  });

  it('is proved for every beginning of every tree', () => {
    for (let size = 0; size <= 33; size += 1) {
      const leaves = leavesOf(size);
      for (let old = 0; old <= size; old += 1) {
        const proof = consistencyProof(leaves, old);
        const [before, root] = [rootOf(leaves.slice(0, old)), rootOf(leaves)];
        expect(verifyConsistency(old, size, before, root, proof)).toBe(true);
        expect(verifyConsistency(old, size, before, root, [...proof, root])).toBe(false);
      }
    }
  });

  it('is never shown by a proof in which one bit is changed', () => {
    const pick = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(pick, ([a, b, place, bit]) => {
        fc.pre(a !== b);
        const [old, size] = a < b ? [a, b] : [b, a];
        const leaves = leavesOf(size);
        const proof = consistencyProof(leaves, old).map((hash) => Uint8Array.from(hash));
        const target = proof[place % proof.length];
        if (target === undefined) return;
        target[bit >> 3] = (target[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyConsistency(old, size, rootOf(leaves.slice(0, old)), rootOf(leaves), proof)).toBe(false);
      }),
    );
  });

  it('is never shown for a log that was rewritten', () => {
    const honest = leavesOf(7);
    const forged = [...leavesOf(3), leafHash(Buffer.from('forged')), ...honest.slice(4)];
    expect(verifyConsistency(5, 7, rootOf(honest.slice(0, 5)), rootOf(forged), consistencyProof(forged, 5))).toBe(
      false,
    );
    expect(verifyConsistency(4, 4, rootOf(honest.slice(0, 4)), rootOf(forged.slice(0, 4)), [])).toBe(false);
    expect(verifyConsistency(0, 7, unhex(N.l0), rootOf(honest), [])).toBe(false);
    expect(verifyConsistency(7, 5, rootOf(honest), rootOf(honest.slice(0, 5)), [])).toBe(false);
  });
});
