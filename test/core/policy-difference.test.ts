// What a change of the policy means: one sentence for each difference that somebody who approves it has to know.
import { describe, expect, it } from 'vitest';
import { policyDifferences } from '../../scripts/core/policy-difference.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import { AUTOMATION, basePolicy, matrixRow, operation, OPERATIONS, ROWS, withPerson } from '../fixtures/situation.ts';

const base = basePolicy();

function byId<T extends { readonly id: string }>(...entries: readonly T[]): ReadonlyMap<string, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function operations(id: string, over: Parameters<typeof operation>[1]): Policy {
  return basePolicy({ operations: byId(...OPERATIONS.map((one) => (one.id === id ? { ...one, ...over } : one))) });
}

function rows(id: string, over: Parameters<typeof matrixRow>[2]): Policy {
  const changed = ROWS.map((row) => (row.id === id ? { ...row, ...over } : row));
  return basePolicy({ authority: { ...base.authority, rows: changed } });
}

const standard = (over: Partial<Policy['standard']>) => basePolicy({ standard: { ...base.standard, ...over } });
const automation = (over: Partial<typeof AUTOMATION>) => basePolicy({ automations: byId({ ...AUTOMATION, ...over }) });
const span = { from: 0, to: 1 };
const window = { id: 'w-1', title: 'Patches', operations: [], clients: [], spans: [span], ...span };
const exception = { id: 'ex-1', operations: [], clients: [], gate: 'auto', from: 0, expires: 1 } as const;
const rmm = { id: 'rmm', name: 'Remote Management', settings: {} };

const CHANGED: readonly (readonly [string, Policy, readonly string[]])[] = [
  ['nothing', base, []],
  ['a tier that drops', operations('isolate', { tier: 2 }), ['The operation isolate drops from Tier 1 to Tier 2.']],
  ['a tier that rises', operations('health', { tier: 1 }), ['The operation health rises from Tier 3 to Tier 1.']],
  [
    'a gate',
    operations('isolate', { gate: 'auto' }),
    ['The operation isolate gets the gate auto instead of human-approval.'],
  ],
  [
    'a pre-approval less',
    operations('patch', { needs: null }),
    ['The operation patch needs no window instead of window.'],
  ],
  [
    'a pre-approval more',
    operations('reroute', { needs: 'window' }),
    ['The operation reroute needs window instead of no window.'],
  ],
  [
    'an end of a prohibition',
    operations('wipe', { prohibited: false }),
    ['The operation wipe is not prohibited any more: it is in Tier 1.'],
  ],
  ['a prohibition', operations('isolate', { prohibited: true }), ['The operation isolate becomes prohibited.']],
  [
    'what counts as reversible',
    operations('disable', { reversible: true }),
    ['The operation disable counts as reversible now.'],
  ],
  [
    'what counts as irreversible',
    operations('isolate', { reversible: false }),
    ['The operation isolate counts as irreversible now.'],
  ],
  [
    'a runbook',
    operations('isolate', { incidentRunbook: true }),
    ['The operation isolate becomes an incident-response runbook.'],
  ],
  [
    'a runbook less',
    operations('runbook', { incidentRunbook: false }),
    ['The operation runbook is no longer an incident-response runbook.'],
  ],
  [
    'a connector',
    operations('isolate', { connector: 'other' }),
    ['The operation isolate runs through other instead of none.'],
  ],
  [
    'what a row replaces first',
    rows('window', { replaces: ['runbook'] }),
    ['The row window of the matrix replaces runbook instead of no other.'],
  ],
  [
    'no connector',
    operations('isolate', { connector: null }),
    ['The operation isolate runs through no connector instead of none.'],
  ],
  [
    'operations that come and go',
    basePolicy({
      operations: byId(...OPERATIONS.slice(1), operation('new'), operation('never', { prohibited: true })),
    }),
    [
      'The operation isolate is removed.',
      'The operation new is added, in Tier 1 with the gate human-approval.',
      'The operation never is added, prohibited.',
    ],
  ],
  [
    'seats',
    rows('many-clients', { seats: [['security-lead']] }),
    [
      'The row many-clients of the matrix asks for 1 person (security-lead) instead of 2 people (security-lead; operations-owner).',
    ],
  ],
  [
    'a stand-in',
    rows('many-clients', { standIn: null }),
    ['The row many-clients of the matrix has the stand-in nobody instead of executive.'],
  ],
  [
    'a first stand-in',
    rows('window', { standIn: 'executive' }),
    ['The row window of the matrix has the stand-in executive instead of nobody.'],
  ],
  [
    'a condition',
    rows('many-clients', { when: { ...matrixRow('x', {}).when, clients: 'one' } }),
    [
      'The row many-clients of the matrix applies to change action, tier 1, clients one instead of change action, tier 1, clients many.',
    ],
  ],
  [
    'what a row replaces',
    rows('runbook', { replaces: [] }),
    ['The row runbook of the matrix replaces no other instead of single-reversible and single-irreversible.'],
  ],
  [
    'rows that come and go',
    basePolicy({
      authority: { ...base.authority, rows: [...ROWS.slice(1), matrixRow('new', {}, { seats: [['x', 'y']] })] },
    }),
    [
      'The row single-reversible of the matrix is removed.',
      'The row new of the matrix is added, with 1 person (x or y).',
    ],
  ],
  [
    'vetoes',
    basePolicy({ authority: { ...base.authority, veto: ['executive'] } }),
    ['The list of roles with a veto gains executive.', 'The list of roles with a veto loses security-lead.'],
  ],
  [
    'somebody',
    withPerson('tess', { roles: ['technician', 'risk-owner'], active: false, account: 7, lead: null }),
    [
      'Tess Tanaka gains risk-owner.',
      'Tess Tanaka is not active any more.',
      'Tess Tanaka answers with the account 7 instead of 101.',
      'Tess Tanaka has the lead nobody instead of lena.',
    ],
  ],
  ['a lead', withPerson('sam', { lead: 'exa' }), ['Sam Sato has the lead exa instead of nobody.']],
  [
    'an automation',
    automation({ operations: ['isolate'], account: 7 }),
    [
      'The automation Responder loses disable, runbook, mail, patch, reroute, health and wipe.',
      'The automation Responder has the account 7 instead of 900.',
    ],
  ],
  [
    'automations that come and go',
    basePolicy({ automations: byId({ ...AUTOMATION, id: 'new', name: 'New', operations: ['isolate'] }) }),
    ['The automation Responder is removed.', 'The automation New is added, and may propose isolate.'],
  ],
  [
    'the standard',
    standard({ version: '2', decideWithin: 1_800_000, splitClients: 3 }),
    [
      'The version of the standard is 2 instead of 1.',
      'Answers to actions count for 30 min instead of 4 h.',
      'From 3 clients on requests count as one large one, instead of from 2 on.',
    ],
  ],
  [
    'a limit of open requests',
    standard({ openPerAutomation: 20 }),
    ['An automation may have 20 requests open at once, instead of any number.'],
  ],
  [
    'a limit of requests an hour',
    standard({ proposedPerHour: 60 }),
    ['An automation may propose 60 requests an hour, instead of any number.'],
  ],
  [
    'where a platform is',
    basePolicy({ platforms: byId({ ...rmm, baseUrl: 'https://evil.example' }) }),
    ['The platform Remote Management is reached at https://evil.example instead of https://rmm.example.'],
  ],
  [
    'platforms that come and go',
    basePolicy({ platforms: byId({ ...rmm, id: 'psa', name: 'Tickets', baseUrl: 'https://psa.example' }) }),
    ['The platform Remote Management is removed.', 'The platform Tickets is added.'],
  ],
  [
    'clients, windows and exceptions',
    basePolicy({ clients: byId({ id: 'acme', name: 'acme' }), windows: byId(window), exceptions: [exception] }),
    [
      'The client globex is removed.',
      'The client initech is removed.',
      'The window w-1 is added.',
      'The exception ex-1 is added.',
    ],
  ],
];

describe('a change of the policy', () => {
  it('tells that limits of requests are gone', () => {
    const [before, after] = [standard({ openPerAutomation: 20, proposedPerHour: 60 }), standard({})];
    expect(policyDifferences(before, after)).toEqual([
      'An automation may have any number of requests open at once, instead of 20.',
      'An automation may propose any number of requests an hour, instead of 60.',
    ]);
  });

  it.each(CHANGED)('tells of %s', (_name, after, sentences) => {
    expect(policyDifferences(base, after)).toEqual(sentences);
  });

  it('tells of somebody who comes, comes back or goes', () => {
    const without = basePolicy({ people: byId(...[...base.people.values()].slice(1)) });
    const added = 'Tess Tanaka is added, with the account 101 and the roles technician.';
    expect(policyDifferences(without, base)).toEqual([added]);
    expect(policyDifferences(base, without)).toEqual(['Tess Tanaka is removed.']);
    expect(policyDifferences(withPerson('tess', { active: false }), base)).toEqual(['Tess Tanaka is active again.']);
  });

  it('tells of a connector that is new', () => {
    const before = operations('isolate', { connector: null });
    expect(policyDifferences(before, base)).toEqual([
      'The operation isolate runs through none instead of no connector.',
    ]);
  });

  it('tells of nothing where windows, exceptions and clients stay', () => {
    const one = basePolicy({ windows: byId(window), exceptions: [exception] });
    expect(policyDifferences(one, one)).toEqual([]);
    expect(policyDifferences(one, base)).toEqual(['The window w-1 is removed.', 'The exception ex-1 is removed.']);
  });
});
