// Ed25519 keys of signed notes in the text forms of C2SP signed-note: `name+id+key` and `PRIVATE+KEY+name+id+seed`.
import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';

/** A key that checks signatures; name and id together identify it. */
export interface VerifierKey {
  readonly name: string;
  /** The first four bytes of a hash of name and key, as 8 hexadecimal digits. */
  readonly id: string;
  readonly key: KeyObject;
}

/** A key that makes signatures. Never written to a record, a log or a comment. */
export interface SigningKey extends VerifierKey {
  readonly privateKey: KeyObject;
}

const ED25519 = 0x01;
// The DER frames of RFC 8410 around 32 raw bytes.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Reads `name+id+base64`. @returns `null` where the text is malformed or the id is not that of the key. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const raw = keyBytes(match?.[3] ?? '');
  if (match?.[1] === undefined || raw === null) return null;
  const key = verifierKey(match[1], raw);
  return key.id === match[2] ? key : null;
}

/** Reads `PRIVATE+KEY+name+id+base64`. @returns `null` where the text is malformed or the id is not that of the key. */
export function parseSigningKey(text: string): SigningKey | null {
  const match = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const seed = keyBytes(match?.[3] ?? '');
  if (match?.[1] === undefined || seed === null) return null;
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const key = signingKey(match[1], privateKey);
  return key.id === match[2] ? key : null;
}

/**
 * Names an Ed25519 private key.
 * @throws TypeError where the key is of another kind, or the name is empty or has a space or a plus.
 */
export function signingKey(name: string, privateKey: KeyObject): SigningKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('a note is signed by an Ed25519 key only');
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return { ...verifierKey(name, raw), privateKey };
}

/** @returns the public half as text, which may be shown to anybody. */
export function formatVerifierKey(key: VerifierKey): string {
  const raw = key.key.export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return `${key.name}+${key.id}+${Buffer.from([ED25519, ...raw]).toString('base64')}`;
}

/** @returns the private key as text: a secret. */
export function formatSigningKey(key: SigningKey): string {
  const seed = key.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PKCS8.length);
  return `PRIVATE+KEY+${key.name}+${key.id}+${Buffer.from([ED25519, ...seed]).toString('base64')}`;
}

/** @returns the bytes, or `null` where the text is not base64 in its one canonical form. */
export function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : null;
}

/** Whether the text can be the name of a key: not empty, no white space, no plus. */
export function isKeyName(name: string): boolean {
  return /^[^+\s\p{Cc}]+$/u.test(name) && name.isWellFormed();
}

function verifierKey(name: string, raw: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw new TypeError(`"${name}" cannot be the name of a key: it is empty or has a space or a plus`);
  const id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(ED25519), raw]), 'hex').slice(0, 8);
  return { name, id, key: createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }) };
}

/** The 32 bytes behind the algorithm's byte. */
function keyBytes(base64: string): Uint8Array | null {
  const bytes = strictBase64(base64);
  return bytes?.length === 33 && bytes[0] === ED25519 ? bytes.subarray(1) : null;
}
