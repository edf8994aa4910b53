// A slip in words: one sentence for each type of record, and what the report says and leaves open.
import { describe, expect, it } from 'vitest';
import type { Indexed } from '../../scripts/core/records.ts';
import type { SlipReport } from '../../scripts/core/slip-check.ts';
import { renderSlip, wordsOf } from '../../scripts/core/slip-words.ts';

const AT = '2026-11-20T10:00:00Z';
const lena = { name: 'Lena Lindqvist', at: AT, standIn: false };
const nina = { name: 'Nina Novak', at: AT, standIn: true };
const nothing = { outcome: 'nothing ran', reason: 'too late' };

type Fields = Readonly<Record<string, unknown>>;

/** A record with the fields that its words need. */
function record(type: string, fields: Fields): Indexed {
  return { v: 1, index: 0, type, at: AT, ...fields } as unknown as Indexed; // words are for records that were checked
}

describe('the words of', () => {
  const targets = [
    { client: 'acme', name: 'PC-1' },
    { client: 'globex', name: 'PC-2' },
  ];
  it.each<readonly [string, Fields, string]>([
    [
      'action-proposed',
      { opener: { login: 'bot' }, pull: 7, action: { operation: 'isolate', targets } },
      'Proposed by bot as request 7: isolate on PC-1 (acme), PC-2 (globex).',
    ],
    [
      'action-proposed',
      { opener: { login: 'bot' }, pull: 7, action: { operation: 'report', targets: [], portfolio: true } },
      'Proposed by bot as request 7: report on the whole portfolio.',
    ],
    [
      'action-approved',
      { approvals: [lena, nina] },
      `Approved by Lena Lindqvist at ${AT} and Nina Novak (stand-in) at ${AT}.`,
    ],
    [
      'action-approved',
      { approvals: [lena], exception: 'sql' },
      `Approved by Lena Lindqvist at ${AT} under the exception sql.`,
    ],
    ['action-auto', { condition: 'It is in Tier 3.' }, 'Passed without a human: It is in Tier 3.'],
    [
      'action-denied',
      { denial: { name: 'Lena Lindqvist', right: 'approver' }, reason: 'No.' },
      'Denied by Lena Lindqvist (approver): No.',
    ],
    ['action-expired', nothing, 'Expired; nothing ran: too late'],
    ['action-refused', nothing, 'Refused; nothing ran: too late'],
    ['action-withdrawn', nothing, 'Withdrawn; nothing ran: too late'],
    [
      'action-deferred',
      { standIn: 'nina', cause: 'no-answer', resolution: 'approved' },
      'Stand-in nina called, because the approver gave no answer: approved',
    ],
    [
      'action-deferred',
      { standIn: 'nina', cause: 'away', resolution: 'approved' },
      'Stand-in nina called, because the approver is away: approved',
    ],
    ['action-intended', { steps: [{}], approval: '2026/3' }, 'About to make one call, because of record 2026/3.'],
    ['action-intended', { steps: [{}, {}], approval: '2026/3' }, 'About to make 2 calls, because of record 2026/3.'],
    ['action-executed', { outcome: 'done', detail: 'Isolated.' }, 'Outcome done: Isolated.'],
    ['window-approved', { window: 'nov', approvals: [lena] }, `Window nov approved by Lena Lindqvist at ${AT}.`],
    [
      'exception-approved',
      { exception: 'sql', approvals: [nina] },
      `Exception sql approved by Nina Novak (stand-in) at ${AT}.`,
    ],
    [
      'exception-approved',
      { exception: 'sql', approvals: [lena], terms: { from: '2026-11-20', expires: '2026-11-27', zone: 'UTC' } },
      `Exception sql approved by Lena Lindqvist at ${AT}, in force from 2026-11-20 until 2026-11-27 (UTC).`,
    ],
    [
      'gate-failure',
      { detectedBy: 'merge', how: 'merged unapproved' },
      'Gate failure, found by merge: merged unapproved',
    ],
    [
      'gate-failure',
      { detectedBy: 'Tess', how: 'Started by hand. Detected by Tess. (report r)' },
      'Gate failure: Started by hand. Detected by Tess. (report r)',
    ],
    ['key-enrolled', {}, 'A record of type key-enrolled.'],
  ])('%s name what it says', (type, fields, words) => {
    expect(wordsOf(record(type, fields))).toBe(words);
  });
});

describe('a report', () => {
  const expired = record('action-expired', { ...nothing, policy: { commit: 'c0ffee' } });
  const report: SlipReport = {
    ok: true,
    action: 'ID',
    compared: false,
    checkpoints: [{ origin: 'o/ledger/2026', size: 4, root: 'r' }],
    records: [{ id: '2026/0', record: expired }],
    findings: [],
  };

  it('of a slip that holds tells the story, what was proven and what it cannot show', () => {
    expect(renderSlip(report).split('\n')).toEqual([
      'Action ID:',
      `  2026/0  ${AT}  Expired; nothing ran: too late`,
      '',
      'The slip holds: one record in the ledger that the key has signed.',
      '  o/ledger/2026, size 4, root r',
      '',
      'What a slip cannot show:',
      '  That these are all records of the action: one that was left out leaves no gap here, and --clone DIRECTORY would show it.',
      '  That everybody was shown the same ledger: compare size and root with a checkpoint that you have from elsewhere.',
      '  That the policy gave this verdict: it is on main at c0ffee; countersign verify on a clone derives it again.',
      '',
    ]);
  });

  it('of an open story says that nothing ends it, and of one without a verdict that no commit is named', () => {
    const open = [{ id: '2026/0', record: record('gate-failure', { detectedBy: 'merge', how: 'x' }) }];
    const text = renderSlip({ ...report, records: open });
    expect(text).toContain('all records of the action (none of them ends it): one that was left out');
    expect(text).toContain('it is on main at commits that it does not name; countersign verify');
  });

  it('that a clone agrees with leaves only the verdict open', () => {
    const text = renderSlip({ ...report, compared: true });
    expect(text).toContain('It agrees with the clone, which has no older record of the action. Not shown:');
    expect(text).not.toContain('--clone DIRECTORY');
  });

  it('puts what is wrong first, apart from what the records say, and then relies on nothing', () => {
    const findings: SlipReport['findings'] = [
      { code: 'gate', severity: 'reported', record: '2026/0', sentence: 'It slipped through.' },
      { code: 'slip-key', severity: 'failure', record: null, sentence: 'Another key.' },
    ];
    expect(renderSlip({ ...report, ok: false, action: null, records: [], findings }).split('\n')).toEqual([
      'Wrong:',
      '  slip: Another key. [slip-key]',
      '',
      'Said by the records themselves:',
      '  2026/0: It slipped through. [gate]',
      '',
      'The slip does not hold. Nothing in it may be relied upon.',
      '',
    ]);
  });

  it('spells out control characters, so that no record can forge a line', () => {
    const sly = record('action-expired', { ...nothing, reason: 'x\n\u001B[2JThe slip holds' });
    const text = renderSlip({ ...report, records: [{ id: '2026/0', record: sly }] });
    expect(text).not.toContain('\u001B');
    expect(text.split('\n')).toHaveLength(renderSlip(report).split('\n').length);
  });
});
