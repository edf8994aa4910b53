// C2SP tlog-checkpoints: the signed statement of how many records the ledger has and what their root is.
import { addSignature, readNote, signNote, verifyNote } from './note.ts';
import { type SigningKey, strictBase64, type VerifierKey } from './note-keys.ts';

export interface Checkpoint {
  /** Which log this is, for example `countersign/700001/ledger/2026`. */
  readonly origin: string;
  /** The number of records. */
  readonly size: number;
  /** The RFC 6962 root in base64. */
  readonly root: string;
}

export type CheckpointAnswer =
  | { readonly kind: 'verified'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'refused'; readonly why: string };

/** @returns the origin of one year's ledger; `originBase` carries the repository's numeric id. */
export function ledgerOrigin(originBase: string, year: number): string {
  return `${originBase}/ledger/${year}`;
}

/** @returns the checkpoint as a signed note. @throws TypeError where it is not a checkpoint that could be read again. */
export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey, ...others: readonly SigningKey[]): string {
  const text = formatCheckpoint(checkpoint);
  if (parseCheckpoint(text) === null) throw new TypeError(`not a checkpoint: ${JSON.stringify(checkpoint)}`);
  return others.reduce(addSignature, signNote(text, key));
}

/** Opens a signed checkpoint: it must be signed by a known key and speak of this very log. */
export function openCheckpoint(note: string, known: readonly VerifierKey[], origin: string): CheckpointAnswer {
  const answer = verifyNote(note, known);
  return answer.kind === 'refused' ? answer : checkpointIn(answer.text, origin);
}

/** Opens a checkpoint whose signatures the caller has checked already (`signersOf`). */
export function openCheckedCheckpoint(note: string, origin: string): CheckpointAnswer {
  const parts = readNote(note);
  return parts === null
    ? { kind: 'refused', why: 'it is not a well-formed signed note' }
    : checkpointIn(parts.text, origin);
}

function checkpointIn(text: string, origin: string): CheckpointAnswer {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint === null) return { kind: 'refused', why: 'its text is not origin, size and root' };
  // A checkpoint of another repository or another year is genuine and still no proof here.
  if (checkpoint.origin !== origin) {
    return { kind: 'refused', why: `it speaks of ${checkpoint.origin}, not of ${origin}` };
  }
  return { kind: 'verified', checkpoint };
}

/** Opens a checkpoint that each of these keys must have signed, not one of them. */
export function openCheckpointOfAll(note: string, required: readonly VerifierKey[], origin: string): CheckpointAnswer {
  let answer: CheckpointAnswer = { kind: 'refused', why: 'no known key has signed it' };
  for (const key of required) {
    answer = openCheckpoint(note, [key], origin);
    if (answer.kind === 'refused') {
      const whose = required.length === 1 ? '' : ` (of the key ${key.id}, which has to sign too)`;
      return { kind: 'refused', why: `${answer.why}${whose}` };
    }
  }
  return answer;
}

/** @returns the text to be signed. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root}\n`;
}

/** Reads the signed text, strictly: three lines, no extensions, which the ledger never writes. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const match = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]{44})\n$/.exec(text);
  if (match?.[1] === undefined || match[3] === undefined) return null;
  const size = Number(match[2]);
  return Number.isSafeInteger(size) && strictBase64(match[3])?.length === 32
    ? { origin: match[1], size, root: match[3] }
    : null;
}
