// Tier, gate and scope: what the policy says, whatever the request would like (gate.md rules 1 to 4).
import { describe, expect, it } from 'vitest';
import { classify } from '../../scripts/core/classify.ts';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import { AUTOMATION, at, basePolicy, BOT, HOUR, operation, OPENED, situation, target } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

function classified(over: Differences) {
  return classify(situation(over));
}

describe('the action table', () => {
  it.each([
    ['isolate', 1, 'human-approval', true, 'The action table puts isolate in Tier 1.'],
    ['disable', 1, 'human-approval', false, 'The action table puts disable in Tier 1.'],
    ['mail', 1, 'human-review-before-send', true, 'The action table puts mail in Tier 1.'],
    ['reroute', 2, 'auto-and-log', true, 'The action table puts reroute in Tier 2.'],
    ['health', 3, 'auto', true, 'The action table puts health in Tier 3.'],
  ])('decides tier and gate of %s', (operation, tier, gate, reversible, because) => {
    expect(classified({ action: { operation } })).toEqual({
      automation: 'responder',
      tier,
      gate,
      clients: 'one',
      reversible,
      because: [because],
      window: null,
      exception: null,
      refusals: [],
    });
  });

  it('reverts Tier 2 to the Tier 1 gate without its condition', () => {
    expect(classified({ action: { operation: 'patch' } })).toMatchObject({
      tier: 1,
      gate: 'human-approval',
      window: null,
      exception: null,
      because: [
        'The action table puts patch in Tier 2.',
        'It cites no maintenance window or change request.',
        'Without a pre-approval it goes through the Tier 1 gate.',
      ],
    });
  });

  it('asks for a condition in Tier 2 only', () => {
    const operations = new Map([['isolate', operation('isolate', { needs: 'window' })]]);
    const found = classified({ policy: basePolicy({ operations }) });
    expect(found).toMatchObject({
      tier: 1,
      gate: 'human-approval',
      because: ['The action table puts isolate in Tier 1.'],
    });
  });
});

describe('a refusal', () => {
  const refused: readonly (readonly [string, Differences, object])[] = [
    [
      'meets an account that is no automation',
      { pull: { opener: { id: 1, login: 'mallory', type: 'User' } } },
      {
        code: 'automation-unregistered',
        fact: 'The account mallory, which opened the pull request, is not a registered automation.',
        remedy: 'Register it in policies/automations.yaml, or propose with one.',
      },
    ],
    [
      'meets an automation by its number, whatever its login',
      { pull: { opener: { ...BOT, id: 901 } } },
      {
        code: 'automation-unregistered',
        fact: 'The account responder[bot], which opened the pull request, is not a registered automation.',
        remedy: 'Register it in policies/automations.yaml, or propose with one.',
      },
    ],
    [
      'meets an operation that was not granted',
      { policy: basePolicy({ automations: new Map([['responder', { ...AUTOMATION, operations: ['health'] }]]) }) },
      {
        code: 'operation-not-granted',
        fact: 'The automation Responder is not registered for isolate.',
        remedy: 'Grant it in policies/automations.yaml, or let an automation propose it that has the grant.',
      },
    ],
    [
      'meets a prohibited operation',
      { action: { operation: 'wipe' } },
      {
        code: 'operation-prohibited',
        fact: 'The operation wipe is prohibited to automation, whatever approval or exception there is.',
        remedy: 'Do it by hand under the change process, or not at all.',
      },
    ],
    [
      'meets an action without a target',
      { action: { targets: [] } },
      {
        code: 'schema-invalid',
        fact: 'The action names no target.',
        remedy: 'Name at least one target, or the whole portfolio.',
      },
    ],
    [
      'meets an unknown client',
      { action: { targets: [target('acme'), target('hooli')] } },
      {
        code: 'client-unknown',
        fact: 'The client hooli is not in the register.',
        remedy: 'Correct its id, or add it to policies/clients.yaml.',
      },
    ],
  ];
  it.each(refused)('%s', (_, differences, refusal) => {
    expect(classified(differences).refusals).toEqual([refusal]);
  });

  it('meets an operation that nobody classified, which has no tier and the strictest reading', () => {
    const automations = new Map([['responder', { ...AUTOMATION, operations: ['brand-new'] }]]);
    const found = classified({ action: { operation: 'brand-new' }, policy: basePolicy({ automations }) });
    expect(found).toEqual({
      automation: 'responder',
      tier: null,
      gate: null,
      clients: 'one',
      reversible: false,
      because: [],
      window: null,
      exception: null,
      refusals: [
        {
          code: 'operation-unclassified',
          fact: 'Nobody has classified the operation brand-new.',
          remedy: 'Add it to the action table in policies/actions/ first.',
        },
      ],
    });
  });

  it('gives a prohibited operation no gate', () => {
    expect(classified({ action: { operation: 'wipe' } })).toMatchObject({ tier: null, gate: null });
  });

  it('comes with all the others at once', () => {
    const found = classified({
      action: { operation: 'wipe', targets: [target('hooli')] },
      pull: { opener: { ...BOT, id: 1 } },
    });
    expect(found.refusals.map(({ code }) => code)).toEqual([
      'automation-unregistered',
      'operation-prohibited',
      'client-unknown',
    ]);
    expect(found.automation).toBeNull();
  });
});

describe('the number of clients', () => {
  type Recent = LedgerFacts['recent'][number];
  const earlier: Recent = {
    pull: 6,
    automation: 'responder',
    operation: 'isolate',
    clients: ['globex'],
    at: at('09:30'),
  };
  const split = 'The same automation asked for this operation on 2 clients within 1 h.';
  const counts: readonly (readonly [string, Differences, 'one' | 'many', readonly string[]])[] = [
    ['is one for several targets of one client', { action: { targets: [target('acme'), target('acme')] } }, 'one', []],
    [
      'is many for two clients',
      { action: { targets: [target('acme'), target('globex')] } },
      'many',
      ['It touches 2 clients.'],
    ],
    [
      'is many for the portfolio',
      { action: { portfolio: true, targets: [] } },
      'many',
      ['It is meant for the whole portfolio.'],
    ],
    ['is many with an earlier request', { ledger: { recent: [earlier] } }, 'many', [split]],
    [
      'is many from the very start of the window',
      { ledger: { recent: [{ ...earlier, at: at('09:00') }] } },
      'many',
      [split],
    ],
    ['is one from before the window', { ledger: { recent: [{ ...earlier, at: at('09:00') - 1 }] } }, 'one', []],
    [
      'is many with a request of the same moment',
      { ledger: { recent: [{ ...earlier, at: OPENED }] } },
      'many',
      [split],
    ],
    [
      'is many with a request that was opened later and recorded before, to the very end of the window',
      { ledger: { recent: [{ ...earlier, at: OPENED + HOUR }] } },
      'many',
      [split],
    ],
    [
      'is one with a request that was opened after the window',
      { ledger: { recent: [{ ...earlier, at: OPENED + HOUR + 1 }] } },
      'one',
      [],
    ],
    ['is one with itself', { ledger: { recent: [{ ...earlier, pull: 7 }] } }, 'one', []],
    ['is one with the same client again', { ledger: { recent: [{ ...earlier, clients: ['acme'] }] } }, 'one', []],
    ['is one with another automation', { ledger: { recent: [{ ...earlier, automation: 'other' }] } }, 'one', []],
    ['is one with another operation', { ledger: { recent: [{ ...earlier, operation: 'health' }] } }, 'one', []],
  ];
  it.each(counts)('%s', (_, differences, clients, because) => {
    const found = classified(differences);
    expect(found.clients).toBe(clients);
    expect(found.because.slice(1)).toEqual(because);
  });

  it('counts from the number of clients that the standard names', () => {
    const { standard } = basePolicy();
    const policy = basePolicy({ standard: { ...standard, splitClients: 3 } });
    expect(classified({ policy, ledger: { recent: [earlier] } }).clients).toBe('one');
    const both = [earlier, { ...earlier, pull: 5, clients: ['initech'] }];
    expect(classified({ policy, ledger: { recent: both } }).clients).toBe('many');
  });

  it('does not count a request alone, even where one client is many', () => {
    const policy = basePolicy({ standard: { ...basePolicy().standard, splitClients: 1 } });
    expect(classified({ policy }).clients).toBe('one');
  });
});
