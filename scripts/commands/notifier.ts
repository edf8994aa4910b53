// The channels that the environment describes: none, a signed webhook, e-mail, or both.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notifier } from '../ports/notices.ts';
import type { Repository } from '../ports/repository.ts';
import type { Io } from '../cli.ts';

type Named = Readonly<Record<string, string | undefined>>;

/**
 * Opens the channels. An address book is read from main when a message goes out, never earlier. A channel that is named by half,
 * or cannot be used as it is named, says so in one sentence and is recorded as not having delivered: that nobody can be told must
 * not keep a verb from deciding. No sentence quotes a value.
 */
export async function openNotifier(io: Pick<Io, 'env' | 'err'>, repository: Repository): Promise<Notifier | undefined> {
  const { COUNTERSIGN_WEBHOOK_URL, COUNTERSIGN_WEBHOOK_SECRET, COUNTERSIGN_SMTP_URL, COUNTERSIGN_MAIL_FROM } = io.env;
  const { notifierOf } = await import('../channels/notifier.ts');
  const webhook = await opened('webhook', { COUNTERSIGN_WEBHOOK_URL, COUNTERSIGN_WEBHOOK_SECRET }, io, webhookOf);
  const email = await opened('e-mail', { COUNTERSIGN_SMTP_URL, COUNTERSIGN_MAIL_FROM }, io, (...given) =>
    emailOf(...given, repository),
  );
  return notifierOf([webhook, email].filter((one) => one !== null));
}

async function webhookOf(url: string, secret: string): Promise<Notifier> {
  const { webhookChannel } = await import('../channels/webhook.ts');
  const wait = (duration: number) => sleep(duration);
  return webhookChannel({ url, secret, fetch: globalThis.fetch, now: Date.now, wait });
}

async function emailOf(url: string, from: string, repository: Repository): Promise<Notifier> {
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

/** `null` where neither of the two variables is set. */
async function opened(
  channel: string,
  named: Named,
  { err }: Pick<Io, 'err'>,
  open: (first: string, second: string) => Promise<Notifier>,
): Promise<Notifier | null> {
  const names = Object.keys(named);
  const [first, second] = Object.values(named);
  if (!first && !second) return null;
  const missing = names.find((name) => !named[name]);
  try {
    if (first && second) return await open(first, second);
    return mute(channel, `${missing} is not set, and the other of the two is: set both, or neither`, err);
  } catch (cause) {
    const why = cause instanceof TypeError ? cause.message : 'it cannot be used';
    return mute(channel, `${names.join(' and ')}: ${why}`, err);
  }
}

/** A channel that reaches nobody, which is on the ledger for everybody whom it would have told. */
function mute(channel: string, why: string, err: Io['err']): Notifier {
  err(`Nobody is told by ${channel}: ${why}.\n`);
  return {
    tell: async ({ to }) => to.map((person) => ({ person, channel, delivered: false, detail: why.slice(0, 200) })),
  };
}
