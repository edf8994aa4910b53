// The channels that the environment names: all, some, none, and a sentence for one that is named by half.
import { describe, expect, it } from 'vitest';
import { openNotifier } from '../../scripts/commands/notifier.ts';
import type { Repository } from '../../scripts/ports/repository.ts';

// Nothing is read of it until a message goes out.
const repository = {} as Repository;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const WEBHOOK = { COUNTERSIGN_WEBHOOK_URL: 'https://hooks.example.com/x', COUNTERSIGN_WEBHOOK_SECRET: SECRET };
const EMAIL = { COUNTERSIGN_SMTP_URL: 'smtps://u:hunter2@mail.example.com', COUNTERSIGN_MAIL_FROM: 'gate@example.com' };

describe('the channels', () => {
  it('are none where none is named', async () => {
    expect(await openNotifier({ env: {} }, repository)).toBeUndefined();
    // A runner sets a secret that nobody has entered to nothing.
    expect(
      await openNotifier({ env: { COUNTERSIGN_WEBHOOK_URL: '', COUNTERSIGN_WEBHOOK_SECRET: '' } }, repository),
    ).toBeUndefined();
  });

  it.each([
    ['a webhook', WEBHOOK],
    ['e-mail', EMAIL],
    ['both', { ...WEBHOOK, ...EMAIL }],
  ])('are opened: %s', async (_, env) => {
    expect(await openNotifier({ env }, repository)).toBeDefined();
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    [
      'an address without a secret',
      { COUNTERSIGN_WEBHOOK_URL: 'https://a.example' },
      'COUNTERSIGN_WEBHOOK_URL and COUNTERSIGN_WEBHOOK_SECRET: one of the two is not set.',
    ],
    [
      'a secret that is none',
      { ...WEBHOOK, COUNTERSIGN_WEBHOOK_SECRET: 'hunter2' },
      'COUNTERSIGN_WEBHOOK_SECRET: the secret of the webhook must be whsec_',
    ],
    [
      'a server without a sender',
      { COUNTERSIGN_SMTP_URL: 'smtps://mail.example.com' },
      'COUNTERSIGN_SMTP_URL and COUNTERSIGN_MAIL_FROM: one of the two is not set.',
    ],
    [
      'a server that is none',
      { ...EMAIL, COUNTERSIGN_SMTP_URL: 'https://u:hunter2@mail.example.com' },
      'must begin with smtps:// or smtp://',
    ],
  ])('are not opened by half: %s', async (_, env, why) => {
    const opened = openNotifier({ env }, repository);
    await expect(opened).rejects.toThrow(why);
    await expect(opened).rejects.not.toThrow('hunter2');
  });
});
