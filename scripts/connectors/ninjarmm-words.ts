// What the platform answers, made safe: parsed without trust, cleared of secrets, and asked for again only where that is harmless.
import { cutText } from '../core/plain-text.ts';
import type { Session } from './connector.ts';
import type { Exchange } from './ninjarmm-http.ts';

const LONGEST_TEXT = 200;
const MOST_TRIES = 4;
const LONGEST_WAIT = 60_000;
const USUAL_WAIT = 5_000;

/**
 * Makes a text of the platform fit for a record.
 * @returns at most 200 characters without secrets and invisible characters; empty where it is not a text.
 */
export function words(text: unknown, secrets: readonly string[]): string {
  if (typeof text !== 'string') return '';
  let clean = text;
  for (const secret of secrets.filter((secret) => secret !== '')) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) clean = clean.replaceAll(form, '[removed]');
  }
  // Bidirectional and control characters could show people another sentence than the one that was sent.
  return cutText(clean.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?'), LONGEST_TEXT, '…');
}

/** Clears every text in what the evidence keeps; numbers, truth values and `null` pass, anything else is dropped. */
export function cleaned(seen: Record<string, unknown>, secrets: readonly string[]): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(seen)) {
    if (typeof value === 'string') clean[key] = words(value, secrets);
    else if (value === null || typeof value === 'number' || typeof value === 'boolean') clean[key] = value;
  }
  return clean;
}

/** Parses JSON; `undefined` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value as an object with unknown fields, or `null` where it is anything else. */
export function asRecord(value: unknown): Record<string, unknown> | null {
  // Parse edge: a JSON object has text keys, and its values stay unknown.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** The value as a list of objects, or `null` where it is not a list of nothing but objects. */
export function asRecords(value: unknown): readonly Record<string, unknown>[] | null {
  if (!Array.isArray(value)) return null;
  const records = value.map(asRecord).filter((record) => record !== null);
  return records.length === value.length ? records : null;
}

/** Sends something that changes nothing, again after a 429 as the platform asks: at most 4 times, waiting at most 60 s each. */
export async function readPatiently(session: Session, send: () => Promise<Exchange>): Promise<Exchange> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.kind !== 'answer' || answer.status !== 429 || tries === MOST_TRIES) return answer;
    const wait = waitFor(answer.retryAfter, session.now());
    if (wait > LONGEST_WAIT) return answer;
    await session.wait(wait);
  }
}

function waitFor(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return USUAL_WAIT;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? USUAL_WAIT : Math.max(0, date - now);
}
