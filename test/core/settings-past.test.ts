// The past: which versions, moves and bypasses are weakenings, and which are how the rules are meant.
import { describe, expect, it } from 'vitest';
import { pastFindings } from '../../scripts/core/settings-past.ts';
import type { Bypass, Move, Past, PastContext, RulesetVersion } from '../../scripts/core/settings-past.ts';
import type { Json, Reading } from '../../scripts/core/settings-model.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const known = <T>(value: T): Reading<T> => ({ known: true, value });
const unread: Reading<never> = { known: false, why: 'The forge answered 403.' };

const CONTEXT: PastContext = {
  wanted: new Map<string, Json>([['ruleset/main-core', { enforcement: 'active', target: 'branch' }]]),
  gate: { id: 71, slug: 'gate' },
  merge: { id: 72, slug: 'merge' },
  defaultBranch: 'main',
  since: NOW - 24 * HOUR,
  founded: false,
  now: NOW,
};
const QUIET: Past = { versions: new Map(), moves: known([]), bypasses: known([]) };
const version = (number: number, at: number, state: Json): RulesetVersion => ({
  version: number,
  at,
  by: 'account 1',
  state,
});
const GOOD = { enforcement: 'active', target: 'branch' };
const OFF = { enforcement: 'disabled', target: 'branch' };

const said = (past: Partial<Past>, context: Partial<PastContext> = {}): readonly string[] =>
  pastFindings({ ...QUIET, ...past }, { ...CONTEXT, ...context }).weakenings.map((one) => one.sentence);
const versions = (...list: readonly RulesetVersion[]): Partial<Past> => ({
  versions: new Map([['ruleset/main-core', known(list)]]),
});
const move = (over: Partial<Move>): Partial<Past> => ({
  moves: known([{ id: 9, kind: 'push', ref: 'refs/heads/main', at: NOW, by: 'eve', ...over }]),
});
const bypass = (over: Partial<Bypass>): Partial<Past> => ({
  bypasses: known([{ id: 9, ref: 'refs/heads/main', at: NOW, by: 'merge[bot]', failed: ['update'], ...over }]),
});

describe('a ruleset in the past', () => {
  it.each<[string, readonly RulesetVersion[], readonly string[]]>([
    ['always right', [version(1, NOW - 9 * HOUR, GOOD)], []],
    [
      'off and on again',
      [version(1, 0, GOOD), version(2, NOW - 2 * HOUR, OFF), version(3, NOW - HOUR, GOOD)],
      [
        'The ruleset "main-core" was weaker from 2026-11-20T08:00:00Z to 2026-11-20T09:00:00Z, changed by account 1: enforcement was "disabled".',
      ],
    ],
    [
      'off and still off',
      [version(1, 0, GOOD), version(2, NOW - 2 * HOUR, OFF)],
      [
        'The ruleset "main-core" was weaker from 2026-11-20T08:00:00Z to 2026-11-20T10:00:00Z, changed by account 1: enforcement was "disabled".',
      ],
    ],
    [
      'without a field',
      [version(1, 0, GOOD), version(2, NOW - HOUR, { enforcement: 'active' })],
      [
        'The ruleset "main-core" was weaker from 2026-11-20T09:00:00Z to 2026-11-20T10:00:00Z, changed by account 1: target was not there.',
      ],
    ],
    // Nothing was lost: it was made so, and is a difference of today at most.
    ['wrong from the beginning', [version(1, 0, OFF), version(2, NOW - HOUR, GOOD)], []],
    ['off and on before we look', [version(1, 0, GOOD), version(2, HOUR, OFF), version(3, 2 * HOUR, GOOD)], []],
    [
      'weak in one way, then in another',
      [
        version(1, 0, { enforcement: 'active', target: 'tag' }),
        version(2, NOW - HOUR, { enforcement: 'disabled', target: 'tag' }),
      ],
      [
        'The ruleset "main-core" was weaker from 2026-11-20T09:00:00Z to 2026-11-20T10:00:00Z, changed by account 1: enforcement was "disabled".',
      ],
    ],
    ['without any version', [], []],
  ])('is told where it was %s', (_, list, sentences) => {
    expect(said(versions(...list))).toEqual(sentences);
  });

  it('may not be younger than the ledger', () => {
    const list = versions(version(1, NOW - HOUR, GOOD));
    const sentence =
      'The ruleset "main-core" was made only at 2026-11-20T09:00:00Z, by account 1: before that it did not exist.';
    expect(said(list, { founded: true })).toEqual([sentence]);
    expect(said(list, { founded: true, since: NOW - HOUR })).toEqual([]);
  });

  it('that nobody wants is not looked at', () => {
    const list = new Map([['ruleset/other', known([version(1, 0, GOOD)])]]);
    expect(said({ versions: list })).toEqual([]);
  });
});

describe('a move of a ref', () => {
  it.each<[string, Partial<Move>, readonly string[]]>([
    ['main pushed to', {}, ['refs/heads/main was pushed to past a pull request at 2026-11-20T10:00:00Z, by eve.']],
    ['main rewritten', { kind: 'force_push' }, ['refs/heads/main was rewritten at 2026-11-20T10:00:00Z, by eve.']],
    [
      'main deleted by nobody',
      { kind: 'branch_deletion', by: null },
      ['refs/heads/main was deleted at 2026-11-20T10:00:00Z, by an account that is gone.'],
    ],
    [
      'main merged into by hand',
      { kind: 'pr_merge' },
      ['refs/heads/main was merged into past the merge App at 2026-11-20T10:00:00Z, by eve.'],
    ],
    [
      'main merged into by the gate',
      { kind: 'pr_merge', by: 'gate[bot]' },
      ['refs/heads/main was merged into past the merge App at 2026-11-20T10:00:00Z, by gate[bot].'],
    ],
    [
      'main merged into by a person named like the App',
      { kind: 'pr_merge', by: 'merge' },
      ['refs/heads/main was merged into past the merge App at 2026-11-20T10:00:00Z, by merge.'],
    ],
    ['main merged into by the merge App', { kind: 'pr_merge', by: 'merge[bot]' }, []],
    ['main created', { kind: 'branch_creation' }, []],
    [
      'the ledger rewritten by its keeper',
      { kind: 'force_push', ref: 'refs/heads/ledger/2026', by: 'merge[bot]' },
      ['refs/heads/ledger/2026 was rewritten at 2026-11-20T10:00:00Z, by merge[bot].'],
    ],
    [
      'sealed parts rewritten by their keeper',
      { kind: 'force_push', ref: 'refs/heads/sealed/2026', by: 'merge[bot]' },
      [],
    ],
    [
      'sealed parts rewritten by somebody',
      { kind: 'force_push', ref: 'refs/heads/sealed/2026' },
      ['refs/heads/sealed/2026 was rewritten at 2026-11-20T10:00:00Z, by eve.'],
    ],
    ['the ledger written', { ref: 'refs/heads/ledger/2026', by: 'merge[bot]' }, []],
    ['another branch', { kind: 'force_push', ref: 'refs/heads/action/1' }, []],
    ['long ago', { at: 0 }, []],
  ])('is told or not: %s', (_, over, sentences) => {
    expect(said(move(over))).toEqual(sentences);
  });
});

describe('a bypass', () => {
  it.each<[string, Partial<Bypass>, readonly string[]]>([
    ['the merge App past update on main', {}, []],
    [
      'the merge App past more',
      { failed: ['update', 'pull_request'] },
      ['refs/heads/main was changed at 2026-11-20T10:00:00Z by merge[bot], bypassing update, pull_request.'],
    ],
    [
      'the merge App past what is not named',
      { failed: [] },
      [
        'refs/heads/main was changed at 2026-11-20T10:00:00Z by merge[bot], bypassing rules that the forge does not name.',
      ],
    ],
    [
      'the gate on main',
      { by: 'gate[bot]' },
      ['refs/heads/main was changed at 2026-11-20T10:00:00Z by gate[bot], bypassing update.'],
    ],
    [
      'nobody',
      { by: null },
      ['refs/heads/main was changed at 2026-11-20T10:00:00Z by an account that is gone, bypassing update.'],
    ],
    [
      'the merge App elsewhere',
      { ref: 'refs/heads/topic' },
      ['refs/heads/topic was changed at 2026-11-20T10:00:00Z by merge[bot], bypassing update.'],
    ],
    ['a keeper on the ledger', { ref: 'refs/heads/ledger/2026', by: 'gate[bot]', failed: ['creation'] }, []],
    ['a keeper on its tags', { ref: 'refs/tags/ledger/2026/1', failed: ['creation'] }, []],
    [
      'a keeper deleting',
      { ref: 'refs/heads/anchors/2026', failed: ['deletion'] },
      ['refs/heads/anchors/2026 was changed at 2026-11-20T10:00:00Z by merge[bot], bypassing deletion.'],
    ],
    [
      'somebody on the ledger',
      { ref: 'refs/heads/ledger/2026', by: 'eve' },
      ['refs/heads/ledger/2026 was changed at 2026-11-20T10:00:00Z by eve, bypassing update.'],
    ],
    ['long ago', { at: 0, by: 'eve' }, []],
  ])('is told or not: %s', (_, over, sentences) => {
    expect(said(bypass(over))).toEqual(sentences);
  });
});

it('what could not be read is said', () => {
  const past: Past = { versions: new Map([['ruleset/main-core', unread]]), moves: unread, bypasses: unread };
  const { weakenings, unread: findings } = pastFindings(past, CONTEXT);
  expect(weakenings).toEqual([]);
  expect(findings.map((one) => one.sentence)).toEqual([
    'The history of the ruleset "main-core" could not be read, so nobody knows whether protection was weaker: The forge answered 403.',
    'The moves of branches could not be read, so nobody knows whether protection was weaker: The forge answered 403.',
    'The list of bypassed rules could not be read, so nobody knows whether protection was weaker: The forge answered 403.',
  ]);
});
