// Main's line in little memory: each commit and each file at the head is told when asked for.
import type { HeadFile, HistoryCommit } from '../core/audit/history.ts';
import type { Digest, Sha } from '../core/facts.ts';
import { DIGEST } from './packed/form.ts';
import { storeOf } from './packed/store.ts';
import { finderOf, hexOf, piecesOf } from '../ports/pieces.ts';

/** Commits in the order in which they come. */
export interface LeanLine {
  readonly add: (commit: HistoryCommit) => void;
  readonly commits: readonly HistoryCommit[];
  /** @returns where each commit stands; to be asked for once all are there */
  readonly places: () => (sha: Sha) => number | undefined;
}

/** An empty line. @param digits of a commit's id in this repository */
export function leanLine(digits: number): LeanLine {
  const ids = piecesOf(digits / 2);
  const store = storeOf();
  const commits: HistoryCommit[] = [];
  const idAt = (at: number): Sha => hexOf(ids.at(at));
  // Whoever looks at a commit mostly asks for two or three of its members.
  let last: { readonly place: number; readonly packed: Packed } | null = null;
  const packedAt = (place: number): Packed => {
    if (last?.place !== place) last = { place, packed: store.at(place) as Packed }; // as it was put there
    return last.packed;
  };
  const add = ({ sha, parents, message, changes }: HistoryCommit): void => {
    const before = idAt(commits.length - 1);
    // In words, of which most were there before, and without the id that the line itself tells.
    const words = message.split('\n').map((line) => line.split(' '));
    const packed: Packed = [parents.map((parent) => (parent === before ? null : parent)), words, changes];
    commits.push(new Lean(commits.length, idAt, store.add(packed), packedAt));
    ids.add(Buffer.from(sha, 'hex'));
  };
  return { add, commits, places: () => finderOf(ids) };
}

type Packed = readonly [
  parents: readonly (Sha | null)[],
  message: readonly (readonly string[])[],
  changes: HistoryCommit['changes'],
];

/** A class for its getters alone. */
class Lean implements HistoryCommit {
  readonly #at: number;
  readonly #idAt: (at: number) => Sha;
  readonly #place: number;
  readonly #read: (place: number) => Packed;
  constructor(at: number, idAt: (at: number) => Sha, place: number, read: (place: number) => Packed) {
    [this.#at, this.#idAt, this.#place, this.#read] = [at, idAt, place, read];
  }
  get sha(): Sha {
    return this.#idAt(this.#at);
  }
  get parents(): readonly Sha[] {
    return this.#read(this.#place)[0].map((parent) => parent ?? this.#idAt(this.#at - 1));
  }
  get message(): string {
    return this.#read(this.#place)[1]
      .map((words) => words.join(' '))
      .join('\n');
  }
  get changes(): HistoryCommit['changes'] {
    return this.#read(this.#place)[2];
  }
}

/** Files one after the other, each read from its store when its turn comes. */
export function leanFiles(): { readonly add: (file: HeadFile) => void; readonly all: Iterable<HeadFile> } {
  const store = storeOf();
  const places: number[] = [];
  return {
    add: (file) => void places.push(store.add(file)),
    all: {
      *[Symbol.iterator]() {
        for (const place of places) yield store.at(place) as HeadFile; // as it was put there right above
      },
    },
  };
}

/** Digests of contents by blob. */
export interface LeanDigests {
  readonly add: (blob: Sha, digest: Digest) => void;
  /** To be asked for once all are there. */
  readonly finder: () => (blob: Sha) => Digest | undefined;
}

/** None at first. @param digits of an object's id in this repository */
export function leanDigests(digits: number): LeanDigests {
  const [blobs, digests] = [piecesOf(digits / 2), piecesOf(32)];
  const add = (blob: Sha, digest: Digest): void => {
    blobs.add(Buffer.from(blob, 'hex'));
    digests.add(Buffer.from(digest.slice(DIGEST.length), 'hex'));
  };
  const finder: LeanDigests['finder'] = () => {
    const find = finderOf(blobs);
    return (blob) => {
      const place = find(blob);
      return place === undefined ? undefined : `${DIGEST}${hexOf(digests.at(place))}`;
    };
  };
  return { add, finder };
}
