// When a stand-in counts, and which seat it fills (gate.md rules 8 and 9).
import { describe, expect, it } from 'vitest';
import {
  accountOf,
  at,
  basePolicy,
  basePull,
  commit,
  notCounted,
  review,
  target,
  verdictOn,
} from '../fixtures/situation.ts';

const YES = review('lena', 'APPROVED', '10:20');
const MANY = { targets: [target('acme'), target('globex')], approvers: ['sam', 'olga'] };

describe('a stand-in', () => {
  const action = { standIns: ['nina'] };
  const answer = [review('nina', 'APPROVED', '10:40')];
  const called = (time: string, standIn = 'nina') => ({ called: [{ standIn, at: at(time) }] });

  it('counts once called, and says so', () => {
    const verdict = verdictOn({ action, reviews: answer, ledger: called('10:35') });
    expect(verdict.state).toBe('approved');
    expect(verdict.counted).toMatchObject([{ person: 'nina', standIn: true }]);
    expect(verdict.rows[0]?.seats[0]?.filledBy).toBe('nina');
  });

  it.each([
    ['in the very moment of the call', called('10:40')],
    ['before the call', called('10:45')],
    ['when another was called', called('10:35', 'exa')],
  ])('does not count %s', (_, ledger) => {
    expect(notCounted(verdictOn({ action, reviews: answer, ledger }))).toEqual({ nina: 'stand-in-not-called' });
  });

  it('does not count when no longer on call for any row', () => {
    const verdict = verdictOn({
      action,
      reviews: answer,
      ledger: called('10:35'),
      policy: basePolicy({ onCall: () => [] }),
    });
    expect(notCounted(verdict)).toEqual({ nina: 'stand-in-not-called' });
  });

  it('fills one seat, whichever is open, and never two', () => {
    const ledger = called('10:35', 'exa');
    const exa = review('exa', 'APPROVED', '10:40');
    const standing = { ...MANY, approvers: ['sam', 'olga'], standIns: ['exa'] };
    expect(verdictOn({ action: standing, reviews: [exa], ledger }).state).toBe('waiting');
    for (const who of ['sam', 'olga']) {
      const verdict = verdictOn({ action: standing, reviews: [exa, review(who, 'APPROVED', '10:20')], ledger });
      expect(verdict).toMatchObject({ state: 'approved', lapses: at('11:40') });
    }
  });

  it('is on call for the row of the seat', () => {
    const runbook = { ...MANY, operation: 'runbook', approvers: ['sam', 'olga'], standIns: ['nina'] };
    const verdict = verdictOn({ action: runbook, reviews: answer, ledger: called('10:35') });
    expect(verdict.rows.map(({ row, seats }) => [row, seats.map(({ filledBy }) => filledBy)])).toEqual([
      ['many-clients', [null, null]],
      ['runbook', ['nina']],
    ]);
  });

  it('who is named as approver too answers as that', () => {
    const both = { approvers: ['lena'], standIns: ['lena', 'nina'] };
    const policy = basePolicy({ onCall: () => ['lena', 'nina'] });
    expect(verdictOn({ action: both, reviews: [YES], policy }).counted).toMatchObject([
      { person: 'lena', standIn: false },
    ]);
  });

  it('has to be independent like everybody', () => {
    const pull = basePull({ commits: [commit({ author: accountOf('nina') })], reviews: answer });
    expect(notCounted(verdictOn({ action, pull, ledger: called('10:35') }))).toEqual({ nina: 'is-contributor' });
  });
});
