// Cross references of the matrix that take more than one difference: rows that cover nothing, seats nobody can fill.
import { describe, expect, it } from 'vitest';
import { filesWith, refusals } from './real-policy.ts';

const AUTHORITY = 'policies/authority.yaml';

describe('the policy refuses', () => {
  it('operations that no row covers', () => {
    const files = filesWith(
      [AUTHORITY, 'clients: many }', 'clients: many, incidentRunbook: false }'],
      [AUTHORITY, 'tier: 1, incidentRunbook: true', 'tier: 1, clients: one, incidentRunbook: true'],
    );
    expect(refusals(files)).toEqual([
      'operation-without-row: policies/actions/power-automate.yaml:7:5 no row says who approves power-automate/start-incident-runbook for many clients. Add a row to policies/authority.yaml.',
    ]);
  });

  it('operations that no row covers for a single client', () => {
    const files = filesWith([
      AUTHORITY,
      'clients: one, reversible: false }',
      'clients: one, reversible: false, incidentRunbook: true }',
    ]);
    expect(refusals(files)).toContain(
      'operation-without-row: policies/actions/aws.yaml:16:5 no row says who approves aws/export-customer-data for one client. Add a row to policies/authority.yaml.',
    );
  });

  it('a seat that nobody active could fill', () => {
    const files = filesWith(
      [AUTHORITY, 'roles:\n', 'roles:\n  - { id: auditor, description: Looks at the books. }\n'],
      [AUTHORITY, '[[operations-owner, security-lead]]', '[[auditor]]'],
    );
    expect(refusals(files)).toEqual([
      'seat-unfillable: policies/authority.yaml:39:13 nobody active could fill the seat of the row "window" for auditor. Give somebody in policies/people.yaml the role.',
    ]);
  });

  it('a technician whose work too few people could approve', () => {
    const files = filesWith(
      [AUTHORITY, '[[lead-of-technician]]', '[[lead-of-technician], [executive]]'],
      [
        'policies/people.yaml',
        'roles: [technician], lead: lena }\n  - { id: tomas',
        'roles: [technician], lead: exa }\n  - { id: tomas',
      ],
      ['policies/people.yaml', 'login: emil-northwind, roles: [executive]', 'login: emil-northwind, roles: []'],
    );
    expect(refusals(files)).toEqual([
      'row-unfillable: policies/authority.yaml:17:12 too few different people could fill every seat of the row "single-reversible" for the work of Tess Tanaka. Give one more person one of the roles.',
    ]);
  });

  it('a row of the exception with one seat, an operation without a gate', () => {
    const lone = filesWith([
      AUTHORITY,
      'when: { change: exception }\n    seats: [[security-lead], [risk-owner]]',
      'when: { change: exception }\n    seats: [[risk-owner]]',
    ]);
    expect(refusals(lone)).toEqual([
      'row-shape: policies/authority.yaml:43:12 the row "exception" has 1 in its list of seats. A row for the kind "exception" has at least two seats.',
    ]);
    const open = filesWith(['policies/actions/ninjarmm.yaml', 'tier: 3\n    gate: auto\n', 'tier: 3\n']);
    expect(refusals(open)).toEqual([
      'tier-missing: policies/actions/ninjarmm.yaml:32:5 the operation ninjarmm/pull-device-health has no gate. Add "gate", or mark it as prohibited.',
    ]);
  });
});

describe('the policy accepts', () => {
  it('a client that is on no platform yet', () => {
    const client = '  - { id: newcomer, name: Newcomer }\n  - { id: acme';
    expect(refusals(filesWith(['policies/clients.yaml', '  - { id: acme', client]))).toEqual([]);
  });

  it('technicians without a lead where no row asks for one', () => {
    const files = filesWith(
      [AUTHORITY, '[[lead-of-technician]]', '[[team-lead]]'],
      [
        'policies/people.yaml',
        'roles: [technician], lead: lena }\n  - { id: tomas',
        'roles: [technician] }\n  - { id: tomas',
      ],
    );
    expect(refusals(files)).toEqual([]);
  });
});
