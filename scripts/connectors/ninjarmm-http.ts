// One HTTP exchange with a platform: no redirects, a time limit, a size limit, and no secret in what comes back.
import type { Session } from './connector.ts';

/** The longest answer that is read, in bytes. */
export const LONGEST_ANSWER = 1_048_576;

export interface Sent {
  readonly method: string;
  /** Below the base address, beginning with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What came back. `text` is `null` where the status is known but the body could not be read whole. */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | null;
      readonly text: string | null;
    }
  | { readonly kind: 'no-answer'; readonly why: string }
  /** Refused here, before anything left this machine. */
  | { readonly kind: 'not-sent'; readonly why: string };

/**
 * Sends one request once.
 * @param timeLimit milliseconds for the whole exchange, body included.
 */
export async function exchange(session: Session, timeLimit: number, sent: Sent): Promise<Exchange> {
  const problem = addressProblem(session.platform.baseUrl, sent.path);
  if (problem !== null) return { kind: 'not-sent', why: problem };
  let response: Response;
  const signal = AbortSignal.timeout(timeLimit);
  try {
    response = await session.fetch(`${session.platform.baseUrl}${sent.path}`, {
      method: sent.method,
      headers: sent.headers,
      body: sent.body,
      // A redirect could carry the token, or the action, to a place that nobody approved.
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    return { kind: 'no-answer', why: reason(error, timeLimit) };
  }
  const { status } = response;
  const retryAfter = response.headers.get('retry-after');
  try {
    return { kind: 'answer', status, retryAfter, text: await capped(response) };
  } catch {
    return { kind: 'answer', status, retryAfter, text: null };
  }
}

/**
 * Checks that a request goes exactly where the policy says.
 * @returns one sentence where the base address is unsafe or the path is not the one that would be requested.
 */
export function addressProblem(baseUrl: string, path: string): string | null {
  const base = URL.parse(baseUrl);
  if (base === null || base.origin !== baseUrl) {
    return 'The baseUrl of the platform must be an origin such as https://eu.ninjarmm.com, without a path.';
  }
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(base.hostname);
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && loopback)) {
    return 'The baseUrl of the platform must begin with https://.';
  }
  // A path that the URL parser would rewrite (`..`, a control character) is not the one that people approved.
  // One without its slash would make the path a part of the host's name.
  return path.startsWith('/') && URL.parse(baseUrl + path)?.href === baseUrl + path
    ? null
    : 'The address of the call is not in plain form.';
}

async function capped(response: Response): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, so that nothing more is received.
    if (size > LONGEST_ANSWER) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The reason in our words: an error's own message may quote addresses and headers. */
function reason(error: unknown, timeLimit: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeLimit / 1000} s`;
  const cause: unknown = error instanceof Error ? error.cause : null;
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code)
    ? `the connection failed (${code})`
    : 'the connection failed';
}
