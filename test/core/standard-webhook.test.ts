// Standard Webhooks: the specification's own example, what another implementation accepts, and what is no secret.
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { parseWebhookSecret, signWebhook, webhookId } from '../../scripts/core/standard-webhook.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('a signed webhook', () => {
  it('is signed as the specification shows', () => {
    const bytes = parseWebhookSecret(SECRET) ?? new Uint8Array();
    const signed = signWebhook(bytes, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}');
    expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is accepted by another implementation, whatever it says, and not with a byte changed', () => {
    const now = Date.now();
    fc.assert(
      fc.property(fc.string(), fc.string(), (about, text) => {
        const [id, body] = [webhookId(about), JSON.stringify({ text })];
        const headers = signWebhook(parseWebhookSecret(SECRET) ?? new Uint8Array(), id, now, body);
        expect(new Webhook(SECRET).verify(body, { ...headers })).toEqual({ text });
        expect(() => new Webhook(SECRET).verify(`${body} `, { ...headers })).toThrow('No matching signature found');
      }),
      { numRuns: 50 },
    );
  });

  it('has the same id for the same message, without a dot', () => {
    expect(webhookId('reminder/7')).toBe(webhookId('reminder/7'));
    expect(webhookId('a.b')).toMatch(/^msg_[0-9a-f]{40}$/);
  });

  it.each([
    ['nothing', ''],
    ['no prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['no base64', 'whsec_not base64 at all!'],
    ['too few bytes', 'whsec_AAAA'],
    ['too many bytes', `whsec_${'A'.repeat(88)}`],
  ])('needs a secret, and %s is none', (_, text) => {
    expect(parseWebhookSecret(text)).toBeNull();
  });
});
