// Standard Webhooks: how a message is signed so that its receiver knows who sent it and when (standardwebhooks.com, version 1).
import { createHmac, hash } from 'node:crypto';
import { strictBase64 } from './note-keys.ts';
import type { Instant } from './time.ts';

export interface SignedHeaders {
  readonly 'webhook-id': string;
  /** Seconds since 1970: the receiver refuses what is old, so a copy is of no use. */
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * Reads a secret.
 * @returns its bytes, or `null` where it is not `whsec_` and 24 to 64 bytes in base64, as the specification asks
 */
export function parseWebhookSecret(text: string): Uint8Array | null {
  const bytes = text.startsWith('whsec_') ? strictBase64(text.slice('whsec_'.length)) : null;
  return bytes !== null && bytes.length >= 24 && bytes.length <= 64 ? bytes : null;
}

/**
 * Signs a message.
 * @param id of the message, the same for every try, so that the receiver can tell a repetition
 * @param body exactly the bytes that are sent
 */
export function signWebhook(secret: Uint8Array, id: string, at: Instant, body: string): SignedHeaders {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** An id without a dot, which separates the parts that are signed; the same for the same text. */
export function webhookId(text: string): string {
  return `msg_${hash('sha256', text, 'hex').slice(0, 40)}`;
}
