// An exception that runs out: the people behind it are told once, each attempt is recorded, and nothing is prolonged.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsOf } from '../../scripts/ground.ts';
import type { Notice } from '../../scripts/ports/notices.ts';
import { sweep } from '../../scripts/sweep.ts';
import type { Workplace } from '../../scripts/workplace.ts';
import { exceptionHouse } from './exception-house.ts';
import type { ExceptionHouse } from './exception-house.ts';
import { failuresIn } from './house.ts';

const DAY = 86_400_000;

let test: ExceptionHouse;
let place: Workplace;
const sent: Notice[] = [];
beforeAll(async () => {
  test = await exceptionHouse();
  place = {
    ...test.place,
    notify: {
      tell: async (notice) => {
        sent.push(notice);
        const delivered = (person: string): boolean => person !== 'rita';
        const said = (person: string): string => (delivered(person) ? 'accepted' : 'the mailbox is full');
        return notice.to.map((person) => ({
          person,
          channel: 'e-mail',
          delivered: delivered(person),
          detail: said(person),
        }));
      },
    },
  };
  await test.inForce('drill', { expires: '2026-12-10' });
}, 60_000);
afterAll(() => test.close());

it('tells its requestor and both approvers a week before, once, and records each attempt', async () => {
  await sweep(place);
  expect(sent.filter(({ about }) => about === 'exception-expiring')).toEqual([]);
  test.pass(Date.parse('2026-12-03T00:00:00Z') - test.now());
  await sweep(place);
  await sweep(place);
  test.pass(DAY);
  await sweep(place);
  expect(sent.filter(({ about }) => about === 'exception-expiring')).toMatchObject([
    {
      to: ['tess', 'sam', 'rita'],
      title: 'Exception drill ends at 2026-12-10T00:00:00Z',
      lines: [
        'From then on what it covers goes through the gate of the action table again.',
        'It is not renewed by itself: whoever still needs it asks for a new one that names this one.',
      ],
    },
  ]);
  const attempts = recordsOf(await place.ledger.read()).flatMap((one) =>
    one.type === 'contact-attempted' && one.about === 'exception-expiring/drill/168h'
      ? [`${one.person}: ${one.channel} ${one.delivered} ${one.detail}`]
      : [],
  );
  expect(attempts).toEqual([
    'tess: e-mail true accepted',
    'sam: e-mail true accepted',
    'rita: e-mail false the mailbox is full',
  ]);
}, 60_000);

it('is a hint in the log once it is over, and its file stays until people take it away', async () => {
  const hint = 'exception drill: ended at 2026-12-10T00:00:00Z; a change of the policy may take its file away';
  expect(test.log).not.toContain(hint);
  test.pass(Date.parse('2026-12-10T00:00:00Z') - test.now());
  await sweep(place);
  expect(test.log).toContain(hint);
  expect(await place.forge.fileAt('main', 'exceptions/drill.yaml')).not.toBeNull();
  expect(await failuresIn(test)).toEqual([]);
}, 60_000);
