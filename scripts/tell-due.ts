// Tells people what is due, from what the ledger says: once each, and on every channel that is set up.
import { noticesDue } from './core/notices-due.ts';
import type { Ground } from './ground.ts';
import { tell } from './tell.ts';
import type { Workplace } from './workplace.ts';

/**
 * Sends every message that is due and that nobody has had. Without channels it does nothing.
 * @throws LedgerFault where the attempts cannot be recorded
 */
export async function tellDue(ground: Ground, place: Workplace): Promise<void> {
  if (place.notify === undefined) return;
  const { records, open, policy } = ground;
  const due = noticesDue(records, open, policy, (pull) => urlOf(pull, ground), place.now());
  for (const notice of due) await tell(notice, ground, place);
}

/** As the forge gives it for what is open, and in the same form for what is over; a plain reference where nothing is open. */
function urlOf(pull: number | null, { open, info }: Ground): string {
  const sample = (open.find(({ number }) => number === pull) ?? open[0])?.url;
  if (pull === null) return info.fullName;
  return sample === undefined ? `${info.fullName}#${pull}` : sample.replace(/\d+$/, String(pull));
}
