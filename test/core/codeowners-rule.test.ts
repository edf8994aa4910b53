// The gate and the owners file on the base branch: one file, as the policy gives it, without mistakes, with the approvers in it.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../scripts/core/canonical.ts';
import { codeownersText } from '../../scripts/core/codeowners-file.ts';
import { codeownersRefusals } from '../../scripts/core/codeowners-rule.ts';
import { decide } from '../../scripts/core/decide.ts';
import type { CodeownersFacts } from '../../scripts/core/facts.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import type { ChangedFile } from '../../scripts/core/facts.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import { basePolicy, situation, withPerson } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';
import { likely } from './situations.ts';

function asGenerated(policy: Policy): CodeownersFacts {
  return { digest: sha256(codeownersText(policy)), others: [], errors: [] };
}

const GOOD = asGenerated(basePolicy());

function inputWith(codeowners: CodeownersFacts | null, over: Differences = {}): GateInput {
  return situation({ ...over, pull: { ...over.pull, codeowners } });
}

const said = (input: GateInput): readonly string[] =>
  codeownersRefusals(input).map(({ code, fact, remedy }) => `${code}: ${fact} ${remedy}`);

describe('the owners file on the base branch', () => {
  it('that is as it has to be gives no reason to refuse', () => {
    const input = inputWith(GOOD);
    expect(said(input)).toEqual([]);
    expect(decide(input)).toMatchObject({ state: 'waiting', unreadable: [], refusals: [] });
  });

  it.each<[string, Partial<CodeownersFacts>, string]>([
    [
      'missing',
      { digest: null },
      'codeowners-differs: .github/CODEOWNERS on main is missing. Run `countersign codeowners --write` and bring the file in a request of its own.',
    ],
    [
      'another',
      { digest: sha256('* @sam\n') },
      'codeowners-differs: .github/CODEOWNERS on main is not what the policy there gives. Run `countersign codeowners --write` and bring the file in a request of its own.',
    ],
    [
      'one with a mistake, which is told once however many there are',
      { errors: ['Unknown owner on line 4: make sure @sam has write access', 'Unknown owner on line 5: …'] },
      'codeowners-error: The code host finds a mistake in .github/CODEOWNERS: Unknown owner on line 4: make sure @sam has write access. Give everybody named there write access, or take who has left out of policies/people.yaml.',
    ],
    [
      'shadowed',
      { others: ['CODEOWNERS', 'docs/CODEOWNERS'] },
      'codeowners-shadowed: There is a second CODEOWNERS file on main: CODEOWNERS and docs/CODEOWNERS. Remove it: only .github/CODEOWNERS counts.',
    ],
  ])('refuses every request when it is %s', (_, over, sentence) => {
    const input = inputWith({ ...GOOD, ...over });
    expect(said(input)).toEqual([sentence]);
    expect(decide(input).state).toBe('refused');
  });

  it.each<[string, CodeownersFacts | null]>([
    ['could not be read', null],
    ['could not be looked through by the code host', { ...GOOD, errors: null }],
  ])('keeps a request waiting when it %s, whoever approves', (_, facts) => {
    const verdict = decide(inputWith(facts));
    expect(verdict.state).toBe('waiting');
    expect(verdict.summary).toBe('Waiting: who owns which files could not be read completely, so nothing is approved.');
  });

  it('is nothing to a decision that was recorded before it was looked at', () => {
    const { codeowners: _, ...pull } = situation().pull;
    expect(codeownersRefusals({ ...situation(), pull })).toEqual([]);
  });
});

describe('whoever is named', () => {
  it.each<[string, Differences, readonly string[]]>([
    ['may approve an action', { action: { approvers: ['lena', 'sam'], standIns: [] } }, []],
    [
      'and holds no role of its rows is told, with the first path',
      { action: { approvers: ['lena', 'rita'], standIns: ['exa'] } },
      [
        'approver-not-owner: Rita Rossi and Exa Eriksen are named and not among the owners of actions-queue/2026/11/act-1.yaml. Name people who are active and in a role for this kind of change.',
      ],
    ],
    ['and is in no roster is told elsewhere', { action: { approvers: ['lena', 'nobody'] } }, []],
    [
      'is of no account where the changed files could not be read',
      { action: { approvers: ['rita'] }, pull: { files: null } },
      [],
    ],
  ])('%s', (_, over, expected) => {
    expect(said(inputWith(GOOD, over))).toEqual(expected);
  });

  it('and has left is no owner any more', () => {
    const policy = withPerson('lena', { active: false });
    expect(said(inputWith(asGenerated(policy), { policy }))).toEqual([
      expect.stringMatching(/^approver-not-owner: Lena Brandt is named/),
    ]);
  });

  it('owns nothing in a file that could not be read as one', () => {
    const policy = withPerson('lena', { login: 'le na' });
    expect(said(inputWith(asGenerated(policy), { policy }))).toEqual([expect.stringMatching(/^approver-not-owner/)]);
  });
});

describe('a request that mends it', () => {
  const changed = (path: string): ChangedFile => ({ path, status: 'modified', mode: '100644' });
  const nobody = { action: null, approvers: [], standIns: [] };
  it.each<[string, 'policy' | 'code' | 'action', string, Partial<CodeownersFacts>, readonly string[]]>([
    ['by bringing the file', 'policy', '.github/CODEOWNERS', { digest: null }, []],
    ['by bringing the file without the mistake', 'policy', '.github/CODEOWNERS', { errors: ['a mistake'] }, []],
    ['by removing the second one', 'code', 'CODEOWNERS', { others: ['CODEOWNERS'] }, []],
    [
      'but not the second one',
      'policy',
      '.github/CODEOWNERS',
      { others: ['docs/CODEOWNERS'] },
      ['codeowners-shadowed'],
    ],
    ['but changes only the policy', 'policy', 'policies/people.yaml', { digest: null }, ['codeowners-differs']],
    ['but is an action as well', 'action', '.github/CODEOWNERS', { digest: null }, ['codeowners-differs']],
  ])('%s (%s)', (_, kind, path, over, expected) => {
    const input = inputWith({ ...GOOD, ...over }, { proposal: { kind, ...nobody }, pull: { files: [changed(path)] } });
    expect(codeownersRefusals(input).map(({ code }) => code)).toEqual(expected);
  });
});

it('a request whose files could not be read mends nothing', () => {
  const over: Differences = { proposal: { kind: 'policy', action: null, approvers: [] }, pull: { files: null } };
  expect(said(inputWith({ ...GOOD, digest: null }, over))).toEqual([expect.stringMatching(/^codeowners-differs/)]);
});

describe('never', () => {
  const bad = fc.constantFrom<CodeownersFacts | null>(
    null,
    { ...GOOD, digest: null },
    { ...GOOD, digest: sha256('') },
    { ...GOOD, others: ['CODEOWNERS'] },
    { ...GOOD, errors: ['x'] },
    { ...GOOD, errors: null },
  );
  it('is anything approved or passed while the file is not as it has to be', () => {
    fc.assert(
      fc.property(likely, bad, (input, codeowners) => {
        const { state } = decide({ ...input, pull: { ...input.pull, codeowners } });
        expect(['approved', 'auto']).not.toContain(state);
      }),
    );
  });
});
