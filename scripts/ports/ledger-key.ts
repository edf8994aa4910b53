// The ledger's private key on disk: PKCS8 PEM, readable by its owner alone.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { constants } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { formatVerifierKey, type SigningKey, signingKey } from '../core/note-keys.ts';

export interface GeneratedKey {
  readonly key: SigningKey;
  /** The public half, to be pinned on main. */
  readonly vkey: string;
}

/** Makes a new Ed25519 key whose name is the ledger's origin base, for example `countersign/700001`. */
export function generateLedgerKey(originBase: string): GeneratedKey {
  const key = signingKey(originBase, generateKeyPairSync('ed25519').privateKey);
  return { key, vkey: formatVerifierKey(key) };
}

/** Writes the private key into a new file of mode 0600. @throws where the file exists: a key is never overwritten. */
export async function writeLedgerKey(path: string, { privateKey }: SigningKey): Promise<void> {
  await writeFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
}

/**
 * Reads the private key.
 * @throws Error where the file can be read by group or others, or holds no Ed25519 key; the message never quotes it.
 */
export async function readLedgerKey(path: string, originBase: string): Promise<SigningKey> {
  // Asked of the opened file, not of the path, which could point elsewhere a moment later.
  const file = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw new Error(`${path} should hold the ledger's private key and cannot be read`, { cause });
  });
  try {
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) {
      throw new Error(`${path} can be read by others than its owner: run chmod 600 on it, and replace the key`);
    }
    return ledgerKeyFrom(await file.readFile('utf8'), originBase);
  } finally {
    await file.close();
  }
}

/** The same from PEM text, for a key that comes from a secret store. @throws Error where it is not an Ed25519 key. */
export function ledgerKeyFrom(pem: string, originBase: string): SigningKey {
  try {
    return signingKey(originBase, createPrivateKey(pem));
  } catch {
    // The cause is left out on purpose: a parser's message may quote what it could not read.
    throw new Error('the ledger key is not an Ed25519 private key in PKCS8 PEM form');
  }
}
