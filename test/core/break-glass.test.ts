// Who may break the glass, for what, and when: the base branch's policy and the ledger decide, and every abuse is refused in words.
import { describe, expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import type { Commit, LedgerFacts } from '../../scripts/core/facts.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import { accountOf, at, basePolicy, BOT, commit, HOUR, review, situation, withPerson } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const WHY = 'It is spreading, and nobody answers.';
const OLGA = accountOf('olga');
const PAYLOAD = `sha256:${'1'.repeat(64)}` as const;
const own = { person: 'olga', action: 'act-1', payload: PAYLOAD, record: '2026/7', reviewed: false };

function named(people: readonly string[] = ['olga'], base: Policy = basePolicy()): Policy {
  return { ...base, standard: { ...base.standard, breakGlass: { people, reviewWithin: 24 * HOUR } } };
}

function by(login: string, over: Partial<Commit> = {}): Differences['pull'] {
  const opener = accountOf(login);
  return { opener, commits: [commit({ author: opener, committer: opener, ...over })] };
}

/** Olga, who is named, breaks the glass for the isolation of one endpoint, with a difference. */
function broken({ action, ...over }: Differences = {}) {
  const ledger: Partial<LedgerFacts> = { glass: [own], ...over.ledger };
  const now = over.now ?? at('10:05');
  return situation({
    policy: named(),
    ...over,
    pull: { ...by('olga'), ...over.pull },
    action: { breakGlass: WHY, ...action },
    ledger,
    now,
  });
}

describe('a broken glass', () => {
  it('passes at once when it is on the ledger, and says who, why and where', () => {
    const verdict = decide(broken());
    expect(verdict).toMatchObject({
      state: 'auto',
      refusals: [],
      classification: { tier: 1, glass: 'recorded', automation: null },
    });
    expect(verdict.summary).toBe(
      `Passes without a human: The action table puts isolate in Tier 1. Olga Petrov breaks the glass: ${WHY} Gate failure 2026/7 records it.`,
    );
  });

  it('passes also where it is known that nobody else has pushed', () => {
    expect(decide(broken({ pull: { pushers: [OLGA] } }))).toMatchObject({ state: 'auto', refusals: [] });
  });

  it('waits for its record, and for nobody', () => {
    const verdict = decide(broken({ ledger: { glass: [] } }));
    expect(verdict).toMatchObject({ state: 'waiting', missing: [], classification: { glass: 'unrecorded' } });
    expect(verdict.summary).toBe(
      'Waiting: the broken glass is put on the ledger as a gate failure first; then it runs.',
    );
    const { glass: _none, ...ledger } = broken().ledger;
    expect(decide({ ...broken(), ledger }).state).toBe('waiting');
  });

  it('is denied by whoever may deny, as any action', () => {
    const reviews = [review('sam', 'CHANGES_REQUESTED', '10:02')];
    expect(decide(broken({ reviews })).state).toBe('denied');
  });

  const wipe = { action: { operation: 'wipe' } };
  it.each<[string, Differences, string, RegExp]>([
    [
      'by somebody who is not named',
      { pull: by('lena') ?? {} },
      'break-glass-not-allowed',
      /^Lena Brandt may not break the glass; policies\/standard\.yaml names Olga Petrov\.$/,
    ],
    ['where nobody is named', { policy: basePolicy() }, 'break-glass-not-allowed', /names nobody\.$/],
    ['where somebody is named who is gone', { policy: named(['gone']) }, 'break-glass-not-allowed', /names gone\.$/],
    [
      'by somebody who is not active',
      { policy: named(['olga'], withPerson('olga', { active: false })) },
      'break-glass-not-allowed',
      /^Olga Petrov may not/,
    ],
    ['by a stranger', { pull: by('mallory') ?? {} }, 'break-glass-not-allowed', /^mallory is no person of the roster/],
    [
      'by a bot',
      { pull: { opener: BOT, commits: [commit()] } },
      'break-glass-not-allowed',
      /^responder\[bot\] is no person/,
    ],
    [
      'by a bot with the number of a person',
      { pull: { ...by('olga'), opener: { ...OLGA, type: 'Bot' } } },
      'break-glass-not-allowed',
      /is no person of the roster/,
    ],
    [
      'from a branch that another pushed to',
      { pull: { ...by('olga'), pushers: [OLGA, accountOf('tess')] } },
      'break-glass-not-allowed',
      /^Somebody else than Olga Petrov had a hand/,
    ],
    [
      'with the commit of another',
      { pull: by('olga', { author: accountOf('tess') }) ?? {} },
      'break-glass-not-allowed',
      /^Somebody else than Olga Petrov had a hand/,
    ],
    [
      'with a co-author',
      { pull: by('olga', { coAuthors: [accountOf('tess')] }) ?? {} },
      'break-glass-not-allowed',
      /^Somebody else/,
    ],
    [
      'for what needs no approval',
      { action: { operation: 'health' } },
      'break-glass-not-allowed',
      /^health is in Tier 3, and only Tier 1 needs it/,
    ],
    ['for a prohibited operation', wipe, 'operation-prohibited', /prohibited to automation/],
    [
      'for an operation that nobody classified',
      { action: { operation: 'format' } },
      'operation-unclassified',
      /Nobody has classified/,
    ],
    [
      'an hour later',
      { now: at('11:00:01') },
      'break-glass-not-allowed',
      /^The glass was broken for the time until 2026-11-20T11:00:00Z/,
    ],
    [
      'for something else than was recorded',
      { ledger: { glass: [{ ...own, payload: `sha256:${'2'.repeat(64)}` }] } },
      'break-glass-not-allowed',
      /not the one that was recorded/,
    ],
    [
      'while the last time is not reviewed',
      { ledger: { glass: [{ ...own, action: 'act-0', record: '2026/3' }] } },
      'break-glass-unreviewed',
      /^Olga Petrov broke the glass before \(record 2026\/3\)/,
    ],
    [
      'of what was denied',
      { ledger: { denied: [{ payload: PAYLOAD, at: at('09:00') }] } },
      'recently-denied',
      /was denied at/,
    ],
  ])('%s is refused', (_name, over, code, fact) => {
    const verdict = decide(broken(over));
    expect(verdict.state).toBe('refused');
    const found = verdict.refusals.find((one) => one.code === code);
    expect(found?.fact).toMatch(fact);
  });

  it('is not refused for what others did, or for what was reviewed', () => {
    const others = [
      { ...own, action: 'act-0', person: 'sam' },
      { ...own, action: 'act-00', reviewed: true },
    ];
    expect(decide(broken({ ledger: { glass: [own, ...others] } })).state).toBe('auto');
  });

  it('never passes on evidence that could not be read', () => {
    expect(decide(broken({ pull: { commits: null } })).state).toBe('waiting');
  });

  it('is nothing that an exception or a grant helps with', () => {
    const verdict = decide(
      situation({ policy: named(), action: { breakGlass: WHY }, ledger: { glass: [own] }, now: at('10:05') }),
    );
    expect(verdict).toMatchObject({ state: 'refused', classification: { gate: 'human-approval', exception: null } });
  });
});
