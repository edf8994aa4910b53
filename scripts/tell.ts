// Tells people something once, and records every attempt: the contact attempts of the standard are these records.
import { toldOnce } from './core/once.ts';
import { plainText } from './core/plain-text.ts';
import type { PersonId } from './core/policy-model.ts';
import type { ContactAttempted } from './core/records-of-kinds.ts';
import { formatInstant } from './core/time.ts';
import type { Ground } from './ground.ts';
import type { Delivery, Notice } from './ports/notices.ts';
import type { Workplace } from './workplace.ts';

/** Who of the people of a notice has not been told yet, by the ledger. */
export function untold(notice: Pick<Notice, 'id' | 'to'>, records: Ground['records']): readonly PersonId[] {
  const told = new Set(
    records.flatMap((one) => (one.type === 'contact-attempted' && one.about === notice.id ? [one.person] : [])),
  );
  return notice.to.filter((person) => !told.has(person));
}

/**
 * Sends a notice to those who have not had it, and records each attempt once. A run killed in between may send twice and
 * never records twice; a channel that fails is recorded as not delivered, and is no fault of the verb.
 * @param said what the caller has told already by itself, for example by a comment
 * @throws LedgerFault where the attempts cannot be recorded
 */
export async function tell(
  notice: Notice,
  { info, main, records }: Pick<Ground, 'info' | 'main' | 'records'>,
  place: Pick<Workplace, 'ledger' | 'now' | 'log' | 'notify'>,
  said: readonly Delivery[] = [],
): Promise<readonly Delivery[]> {
  const to = untold(notice, records);
  if (to.length === 0) return [];
  const deliveries = [...said.filter(({ person }) => to.includes(person)), ...(await send({ ...notice, to }, place))];
  if (deliveries.length === 0) return [];
  const at = formatInstant(place.now());
  const { id: about, pull } = notice;
  const drafts = deliveries.map((one): ContactAttempted => {
    return { type: 'contact-attempted', at, repository: info.id, main, pull, about, ...one };
  });
  const wishes = drafts.map((draft) => ({ draft: { ...draft }, unless: toldOnce(about, draft.person, draft.channel) }));
  await place.ledger.append(wishes, place.now());
  return deliveries;
}

async function send(notice: Notice, { notify, log }: Pick<Workplace, 'log' | 'notify'>): Promise<readonly Delivery[]> {
  if (notify === undefined) return [];
  try {
    return await notify.tell(notice);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'a fault';
    log(`${notice.id}: could not be told: ${detail}`);
    return notice.to.map((person) => ({ person, channel: 'notice', delivered: false, detail: plainText(detail, 200) }));
  }
}
