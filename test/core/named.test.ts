// The people named before queueing: known, independent, in the roles, and on call (gate.md rules 8 and 11).
import { describe, expect, it } from 'vitest';
import type { Action } from '../../scripts/core/action-model.ts';
import { automationBehind, personBehind } from '../../scripts/core/accounts.ts';
import type { PullFacts } from '../../scripts/core/facts.ts';
import { list, names } from '../../scripts/core/standing.ts';
import { accountOf, basePolicy, BOT, commit, PEOPLE, target, verdictOn, withPerson } from '../fixtures/situation.ts';

function refusals(action: Partial<Action>, pull: Partial<PullFacts> = {}, policy = basePolicy()) {
  return verdictOn({ action, pull, policy }).refusals;
}

const OPEN = (roles: string, row: string) => ({
  code: 'seat-unfilled',
  fact: `Nobody named in approvers may fill the seat of ${roles} in the row ${row}.`,
  remedy: 'Name somebody active in that role who did not ask for it or write it.',
});
const LEAD = OPEN('lead-of-technician', 'single-reversible');

describe('the approvers named', () => {
  const many = { targets: [target('acme'), target('globex')] };
  it.each([
    ['nobody', { approvers: [] }, {}, LEAD],
    ['somebody in another role', { approvers: ['liam'] }, {}, LEAD],
    ['the lead, where nobody is the technician', { technician: null }, {}, LEAD],
    ['the technician who is the lead of herself', { technician: 'lena' }, {}, LEAD],
    ['the requester', { requester: 'lena' }, {}, LEAD],
    ['whoever opened the pull request', {}, { opener: accountOf('lena') }, LEAD],
    ['the author of a commit', {}, { commits: [commit(), commit({ sha: 'b', author: accountOf('lena') })] }, LEAD],
    ['its committer', {}, { commits: [commit({ committer: accountOf('lena') })] }, LEAD],
    ['its co-author', {}, { commits: [commit({ coAuthors: [BOT, accountOf('lena')] })] }, LEAD],
    ['one of two', { ...many, approvers: ['sam'] }, {}, OPEN('operations-owner', 'many-clients')],
    ['one for both seats', { ...many, approvers: ['duo'] }, {}, OPEN('operations-owner', 'many-clients')],
    ['the same twice', { ...many, approvers: ['duo', 'duo'] }, {}, OPEN('operations-owner', 'many-clients')],
    ['neither', { ...many, approvers: ['rita'] }, {}, OPEN('security-lead and operations-owner', 'many-clients')],
    [
      'nobody of two roles',
      { operation: 'disable', approvers: ['rita'] },
      {},
      OPEN('security-lead or operations-owner', 'single-irreversible'),
    ],
  ] as const)('do not do where they are %s', (_, action, pull, refusal) => {
    expect(refusals(action, pull)).toContainEqual(refusal);
  });

  it('do not do where they have left', () => {
    expect(refusals({}, {}, withPerson('lena', { active: false }))).toEqual([LEAD]);
  });

  it.each([
    ['the lead', {}],
    ['the lead and others', { approvers: ['rita', 'lena', 'tess'] }],
    ['the same twice', { approvers: ['lena', 'lena'] }],
    ['two for two seats', { ...many, approvers: ['duo', 'sam'] }],
    ['either of two roles', { operation: 'disable', approvers: ['olga'] }],
  ] as const)('do where they are %s', (_, action) => {
    expect(refusals(action)).toEqual([]);
  });

  it('cannot do anything where the matrix has no row', () => {
    const policy = basePolicy();
    const none = { ...policy, authority: { ...policy.authority, rows: [] } };
    expect(refusals({}, {}, none)).toEqual([
      {
        code: 'seat-unfilled',
        fact: 'No row of the approval authority matrix covers this request.',
        remedy: 'Add a row to policies/authority.yaml that does.',
      },
    ]);
  });
});

describe('the stand-ins named', () => {
  const not = (fact: string) => ({
    code: 'stand-in-not-eligible',
    fact,
    remedy: 'Name who is on call now, and neither asked for it nor wrote it.',
  });
  const OFF = not('Rita Rossi is named as stand-in and was not on call for it when the request was opened.');
  const MAY_NOT = not('Nina Novak is named as stand-in and may not approve this request.');

  it('may be on call', () => {
    expect(refusals({ standIns: ['nina'] })).toEqual([]);
  });

  it.each([
    ['are not on call', { standIns: ['rita'] }, {}, OFF],
    [
      'are on call for another row',
      { standIns: ['exa'] },
      {},
      not('Exa Eriksen is named as stand-in and was not on call for it when the request was opened.'),
    ],
    ['asked for it', { standIns: ['nina'], requester: 'nina' }, {}, MAY_NOT],
    ['wrote it', { standIns: ['nina'] }, { commits: [commit({ author: accountOf('nina') })] }, MAY_NOT],
  ] as const)('are refused where they %s', (_, action, pull, refusal) => {
    expect(refusals(action, pull)).toEqual([refusal]);
  });

  it('may be on call for one of two rows', () => {
    const action = { operation: 'runbook', targets: [target('acme'), target('globex')], approvers: ['sam', 'olga'] };
    expect(refusals({ ...action, standIns: ['nina', 'exa'] })).toEqual([]);
  });

  it('are refused where they have left', () => {
    expect(refusals({ standIns: ['nina'] }, {}, withPerson('nina', { active: false }))).toEqual([MAY_NOT]);
  });

  it('are asked about at the opening, whatever the hour of the answer', () => {
    const opened = verdictOn().deadline - basePolicy().standard.decideWithin;
    const policy = basePolicy({ onCall: (_, moment) => (moment === opened ? ['nina'] : ['rita']) });
    expect(refusals({ standIns: ['nina'] }, {}, policy)).toEqual([]);
    expect(refusals({ standIns: ['rita'] }, {}, policy)).toEqual([OFF]);
  });

  it('are refused where nobody may stand in', () => {
    const policy = basePolicy();
    const rows = policy.authority.rows.map((row) => ({ ...row, standIn: null }));
    const none = { ...policy, authority: { ...policy.authority, rows } };
    expect(refusals({ standIns: ['rita'] }, {}, { ...none, onCall: () => ['rita'] })).toEqual([OFF]);
  });
});

describe('everybody named', () => {
  it('must be in the roster, and is missed once', () => {
    const found = refusals({ technician: 'g1', requester: 'g2', approvers: ['g3', 'g1'], standIns: ['g4'] });
    const unknown = found.filter(({ code }) => code === 'person-unknown');
    expect(unknown.map(({ fact }) => fact)).toEqual(
      ['g1', 'g2', 'g3', 'g4'].map((id) => `${id} is not in the roster.`),
    );
    expect(unknown[0]?.remedy).toBe('Correct the id, or add the person to policies/people.yaml.');
  });

  it('is missed as the technician, who then has no lead', () => {
    const codes = refusals({ technician: 'ghost' }).map(({ code }) => code);
    expect(codes).toEqual(['person-unknown', 'seat-unfilled']);
  });

  it('is missed also where the action needs nobody', () => {
    expect(refusals({ operation: 'health', requester: 'ghost' }).map(({ code }) => code)).toEqual(['person-unknown']);
  });
});

describe('a list in words', () => {
  it.each([
    [[], 'nobody'],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('of %j is "%s"', (words, text) => {
    expect(list(words)).toBe(text);
  });

  it('names people by name, and by what is known where they are not in the roster', () => {
    expect(names(['lena', 'ghost'], basePolicy())).toBe('Lena Brandt and ghost');
  });
});

describe('an account number', () => {
  it('stands for a person, an automation or a stranger', () => {
    const policy = basePolicy();
    expect(personBehind(111, policy)?.id).toBe('lena');
    expect(personBehind(111, policy)).toBe(policy.people.get('lena'));
    expect(personBehind(1, policy)).toBeNull();
    expect(automationBehind(900, policy)?.id).toBe('responder');
    expect(automationBehind(111, policy)).toBeNull();
  });

  it('stands for the first who has it, as long as the policy lives', () => {
    const people = new Map(PEOPLE.map((person) => [person.id, { ...person, account: 111 }]));
    const policy = basePolicy({ people });
    expect(personBehind(111, policy)?.id).toBe('tess');
    expect(personBehind(111, basePolicy())?.id).toBe('lena');
    expect(personBehind(111, policy)?.id).toBe('tess');
  });
});
