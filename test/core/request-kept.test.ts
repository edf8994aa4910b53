// A request stays what the ledger first saw, and nobody puts an action into another's request that is not granted to both.
import { describe, expect, it } from 'vitest';
import type { PullFacts } from '../../scripts/core/facts.ts';
import { ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { accountOf, AUTOMATION, basePolicy, BOT, commit, situation, verdictOn } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const { payload, requester, technician } = situation().proposal;
const FIRST = { id: 'act-1', payload: payload ?? `sha256:`, requester, technician } as const;
const OTHER = `sha256:${'2'.repeat(64)}` as const;

describe('a request that the ledger has seen', () => {
  it.each<readonly [string, Differences]>([
    ['with the same id and the same payload', { ledger: { first: FIRST } }],
    ['that it has not', {}],
    ['whose file cannot be read now', { ledger: { first: { ...FIRST, payload: OTHER } }, proposal: { action: null } }],
  ])('is as it was: %s', (_, over) => {
    expect(verdictOn(over).refusals.map(({ code }) => code)).not.toContain('action-changed');
  });

  it.each<readonly [string, Differences]>([
    ['for another payload', { ledger: { first: { ...FIRST, payload: OTHER } } }],
    ['under another id', { ledger: { first: { ...FIRST, id: 'act-1' } }, proposal: { id: 'act-2' } }],
    ['for a payload that nobody knows', { ledger: { first: FIRST }, proposal: { payload: null } }],
  ])('is refused where it asks now %s', (_, over) => {
    const { state, refusals } = verdictOn(over);
    expect(state).toBe('refused');
    expect(refusals.filter(({ code }) => code === 'action-changed')).toEqual([
      {
        code: 'action-changed',
        fact: 'It asks for something else than when it was first recorded, as act-1.',
        remedy: 'Propose that anew, and leave this request as it was.',
      },
    ]);
  });

  it.each<readonly [string, Differences, string]>([
    [
      'who asked has struck their name',
      { ledger: { first: { ...FIRST, requester: 'lena' } }, proposal: { requester: null } },
      'Its requester is nobody and was Lena Brandt when it was first recorded.',
    ],
    [
      'somebody else is said to have asked',
      { ledger: { first: { ...FIRST, requester: null } }, proposal: { requester: 'tess' } },
      'Its requester is Tess Tanaka and was nobody when it was first recorded.',
    ],
    [
      'it has become the work of another lead’s technician',
      { ledger: { first: { ...FIRST, technician: 'gone' } }, proposal: { technician: 'tess' } },
      'Its technician is Tess Tanaka and was gone when it was first recorded.',
    ],
  ])('is refused where %s', (_, over, fact) => {
    const { state, refusals } = verdictOn(over);
    expect(state).toBe('refused');
    expect(refusals.filter(({ code }) => code === 'action-changed')).toEqual([
      { code: 'action-changed', fact, remedy: 'Propose that anew, and leave this request as it was.' },
    ]);
  });

  it('is known by its first record, whatever came after', () => {
    const people = { requester: null, technician: 'tess' };
    const record = (pull: number, id: string, index: number): Indexed => {
      const action = { id, payload: FIRST.payload, targets: [], operation: 'isolate' };
      const times = { openedAt: '2026-11-20T09:30:00Z', deadline: '2026-11-20T13:30:00Z' };
      return {
        type: 'action-proposed',
        pull,
        action,
        automation: null,
        index,
        ...people,
        ...times,
      } as unknown as Indexed;
    };
    const records = [record(6, 'act-6', 0), record(7, 'act-1', 1), record(7, 'act-8', 2)];
    const facts = (pull: number) => ledgerFacts(records, { pull, id: 'act-1' }, basePolicy(), new Map());
    expect(facts(7).first).toEqual({ id: 'act-1', payload: FIRST.payload, ...people });
    expect('first' in facts(8)).toBe(false);
  });
});

describe('a request with a commit of another automation', () => {
  const HAND = { ...BOT, id: 4_242, login: 'scheduler[bot]' };
  const refusals = (operations: readonly string[], pull: Partial<PullFacts>) => {
    const other = {
      ...AUTOMATION,
      id: 'scheduler',
      name: 'Scheduler',
      account: HAND.id,
      login: HAND.login,
      operations,
    };
    const policy = basePolicy({ automations: new Map([AUTOMATION, other].map((one) => [one.id, one])) });
    return verdictOn({ policy, pull }).refusals;
  };

  it.each([
    ['wrote', { commits: [commit({ author: HAND }), commit()] }],
    ['committed', { commits: [commit({ committer: HAND }), commit()] }],
    ['helped to write', { commits: [commit({ coAuthors: [HAND] }), commit()] }],
    ['pushed', { pushers: [HAND, BOT] }],
  ])('that %s it is refused where the operation is not granted to it as well', (_, over) => {
    expect(refusals(['reboot'], over)).toEqual([
      {
        code: 'operation-not-granted',
        fact: 'The automation Scheduler, which wrote or pushed a commit of the request, is not registered for isolate.',
        remedy: 'Grant it in policies/automations.yaml, or let an automation propose it that has the grant.',
      },
    ]);
    expect(refusals(['isolate'], over)).toEqual([]);
  });

  it('is refused for each that lacks the grant, once', () => {
    const policy = basePolicy({ automations: new Map([['responder', { ...AUTOMATION, operations: [] }]]) });
    const commits = [commit(), commit({ coAuthors: [null] })];
    const found = verdictOn({ policy, pull: { commits } }).refusals.map(({ fact }) => fact);
    expect(found).toContain('The automation Responder is not registered for isolate.');
    expect(verdictOn({ pull: { commits: null } }).refusals).toEqual([]);
  });

  it.each<readonly [string, NonNullable<PullFacts['pushers']>, readonly string[]]>([
    ['the automation itself', [BOT], []],
    ['nobody knows whom', [], []],
    [
      'a person',
      [accountOf('sam'), BOT],
      ['Sam Sato pushed to its branch, and is no automation that may have health pass without a human.'],
    ],
    [
      'a stranger',
      [{ id: 5, login: 'x', type: 'User' }],
      ['x pushed to its branch, and is no automation that may have health pass without a human.'],
    ],
  ])('that would pass without a human asks who pushed it: %s', (_, pushed, facts) => {
    const { refusals: found, state } = verdictOn({ action: { operation: 'health' }, pull: { pushers: pushed } });
    expect(found.map(({ code, fact }) => [code, fact])).toEqual(facts.map((fact) => ['operation-not-granted', fact]));
    expect(state).toBe(facts.length === 0 ? 'auto' : 'refused');
    expect(verdictOn({ pull: { pushers: pushed } }).refusals).toEqual([]);
  });

  it('that would pass and be logged asks the same', () => {
    const pushed = verdictOn({ action: { operation: 'reroute' }, pull: { pushers: [accountOf('sam'), BOT] } });
    expect(pushed.state).toBe('refused');
    expect(pushed.refusals).toContainEqual({
      code: 'operation-not-granted',
      fact: 'Sam Sato pushed to its branch, and is no automation that may have reroute pass without a human.',
      remedy: 'Propose it anew, from a branch that the automation alone pushes to.',
    });
  });

  it('that would pass without a human does not where nobody knows whose account pushed it', () => {
    const { refusals: found, state } = verdictOn({ action: { operation: 'health' }, pull: { pushers: [BOT, null] } });
    expect([state, found.map(({ code }) => code)]).toEqual(['refused', ['commit-unattributed']]);
  });
});
