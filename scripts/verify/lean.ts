// One year's ledger in little memory: what can be told from the rest is not kept.
import type { Entry, Roots } from '../core/audit/history.ts';
import type { Indexed } from '../core/records.ts';
import type { LeanCommit } from './lean-commit.ts';
import type { OddRecord } from './lean-record.ts';
import { type Store, storeOf } from './packed/store.ts';
import { base64Of, type Pieces, piecesOf } from '../ports/pieces.ts';

/** One year as it is kept: what has the same width for each record or commit lies together, outside of the heap. */
export interface LeanYear {
  readonly year: number;
  readonly leaves: Pieces;
  readonly roots: Pieces;
  readonly entries: Entry[];
  readonly commits: LeanCommit[];
  /** Ids of the commits and the signatures of their checkpoints. */
  readonly ids: Pieces;
  readonly signatures: Pieces;
  /** The records as they are kept, and by position what is unusual about one of them. */
  readonly store: Store;
  readonly odd: Map<number, OddRecord>;
  /** Their types and their moments in seconds, which are asked for most. */
  readonly types: Indexed['type'][];
  readonly seconds: number[];
  /** What the lines of the year's checkpoints begin with; the first good one says. */
  frame: Frame | null;
}

/** What is the same in every checkpoint of a year. */
export interface Frame {
  readonly origin: string;
  readonly signer: string;
}

const HASH = 32;
/** An Ed25519 signature with the four bytes of its key's id (C2SP signed-note). */
export const SIGNATURE = 68;

/** An empty year. @param digits of a commit's id in this repository */
export function leanYear(year: number, digits: number): LeanYear {
  const [leaves, roots] = [piecesOf(HASH), piecesOf(HASH)];
  const [ids, signatures] = [piecesOf(digits / 2), piecesOf(SIGNATURE)];
  return {
    year,
    leaves,
    roots,
    entries: [],
    commits: [],
    ids,
    signatures,
    store: storeOf(),
    odd: new Map(),
    types: [],
    seconds: [],
    frame: null,
  };
}

/** Roots in base64, written when asked for. */
export function rootsOf({ roots }: LeanYear): Roots {
  return {
    get length() {
      return roots.length();
    },
    at: (size) => {
      const place = size < 0 ? roots.length() + size : size;
      return place >= 0 && place < roots.length() ? base64Of(roots.at(place)) : undefined;
    },
  };
}
