// Who is on call, who is away and which key the ledger begins with: one sentence for each difference, for somebody who is tired.
import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../scripts/core/on-call.ts';
import { policyDifferences, rightDifferences } from '../../scripts/core/policy-difference.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import { basePolicy, withPerson } from '../fixtures/situation.ts';

const base = basePolicy();

function byId<T extends { readonly id: string }>(...entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

const ROTATION = {
  id: 'senior-tech',
  title: 'Senior technician on call',
  zone: 'Europe/London',
  handover: { weekday: 'monday', time: '09:00' },
  since: '2026-01-05',
  people: ['nina', 'sam'],
} as const;
const SWAP = { person: 'sam', from: '2026-12-24T09:00', to: '2026-12-27T09:00' } as const;
const SWAPPED = 'Sam Sato takes over the rotation senior-tech from 2026-12-24 09:00 until 2026-12-27 09:00';
const onCall = (over: Partial<Rotation> = {}) => basePolicy({ schedules: byId<Rotation>({ ...ROTATION, ...over }) });
const away = (...days: readonly number[]) =>
  withPerson('rita', {
    absences: days.map((day) => ({ from: Date.UTC(2026, 11, day, 8), to: Date.UTC(2026, 11, day + 1) })),
  });
const KEYS = ['countersign/1+00000001+AAAA', 'countersign/1+00000002+BBBB'] as const;
const trusting = (firstKey: string | null, origin = 'countersign/1') => basePolicy({ trust: { origin, firstKey } });

const TURNS: readonly (readonly [string, Policy, Policy, readonly string[]])[] = [
  ['the same rotation', onCall({ overrides: [SWAP] }), onCall({ overrides: [{ ...SWAP }] }), []],
  ['a rotation without swaps', onCall(), onCall({ overrides: [] }), []],
  [
    'a new rotation',
    base,
    onCall({ overrides: [SWAP] }),
    [
      'The rotation senior-tech is added: Nina Novak and Sam Sato in turn, each from Monday 09:00 (Europe/London) on.',
      `${SWAPPED} (Europe/London).`,
    ],
  ],
  ['a rotation less', onCall(), base, ['The rotation senior-tech is removed.']],
  [
    'another order',
    onCall(),
    onCall({ people: ['sam', 'nina'] }),
    ['The rotation senior-tech is held by Sam Sato and Nina Novak in turn instead of Nina Novak and Sam Sato.'],
  ],
  [
    'somebody whom the roster does not know, and somebody who has left it',
    onCall({ people: ['rita'] }),
    basePolicy({
      people: byId(...[...base.people.values()].filter(({ id }) => id !== 'rita')),
      schedules: byId<Rotation>({ ...ROTATION, people: ['stranger'] }),
    }),
    ['Rita Rossi is removed.', 'The rotation senior-tech is held by stranger in turn instead of Rita Rossi.'],
  ],
  [
    'another handover, in another zone',
    onCall(),
    onCall({ handover: { weekday: 'friday', time: '17:00' }, zone: 'UTC' }),
    ['The rotation senior-tech is handed over on Friday 17:00 (UTC) instead of Monday 09:00 (Europe/London).'],
  ],
  [
    'another beginning',
    onCall(),
    onCall({ since: '2026-01-12' }),
    ['The rotation senior-tech is counted from 2026-01-12 instead of 2026-01-05: other weeks fall to other people.'],
  ],
  ['a swap', onCall(), onCall({ overrides: [SWAP] }), [`${SWAPPED} (Europe/London).`]],
  ['a swap less', onCall({ overrides: [SWAP] }), onCall(), [`No longer: ${SWAPPED} (Europe/London).`]],
  [
    'a swap that ends later',
    onCall({ overrides: [SWAP] }),
    onCall({ overrides: [{ ...SWAP, to: '2026-12-28T09:00' }] }),
    [
      `No longer: ${SWAPPED} (Europe/London).`,
      'Sam Sato takes over the rotation senior-tech from 2026-12-24 09:00 until 2026-12-28 09:00 (Europe/London).',
    ],
  ],
  ['an absence', away(), away(1), ['Rita Rossi is marked as away from 2026-12-01 08:00Z until 2026-12-02 00:00Z.']],
  [
    'an absence that moves, beside one that stays',
    away(1, 5),
    away(1, 7),
    [
      'Rita Rossi is no longer marked as away from 2026-12-05 08:00Z until 2026-12-06 00:00Z.',
      'Rita Rossi is marked as away from 2026-12-07 08:00Z until 2026-12-08 00:00Z.',
    ],
  ],
  [
    'somebody new who is away at once',
    basePolicy({ people: byId(...[...base.people.values()].filter(({ id }) => id !== 'rita')) }),
    away(1),
    [
      'Rita Rossi is added, with the account 141 and the roles risk-owner.',
      'Rita Rossi is marked as away from 2026-12-01 08:00Z until 2026-12-02 00:00Z.',
    ],
  ],
  ['the same key', trusting(KEYS[0]), trusting(KEYS[0]), []],
  ['a policy of which only a part was read', trusting(KEYS[0]), base, []],
  ['a part against a whole', base, trusting(KEYS[0]), []],
  [
    'a first key',
    trusting(null),
    trusting(KEYS[0]),
    [`The ledger begins with the key ${KEYS[0]}, which every auditor will trust.`],
  ],
  [
    'a key that is taken away',
    trusting(KEYS[0]),
    trusting(null),
    [`The first key of the ledger, ${KEYS[0]}, is taken away: no auditor finds it on main any more.`],
  ],
  [
    'another key, before anything else',
    trusting(KEYS[0]),
    { ...trusting(KEYS[1], 'countersign/2'), clients: new Map(base.clients).set('new', { id: 'new', name: 'New' }) },
    [
      'The ledger is called countersign/2 instead of countersign/1.',
      `The ledger begins with the key ${KEYS[1]} instead of ${KEYS[0]}: auditors would trust another ledger than the one that is there.`,
      'The client new is added.',
    ],
  ],
];

describe('a change of turns, absences and trust', () => {
  it.each(TURNS)('tells of %s', (_name, before, after, sentences) => {
    expect(policyDifferences(before, after)).toEqual(sentences);
  });

  it('is no change of the standard, so that reviews do not repeat who was away', () => {
    expect(rightDifferences(away(), away(1))).toEqual([]);
    expect(rightDifferences(trusting(null), onCall())).toEqual([]);
  });
});
