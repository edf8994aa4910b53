// Naming people before queueing: one specific person for each seat, as few as possible, present ones first.
import { describe, expect, it } from 'vitest';
import { resolvePeople } from '../../scripts/core/resolve.ts';
import { basePolicy, NOW, PEOPLE, situation, target, withPerson } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const UNNAMED = { approvers: [], standIns: [] };

function resolved(over: Differences = {}) {
  const { approvers, standIns, rows } = resolvePeople(situation({ ...over, action: { ...UNNAMED, ...over.action } }));
  return { approvers, standIns, rows: rows.map(({ id }) => id) };
}

describe('the people for an action', () => {
  const many = [target('acme'), target('globex')];
  it.each([
    ['the lead of the technician', {}, ['lena'], ['nina'], ['single-reversible']],
    ['nobody without a technician', { technician: null }, [], ['nina'], ['single-reversible']],
    ['nobody for the lead of herself', { technician: 'lena' }, [], ['nina'], ['single-reversible']],
    ['the first in the role', { operation: 'disable' }, ['sam'], ['nina'], ['single-irreversible']],
    ['one for each seat', { targets: many }, ['sam', 'olga'], ['exa'], ['many-clients']],
    [
      'the same for two rows',
      { targets: many, operation: 'runbook' },
      ['sam', 'olga'],
      ['exa', 'nina'],
      ['many-clients', 'runbook'],
    ],
    ['no stand-in who asked for it', { requester: 'nina' }, ['lena'], [], ['single-reversible']],
    [
      'no approver who asked for it',
      { operation: 'disable', requester: 'sam' },
      ['sven'],
      ['nina'],
      ['single-irreversible'],
    ],
    ['those of Tier 1, to which Tier 2 reverts', { operation: 'patch' }, ['lena'], ['nina'], ['single-reversible']],
    ['nobody in Tier 2 without a condition', { operation: 'reroute' }, [], [], []],
    ['nobody in Tier 3', { operation: 'health' }, [], [], []],
    ['nobody for a prohibited operation', { operation: 'wipe' }, [], [], []],
    ['nobody for an operation that is not known', { operation: 'brand-new' }, [], [], []],
  ] as const)('are %s', (_, action, approvers, standIns, rows) => {
    expect(resolved({ action })).toEqual({ approvers, standIns, rows });
  });

  it('are named in Tier 2 although a window is open, because it may close', () => {
    const window = { id: 'w-1', title: 'W', operations: ['patch'], clients: ['acme'], from: NOW, to: NOW + 1 };
    const policy = basePolicy({ windows: new Map([['w-1', window]]) });
    const ledger = { windowApprovals: [{ window: 'w-1', approvedBy: ['olga'], at: 0 }] };
    const input = situation({ action: { ...UNNAMED, operation: 'patch', window: 'w-1' }, policy, ledger });
    expect(resolvePeople(input)).toMatchObject({ classification: { gate: 'auto-and-log' }, approvers: ['lena'] });
  });

  it('are nobody without an action', () => {
    expect(resolved({ proposal: { action: null } }).rows).toEqual([]);
  });

  it('are those who are there rather than those who are away', () => {
    const away = (from: number, to: number) => withPerson('sam', { absences: [{ from, to }] });
    const action = { operation: 'disable' };
    expect(resolved({ action, policy: away(NOW, NOW + 1) }).approvers).toEqual(['sven']);
    expect(resolved({ action, policy: away(NOW - 1, NOW) }).approvers).toEqual(['sam']);
    expect(resolved({ action, policy: away(NOW + 1, NOW + 2) }).approvers).toEqual(['sam']);
  });

  it('are those who are away where there is nobody else', () => {
    const policy = withPerson('lena', { absences: [{ from: NOW, to: NOW + 1 }] });
    expect(resolved({ policy }).approvers).toEqual(['lena']);
  });

  it('are no people who have left', () => {
    expect(
      resolved({ action: { operation: 'disable' }, policy: withPerson('sam', { active: false }) }).approvers,
    ).toEqual(['sven']);
    expect(resolved({ policy: withPerson('nina', { active: false }) }).standIns).toEqual([]);
  });

  it('are as few as possible, so that one who is asked anyway comes first', () => {
    const policy = basePolicy();
    const [row] = policy.authority.rows;
    if (row === undefined) throw new Error('the matrix has rows');
    const olga = { ...row, id: 'first', seats: [['operations-owner']] };
    const either = { ...row, id: 'second', seats: [['security-lead', 'operations-owner']] };
    const both = { ...policy, authority: { ...policy.authority, rows: [olga, either] } };
    expect(resolved({ policy: both }).approvers).toEqual(['olga']);
  });

  it('are one stand-in for a row, in the order of the roster, who is not an approver already', () => {
    const all = PEOPLE.map(({ id }) => id).toReversed();
    expect(resolved({ policy: basePolicy({ onCall: () => all }) })).toMatchObject({
      approvers: ['lena'],
      standIns: ['liam'],
    });
  });

  it('are named once, where the same one is on call for two rows', () => {
    const policy = basePolicy({ onCall: () => ['exa'] });
    expect(resolved({ action: { targets: many, operation: 'runbook' }, policy }).standIns).toEqual(['exa']);
  });

  it('are named in Tier 3 too, where an exception asks for people', () => {
    const exception = {
      id: 'ex-1',
      operations: ['health'],
      clients: ['acme'],
      gate: 'human-approval',
      from: NOW,
      expires: NOW + 1,
    } as const;
    const exceptionApprovals = [{ exception: 'ex-1', requestor: null, approvedBy: ['sam', 'rita'] }];
    const found = resolved({
      action: { operation: 'health' },
      policy: basePolicy({ exceptions: [exception] }),
      ledger: { exceptionApprovals },
    });
    expect(found.approvers).toEqual(['lena']);
  });

  it('are named for Tier 1 although an exception asks nobody, because it may end', () => {
    const exception = {
      id: 'ex-1',
      operations: ['isolate'],
      clients: ['acme'],
      gate: 'auto-and-log',
      from: NOW,
      expires: NOW + 1,
    } as const;
    const exceptionApprovals = [{ exception: 'ex-1', requestor: null, approvedBy: ['sam', 'rita'] }];
    const found = resolved({ policy: basePolicy({ exceptions: [exception] }), ledger: { exceptionApprovals } });
    expect(found.approvers).toEqual(['lena']);
  });
});
