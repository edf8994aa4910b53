// What a request without an action brings, read from its files and held against the whole policy as the merge would leave it.
import { describe, expect, it } from 'vitest';
import { codeownersText } from '../scripts/core/codeowners-file.ts';
import { sha256 } from '../scripts/core/canonical.ts';
import { parsePolicy } from '../scripts/core/policy.ts';
import { readProposal } from '../scripts/proposals.ts';
import { EXCEPTION, filesWith } from './core/real-policy.ts';
import { BASE, HEAD, OWNERS, POLICY, readChanged as read, repositoryWith } from './fixtures/proposal-repository.ts';
import type { Texts } from './fixtures/proposal-repository.ts';
import { basePull } from './fixtures/situation.ts';

const PEOPLE = 'policies/people.yaml';

function people(from: string, to: string): string {
  return filesWith([PEOPLE, from, to]).get(PEOPLE) ?? '';
}

function ownersWith(text: string): string {
  const parsed = parsePolicy(new Map([...filesWith(), [PEOPLE, text]]));
  if (!parsed.ok) throw new Error('the changed roster cannot be used');
  return codeownersText(parsed.policy);
}

const PROMOTED = people('roles: [team-lead], lead: oscar', 'roles: [team-lead, operations-owner], lead: oscar');
const PATH = 'exceptions/drill.yaml';

describe('a change of the policy', () => {
  it('is named by the matrix of the base, and says what it means', async () => {
    const { proposal, fields, files, digest } = await read(
      'policy',
      { [PEOPLE]: PROMOTED, [OWNERS]: ownersWith(PROMOTED) },
      { [PEOPLE]: 'modified', [OWNERS]: 'modified' },
    );
    expect(proposal).toMatchObject({
      kind: 'policy',
      id: 'policy-7',
      namedBy: 'matrix',
      approvers: ['sam', 'sven', 'olga', 'oscar'],
      problems: [],
      brings: ['Liam Lowe gains operations-owner.'],
    });
    expect(proposal.payload).toBe(digest);
    expect(files).toEqual([
      { path: OWNERS, status: 'modified', digest: sha256(ownersWith(PROMOTED)) },
      { path: PEOPLE, status: 'modified', digest: sha256(PROMOTED) },
    ]);
    expect(fields).toMatchObject({ type: 'policy-changed', change: 'policy', version: { from: '1.0', to: '1.0' } });
  });

  const DIFFERS = `With this change ${OWNERS} would not be what the policy gives.`;
  it.each<readonly [string, Texts, Texts | undefined, readonly string[]]>([
    ['leaves the owners behind', { [PEOPLE]: PROMOTED }, undefined, [DIFFERS]],
    ['writes owners of its own', { [OWNERS]: '* @tess-northwind\n' }, undefined, [DIFFERS]],
    ['removes the owners', { [OWNERS]: null }, undefined, [DIFFERS]],
    ['brings the owners that were missing', { [OWNERS]: codeownersText(POLICY) }, {}, []],
    ['has nothing to do with owners', { 'policies/README.md': 'More.\n' }, undefined, []],
    ['comes where there are no owners yet', { 'policies/README.md': 'More.\n' }, {}, []],
    ['brings other owners where there are none yet', { [OWNERS]: '* @tess-northwind\n' }, {}, [DIFFERS]],
  ])('that %s is judged', async (_name, changes, base, facts) => {
    const { proposal } = await read('policy', changes, {}, base);
    expect(proposal.problems.map(({ fact }) => fact)).toEqual(facts);
    for (const { code } of proposal.problems) expect(code).toBe('codeowners-differs');
  });

  it('that could not be used is refused with the first reasons', async () => {
    const { proposal } = await read('policy', {
      [PEOPLE]: people('lead: lena }\n  - { id: tomas', 'lead: lina }\n  - { id: tomas'),
    });
    expect(proposal.problems).toMatchObject([{ code: 'policy-invalid' }]);
    expect(proposal.problems[0]?.fact).toContain('policies/people.yaml:4');
    const gone = await read('policy', { [PEOPLE]: null });
    expect(gone.proposal.problems[0]?.fact).toContain('the file is missing');
    const misspelt = await read('policy', { 'policies/People.YAML': 'people:\n' });
    expect(misspelt.proposal.problems[0]?.fact).toContain('no file of this name belongs to the policy');
    const many = people(
      'roles: [technician], lead: lena }\n  - { id: tomas',
      'roles: [a, b, c, d], lead: lena }\n  - { id: tomas',
    );
    expect((await read('policy', { [PEOPLE]: many })).proposal.problems[0]?.fact).toContain('And 1 more.');
  });
});

describe('controls.yaml, which no decision reads', () => {
  const CONTROLS = 'policies/controls.yaml';
  const broken = { [CONTROLS]: 'controls: [' };
  const owned = { [OWNERS]: codeownersText(POLICY) };

  it('is judged where a change of the policy breaks it, or leaves it broken', async () => {
    const breaks = await read('policy', broken, { [CONTROLS]: 'modified' });
    expect(breaks.proposal.problems).toMatchObject([{ code: 'policy-invalid' }]);
    expect(breaks.proposal.problems[0]?.fact).toContain(CONTROLS);
    const leaves = await read('policy', { 'policies/clients.yaml': 'clients: []\n' }, {}, { ...owned, ...broken });
    expect(leaves.proposal.problems[0]?.fact).toContain(CONTROLS);
    const removes = await read('policy', { [CONTROLS]: null });
    expect(removes.proposal.problems[0]?.fact).toContain('the file is missing');
  });

  it('keeps nothing else from being judged', async () => {
    const { proposal } = await read('exception', { [PATH]: EXCEPTION }, {}, { ...owned, ...broken });
    expect(proposal.problems).toEqual([]);
  });
});

describe('a change of the code', () => {
  it('is every file, and two people are asked', async () => {
    const { proposal, fields, files } = await read('code', { 'scripts/b.ts': 'b\n', 'scripts/a.ts': null });
    expect(proposal).toMatchObject({
      kind: 'code',
      id: 'code-7',
      approvers: ['sam', 'sven', 'olga', 'oscar'],
      brings: [],
    });
    expect(files).toEqual([
      { path: 'scripts/a.ts', status: 'removed', digest: null },
      { path: 'scripts/b.ts', status: 'added', digest: sha256('b\n') },
    ]);
    expect(fields).toMatchObject({ change: 'code', files });
  });

  it('whose files could not be read has no digest', async () => {
    const pull = basePull({ head: HEAD, files: null });
    const { proposal, digest } = await readProposal('code', pull, { commit: BASE, policy: POLICY }, repositoryWith({}));
    expect(digest).toBeNull();
    expect(proposal.payload).toBeNull();
    const review = await readProposal('review', pull, { commit: BASE, policy: POLICY }, repositoryWith({}));
    expect(review.proposal.problems).toEqual([]);
  });
});

describe('an exception', () => {
  it('says what it opens, for whom, and what its record will say', async () => {
    const { proposal, fields, bytes } = await read('exception', { [PATH]: EXCEPTION });
    expect(proposal).toMatchObject({
      kind: 'exception',
      id: 'drill',
      path: PATH,
      requester: 'tess',
      approvers: ['sam', 'rita'],
      problems: [],
    });
    expect(proposal.brings).toEqual([
      'ninjarmm/isolate-endpoint for acme: the gate auto-and-log instead of the one in the action table.',
      'From 2026-12-01 until 2026-12-08, each from midnight on (Europe/London).',
      'Why: The drill.',
      'Meanwhile: Only lab devices.',
    ]);
    expect(fields).toEqual({
      type: 'exception-approved',
      exception: 'drill',
      path: PATH,
      digest: sha256(EXCEPTION),
      requestor: 'tess',
      terms: {
        operations: ['ninjarmm/isolate-endpoint'],
        clients: ['acme'],
        gate: 'auto-and-log',
        from: '2026-12-01',
        expires: '2026-12-08',
        zone: 'Europe/London',
      },
    });
    const endless = await read('exception', { [PATH]: EXCEPTION.replace('expires: 2026-12-08\n', '') });
    expect(endless.fields).not.toHaveProperty('terms');
    expect(bytes?.toString()).toBe(EXCEPTION);
  });

  it.each([
    ['no end', EXCEPTION.replace('expires: 2026-12-08\n', ''), 'exception-permanent'],
    ['an approver who asked for it', EXCEPTION.replace('[sam, rita]', '[sam, tess]'), 'policy-invalid'],
    ['no form', 'id: drill\n', 'schema-invalid'],
  ])('with %s is refused', async (_name, text, code) => {
    const { proposal } = await read('exception', { [PATH]: text });
    expect(proposal.problems[0]?.code).toBe(code);
  });

  it('that comes with anything else is refused for that alone, whatever the rest would do', async () => {
    const { proposal } = await read('exception', { [PATH]: EXCEPTION, [PEOPLE]: 'people: [' });
    expect(proposal).toMatchObject({ id: 'drill', problems: [] });
    const mixed = await read('policy', { [PEOPLE]: 'people: [', 'scripts/a.ts': 'a\n' });
    expect(mixed.proposal.problems).toEqual([]);
  });

  it('that only takes a file away brings none', async () => {
    const { proposal, fields } = await read('exception', { [PATH]: null, 'exceptions/other.yaml': null });
    expect(proposal).toMatchObject({ path: 'exceptions/', problems: [] });
    expect(fields).toBeNull();
  });
});

describe('a gate event', () => {
  const EVENT = 'exceptions/gate-failures/fs01.yaml';
  const text = (remediation: string) => `id: fs01
title: A patch ran
kind: gate-failure
date: 2026-11-19T08:30:00Z
action: deploy-patches
target: ACME-FS01
bypass: By hand.
detectedBy: the comparison
reportedBy: tess
automation: null
records: [2026/17]
approvers: [sam, rita]
remediation: ${remediation}
`;
  const done = text('{ text: Mended., by: tomas, completed: 2026-11-19, configurationChange: null }');

  it('is a report where it is new, and a remediation where it was there', async () => {
    const filed = await read('gate-event', { [EVENT]: text('null') });
    expect(filed.proposal).toMatchObject({ id: 'fs01', requester: 'tess', technician: null, problems: [] });
    expect(filed.proposal.brings).toContain('It tells of the gate failures 2026/17 in the ledger.');
    expect(filed.fields).toMatchObject({ type: 'gate-event-filed', event: 'fs01', records: ['2026/17'] });
    expect(filed.proposal.tellsOf).toEqual(['2026/17']);
    const closed = await read('gate-event', { [EVENT]: done }, { [EVENT]: 'modified' }, { [EVENT]: text('null') });
    expect(closed.proposal).toMatchObject({ technician: 'tomas', requester: 'tess', problems: [] });
    expect(closed.proposal.brings).toContain('Remediation, completed on 2026-11-19: Mended.');
    expect(closed.fields).toMatchObject({ type: 'gate-failure-remediated', event: 'fs01', remediation: 'Mended.' });
  });

  it('is refused where it is neither', async () => {
    expect((await read('gate-event', { [EVENT]: done })).proposal.problems).toMatchObject([
      { code: 'gate-event-changed' },
    ]);
    const other = await read('gate-event', { [EVENT]: done }, { [EVENT]: 'modified' });
    expect(other.proposal.problems).toMatchObject([{ code: 'gate-event-changed' }]);
    expect((await read('gate-event', { [EVENT]: 'id: fs01\n' })).proposal.problems[0]?.code).toBe('schema-invalid');
  });
});
