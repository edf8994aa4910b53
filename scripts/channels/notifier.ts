// All channels as one: a message goes out on every one that is set up, and none of them can stop the others.
import type { Delivery, Notice, Notifier } from '../ports/notices.ts';

/** Puts channels together. @returns `undefined` where there is none */
export function notifierOf(channels: readonly Notifier[]): Notifier | undefined {
  if (channels.length === 0) return undefined;
  return { tell: async (notice) => (await Promise.all(channels.map((channel) => tellOn(channel, notice)))).flat() };
}

async function tellOn(channel: Notifier, notice: Notice): Promise<readonly Delivery[]> {
  try {
    return await channel.tell(notice);
  } catch {
    return notice.to.map((person) => ({ person, channel: 'notice', delivered: false, detail: 'the channel failed' }));
  }
}
