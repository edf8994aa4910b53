// The channels that the environment describes: none, a signed webhook, e-mail, or both.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notifier } from '../ports/notices.ts';
import type { Repository } from '../ports/repository.ts';
import type { Io } from '../cli.ts';

/** A channel that is named by half, or cannot be used as it is named. */
export class ChannelFault extends Error {}

/**
 * Opens the channels. An address book is read from main when a message goes out, never earlier.
 * @throws ChannelFault naming the variable; the message never quotes its value
 */
export async function openNotifier({ env }: Pick<Io, 'env'>, repository: Repository): Promise<Notifier | undefined> {
  const { notifierOf } = await import('../channels/notifier.ts');
  const webhook = await opened('COUNTERSIGN_WEBHOOK_URL and COUNTERSIGN_WEBHOOK_SECRET', () => webhookOf(env));
  const email = await opened('COUNTERSIGN_SMTP_URL and COUNTERSIGN_MAIL_FROM', () => emailOf(env, repository));
  return notifierOf([webhook, email].filter((one) => one !== null));
}

async function webhookOf({ COUNTERSIGN_WEBHOOK_URL: url, COUNTERSIGN_WEBHOOK_SECRET: secret }: Io['env']) {
  if (!url && !secret) return null;
  if (!url || !secret) throw new TypeError('one of the two is not set');
  const { webhookChannel } = await import('../channels/webhook.ts');
  const wait = (duration: number) => sleep(duration);
  return webhookChannel({ url, secret, fetch: globalThis.fetch, now: Date.now, wait });
}

async function emailOf({ COUNTERSIGN_SMTP_URL: url, COUNTERSIGN_MAIL_FROM: from }: Io['env'], repository: Repository) {
  if (!url && !from) return null;
  if (!url || !from) throw new TypeError('one of the two is not set');
  const [{ emailChannel }, { policyAt }] = await Promise.all([import('../channels/email.ts'), import('../ground.ts')]);
  return emailChannel({
    url,
    from,
    addressOf: async (person) => {
      const main = await repository.resolve('main');
      return main === null ? null : ((await policyAt(main, repository)).policy.people.get(person)?.email ?? null);
    },
  });
}

async function opened<T>(names: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    throw new ChannelFault(`${names}: ${cause instanceof Error ? cause.message : 'cannot be used'}.`, { cause });
  }
}
