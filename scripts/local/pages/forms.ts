// What a form has to prove before anything in it is believed: it is ours, from our page, small, and of one shape.
import type { IncomingMessage } from 'node:http';
import { tokenFits } from './session.ts';
import type { Session } from './session.ts';

export type FormAnswer =
  | { readonly ok: true; readonly fields: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly status: 400 | 403 | 413; readonly sentence: string };

/** Bytes; the longest reason in the widest script fits. */
export const LARGEST_FORM = 16_384;

/**
 * Reads a form that was posted from one of our own pages in this session.
 * @returns its fields, or the status and the one sentence with which it is turned away
 */
export async function readForm(request: IncomingMessage, session: Session | null, secret: string): Promise<FormAnswer> {
  if (!fromOurPage(request)) return no(403, 'This form was sent from another site, so nothing was done.');
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    return no(400, 'Only a form from these pages is understood here, so nothing was done.');
  }
  const body = await bodyOf(request);
  if (body === null) return no(413, 'This form is larger than 16 KiB, so nothing was done; write less.');
  const entries = [...new URLSearchParams(body)];
  const fields = new Map(entries);
  // Two values for one field would let the page and the server read different ones.
  if (fields.size !== entries.length) return no(400, 'This form names a field twice, so nothing was done.');
  if (session === null || !tokenFits(fields.get('token') ?? '', session, secret)) {
    return no(403, 'This form belongs to another session, so nothing was done; open the page again and repeat it.');
  }
  return { ok: true, fields };
}

/** Every browser says where a form comes from; one that is silent, or that says elsewhere, is not believed. */
function fromOurPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  const origin = headers.origin;
  if (site === undefined && origin === undefined) return false;
  const originFits = origin === undefined || [`http://${headers.host}`, `https://${headers.host}`].includes(origin);
  return originFits && (site === undefined || site === 'same-origin');
}

/** The body as text; `null` where it is too large, which is noticed before it is held in memory. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_FORM) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array); // a request without an encoding gives bytes
    size += bytes.length;
    // Up to a limit the rest is read and dropped: an answer in the middle of an upload would not reach the browser.
    if (size <= LARGEST_FORM) chunks.push(bytes);
    if (size > 64 * LARGEST_FORM) return null;
  }
  return size > LARGEST_FORM ? null : Buffer.concat(chunks).toString('utf8');
}

function no(status: 400 | 403 | 413, sentence: string): FormAnswer {
  return { ok: false, status, sentence };
}
