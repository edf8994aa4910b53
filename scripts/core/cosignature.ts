// C2SP tlog-cosignatures: what a witness outside says about a checkpoint, and when it said it.
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { isKeyName, strictBase64 } from './note-keys.ts';
import { readNote } from './note.ts';
import type { Instant } from './time.ts';

/** A witness's Ed25519 key; its id differs from that of the same key used for plain notes. */
export interface WitnessKey {
  readonly name: string;
  /** 8 hexadecimal digits. */
  readonly id: string;
  readonly key: KeyObject;
}

export type CosignatureAnswer =
  | { readonly kind: 'cosigned'; readonly at: Instant }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string };

const COSIGNATURE = 0x04;
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** A time of 64 bits and an Ed25519 signature, in bytes. */
const LENGTH = 8 + 64;

/** Reads `name+id+base64` of type 0x04. @returns `null` where it is malformed, of another type, or the id does not fit. */
export function parseWitnessKey(text: string): WitnessKey | null {
  const [, name, id, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const bytes = strictBase64(base64 ?? '');
  if (name === undefined || !isKeyName(name) || bytes?.length !== 33 || bytes[0] !== COSIGNATURE) return null;
  const key = witnessKey(name, bytes.subarray(1));
  return key.id === id ? key : null;
}

/** Names the 32 raw bytes of a public key as a witness. */
export function witnessKey(name: string, raw: Uint8Array): WitnessKey {
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(COSIGNATURE), raw]), 'hex');
  const key = createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' });
  return { name, id: id.slice(0, 8), key };
}

/** Looks for the witness's cosignature on a checkpoint and checks it (tlog-cosignature, Ed25519). */
export function cosignedBy(note: string, witness: WitnessKey): CosignatureAnswer {
  const parts = readNote(note);
  if (parts === null) return { kind: 'refused', why: 'it is not a well-formed signed note' };
  const found = parts.signatures.find(({ name, id }) => name === witness.name && id === witness.id);
  if (found === undefined) return { kind: 'absent' };
  const bytes = Buffer.from(found.signature);
  const seconds = bytes.length === LENGTH ? Number(bytes.readBigUInt64BE(0)) : Number.NaN;
  if (!Number.isSafeInteger(seconds))
    return { kind: 'refused', why: `the cosignature by ${witness.name} is malformed` };
  if (!verify(null, cosignedMessage(parts.text, seconds), witness.key, bytes.subarray(8))) {
    return { kind: 'refused', why: `the cosignature by ${witness.name} does not fit the checkpoint` };
  }
  return { kind: 'cosigned', at: seconds * 1_000 };
}

/** What an Ed25519 witness signs: the time and the checkpoint's text. @param seconds since 1970 */
export function cosignedMessage(text: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}
