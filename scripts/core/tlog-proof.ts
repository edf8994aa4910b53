// C2SP tlog-proof: that one record is in the signed ledger, as one text that other tools of that family read.
import { type CheckpointAnswer, openCheckpoint } from './checkpoint.ts';
import { type Hash, leafHash } from './merkle.ts';
import { verifyInclusion } from './merkle-proofs.ts';
import { strictBase64, type VerifierKey } from './note-keys.ts';

export interface TlogProof {
  /** The record's place in the ledger, from 0. */
  readonly index: number;
  /** The sibling hashes from the leaf upwards. */
  readonly hashes: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
  /** Whatever an application adds; nobody has signed it. `null` where there is none. */
  readonly extra: Uint8Array | null;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of more levels would have more leaves than an index can count. */
const MOST_HASHES = 63;

/** @returns the proof as text. @throws TypeError where it is not one that could be read again. */
export function formatProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra === null ? [] : [`extra ${Buffer.from(extra).toString('base64')}`]),
    `index ${index}`,
    ...hashes.map((hash) => Buffer.from(hash).toString('base64')),
  ];
  const text = `${lines.join('\n')}\n\n${checkpoint}`;
  if (parseProof(text) === null) throw new TypeError(`not a proof that could be read again: index ${index}`);
  return text;
}

/** Reads a proof, strictly and without judging it. @returns `null` where it is malformed. */
export function parseProof(text: string): TlogProof | null {
  const border = text.indexOf('\n\n');
  const [header, first = '', ...rest] = border === -1 ? [] : text.slice(0, border).split('\n');
  if (header !== HEADER) return null;
  const extra = first.startsWith('extra ') ? strictBase64(first.slice(6)) : undefined;
  const [place = '', ...lines] = extra === undefined ? [first, ...rest] : rest;
  const index = /^index (0|[1-9]\d{0,15})$/.exec(place)?.[1];
  const hashes = lines
    .map(strictBase64)
    .filter((hash) => hash !== null)
    .filter(({ length }) => length === 32);
  const checkpoint = text.slice(border + 2);
  if (extra === null || index === undefined || !Number.isSafeInteger(Number(index)) || checkpoint === '') return null;
  if (hashes.length !== lines.length || hashes.length > MOST_HASHES) return null;
  return { index: Number(index), hashes, checkpoint, extra: extra ?? null };
}

/** Checks that the proof shows `entry` to be in the log of this origin, as signed by a known key. */
export function verifyProof(
  text: string,
  entry: Uint8Array,
  known: readonly VerifierKey[],
  origin: string,
): CheckpointAnswer {
  const proof = parseProof(text);
  if (proof === null) return { kind: 'refused', why: 'it is not a well-formed proof' };
  const answer = openCheckpoint(proof.checkpoint, known, origin);
  if (answer.kind === 'refused') return { kind: 'refused', why: `its checkpoint does not hold: ${answer.why}` };
  const { size, root } = answer.checkpoint;
  const leaf = leafHash(entry);
  if (verifyInclusion(leaf, proof.index, size, proof.hashes, Buffer.from(root, 'base64'))) return answer;
  return { kind: 'refused', why: `the entry is not number ${proof.index} of the ${size} under the signed root` };
}
