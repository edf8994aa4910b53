// C2SP signed notes: a text, and below it signature lines that anybody with the public key can check.
import { sign, verify } from 'node:crypto';
import { type SigningKey, strictBase64, type VerifierKey, isKeyName } from './note-keys.ts';

export interface NoteSignature {
  readonly name: string;
  /** 8 hexadecimal digits. */
  readonly id: string;
  readonly signature: Uint8Array;
}

export type NoteAnswer =
  | { readonly kind: 'verified'; readonly text: string; readonly by: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

// Room for 16 post-quantum signatures, as the specification asks; more is an attempt to tire the reader.
const LONGEST = 131_072;
const MOST_SIGNATURES = 64;

/**
 * Checks a note. Signatures of unknown keys are ignored; a known key's signature that does not fit refuses the note.
 * @returns the signed text (with its final newline) and the names of the known keys that signed it, or why not.
 */
export function verifyNote(note: string, known: readonly VerifierKey[]): NoteAnswer {
  const parts = readNote(note);
  if (parts === null) return refused('it is not a well-formed signed note');
  const by: string[] = [];
  for (const { name, id, signature } of parts.signatures) {
    const key = known.find((candidate) => candidate.name === name && candidate.id === id);
    if (key === undefined) continue;
    if (!verify(null, Buffer.from(parts.text), key.key, signature)) {
      return refused(`the signature by ${name} (key ${id}) does not fit the text`);
    }
    by.push(`${name}+${id}`);
  }
  return by.length === 0 ? refused('no known key has signed it') : { kind: 'verified', text: parts.text, by };
}

/**
 * Checks signatures without holding up the caller: they are computed beside it.
 * @returns those of the known keys with each of which alone `verifyNote` would verify the note
 */
export async function signersOf<K extends VerifierKey>(note: string, known: readonly K[]): Promise<readonly K[]> {
  const parts = readNote(note);
  if (parts === null) return [];
  const { signatures } = parts;
  const text = Buffer.from(parts.text);
  const signers: K[] = [];
  for (const key of known) {
    const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
    if (own.length === 0) continue;
    const fit = await Promise.all(own.map(({ signature }) => fits(text, key, signature)));
    if (fit.every(Boolean)) signers.push(key);
  }
  return signers;
}

function fits(text: Uint8Array, key: VerifierKey, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, text, key.key, signature, (error, fit) => (error === null ? resolve(fit) : reject(error)));
  });
}

/**
 * Signs a text.
 * @returns the whole note. @throws TypeError where the text does not end in a newline or has control characters.
 */
export function signNote(text: string, key: SigningKey): string {
  if (!isNoteText(text)) throw new TypeError('the text of a note ends in a newline and has no other control character');
  const signature = Buffer.concat([Buffer.from(key.id, 'hex'), sign(null, Buffer.from(text), key.privateKey)]);
  return `${text}\n\u2014 ${key.name} ${signature.toString('base64')}\n`;
}

/** Puts a further signature below those that a note has. @throws TypeError where it is no well-formed note */
export function addSignature(note: string, key: SigningKey): string {
  const parts = readNote(note);
  if (parts === null) throw new TypeError('only a well-formed signed note takes another signature');
  return note + signNote(parts.text, key).slice(parts.text.length + 1);
}

/** Takes a note apart without judging it. @returns `null` where it is malformed. */
export function readNote(note: string): { text: string; signatures: readonly NoteSignature[] } | null {
  if (note.length > LONGEST || !isNoteText(note)) return null;
  // The text may have empty lines of its own; the last one separates it from the signatures.
  const border = note.lastIndexOf('\n\n');
  if (border < 0) return null;
  const lines = note.slice(border + 2, -1).split('\n');
  const signatures = lines.map(readSignature).filter((line) => line !== null);
  if (signatures.length !== lines.length || lines.length > MOST_SIGNATURES) return null;
  return { text: note.slice(0, border + 1), signatures };
}

function readSignature(line: string): NoteSignature | null {
  const match = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/.exec(line);
  const bytes = strictBase64(match?.[2] ?? '');
  if (match?.[1] === undefined || !isKeyName(match[1]) || bytes === null || bytes.length < 5) return null;
  return { name: match[1], id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
}

function isNoteText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

function refused(why: string): NoteAnswer {
  return { kind: 'refused', why };
}
