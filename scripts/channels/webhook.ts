// A signed webhook (Standard Webhooks): one message to one address, tried a few times, and never followed anywhere else.
import { parseWebhookSecret, signWebhook, webhookId } from '../core/standard-webhook.ts';
import type { Duration, Instant } from '../core/time.ts';
import type { Delivery, Notice, Notifier } from '../ports/notices.ts';
import { isLoopback } from './loopback.ts';

export interface WebhookOptions {
  /** May hold a secret in its path, so it is never written anywhere. */
  readonly url: string;
  /** `whsec_...` */
  readonly secret: string;
  readonly fetch: typeof fetch;
  readonly now: () => Instant;
  readonly wait: (duration: Duration) => Promise<void>;
  /** Milliseconds until a try is given up; ten seconds unless said otherwise. */
  readonly timeout?: Duration;
}

const CHANNEL = 'webhook';
/** Between the tries; a verb must not hang on a receiver that is down. */
const PAUSES: readonly Duration[] = [1_000, 4_000];

type Answer = { readonly detail: string; readonly delivered: boolean; readonly again: boolean };

/** Opens the channel. @throws TypeError in one sentence where address or secret cannot be used; it quotes neither */
export function webhookChannel(options: WebhookOptions): Notifier {
  const secret = parseWebhookSecret(options.secret);
  if (secret === null) {
    throw new TypeError(
      'the secret of the webhook must be whsec_ and 24 to 64 bytes in base64, as the receiver gave it',
    );
  }
  const url = addressOf(options.url);
  return {
    tell: async (notice) => {
      const { delivered, detail } = await send(url, secret, notice, options);
      return notice.to.map((person): Delivery => ({ person, channel: CHANNEL, delivered, detail }));
    },
  };
}

function addressOf(text: string): string {
  if (!URL.canParse(text)) throw new TypeError('the address of the webhook is none');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      'the address of the webhook carries a user or a password: the secret signs, nothing else is needed',
    );
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new TypeError('the address of the webhook must begin with https:// (http:// only on this machine)');
  }
  return url.href;
}

async function send(url: string, secret: Uint8Array, notice: Notice, options: WebhookOptions): Promise<Answer> {
  const id = webhookId(notice.id);
  const body = bodyOf(notice);
  let answer = await attempt(url, signWebhook(secret, id, options.now(), body), body, options);
  for (const pause of PAUSES) {
    if (!answer.again) return answer;
    await options.wait(pause);
    // Signed anew: the receiver refuses a moment that is long past.
    answer = await attempt(url, signWebhook(secret, id, options.now(), body), body, options);
  }
  return answer;
}

async function attempt(
  url: string,
  headers: ReturnType<typeof signWebhook>,
  body: string,
  { fetch: request, timeout = 10_000 }: WebhookOptions,
): Promise<Answer> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'countersign' },
      body,
      // A redirect would carry a signed message to whoever the receiver names.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await response.body?.cancel();
    const { status } = response;
    if (status >= 300 && status < 400)
      return { detail: `HTTP ${status}: redirects are not followed`, delivered: false, again: false };
    const again = status >= 500 || status === 429 || status === 408;
    return { detail: `HTTP ${status}`, delivered: status >= 200 && status < 300, again };
  } catch (cause) {
    return { detail: faultOf(cause), delivered: false, again: true };
  }
}

/** A code only: the message of a fault may quote the address. */
function faultOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'no answer in time';
  const inner: unknown = cause instanceof Error ? cause.cause : null;
  const code =
    inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : 'no connection';
  return `not reached: ${code}`;
}

function bodyOf({ id, about, at, to, pull, title, lines, url }: Notice): string {
  const data = { id, about, to, pull, title, lines, url };
  return JSON.stringify({ type: `countersign.${about}`, timestamp: new Date(at).toISOString(), data });
}
