// Each kind of record in a sentence: who did what, and that nothing ran where nothing ran.
import { describe, expect, it } from 'vitest';
import type { Indexed } from '../../../scripts/core/records.ts';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { historySection } from '../../../scripts/local/pages/history-sections.ts';
import { denied, ran } from '../../fakes/pages-records.ts';
import { requestView, review } from '../../fakes/pages-request.ts';

const view = requestView({ number: 1, reviews: [review(111, 'APPROVED')] });
const [proposed, approved, intended, executed] = ran(view, 'partial', 'One of two.');
const [, no] = denied(view, 'Not now.');
const base = { v: 1 as const, index: 3, at: '2026-11-20T10:40:00Z', repository: 1, main: '0'.repeat(40) };
const ended = { ...base, pull: 1, action: null, outcome: 'nothing ran' as const };

function given(record: Indexed | undefined): Indexed {
  if (record === undefined) throw new Error('the fake records are incomplete');
  return record;
}

/** With the verdict of the denial; what is told of it is its reason. */
function refused(reason: string): Indexed {
  const { pull, policy, file, decidedAt, verdict } = given(no) as Extract<Indexed, { type: 'action-denied' }>; // the fake's second
  return { ...ended, pull, policy, file, decidedAt, verdict, type: 'action-refused', reason };
}

describe('the history', () => {
  it.each<[string, Indexed, string]>([
    ['a proposal', given(proposed), 'Proposed; Lena Brandt named as approver.'],
    ['an approval', given(approved), 'Approved by Lena Brandt, and merged.'],
    ['an intent', given(intended), 'About to run, with one call as approved.'],
    ['a run', given(executed), 'Partly done. One of two.'],
    ['a denial', given(no), 'Denied by Lena Brandt: Not now. Nothing ran.'],
    [
      'a withdrawal',
      { ...ended, type: 'action-withdrawn', reason: 'Closed by hand.' },
      'Withdrawn: Closed by hand. Nothing ran.',
    ],
    [
      'an end without an answer once',
      refused('Expired: no sufficient answer by 2026-11-20T14:00:00Z. Nothing ran and nothing will.'),
      'Expired: no sufficient answer by 20 Nov 2026, 14:00 UTC. Nothing ran and nothing will.',
    ],
    ['a refusal once', refused('Refused: it comes from a fork.'), 'Refused: it comes from a fork. Nothing ran.'],
    [
      'a denial of what brings no action',
      refused('Denied by Sam Okoye. Nothing ran and nothing will.'),
      'Denied by Sam Okoye. Nothing ran and nothing will.',
    ],
    [
      'a gate failure',
      {
        ...base,
        type: 'gate-failure',
        pull: 1,
        action: null,
        how: 'It ran without approval.',
        detectedBy: 'detect',
        remediation: null,
      },
      'Gate failure, found by detect: It ran without approval.',
    ],
  ])('tells %s', (_, record, sentence) => {
    const text = textOf(historySection({ ...view, records: [record] }));
    expect(text).toContain(`<bdi class="shown">${sentence}</bdi>`);
    expect(text).toContain(`<code>${record.type}</code>`);
  });

  it('tells why a stand-in was called', () => {
    const { action } = given(proposed) as Extract<Indexed, { type: 'action-proposed' }>; // the first of the fake's list
    const contactAttempts = [{ channel: 'slack', person: 'lena', at: base.at }];
    const called = { unavailable: ['lena'], contactAttempts, standIn: 'nina', resolution: 'Waiting for the answer.' };
    const record: Indexed = { ...base, type: 'action-deferred', pull: 1, action, cause: 'no-answer', ...called };
    expect(textOf(historySection({ ...view, records: [record] }))).toContain(
      'Lena Brandt did not answer after one attempt to reach them; Nina Castillo was called. Waiting for the answer.',
    );
  });

  it('says where there is none', () => {
    expect(textOf(historySection(view))).toContain('The ledger has no record of this request yet.');
  });
});
