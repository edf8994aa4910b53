// A record against its decision derived again: equal in every field that decides, whatever the sentences say.
import { describe, expect, it } from 'vitest';
import { type Again, differences, ranInTime } from '../../../scripts/core/audit/decision.ts';
import type { Known } from '../../../scripts/core/audit/history.ts';
import { digestOf } from '../../../scripts/core/canonical.ts';
import { decide } from '../../../scripts/core/decide.ts';
import type { ActionIntended, Indexed } from '../../../scripts/core/records.ts';
import { recordedApprovals, recordedVerdict, referenceTo } from '../../../scripts/core/snapshots.ts';
import { formatInstant } from '../../../scripts/core/time.ts';
import { at, basePolicy, type Differences, HOUR, OPENED, review, situation } from '../../fixtures/situation.ts';
import { historyOf, said } from './situation.ts';

const DIGEST = `sha256:${'d'.repeat(64)}` as const;
const YES = { reviews: [review('lena', 'APPROVED', '10:20')] };
const NO = { reviews: [review('lena', 'CHANGES_REQUESTED', '10:20', { body: 'Not now.' })] };
const WINDOW: Differences = {
  proposal: { kind: 'window', id: 'w-1', action: null, payload: null, approvers: ['olga'] },
  reviews: [review('olga', 'APPROVED', '10:20')],
};
const STRANGER = { reviews: [review('mallory', 'APPROVED', '10:20')], pull: { fork: true } };

function derived(over: Differences = {}): Again {
  const input = situation(over);
  const { kind, id, path } = input.proposal;
  const fields = kind === 'window' ? ({ type: 'window-approved', window: id, path, digest: DIGEST } as const) : null;
  return { input, verdict: decide(input), digest: DIGEST, fields };
}

/** The record that the gate would write of this decision, with a difference. */
function recordOf(type: string, { input, verdict, digest }: Again, over: object = {}): Known {
  const { action, payload, path, id } = input.proposal;
  const { window, exception } = verdict.classification;
  const reference = action === null || payload === null ? null : referenceTo(action, path, DIGEST, payload);
  const { reason, ...denial } = verdict.denial ?? { reason: '', at: 0 };
  const fields = {
    decidedAt: formatInstant(input.now),
    verdict: recordedVerdict(verdict),
    ...(type === 'window-approved' ? { window: id, digest, path } : { action: reference, window, exception }),
    approvals: recordedApprovals(verdict),
    plan: action === null ? null : digestOf(action.plan),
    lapses: formatInstant(verdict.lapses ?? 0),
    ...(type === 'action-denied' ? { denial: { ...denial, at: formatInstant(denial.at) } } : {}),
    reason,
  };
  const [known] = historyOf({ ...fields, type, ...over }).known;
  if (known === undefined) throw new Error('there is one record');
  return known;
}

/** Which parts differ. */
function parts(known: Known, again: Again): readonly (string | undefined)[] {
  return differences(known, again).map(({ sentence }) => /^Its (.+?) cannot be derived/.exec(sentence)?.[1]);
}

describe('a recorded decision', () => {
  it.each([
    ['action-approved', YES],
    ['action-auto', { action: { operation: 'health' } }],
    ['action-denied', NO],
    ['action-expired', { now: OPENED + 5 * HOUR }],
    ['action-refused', STRANGER],
    ['window-approved', WINDOW],
  ])('of the type %s is what its evidence gives', (type, over: Differences) => {
    const again = derived(over);
    expect(differences(recordOf(type, again), again)).toEqual([]);
  });

  it('may word its sentences differently', () => {
    const again = derived(STRANGER);
    const { summary: _, because: __, ...rest } = recordedVerdict(again.verdict);
    const refusals = rest.refusals.map(({ code }) => ({ code, fact: 'Other words.' }));
    const verdict = { ...rest, refusals, summary: 'Other words.', because: [] };
    expect(differences(recordOf('action-refused', again, { verdict }), again)).toEqual([]);
  });

  it.each([
    ['action-approved', YES, { plan: digestOf('other') }, ['plan']],
    ['action-approved', YES, { lapses: '2026-11-21T00:00:00Z' }, ['last moment']],
    ['action-approved', YES, { approvals: [] }, ['approvals']],
    ['action-approved', YES, { exception: 'ex-1' }, ['condition']],
    ['action-approved', YES, { action: null }, ['action']],
    ['action-auto', { action: { operation: 'health' } }, { window: 'w-1' }, ['condition']],
    ['action-auto', { action: { operation: 'health' } }, { plan: digestOf('other') }, ['plan']],
    ['action-denied', NO, { reason: 'Fine.' }, ['denial']],
    ['action-expired', { now: OPENED + 5 * HOUR }, { action: null }, ['action']],
    ['window-approved', WINDOW, { digest: null }, ['change']],
    ['window-approved', WINDOW, { approvals: [] }, ['approvals']],
  ])('of the type %s is told of a change', (type, over: Differences, change, expected) => {
    const again = derived(over);
    expect(parts(recordOf(type, again, change), again)).toEqual(expected);
  });

  it.each([
    'exception-approved',
    'gate-event-filed',
    'gate-failure-remediated',
    'erasure-approved',
    'policy-changed',
    'review-held',
  ] as const)('of the type %s is told of a change', (type) => {
    const again = derived(WINDOW);
    const fields = { ...again.fields, type } as unknown as Again['fields']; // of another kind, as far as it is looked at
    const known = (change: object): Known => recordOf('window-approved', again, { type, ...change });
    expect(parts(known({}), { ...again, fields })).toEqual([]);
    expect(parts(known({ digest: null }), { ...again, fields })).toEqual(['change']);
    expect(parts(known({ approvals: [] }), { ...again, fields })).toEqual(['approvals']);
  });

  it('of a kind that cannot be merged is told with its type', () => {
    const again = derived(WINDOW);
    expect(said(differences(recordOf('window-approved', again), { ...again, fields: null }))).toEqual([
      '2026/0 decision-differs Its change cannot be derived from its evidence: recorded {"type":"window-approved"}, derived null.',
    ]);
  });

  it('says whose reviews were not counted, and by which rule', () => {
    const again = derived(STRANGER);
    const verdict = recordedVerdict(again.verdict);
    const [first] = verdict.notCounted;
    if (first === undefined) throw new Error('there is one review');
    const other = { ...first, account: { ...first.account, id: 1 } };
    for (const notCounted of [[other], [{ ...first, code: 'x' }], []]) {
      expect(parts(recordOf('action-refused', again, { verdict: { ...verdict, notCounted } }), again)).toEqual([
        'verdict',
      ]);
    }
  });

  it('that ended by a denial says whose it was, where it says it at all', () => {
    const no = derived(NO);
    const { record } = recordOf('action-denied', no);
    const denial = record.type === 'action-denied' ? record.denial : null;
    expect(parts(recordOf('action-refused', no), no)).toEqual([]);
    expect(parts(recordOf('action-refused', no, { denial }), no)).toEqual([]);
    expect(parts(recordOf('action-refused', no, { denial: { ...denial, person: 'sam' } }), no)).toEqual(['denial']);
    expect(parts(recordOf('action-refused', derived(STRANGER), { denial }), derived(STRANGER))).toEqual(['denial']);
  });

  it('is told where its evidence leads elsewhere', () => {
    const approved = recordOf('action-approved', derived(YES));
    expect(parts(approved, derived())).toEqual(['verdict', 'approvals', 'last moment']);
    expect(parts(recordOf('action-denied', derived(NO)), derived())).toEqual(['verdict', 'denial']);
    expect(parts(approved, { ...derived(YES), digest: null })).toEqual(['action']);
    expect(parts(approved, derived({ ...YES, proposal: { payload: null } }))).toContain('action');
    expect(parts(approved, derived({ ...YES, proposal: { action: null } }))).toContain('plan');
  });

  it('is quoted in the finding, and cut where it is long', () => {
    const again = derived({ action: { operation: 'health' } });
    const change = { window: 'w'.repeat(300) };
    expect(said(differences(recordOf('action-auto', again, change), again))).toEqual([
      `2026/0 decision-differs Its condition cannot be derived from its evidence: recorded {"window":"${'w'.repeat(188)}…, derived {"window":null,"exception":null}.`,
    ]);
  });

  it('is quoted whole up to two hundred characters', () => {
    const again = derived({ action: { operation: 'health' } });
    const empty = JSON.stringify({ window: '', exception: null });
    for (const [length, end] of [
      [200, '}, derived'],
      [201, '…, derived'],
    ] as const) {
      const window = 'w'.repeat(length - empty.length);
      expect(said(differences(recordOf('action-auto', again, { window }), again))[0]).toContain(end);
    }
  });

  it('is looked for in decisions only', () => {
    const [withdrawn] = historyOf({ type: 'action-withdrawn', pull: 7, action: null }).known;
    expect(withdrawn && differences(withdrawn, derived())).toEqual([]);
  });
});

describe('what passed by itself', () => {
  const span = { id: 'w-1', title: 'Patches', operations: ['patch'], clients: ['acme'] };
  const windows = new Map([['w-1', { ...span, from: OPENED, to: at('12:00') }]]);
  const ledger = { windowApprovals: [{ window: 'w-1', approvedBy: ['olga'], at: 0 }] };
  const patch = derived({ action: { operation: 'patch', window: 'w-1' }, policy: basePolicy({ windows }), ledger });
  const health = derived({ action: { operation: 'health' } });

  function intendedAt(moment: string): Known & { readonly record: Indexed<ActionIntended> } {
    const [known] = historyOf({ type: 'action-intended', at: moment }).known;
    if (known?.record.type !== 'action-intended') throw new Error('there is one intent');
    return { entry: known.entry, record: known.record };
  }

  it.each([
    ['inside its window', '2026-11-20T11:59:59Z', patch, []],
    ['whenever, where it needs none', '2026-11-21T11:00:00Z', health, []],
  ])('may run %s', (_name, moment, again, sentences) => {
    expect(ranInTime(intendedAt(moment), again)).toEqual(sentences);
  });

  it('may not run once its window has closed', () => {
    const [remark] = ranInTime(intendedAt('2026-11-20T12:00:00Z'), patch);
    expect(remark?.code).toBe('ran-out-of-window');
    expect(remark?.sentence).toMatch(
      /^It would need a human at 2026-11-20T12:00:00Z: The action table puts patch in Tier 2\. .+ goes through the Tier 1 gate\.$/,
    );
  });
});
