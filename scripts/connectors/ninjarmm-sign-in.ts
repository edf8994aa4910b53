// Signing in to NinjaOne: a machine token, held in memory for one session and never written anywhere.
import type { Evidence, Session } from './connector.ts';
import type { Exchange } from './ninjarmm-http.ts';
import { exchange } from './ninjarmm-http.ts';
import { asRecord, parsed, readPatiently } from './ninjarmm-words.ts';

const PATH = '/ws/oauth/token';
/** A token that ends sooner than this is not used for a call any more. */
const SPARE = 60_000;

export type SignedIn =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly why: string; readonly evidence: Evidence };

interface Held {
  readonly token: string;
  readonly until: number;
}

// Keyed by the session itself: with the session gone, the token is gone.
const held = new WeakMap<Session, Held>();

/** The session's token, fetched where there is none that lasts. Signing in changes nothing on the platform. */
export async function accessToken(
  session: Session,
  { timeLimit, scope = 'monitoring management' }: { readonly timeLimit: number; readonly scope?: string },
): Promise<SignedIn> {
  const known = held.get(session);
  if (known !== undefined && known.until - SPARE > session.now()) return { ok: true, token: known.token };
  const { NINJARMM_CLIENT_ID: id = '', NINJARMM_CLIENT_SECRET: secret = '' } = session.credentials;
  if (id === '' || secret === '') {
    return refused(session, null, 'NINJARMM_CLIENT_ID or NINJARMM_CLIENT_SECRET is not set in the executing job');
  }
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    scope,
  });
  const answer = await readPatiently(session, () =>
    exchange(session, timeLimit, {
      method: 'POST',
      path: PATH,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    }),
  );
  const fresh = tokenIn(answer, session.now());
  if (fresh === null) {
    const status = answer.kind === 'answer' ? answer.status : null;
    return refused(session, status, answer.kind === 'answer' ? refusal(answer) : answer.why);
  }
  held.set(session, fresh);
  return { ok: true, token: fresh.token };
}

/** Drops the session's token, so that the next call signs in again. */
export function forgetToken(session: Session): void {
  held.delete(session);
}

/** The token the session holds, needed only to keep it out of every record. */
export function heldToken(session: Session): string | null {
  return held.get(session)?.token ?? null;
}

function tokenIn(answer: Exchange, now: number): Held | null {
  if (answer.kind !== 'answer' || answer.status !== 200 || answer.text === null) return null;
  const body = asRecord(parsed(answer.text));
  const token = body?.['access_token'];
  const seconds = body?.['expires_in'];
  // Only visible ASCII: the token becomes part of a header.
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(token)) return null;
  return { token, until: now + (typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0) };
}

/** Of a refused sign-in only the error code is kept: such answers may quote what was sent. */
function refusal(answer: Extract<Exchange, { kind: 'answer' }>): string {
  const code = asRecord(parsed(answer.text ?? ''))?.['error'];
  const said = typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : '';
  return `signing in failed with status ${answer.status}${said}`;
}

function refused(session: Session, status: number | null, why: string): SignedIn {
  return { ok: false, why, evidence: { at: session.now(), call: `POST ${PATH}`, status, seen: { error: why } } };
}
