// The channels that the environment names: all, some, none, and one that is named by half, which tells nobody and stops nothing.
import { describe, expect, it } from 'vitest';
import { openNotifier } from '../../scripts/commands/notifier.ts';
import type { Notice } from '../../scripts/ports/notices.ts';
import type { Repository } from '../../scripts/ports/repository.ts';
import { heard } from '../e2e/house.ts';

// Nothing is read of it until a message goes out.
const repository = {} as Repository;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const WEBHOOK = { COUNTERSIGN_WEBHOOK_URL: 'https://hooks.example.com/x', COUNTERSIGN_WEBHOOK_SECRET: SECRET };
const EMAIL = { COUNTERSIGN_SMTP_URL: 'smtps://u:hunter2@mail.example.com', COUNTERSIGN_MAIL_FROM: 'gate@example.com' };

const NOTICE: Notice = { id: 'n', about: 'request', at: 0, to: ['lena'], pull: 7, title: '', lines: [], url: '' };

describe('the channels', () => {
  it('are none where none is named', async () => {
    const empty = { COUNTERSIGN_WEBHOOK_URL: '', COUNTERSIGN_WEBHOOK_SECRET: '' };
    // A runner sets a secret that nobody has entered to nothing.
    for (const env of [{}, empty]) {
      const { io, err } = heard(env);
      expect([await openNotifier(io, repository), err()]).toEqual([undefined, '']);
    }
  });

  it.each([
    ['a webhook', WEBHOOK],
    ['e-mail', EMAIL],
    ['both', { ...WEBHOOK, ...EMAIL }],
  ])('are opened: %s', async (_, env) => {
    const { io, err } = heard(env);
    expect([await openNotifier(io, repository), err()]).toEqual([expect.anything(), '']);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string, string]>([
    [
      'an address without a secret',
      { COUNTERSIGN_WEBHOOK_URL: 'https://a.example/hunter2' },
      'webhook',
      'COUNTERSIGN_WEBHOOK_SECRET is not set, and the other of the two is: set both, or neither',
    ],
    [
      'a secret without an address',
      { COUNTERSIGN_WEBHOOK_SECRET: 'hunter2' },
      'webhook',
      'COUNTERSIGN_WEBHOOK_URL is not set, and the other of the two is: set both, or neither',
    ],
    [
      'a secret that is none',
      { ...WEBHOOK, COUNTERSIGN_WEBHOOK_SECRET: 'hunter2' },
      'webhook',
      'COUNTERSIGN_WEBHOOK_URL and COUNTERSIGN_WEBHOOK_SECRET: the secret of the webhook must be whsec_',
    ],
    [
      'a server without a sender',
      { COUNTERSIGN_SMTP_URL: 'smtps://u:hunter2@mail.example.com' },
      'e-mail',
      'COUNTERSIGN_MAIL_FROM is not set, and the other of the two is: set both, or neither',
    ],
    [
      'a server that is none',
      { ...EMAIL, COUNTERSIGN_SMTP_URL: 'https://u:hunter2@mail.example.com' },
      'e-mail',
      'COUNTERSIGN_SMTP_URL and COUNTERSIGN_MAIL_FROM: the address of the mail server must begin with smtps:// or smtp://',
    ],
  ])('tell nobody and say so, where one is named by half: %s', async (_, env, channel, why) => {
    const { io, err } = heard(env);
    const notifier = await openNotifier(io, repository);
    expect(err()).toContain(`Nobody is told by ${channel}: ${why}`);
    expect(err()).not.toContain('hunter2');
    const deliveries = (await notifier?.tell(NOTICE)) ?? [];
    expect(deliveries).toEqual([{ person: 'lena', channel, delivered: false, detail: expect.stringContaining(why) }]);
    expect(JSON.stringify(deliveries)).not.toContain('hunter2');
  });

  it('one that is named by half keeps no other from telling', async () => {
    const { io, err } = heard({ COUNTERSIGN_WEBHOOK_URL: 'https://a.example', ...EMAIL });
    expect(await openNotifier(io, repository)).toBeDefined();
    expect(err().split('\n')).toEqual([expect.stringContaining('Nobody is told by webhook'), '']);
  });
});
