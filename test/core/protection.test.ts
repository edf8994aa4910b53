// What must hold on main and on the ledger right before something runs, one rule missing at a time.
import { describe, expect, it } from 'vitest';
import { protectionGaps } from '../../scripts/core/protection.ts';
import type { BranchRule } from '../../scripts/core/protection.ts';

const CHECK = 'countersign/gate';
const plain = (...types: readonly string[]): readonly BranchRule[] => types.map((type) => ({ type, checks: [] }));
const required = (context: string, app: number | null): BranchRule => {
  return {
    type: 'required_status_checks',
    checks: [
      { context: 'ci', app: null },
      { context, app },
    ],
  };
};
const MAIN = [...plain('deletion', 'non_fast_forward', 'pull_request', 'update'), required(CHECK, 7)];
const LEDGER = plain('creation', 'update', 'deletion', 'non_fast_forward', 'required_linear_history');

describe('main', () => {
  it.each([
    ['with all of it', MAIN, []],
    ['with each rule twice', [...MAIN, ...MAIN], []],
    ['that may be deleted', MAIN.filter(({ type }) => type !== 'deletion'), ['may be deleted']],
    ['that may be rewritten', MAIN.filter(({ type }) => type !== 'non_fast_forward'), ['may be rewritten']],
    [
      'that takes pushes',
      MAIN.filter(({ type }) => type !== 'pull_request'),
      ['may be changed without a pull request'],
    ],
    [
      'that everybody moves',
      MAIN.filter(({ type }) => type !== 'update'),
      ['may be moved by everybody with write access'],
    ],
    ['without a check', MAIN.slice(0, 4), ['may be changed without the gate’s check']],
    ['with another check', [...MAIN.slice(0, 4), required('other', 7)], ['may be changed without the gate’s check']],
    [
      'with a check by any App',
      [...MAIN.slice(0, 4), required(CHECK, null)],
      ['may be changed without the gate’s check'],
    ],
    ['with a check by any App and by one', [...MAIN, required(CHECK, null)], []],
    [
      'without anything',
      [],
      [
        'may be deleted',
        'may be rewritten',
        'may be changed without a pull request',
        'may be moved by everybody with write access',
        'may be changed without the gate’s check',
      ],
    ],
  ])('%s', (_, rules, gaps) => {
    expect(protectionGaps('main', rules, CHECK)).toEqual(gaps);
  });
});

describe('the ledger', () => {
  it.each([
    ['with all of it', LEDGER, []],
    [
      'that everybody writes',
      LEDGER.filter(({ type }) => type !== 'update'),
      ['may be written by everybody with write access'],
    ],
    ['that may be rewritten', LEDGER.filter(({ type }) => type !== 'non_fast_forward'), ['may be rewritten']],
    ['that may be deleted', LEDGER.filter(({ type }) => type !== 'deletion'), ['may be deleted']],
  ])('%s', (_, rules, gaps) => {
    expect(protectionGaps('ledger', rules, CHECK)).toEqual(gaps);
  });
});
