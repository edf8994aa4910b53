// What is recorded without evidence against the evidence of the ending: one difference a row.
import { describe, expect, it } from 'vitest';
import { peopleDifferences, proposalDifferences, sameBytesSameAction } from '../../../scripts/core/audit/proposals.ts';
import type { Digest } from '../../../scripts/core/facts.ts';
import type { ActionProposed, Indexed } from '../../../scripts/core/records.ts';
import type { PullSnapshot } from '../../../scripts/core/record-parts.ts';
import { realPolicy } from '../real-policy.ts';
import { DIGEST, historyOf, said, type Sketch } from './situation.ts';

const POLICY = realPolicy();
const [automation] = POLICY.automations.values();
const opener = { id: automation?.account ?? 0, login: 'bot', type: 'Bot' };
const pull = { number: 7, opener, openedAt: '2026-11-20T10:00:00Z' } as PullSnapshot; // all that is read of it
const fair = { opener, openedAt: pull.openedAt, automation: automation?.id ?? '', deadline: '2026-11-20T14:00:00Z' };

function differences(over: object, evidence = pull): readonly string[] {
  const [known] = historyOf({ type: 'action-denied' }).known;
  const proposed = { type: 'action-proposed', at: '2026-11-20T10:01:00Z', index: 3, ...fair, ...over };
  return known === undefined
    ? ['no record']
    : said(proposalDifferences(known, { pull: evidence }, proposed as unknown as Indexed<ActionProposed>, POLICY));
}

describe('a proposal', () => {
  it('that tells what its evidence tells is fine', () => {
    expect(differences({})).toEqual([]);
    const stranger = { id: 1, login: 'x', type: 'User' } as const;
    expect(differences({ opener: stranger, automation: null }, { ...pull, opener: stranger })).toEqual([]);
  });

  it.each([
    ['another opener', { opener: { ...opener, id: 9 } }, 'gives opener'],
    [
      'another opening',
      { openedAt: '2026-11-20T09:00:00Z' },
      'gives openedAt "2026-11-20T10:00:00Z", and the proposal in record 2026/3 says "2026-11-20T09:00:00Z".',
    ],
    ['another automation', { automation: 'x' }, 'gives automation'],
    ['no automation', { automation: null }, 'says null'],
    ['a later deadline', { deadline: '2026-11-21T14:00:00Z' }, 'gives deadline "2026-11-20T14:00:00Z"'],
  ])('with %s is told', (_name, over, words) => {
    const told = differences(over);
    expect(told).toEqual([expect.stringContaining(words)]);
    expect(told).toEqual([expect.stringContaining('2026/0 proposal-differs Its evidence gives ')]);
  });
});

describe('the people of a proposal', () => {
  const people = { requester: null, technician: 'tess', approvers: ['lena'], standIns: ['nina'] };
  const differ = (over: object, digest: typeof DIGEST | null = DIGEST): readonly string[] => {
    const [known] = historyOf({ type: 'action-denied' }).known;
    const proposed = { type: 'action-proposed', at: '2026-11-20T10:01:00Z', index: 3, ...people, ...over };
    const whole = { ...proposed, action: { digest: DIGEST } } as unknown as Indexed<ActionProposed>;
    return known === undefined ? ['no record'] : said(peopleDifferences(known, people, digest as Digest | null, whole));
  };

  it('are those of the file that was decided on, where it was proposed over the same bytes', () => {
    expect(differ({})).toEqual([]);
    expect(differ({ approvers: ['olga'] }, null)).toEqual([]);
    const told = 'The file gives approvers ["lena"], and the proposal in record 2026/3 says ["olga"].';
    expect(differ({ approvers: ['olga'] })).toEqual([`2026/0 proposal-differs ${told}`]);
  });

  it.each([
    ['requester', 'tess'],
    ['technician', null],
    ['standIns', []],
  ])('are told where the %s differs', (name, value) => {
    expect(differ({ [name]: value })[0]).toContain(`2026/0 proposal-differs The file gives ${name} `);
  });
});

describe('the action of a record without evidence', () => {
  const targets = [{ client: 'acme', device: '4711', name: 'ACME-FS01' }];
  const names = { id: 'A1', path: 'actions-queue/2026/11/A1.yaml', digest: DIGEST, payload: DIGEST };
  const action = { ...names, operation: 'ninjarmm/isolate-endpoint', targets, portfolio: false, parameters: {} };
  const proposed: Sketch = { type: 'action-proposed', pull: 7, action };
  const denied: Sketch = { type: 'action-denied', decidedAt: '2026-11-20T13:00:00Z', pull: { number: 7 }, action };
  const deferred = (over: object): Sketch => ({ type: 'action-deferred', pull: 7, action: { ...action, ...over } });
  const otherFile = `sha256:${'1'.repeat(64)}`;

  it.each<[string, readonly Sketch[]]>([
    ['is that of the decision', [proposed, deferred({}), denied]],
    ['is that of the proposal, where nobody decided', [proposed, deferred({})]],
    ['may be another, where another file was pushed', [proposed, deferred({ digest: otherFile, id: 'A2' }), denied]],
    ['may be missing', [proposed, { type: 'action-withdrawn', pull: 7, action: null }]],
    [
      'is none in what names no action',
      [
        { type: 'contact-attempted', pull: 7 },
        { type: 'gate-failure', action: null },
      ],
    ],
    ['a refusal of what nobody could read', [{ ...denied, type: 'action-refused', action: null }, proposed]],
  ])('%s', (_, sketches) => {
    expect(sameBytesSameAction(historyOf(...sketches))).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['id', { id: 'A2' }, 'id "A1", and this record says "A2".'],
    ['place', { path: 'x.yaml' }, 'path "actions-queue/2026/11/A1.yaml", and this record says "x.yaml".'],
    ['payload', { payload: otherFile }, `payload "${DIGEST}", and this record says "${otherFile}".`],
    [
      'operation',
      { operation: 'ninjarmm/x' },
      'operation "ninjarmm/isolate-endpoint", and this record says "ninjarmm/x".',
    ],
    ['targets', { targets: [] }, `targets ${JSON.stringify(targets)}, and this record says [].`],
    ['portfolio', { portfolio: true }, 'portfolio false, and this record says true.'],
    ['parameters', { parameters: { a: 1 } }, 'parameters {}, and this record says {"a":1}.'],
  ])('with another %s is told', (_, over, words) => {
    const told = `proposal-differs By record 2026/2 the same file gives ${words}`;
    expect(said(sameBytesSameAction(historyOf(proposed, deferred(over), denied)))).toEqual([`2026/1 ${told}`]);
    const alone = sameBytesSameAction(historyOf(proposed, { ...deferred(over), type: 'action-withdrawn' }));
    expect(said(alone)).toEqual([`2026/1 ${told.replace('2026/2', '2026/0')}`]);
  });

  const other = { ...proposed, action: { ...action, id: 'A2' } };
  const gives = (by: number, was: string, is: string): string =>
    `proposal-differs By record 2026/${by} the same file gives id "${was}", and this record says "${is}".`;
  it.each<[string, readonly Sketch[], string]>([
    ['the decision, where nobody had proposed it', [denied, deferred({ id: 'A2' })], `2026/1 ${gives(0, 'A1', 'A2')}`],
    ['the decision, where it was proposed after that', [denied, other], `2026/1 ${gives(0, 'A1', 'A2')}`],
    ['the first of two proposals', [proposed, other], `2026/1 ${gives(0, 'A1', 'A2')}`],
    [
      'the proposal, where others spoke of it before',
      [deferred({ id: 'A2' }), proposed],
      `2026/0 ${gives(1, 'A1', 'A2')}`,
    ],
  ])('is held against %s', (_, sketches, sentence) => {
    expect(said(sameBytesSameAction(historyOf(...sketches)))).toEqual([sentence]);
  });

  it('that was decided is what counts, against the proposal too', () => {
    const [remark, ...more] = sameBytesSameAction(
      historyOf({ ...proposed, action: { ...action, id: 'A0' } }, denied, {
        ...denied,
        action: { ...action, id: 'A3' },
      }),
    );
    expect([remark?.record, remark?.sentence, more]).toEqual([
      '2026/0',
      'By record 2026/1 the same file gives id "A1", and this record says "A0".',
      [],
    ]);
  });
});
