// Arbitrary situations at the gate: hostile and friendly answers, commits, ledgers and moments in any combination.
import fc from 'fast-check';
import type { Account, Commit, LedgerFacts, PullFacts, Review } from '../../scripts/core/facts.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import {
  accountOf,
  basePolicy,
  BOT,
  commit,
  HEAD,
  HOUR,
  MINUTE,
  NOW,
  OPENED,
  OPERATIONS,
  PEOPLE,
  situation,
  target,
  withPerson,
} from '../fixtures/situation.ts';

const IDS = PEOPLE.map(({ id }) => id);

const moment = fc.integer({ min: -30, max: 300 }).map((minutes) => OPENED + minutes * MINUTE);

const account: fc.Arbitrary<Account> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...IDS).map(accountOf) },
  { weight: 1, arbitrary: fc.constantFrom(...IDS).map((id): Account => ({ ...accountOf(id), type: 'Bot' })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Account>(BOT, accountOf('mallory'), { ...accountOf('mallory'), login: 'lena' }),
  },
);

/** Answers, mostly approvals of the head; each has its own number. */
export const answers: fc.Arbitrary<readonly Review[]> = fc
  .array(
    fc.record({
      by: account,
      state: fc.constantFrom<Review['state']>(
        'APPROVED',
        'APPROVED',
        'APPROVED',
        'CHANGES_REQUESTED',
        'COMMENTED',
        'DISMISSED',
      ),
      was: fc.constantFrom<Review['was']>('APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', null),
      commit: fc.constantFrom(HEAD, HEAD, HEAD, 'b'.repeat(40), null),
      at: moment,
    }),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map((one, place) => ({ ...one, was: one.state === 'DISMISSED' ? one.was : null, id: place + 1, body: '' })),
  );

const commits: fc.Arbitrary<PullFacts['commits']> = fc
  .array(fc.record({ author: account, committer: fc.constant(BOT), coAuthors: fc.array(account, { maxLength: 1 }) }), {
    maxLength: 1,
  })
  .map((list) => [{ author: BOT, committer: BOT, coAuthors: [] }, ...list])
  .map((list) => list.map((one, place): Commit => ({ ...one, sha: place === 0 ? HEAD : `c${place}`, parents: [] })));

/** Who pushed: mostly nobody but the automation; the oldest decisions do not say it. */
const pushers: fc.Arbitrary<PullFacts['pushers']> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(undefined, [], [BOT]) },
  { weight: 1, arbitrary: account.map((one) => [BOT, one]) },
);

const ledger: fc.Arbitrary<Partial<LedgerFacts>> = fc.record({
  called: fc.array(fc.record({ standIn: fc.constantFrom('nina', 'exa'), at: moment }), { maxLength: 2 }),
  windowApprovals: fc.constantFrom([{ window: 'w-1', approvedBy: ['olga'], at: OPENED - HOUR }], []),
  exceptionApprovals: fc.constantFrom([{ exception: 'ex-1', requestor: 'tess', approvedBy: ['sam', 'rita'] }], []),
});

const WINDOW = {
  id: 'w-1',
  title: 'Patches',
  operations: ['patch'],
  clients: ['acme'],
  from: OPENED,
  to: OPENED + 2 * HOUR,
};
const EXCEPTION = {
  id: 'ex-1',
  operations: ['disable'],
  clients: ['acme'],
  gate: 'auto',
  from: OPENED,
  expires: OPENED + HOUR,
} as const;

const policy = fc
  .oneof(
    { weight: 4, arbitrary: fc.constant(basePolicy()) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('lena', 'sam', 'olga', 'nina').map((id) => withPerson(id, { active: false })),
    },
  )
  .map((one) => ({ ...one, windows: new Map([['w-1', WINDOW]]), exceptions: [EXCEPTION] }));

const action = fc.record({
  operation: fc.constantFrom(...OPERATIONS.map(({ id }) => id), 'isolate', 'isolate', 'disable'),
  targets: fc.subarray(['acme', 'globex', 'initech'], { minLength: 1 }).map((clients) => clients.map(target)),
  technician: fc.constantFrom('tess', 'tess', 'lena', null),
  requester: fc.constantFrom(null, null, 'rita', 'sam'),
  approvers: fc.oneof(
    fc.constant(['lena', 'sam', 'olga']),
    fc.subarray(IDS),
    fc.array(fc.constantFrom(...IDS), { maxLength: 4 }),
  ),
  standIns: fc.constantFrom([], ['nina'], ['exa'], ['nina', 'exa']),
  window: fc.constantFrom(null, 'w-1'),
});

/** Any situation; about every second one can be approved if the right people answer. */
export const situations: fc.Arbitrary<GateInput> = fc
  .record({
    action,
    policy,
    ledger,
    reviews: answers,
    commits,
    pushers,
    now: moment,
    draft: fc.constantFrom(false, false, true),
  })
  .map(({ commits, pushers: pushed, draft, ...rest }) => {
    const pull = { commits, draft, reviews: rest.reviews, ...(pushed === undefined ? {} : { pushers: pushed }) };
    return situation({ ...rest, pull });
  });

/** Situations in which the people named approve the head in time, some of them by a bot or with a hand in the commit. */
export const likely: fc.Arbitrary<GateInput> = fc
  .record({
    operation: fc.constantFrom('isolate', 'disable', 'disable', 'runbook', 'mail', 'patch'),
    clients: fc.subarray(['acme', 'globex'], { minLength: 1 }),
    noise: answers,
    said: fc.subarray(['lena', 'sam', 'olga', 'duo']),
    bot: fc.constantFrom(null, null, 'lena', 'sam', 'olga'),
    hand: fc.constantFrom(null, null, 'sam', 'olga', 'duo'),
    pushed: fc.constantFrom(null, null, null, 'sam', 'olga', 'duo'),
    now: fc.constantFrom(NOW, NOW, OPENED + 5 * HOUR),
  })
  .map(({ operation, clients, noise, said, bot, hand, pushed, now }) => {
    const yes = said.map((who, place): Review => {
      const by: Account = { ...accountOf(who), type: who === bot ? 'Bot' : 'User' };
      const on = { commit: HEAD, at: OPENED + 50 * MINUTE + place };
      return { id: 100 + place, by, state: 'APPROVED', was: null, ...on, body: '' };
    });
    const calm = noise.filter(({ state, at }) => /APPROVED|COMMENTED/.test(state) && at < OPENED + 50 * MINUTE);
    const named = { operation, targets: clients.map(target), approvers: ['lena', 'sam', 'olga', 'duo'] };
    const commits = [commit({ coAuthors: hand === null ? [] : [accountOf(hand)] })];
    const others = pushed === null ? [] : [accountOf(pushed)];
    return situation({ action: named, pull: { commits, pushers: others, reviews: [...calm, ...yes] }, now });
  });
