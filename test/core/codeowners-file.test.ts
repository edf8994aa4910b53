// The owners of each path: whoever could approve a change of it, and nobody else.
import { describe, expect, it } from 'vitest';
import { codeownersText } from '../../scripts/core/codeowners-file.ts';
import { ownersOf, parseCodeowners } from '../../scripts/core/codeowners.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import { basePolicy, matrixRow, ROWS, withPerson } from '../fixtures/situation.ts';
import { realPolicy } from './real-policy.ts';

const other = (change: Policy['authority']['rows'][number]['when']['change'], ...roles: string[]) =>
  matrixRow(change, { change, tier: null }, { seats: roles.map((role) => [role]) });

const FULL = [
  ...ROWS,
  other('code', 'security-lead'),
  other('policy', 'operations-owner'),
  other('exception', 'risk-owner'),
  other('gate-event', 'executive'),
  other('review', 'team-lead'),
];

function withRows(rows: Policy['authority']['rows'], policy = basePolicy()): Policy {
  return { ...policy, authority: { ...policy.authority, rows } };
}

function owners(path: string, policy: Policy): readonly string[] {
  const file = parseCodeowners(codeownersText(policy));
  if ('problems' in file) throw new Error(file.problems.map(({ sentence }) => sentence).join('\n'));
  return ownersOf(file, path) ?? ['nobody'];
}

describe('the owners', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'of an action: its rows, leads of anybody among them',
      'actions-queue/2026/11/a.yaml',
      ['lena', 'olga', 'sam', 'sven', 'duo'],
    ],
    [
      'of a window: its row, and the policy’s for its removal',
      'policies/windows/w-1.yaml',
      ['sam', 'sven', 'olga', 'duo'],
    ],
    ['of an exception', 'exceptions/ex-1.yaml', ['olga', 'rita', 'duo']],
    ['of a gate event', 'exceptions/gate-failures/g-1.yaml', ['olga', 'duo', 'exa']],
    ['of a review', 'exceptions/reviews/2026-q4.md', ['lena', 'liam', 'olga', 'duo']],
    ['of the policy', 'policies/people.yaml', ['olga', 'duo']],
    ['of a schema: it is code', 'policies/schemas/people.json', ['sam', 'sven', 'duo']],
    ['of the owners themselves', '.github/CODEOWNERS', ['olga', 'duo']],
    ['of a workflow', '.github/workflows/gate.yml', ['sam', 'sven', 'duo']],
    ['of anything else', 'README.md', ['sam', 'sven', 'duo']],
  ])('%s', (_, path, expected) => {
    expect([...owners(path, withRows(FULL))].sort()).toEqual(expected.map((login) => `@${login}`).sort());
  });

  it('are active', () => {
    expect(owners('policies/people.yaml', withRows(FULL, withPerson('olga', { active: false })))).toEqual(['@duo']);
  });

  it('are people who stand in, also those who only ever swap', () => {
    const rotation = {
      id: 'night',
      title: 'Night',
      zone: 'UTC',
      handover: { weekday: 'monday', time: '09:00' },
      since: '2026-01-05',
    } as const;
    const swap = { person: 'exa', from: '2026-11-01T09:00', to: '2026-11-02T09:00' };
    const row = matrixRow('night', {}, { seats: [['risk-owner']], standIn: 'night' });
    const policy = withRows([row, other('code', 'security-lead')]);
    const standing = (schedule: Policy['schedules']) =>
      owners('actions-queue/2026/11/a.yaml', { ...policy, schedules: schedule });
    expect(standing(new Map([['night', { ...rotation, people: ['nina'], overrides: [swap] }]]))).toEqual([
      '@rita',
      '@nina',
      '@exa',
    ]);
    expect(standing(new Map([['night', { ...rotation, people: ['nina'] }]]))).toEqual(['@rita', '@nina']);
    expect(standing(new Map())).toEqual(['@rita']);
  });

  it('of a path that nobody could approve are those of everything else, never nobody', () => {
    const policy = withRows([other('code', 'security-lead'), other('review', 'nobody-has-this')]);
    expect(owners('exceptions/reviews/2026-q4.md', policy)).toEqual(['@sam', '@sven', '@duo']);
  });

  it('of the example organisation are read without a mistake, and the leads own the queue', () => {
    const policy = realPolicy();
    expect(parseCodeowners(codeownersText(policy))).not.toHaveProperty('problems');
    expect(owners('actions-queue/2026/11/a.yaml', policy)).toContain('@lena-northwind');
  });
});
