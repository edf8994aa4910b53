// Nobody answers: reminders before the deadline, the stand-in at once or after a while, each contact recorded, and nothing runs.
import { afterEach, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import type { Notice, Notifier } from '../../scripts/ports/notices.ts';
import { propose } from '../../scripts/propose.ts';
import { sweep } from '../../scripts/sweep.ts';
import { tell } from '../../scripts/tell.ts';
import { failuresIn, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const MINUTE = 60_000;

let test: TestHouse;
afterEach(() => test.close());

async function ask() {
  const bytes = new TextEncoder().encode(JSON.stringify(isolation()));
  const proposed = await propose(bytes, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await gate(test.house.bot);
  return proposed.pull.number;
}

async function recorded(type: string) {
  return recordsOf(await test.house.bot.ledger.read()).filter((one) => one.type === type);
}

/** Says that it told everybody by e-mail, except those whose mailbox is full. */
function notifier(full: readonly string[] = []): Notifier & { readonly sent: Notice[] } {
  const sent: Notice[] = [];
  return {
    sent,
    tell: async (notice) => {
      sent.push(notice);
      return notice.to.map((person) => ({
        person,
        channel: 'e-mail',
        delivered: !full.includes(person),
        detail: full.includes(person) ? 'the mailbox is full' : 'accepted',
      }));
    },
  };
}

it('reminds each of those still asked once, by every channel, and records each attempt', async () => {
  test = await testHouse();
  const notify = notifier(['nina']);
  const place = { ...test.house.bot, notify };
  const number = await ask();
  test.pass(31 * MINUTE);
  expect(await sweep(place)).toMatchObject({ called: [{ pull: number, standIn: 'nina' }], reminded: [] });
  test.pass(148 * MINUTE);
  expect(await sweep(place)).toMatchObject({ reminded: [] });
  test.pass(MINUTE);
  const reminded = ['lena', 'nina'].map((person) => ({ pull: number, person }));
  expect(await sweep(place)).toMatchObject({ reminded });
  expect(await sweep(place)).toMatchObject({ reminded: [] });
  const contacts = (await recorded('contact-attempted')).filter((one) => one.type === 'contact-attempted');
  const reminders = contacts.filter(({ about }) => about === `reminder/${number}`);
  expect(reminders.map(({ person, channel, delivered }) => `${person}: ${channel} ${delivered}`)).toEqual([
    'lena: comment on the pull request true',
    'nina: comment on the pull request true',
    'lena: e-mail true',
    'nina: e-mail false',
  ]);
  expect(notify.sent.filter(({ about }) => about === 'reminder')).toMatchObject([
    {
      to: ['lena', 'nina'],
      title: `Reminder: request ${number} waits for you`,
      lines: [
        `Your answer to request ${number} is outstanding.`,
        'It ends without one at 2026-11-20T14:00:00Z, and then nothing runs.',
      ],
    },
  ]);
  test.pass(61 * MINUTE);
  await test.house.step();
  const [expired] = await recorded('action-expired');
  expect(expired).toMatchObject({ outcome: 'nothing ran' });
  expect(await failuresIn(test)).toEqual([]);
  expect(test.house.sandbox.acts(4711)).toBe(0);
}, 60_000);

it('calls the stand-in at once where the approver is away, says what was tried, and runs nothing where nobody answers', async () => {
  const files = new Map(houseFiles());
  const people = files.get('policies/people.yaml') ?? '';
  const away = 'away: [{ zone: Europe/London, from: 2026-11-20T08:00, to: 2026-11-21T08:00 }]';
  files.set(
    'policies/people.yaml',
    people.replace('roles: [team-lead], lead: olga', `roles: [team-lead], lead: olga, ${away}`),
  );
  test = await testHouse('by hand', files);
  const number = await ask();
  test.pass(MINUTE);
  await tell(
    {
      id: `request/${number}`,
      about: 'request',
      at: test.now(),
      to: ['lena'],
      pull: number,
      title: '',
      lines: [],
      url: '',
    },
    { info: await test.house.bot.forge.repository(), main: '0'.repeat(40), records: [] },
    { ...test.house.bot, notify: { tell: () => Promise.reject(new Error('the server is down')) } },
  );
  expect(await sweep(test.house.bot)).toMatchObject({ called: [{ pull: number, standIn: 'nina' }] });
  const [deferred] = await recorded('action-deferred');
  expect(deferred).toMatchObject({
    cause: 'away',
    unavailable: ['lena'],
    contactAttempts: [
      { channel: 'review request on the pull request', person: 'lena', at: '2026-11-20T10:00:00Z' },
      { channel: 'notice (not delivered)', person: 'lena', at: '2026-11-20T10:01:00Z' },
    ],
    resolution: 'Nina Novak was called as stand-in for Lena Lindqvist.',
  });
  test.pass(240 * MINUTE);
  await test.house.step();
  expect(await recorded('action-expired')).toMatchObject([{ outcome: 'nothing ran' }]);
  expect(test.house.sandbox.acts(4711)).toBe(0);
}, 60_000);

it('tells nobody twice, and records nothing where nobody was told', async () => {
  test = await testHouse();
  const notice: Notice = {
    id: 'drift/1',
    about: 'drift',
    at: test.now(),
    to: ['sam', 'rita'],
    pull: null,
    title: 'Drift',
    lines: ['Something changed.'],
    url: '',
  };
  const ground = { info: await test.house.bot.forge.repository(), main: '0'.repeat(40), records: [] };
  expect(await tell(notice, ground, test.house.bot)).toEqual([]);
  expect(await recorded('contact-attempted')).toEqual([]);
  const notify = notifier();
  const place = { ...test.house.bot, notify };
  await tell(notice, ground, place);
  await tell(notice, ground, place); // a run that read the ledger before the first one wrote to it
  expect(await recorded('contact-attempted')).toHaveLength(2);
  const records = recordsOf(await test.house.bot.ledger.read());
  expect(await tell(notice, { ...ground, records }, place)).toEqual([]);
  expect(notify.sent).toHaveLength(2);
}, 60_000);
