// Broken glasses on the ledger and in files: who has reviewed one, and what is written where.
import { describe, expect, it } from 'vitest';
import { glassFacts, isReviewed } from '../../scripts/core/break-glass.ts';
import { actionPath, parseAction, writeAction } from '../../scripts/core/action-file.ts';
import { failureStates } from '../../scripts/core/gate-failures.ts';
import { policyDifferences } from '../../scripts/core/policy-difference.ts';
import { baseAction, HOUR } from '../fixtures/situation.ts';
import { historyOf } from './audit/situation.ts';
import type { Sketch } from './audit/situation.ts';
import { filesWith, realPolicy, refusals } from './real-policy.ts';

const WHY = 'It is spreading, and nobody answers.';
const PAYLOAD = `sha256:${'1'.repeat(64)}` as const;

describe('on the ledger', () => {
  const action = { id: 'A1', payload: PAYLOAD };
  const failure: Sketch = {
    type: 'gate-failure',
    kind: 'break-glass',
    reportedBy: 'olga',
    action,
    remediation: null,
    how: 'x',
    detectedBy: 'gate',
  };
  const filed = (...people: readonly string[]): Sketch => {
    return {
      type: 'gate-event-filed',
      event: 'e',
      records: ['2026/0'],
      approvals: people.map((person) => ({ person })),
    };
  };
  const recordsOf = (...sketches: readonly Sketch[]) => historyOf(...sketches).known.map(({ record }) => record);

  it.each<[string, readonly Sketch[], boolean]>([
    ['nobody', [failure], false],
    ['two others', [failure, filed('sam', 'rita')], true],
    ['themselves and another, whatever the event says', [failure, filed('olga', 'rita')], false],
  ])('it is reviewed by %s', (_name, sketches, reviewed) => {
    const records = recordsOf(...sketches);
    expect(glassFacts(records)).toEqual([
      { person: 'olga', action: 'A1', payload: PAYLOAD, record: '2026/0', reviewed },
    ]);
    expect(failureStates(records).map(isReviewed)).toEqual([reviewed]);
  });

  it.each<[string, Sketch]>([
    ['another kind', { ...failure, kind: 'other' }],
    ['no person', { ...failure, reportedBy: null }],
    ['no action', { ...failure, action: null }],
  ])('a gate failure with %s is none', (_name, sketch) => {
    expect(glassFacts(recordsOf(sketch))).toEqual([]);
  });
});

describe('the files', () => {
  it('of an action keep the reason as it was written', () => {
    const written = baseAction({
      id: '01KAG8Z5C0000000000000000A',
      breakGlass: WHY,
      targets: [{ client: 'acme', kind: 'device', id: '4711', name: 'A' }],
    });
    const { action, problems } = parseAction(
      Buffer.from(writeAction({ ...written, operation: 'x/y' })),
      actionPath(written.id),
      realPolicy(),
    );
    expect(problems).toEqual([]);
    expect(action?.breakGlass).toBe(WHY);
  });

  it('of the policy name people that there are', () => {
    const wrong = filesWith(['policies/standard.yaml', 'people: [olga, sam]', 'people: [olga, sem]']);
    expect(refusals(wrong)).toEqual([expect.stringMatching(/^person-unknown: .*the person "sem" does not exist/)]);
    expect(realPolicy().standard.breakGlass).toEqual({ people: ['olga', 'sam'], reviewWithin: 24 * HOUR });
    const { breakGlass: _gone, ...standard } = realPolicy().standard;
    expect(
      refusals(
        filesWith([
          'policies/standard.yaml',
          /^breakGlass:.*\n.*\n.*\n/m.exec(filesWith().get('policies/standard.yaml') ?? '')?.[0] ?? '',
          '',
        ]),
      ),
    ).toEqual([]);
    expect(policyDifferences({ ...realPolicy(), standard }, realPolicy())).toEqual([
      'The list of people who may break the glass gains olga and sam.',
    ]);
    expect(policyDifferences(realPolicy(), { ...realPolicy(), standard })).toEqual([
      'The list of people who may break the glass loses olga and sam.',
    ]);
  });
});
