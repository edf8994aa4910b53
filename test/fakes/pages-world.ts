// A small organisation for the pages' tests: people, clients, operations and the matrix, as the policy reader gives them.
import type { Operation, Person, Policy, Row } from '../../scripts/core/policy-model.ts';

/** 2026-11-20T10:00:00Z, when the requests of the fake are opened. */
export const OPENED = Date.UTC(2026, 10, 20, 10);

/** 20 minutes later, when the pages are looked at. */
export const NOW = OPENED + 20 * 60_000;

const HOUR = 3_600_000;

function person(
  id: string,
  name: string,
  account: number,
  roles: readonly string[],
  lead: string | null = null,
): Person {
  return { id, name, account, login: `${id}-login`, roles, lead, active: true, absences: [] };
}

const PEOPLE = [
  person('tess', 'Tess Ahmed', 101, ['technician'], 'lena'),
  person('lena', 'Lena Brandt', 111, ['team-lead'], 'olga'),
  person('sam', 'Sam Okoye', 121, ['security-lead']),
  person('olga', 'Olga Petrov', 131, ['operations-owner']),
  person('nina', 'Nina Castillo', 161, ['technician'], 'lena'),
  person('rita', 'Rita Wong', 141, ['risk-owner']),
];

function operation(id: string, title: string, more: Partial<Operation> = {}): [string, Operation] {
  const flags = { tier: 1 as const, gate: 'human-approval' as const, reversible: true, incidentRunbook: false };
  const rest = { needs: null, prohibited: false, target: 'device', connector: 'ninjarmm', parameters: {} };
  return [id, { id, platform: 'ninjarmm', title, ...flags, ...rest, ...more }];
}

function row(id: string, title: string, when: Partial<Row['when']>, seats: Row['seats'], standIn: string): Row {
  const any = { change: 'action' as const, tier: 1 as const, clients: null, reversible: null, incidentRunbook: null };
  return { id, title, when: { ...any, ...when }, seats, standIn, replaces: [] };
}

const CLIENTS = [
  { id: 'acme-dental', name: 'Acme Dental Group' },
  { id: 'globex', name: 'Globex Logistics' },
  { id: 'initech', name: 'Initech' },
];

/** The policy of the fake organisation. */
export const POLICY: Policy = {
  standard: {
    version: '1.0',
    organisation: 'Northwind Managed IT',
    decideWithin: 4 * HOUR,
    executeWithin: HOUR,
    escalateAfter: HOUR / 2,
    denialMemory: 24 * HOUR,
    splitWindow: HOUR,
    splitClients: 2,
    otherWithin: 24 * HOUR,
    longestException: 90 * 24 * HOUR,
    windowLongest: null,
    windowRecursFor: 90 * 86_400_000,
    remindBefore: null,
    retentionMonths: {},
  },
  people: new Map(PEOPLE.map((one) => [one.id, one])),
  automations: new Map([
    [
      'responder',
      {
        id: 'responder',
        name: 'Ransomware responder',
        account: 900,
        login: 'responder[bot]',
        owner: 'sam',
        operations: ['isolate', 'disable', 'health'],
      },
    ],
  ]),
  clients: new Map(CLIENTS.map((one) => [one.id, one])),
  operations: new Map([
    operation('isolate', 'Isolate an endpoint from the network'),
    operation('disable', 'Disable an account', { reversible: false }),
    operation('health', 'Pull device health for the dashboard', { tier: 3, gate: 'auto' }),
  ]),
  platforms: new Map([
    ['ninjarmm', { id: 'ninjarmm', name: 'NinjaRMM', baseUrl: 'https://eu.ninjarmm.com', settings: {} }],
  ]),
  authority: {
    rows: [
      row(
        'one-reversible',
        'One client, can be undone',
        { clients: 'one', reversible: true },
        [['lead-of-technician']],
        'senior',
      ),
      row(
        'one-irreversible',
        'One client, cannot be undone',
        { clients: 'one', reversible: false },
        [['security-lead', 'operations-owner']],
        'senior',
      ),
      row('many', 'Several clients', { clients: 'many' }, [['security-lead'], ['operations-owner']], 'senior'),
    ],
    veto: ['security-lead'],
    windowApprovers: ['operations-owner'],
    exceptionSeats: [['security-lead'], ['risk-owner']],
  },
  onCall: (rotation) => (rotation === 'senior' ? ['nina'] : []),
  schedules: new Map(),
  windows: new Map(),
  exceptions: [],
};
