// The population of contacts: every message to a person about a request, and every request that went to a stand-in.
import { type Ground, closedWords, partWords, type ToldOf, toldOf } from './ground.ts';
import type { Population } from './population.ts';
import { type Columns, tableOf } from './table.ts';

type Contact = ToldOf<'contact-attempted' | 'action-deferred'>;

/** The population `contacts`. */
export function contactsOf(ground: Ground): Population {
  return tableOf(
    {
      name: 'contacts',
      about:
        'Every attempt to reach a person about a request, and every call of a stand-in with the attempts before it, by when it was recorded.',
      criterion: 'CC7.2',
    },
    columns(ground),
    toldOf(ground.within, 'contact-attempted', 'action-deferred'),
  );
}

function columns(ground: Ground): Columns<Contact> {
  return {
    id: ({ id }) => id,
    at: ({ record }) => record.at,
    type: ({ record }) => record.type,
    request: ({ record }) => record.pull,
    action: ({ record }) => ('action' in record ? record.action.id : null),
    about: ({ record }) => (record.type === 'action-deferred' ? record.cause : record.about),
    person: ({ record }) => (record.type === 'action-deferred' ? record.standIn : record.person),
    'in place of': ({ record }) => (record.type === 'action-deferred' ? record.unavailable : null),
    channel: ({ record }) => (record.type === 'action-deferred' ? null : record.channel),
    delivered: ({ record }) => (record.type === 'action-deferred' ? null : record.delivered),
    detail: (one) =>
      one.record.type === 'action-deferred' ? null : partWords(one, 'detail', one.record.detail, ground),
    'attempts before': ({ id, closed, record }) =>
      record.type === 'action-deferred'
        ? (closedWords({ id, closed }, 'contactAttempts', ground) ??
          record.contactAttempts.map(({ channel, person, at }) => `${person} by ${channel} at ${at}`))
        : null,
    resolution: ({ record }) => (record.type === 'action-deferred' ? record.resolution : null),
  };
}
