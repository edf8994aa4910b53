// Reads and writes of NinjaOne as the connector needs them: reads may be repeated, a write is sent once and judged by its answer.
import type { PlanStep } from '../core/action-model.ts';
import type { Evidence, Session } from './connector.ts';
import type { Exchange, Sent } from './ninjarmm-http.ts';
import { exchange } from './ninjarmm-http.ts';
import { accessToken, forgetToken, heldToken } from './ninjarmm-sign-in.ts';
import { asRecord, cleaned, parsed, readPatiently, words } from './ninjarmm-words.ts';

export interface NinjaOptions {
  /** Milliseconds that one request may take, body included. */
  readonly timeLimit: number;
  /** What the token may do, in the vendor's words; reading and managing where absent. */
  readonly scope?: string;
}

export type Read =
  | { readonly ok: true; readonly body: unknown; readonly evidence: Evidence }
  | { readonly ok: false; readonly status: number | null; readonly why: string; readonly evidence: Evidence };

export interface Written {
  /** `unknown`: it may have taken effect. `not-sent`: it cannot have, and neither will the calls after it. */
  readonly kind: 'accepted' | 'refused' | 'unknown' | 'not-sent';
  readonly status: number | null;
  readonly why: string;
  readonly evidence: Evidence;
}

export interface Ninja {
  /** Reads `path`; `see` picks what the evidence keeps of the answer. */
  readonly read: (path: string, see: (body: unknown) => Record<string, unknown>) => Promise<Read>;
  /** Sends a planned call once. */
  readonly write: (step: PlanStep) => Promise<Written>;
  /** Makes a text of the platform fit for people: no secret, no invisible character, at most 200 characters. */
  readonly words: (text: unknown) => string;
}

/** The platform as seen through one session. Nothing is sent before the first read or write. */
export function openNinja(session: Session, options: NinjaOptions): Ninja {
  return {
    read: (path, see) => read(session, options, path, see),
    write: (step) => write(session, options, step),
    words: (text) => words(text, secrets(session)),
  };
}

async function read(
  session: Session,
  options: NinjaOptions,
  path: string,
  see: (body: unknown) => Record<string, unknown>,
): Promise<Read> {
  const call = `GET ${path}`;
  const send = (token: string): Promise<Exchange> =>
    readPatiently(session, () =>
      exchange(session, options.timeLimit, { method: 'GET', path, headers: headers(token), body: null }),
    );
  let token = await accessToken(session, options);
  if (!token.ok) return { ok: false, status: token.evidence.status, why: token.why, evidence: token.evidence };
  let answer = await send(token.token);
  if (answer.kind === 'answer' && answer.status === 401) {
    // The platform may have withdrawn the token early; one new one, then it is final.
    forgetToken(session);
    token = await accessToken(session, options);
    if (!token.ok) return { ok: false, status: token.evidence.status, why: token.why, evidence: token.evidence };
    answer = await send(token.token);
  }
  const status = answer.kind === 'answer' ? answer.status : null;
  const body = answer.kind === 'answer' && status === 200 && answer.text !== null ? parsed(answer.text) : undefined;
  if (body !== undefined) {
    return { ok: true, body, evidence: evidence(session, call, status, see(body)) };
  }
  const why = answer.kind === 'answer' ? refusal(session, answer) : answer.why;
  return { ok: false, status, why, evidence: evidence(session, call, status, { error: why }) };
}

async function write(session: Session, options: NinjaOptions, step: PlanStep): Promise<Written> {
  const path = step.url.slice(session.platform.baseUrl.length);
  const call = `${step.method} ${path}`;
  const token = await accessToken(session, options);
  if (!token.ok) return { kind: 'not-sent', status: null, why: token.why, evidence: token.evidence };
  const sent: Sent = {
    method: step.method,
    path,
    headers: { ...headers(token.token), ...(step.body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: step.body === undefined ? null : JSON.stringify(step.body),
  };
  const answer = await exchange(session, options.timeLimit, sent);
  const status = answer.kind === 'answer' ? answer.status : null;
  const kind = judged(answer);
  const why = kind === 'accepted' ? '' : answer.kind === 'answer' ? refusal(session, answer) : answer.why;
  return { kind, status, why, evidence: evidence(session, call, status, kind === 'accepted' ? {} : { error: why }) };
}

function judged(answer: Exchange): Written['kind'] {
  if (answer.kind === 'not-sent') return 'not-sent';
  if (answer.kind === 'no-answer') return 'unknown';
  if (answer.status >= 200 && answer.status < 300) return 'accepted';
  // 408 comes from gateways that gave up waiting for a request that may have been passed on.
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 408) return 'refused';
  return 'unknown';
}

function refusal(session: Session, answer: Extract<Exchange, { kind: 'answer' }>): string {
  if (answer.text === null) return `status ${answer.status}, and the answer could not be read whole or is over 1 MiB`;
  const body = asRecord(parsed(answer.text));
  if (body?.['error'] === 'user_context_required') {
    return `status ${answer.status}: this call needs a signed-in user, which machine credentials are not`;
  }
  const said = words(body?.['errorMessage'] ?? body?.['error_description'] ?? body?.['error'], secrets(session));
  if (said !== '') return `status ${answer.status}: ${said}`;
  return answer.status === 200 ? 'status 200, and the answer is not JSON' : `status ${answer.status}`;
}

function headers(token: string): Record<string, string> {
  return { accept: 'application/json', authorization: `Bearer ${token}` };
}

function secrets(session: Session): readonly string[] {
  const token = heldToken(session);
  return [session.credentials['NINJARMM_CLIENT_SECRET'] ?? '', ...(token === null ? [] : [token])];
}

function evidence(session: Session, call: string, status: number | null, seen: Record<string, unknown>): Evidence {
  return { at: session.now(), call, status, seen: cleaned(seen, secrets(session)) };
}
