// A dry run reads the draft's own platform and nothing else of the action table, and still refuses what it cannot read.
import { describe, expect, it } from 'vitest';
import { policyForDraft } from '../../scripts/core/policy-for-draft.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { filesWith, realPolicy } from './real-policy.ts';

const WINDOW = 'policies/windows/acme-2026-12-patches.yaml';

describe('the policy for a draft', () => {
  it('has the operations of its platform as the whole policy has them, and no others', () => {
    const read = policyForDraft(filesWith(), 'ninjarmm/isolate-endpoint');
    if (!read.ok) throw new Error(read.problems.map(sentence).join('\n'));
    const whole = [...realPolicy().operations].filter(([id]) => id.startsWith('ninjarmm/'));
    expect([...read.policy.operations]).toEqual(whole);
    expect([...read.policy.people.keys()]).toEqual([...realPolicy().people.keys()]);
    expect([...read.policy.windows.keys()]).toEqual(['acme-2026-12-patches']);
  });

  it.each([
    ['aws/repair-public-bucket', true],
    ['nowhere/isolate-endpoint', false],
    ['ninjarmm', false],
    ['', false],
  ])('knows "%s": %s', (operation, known) => {
    const read = policyForDraft(filesWith(), operation);
    expect(read.ok && read.policy.operations.has(operation)).toBe(known);
    expect(read.ok).toBe(true);
  });

  it('is not held up by another platform, and is by anything else that cannot be read, in the order of the files', () => {
    const broken = filesWith([WINDOW, 'clients: [acme]', 'clients: []'])
      .set('policies/actions/aws.yaml', '[')
      .set('policies/actions/ninjarmm.yaml', 'a: 1\na: 2');
    const read = policyForDraft(broken, 'ninjarmm/isolate-endpoint');
    expect(read.ok ? [] : read.problems.map(sentence)).toEqual([
      'policies/actions/ninjarmm.yaml:2:1 the key "a" stands twice in the same map. Keep one of them.',
      `${WINDOW}:6:10 "clients" has too few entries (at least 1). Correct it; policies/schemas/window.json describes it.`,
    ]);
  });

  it.each([
    [
      'zone: Europe/London',
      'zone: Europe/Londen',
      '7:7 the time zone "Europe/Londen" does not exist. Write an IANA name, for example Europe/London.',
    ],
    [
      'from: 2026-12-12T22:00',
      'from: 2026-02-30T22:00',
      '8:7 the time "2026-02-30T22:00" does not exist. Correct the day or the hour.',
    ],
  ])('is none where a time cannot be resolved: %j → %j', (from, to, words) => {
    const read = policyForDraft(filesWith([WINDOW, from, to]), 'ninjarmm/isolate-endpoint');
    expect(read.ok ? [] : read.problems.map(sentence)).toEqual([`${WINDOW}:${words}`]);
  });

  it('is none where a file is missing', () => {
    const files = filesWith();
    files.delete('policies/people.yaml');
    const read = policyForDraft(files, 'ninjarmm/isolate-endpoint');
    expect(read.ok ? [] : read.problems.map(sentence)).toEqual([
      'policies/people.yaml:1:1 the file is missing. Restore it.',
    ]);
  });
});
