// The standard's seven criteria of a human gate, each in its own words and with the tests that hold the gate to it.
import { describe, expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import { ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import { renderVerdict } from '../../scripts/core/render.ts';
import { resolvePeople } from '../../scripts/core/resolve.ts';
import { recordedApprovals, recordedVerdict } from '../../scripts/core/snapshots.ts';
import { at, HEAD, notCounted, review, situation, target, verdictOn } from '../fixtures/situation.ts';

const YES = review('lena', 'APPROVED', '10:20');
const NO = review('lena', 'CHANGES_REQUESTED', '10:20', { body: 'Not during the audit.' });

describe('criterion 1: a specific person, not a group or a role, is identified as the approver before the action is queued', () => {
  it('names a person for each seat', () => {
    const action = { targets: [target('acme'), target('globex')], approvers: [] };
    expect(resolvePeople(situation({ action })).approvers).toEqual(['sam', 'olga']);
  });

  it('refuses a request that names nobody, or a role instead of a person', () => {
    expect(verdictOn({ action: { approvers: [] } })).toMatchObject({
      state: 'refused',
      refusals: [{ code: 'seat-unfilled' }],
    });
    expect(verdictOn({ action: { approvers: ['team-lead'] } }).refusals.map(({ fact }) => fact)).toContain(
      'team-lead is not in the roster.',
    );
  });

  it('counts nobody else, whatever role they hold', () => {
    const verdict = verdictOn({
      action: { operation: 'disable', approvers: ['sam'] },
      reviews: [review('olga', 'APPROVED', '10:20')],
    });
    expect(verdict.state).toBe('waiting');
    expect(notCounted(verdict)).toEqual({ olga: 'not-named' });
    expect(verdict.summary).toBe('Waiting for Sam Sato until 2026-11-20T14:00:00Z.');
  });
});

describe('criterion 2: the approver sees exactly what will run, not a summary: scope, target, expected outcome', () => {
  it('shows scope, targets, expected outcome and every call with its body', () => {
    const body = { script: 'line one\nline two', force: true };
    const input = situation({ action: { plan: [{ method: 'POST', url: 'https://rmm.example/run', body }] } });
    const text = renderVerdict(decide(input), input);
    expect(text).toContain('| Clients | ` acme ` |');
    expect(text).toContain('` ACME-FS01 ` (device ` 4711 `) of ` acme `');
    expect(text).toContain('| Expected | ` ACME-FS01 keeps contact to the management plane only ` |');
    expect(text).toContain(`POST https://rmm.example/run\n${JSON.stringify(body, null, 2)}\n`);
  });

  it('cuts nothing off', () => {
    const plan = Array.from(
      { length: 300 },
      (_, step) => ({ method: 'GET', url: `https://rmm.example/${step}/${'x'.repeat(200)}` }) as const,
    );
    const input = situation({ action: { plan } });
    const text = renderVerdict(decide(input), input);
    for (const { url } of plan) expect(text).toContain(`GET ${url}\n`);
  });

  it('binds the answer to the commit that was looked at', () => {
    expect(notCounted(verdictOn({ reviews: [{ ...YES, commit: 'b'.repeat(40) }] }))).toEqual({ lena: 'stale' });
  });
});

describe('criterion 3: an explicit approval or denial; silence is neither', () => {
  it('takes silence for neither', () => {
    expect(verdictOn()).toMatchObject({ state: 'waiting', denial: null, counted: [] });
  });

  it('takes a comment for neither, whatever it says', () => {
    const comment = review('lena', 'COMMENTED', '10:20', { body: 'Approved! LGTM' });
    expect(verdictOn({ reviews: [comment] })).toMatchObject({ state: 'waiting', denial: null, counted: [] });
  });

  it('takes an approval and a denial for what they are', () => {
    expect(verdictOn({ reviews: [YES] }).state).toBe('approved');
    expect(verdictOn({ reviews: [NO] }).state).toBe('denied');
  });
});

describe('criterion 4: the moment of the decision is recorded and kept', () => {
  it('keeps the moment of an approval', () => {
    expect(recordedApprovals(verdictOn({ reviews: [YES] }))).toMatchObject([
      { person: 'lena', at: '2026-11-20T10:20:00Z' },
    ]);
  });

  it('keeps the moment of a denial', () => {
    expect(verdictOn({ reviews: [NO] }).denial).toMatchObject({
      person: 'lena',
      at: at('10:20'),
      reason: 'Not during the audit.',
    });
  });
});

describe('criterion 5: nothing runs before the approval is recorded; running first is a gate failure', () => {
  it('approves only while the approval may still be used, so that what runs later runs without one', () => {
    expect(verdictOn({ reviews: [YES], now: at('11:20') })).toMatchObject({ state: 'approved', lapses: at('11:20') });
    expect(verdictOn({ reviews: [YES], now: at('11:20') + 1 }).state).toBe('expired');
  });

  it('knows a stand-in’s call by its record, and before it of none', () => {
    const records = ledgerFacts([], { pull: 7, id: 'act-1' }, situation().policy, new Map());
    const reviews = [review('nina', 'APPROVED', '10:40')];
    expect(notCounted(verdictOn({ action: { standIns: ['nina'] }, reviews, ledger: records }))).toEqual({
      nina: 'stand-in-not-called',
    });
  });

  it('names the commit that the approval covers, for which alone it is merged', () => {
    expect(verdictOn({ reviews: [YES] }).counted).toMatchObject([{ commit: HEAD }]);
  });
});

describe('criterion 6: a denial stops the automation altogether and is recorded too', () => {
  it('is not undone by a later approval, a dismissal or a push', () => {
    const approval = review('lena', 'APPROVED', '10:40');
    expect(verdictOn({ reviews: [NO, approval] }).state).toBe('denied');
    expect(verdictOn({ reviews: [{ ...NO, state: 'DISMISSED', was: 'CHANGES_REQUESTED' }, approval] }).state).toBe(
      'denied',
    );
    expect(verdictOn({ reviews: [{ ...NO, commit: 'b'.repeat(40) }, approval] }).state).toBe('denied');
  });

  it('says who denied, and that nothing will run', () => {
    const { state, summary } = recordedVerdict(verdictOn({ reviews: [NO] }));
    expect({ state, summary }).toEqual({
      state: 'denied',
      summary: 'Denied by Lena Brandt. Nothing ran and nothing will.',
    });
  });

  it('holds against the same payload in another request', () => {
    const { payload } = situation().proposal;
    if (payload === null) throw new Error('the situation has a payload');
    expect(verdictOn({ ledger: { denied: [{ payload, at: at('09:00') }] } }).refusals).toMatchObject([
      { code: 'recently-denied' },
    ]);
  });
});

describe('criterion 7: what happens without an answer is defined, and is: nothing', () => {
  it('waits until the deadline and expires after it', () => {
    expect(verdictOn({ now: at('14:00') }).summary).toBe('Waiting for Lena Brandt until 2026-11-20T14:00:00Z.');
    expect(verdictOn({ now: at('14:00') + 1 }).summary).toBe(
      'Expired: no sufficient answer by 2026-11-20T14:00:00Z. Nothing ran and nothing will.',
    );
  });

  it('does the same with half an answer', () => {
    const action = { targets: [target('acme'), target('globex')], approvers: ['sam', 'olga'] };
    const verdict = verdictOn({ action, reviews: [review('sam', 'APPROVED', '10:20')], now: at('14:00') + 1 });
    expect(verdict).toMatchObject({ state: 'expired', missing: ['operations-owner'], lapses: null });
  });

  it('says so to everybody who is asked', () => {
    const input = situation();
    expect(renderVerdict(decide(input), input)).toContain('Without a sufficient one, nothing runs.');
  });
});
