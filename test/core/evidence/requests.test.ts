// The row of a request tells what an auditor tests: who asked, who approved, by which rule, and when each thing happened.
import { describe, expect, it } from 'vitest';
import { populationsOf } from '../../../scripts/core/evidence/population.ts';
import { action, APPROVAL, LENA, pull, type Sketch, sketch, type Type } from './sketches.ts';
import { onlyRow, quarter, told } from './world.ts';

const Q4 = quarter('2026-q4');
const requestOf = (...sketches: readonly Sketch[]) => onlyRow(populationsOf(told(...sketches), Q4), 'requests');

describe('the row of a request', () => {
  it('tells the whole story of one that was approved and ran', () => {
    const row = requestOf(
      sketch('action-proposed'),
      sketch('action-approved'),
      sketch('action-intended'),
      sketch('action-executed', { at: '2026-11-20T10:05:00Z' }),
    );
    expect(row).toEqual({
      id: 'ACT7',
      request: '7',
      operation: 'isolate',
      clients: 'acme',
      targets: '1',
      path: 'actions-queue/2026/11/ACT7.yaml',
      payload: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      'asked by': 'responder[bot] (account 900)',
      automation: 'responder',
      requester: '',
      technician: 'tess',
      'named approvers': 'lena',
      'named stand-ins': 'nina',
      asked: '2026-11-20T09:00:00Z',
      'decide by': '2026-11-20T13:00:00Z',
      tier: '1',
      gate: 'human-approval',
      'matrix row': 'single',
      'policy commit': 'd'.repeat(40),
      ending: 'approved',
      decided: '2026-11-20T09:40:00Z',
      recorded: '2026-11-20T10:01:00Z',
      'told afterwards': 'no',
      'approved by': 'Lena Brandt (lena-b, account 111) at 2026-11-20T09:30:00Z',
      'denied by': '',
      permit: '',
      'moved by': 'responder[bot] (account 900)',
      'merge commit': 'e'.repeat(40),
      reason: '',
      'about to run': '2026-11-20T10:02:00Z',
      finished: '2026-11-20T09:42:00Z',
      outcome: 'succeeded',
      'read after a crash': 'no',
      'gate failures': '',
      records: '2026/0; 2026/1; 2026/2; 2026/3',
    });
  });

  it.each<[why: string, type: Type, over: object, cells: Readonly<Record<string, string>>]>([
    [
      'passed by itself in a window',
      'action-auto',
      {},
      { ending: 'auto', permit: 'in its window; window w-1', 'approved by': '' },
    ],
    [
      'passed by an exception',
      'action-auto',
      { window: null, exception: 'ex-1' },
      { permit: 'in its window; exception ex-1' },
    ],
    ['passed by neither', 'action-auto', { window: null, condition: 'Tier 3' }, { permit: 'Tier 3' }],
    ['was approved under an exception', 'action-approved', { exception: 'ex-1' }, { permit: 'exception ex-1' }],
    [
      'was approved by a stand-in whose login nobody could read',
      'action-approved',
      { approvals: [{ ...APPROVAL, standIn: true }], pull: pull(7, { reviews: null }) },
      { 'approved by': 'Lena Brandt (account 111, stand-in) at 2026-11-20T09:30:00Z' },
    ],
    [
      'was approved by two',
      'action-approved',
      { approvals: [APPROVAL, { ...APPROVAL, name: 'Sam; Sato', review: 9, account: 121 }] },
      {
        'approved by':
          'Lena Brandt (lena-b, account 111) at 2026-11-20T09:30:00Z; Sam, Sato (account 121) at 2026-11-20T09:30:00Z',
      },
    ],
    [
      'was denied',
      'action-denied',
      {},
      {
        ending: 'denied',
        'denied by': 'Lena Brandt (lena-b, account 111, approver) at 2026-11-20T09:00:00Z',
        reason: 'No, not now.',
        'merge commit': '',
        permit: '',
      },
    ],
    [
      'was denied by somebody whose login nobody could read',
      'action-denied',
      { pull: pull(7, { reviews: null }) },
      { 'denied by': 'Lena Brandt (account 111, approver) at 2026-11-20T09:00:00Z' },
    ],
    ['expired', 'action-expired', {}, { ending: 'expired', reason: 'No, not now.', 'denied by': '' }],
    ['was told afterwards', 'action-expired', { reconstructed: true }, { 'told afterwards': 'yes' }],
    ['had nobody asked who pushed', 'action-expired', { pull: pull(7, { pushers: undefined }) }, { 'moved by': '' }],
    [
      'could not say who pushed',
      'action-expired',
      { pull: pull(7, { pushers: null }) },
      { 'moved by': '(could not be read)' },
    ],
    [
      'was moved by two',
      'action-expired',
      { pull: pull(7, { pushers: [LENA, null] }) },
      { 'moved by': 'lena-b (account 111); (nobody that the code host can name)' },
    ],
    [
      'could not be read',
      'action-refused',
      {},
      {
        id: 'request-7',
        operation: '',
        clients: '',
        targets: '',
        ending: 'refused',
        'denied by': '',
        'asked by': 'responder[bot] (account 900)',
        asked: '2026-11-20T09:00:00Z',
      },
    ],
    [
      'was meant to be something else',
      'action-refused',
      { pull: pull(7, { files: [{ path: 'policies/windows/w-1.yaml', status: 'added', mode: '100644' }] }) },
      { id: 'request-7', path: 'policies/windows/w-1.yaml' },
    ],
    ['has files that nobody could read', 'action-refused', { pull: pull(7, { files: null }) }, { path: '' }],
    [
      'was denied without an action',
      'action-refused',
      {
        denial: {
          person: 'lena',
          name: 'Lena Brandt',
          account: 111,
          review: 5,
          at: '2026-11-20T09:00:00Z',
          right: 'veto',
        },
      },
      { 'denied by': 'Lena Brandt (lena-b, account 111, veto) at 2026-11-20T09:00:00Z' },
    ],
    [
      'was withdrawn',
      'action-withdrawn',
      {},
      { ending: 'withdrawn', decided: '', tier: '', 'asked by': '', asked: '', 'moved by': '' },
    ],
    ['was withdrawn before anybody could read it', 'action-withdrawn', { action: null }, { id: 'request-7', path: '' }],
    [
      'went to a stand-in and has not ended',
      'action-deferred',
      {},
      { id: 'ACT7', ending: 'none recorded', recorded: '' },
    ],
    [
      'was merged past the gate',
      'gate-failure',
      {},
      { id: 'ACT7', request: '7', operation: 'isolate', ending: 'none recorded', 'gate failures': '2026/0' },
    ],
    [
      'has only just been seen',
      'action-proposed',
      {},
      { ending: 'none recorded', 'asked by': 'responder[bot] (account 900)' },
    ],
    [
      'is for everybody',
      'action-proposed',
      { action: action('ACT7', { portfolio: true, targets: [] }) },
      { clients: 'all', targets: 'the whole portfolio' },
    ],
    [
      'ran without any request',
      'action-intended',
      {},
      { id: 'ACT7', request: '', ending: 'none recorded', asked: '', records: '2026/0' },
    ],
  ])('that %s', (_why, type, over, cells) => {
    expect(requestOf(sketch(type, over))).toMatchObject(cells);
  });

  it('counts the first ending and names them all', () => {
    const row = requestOf(sketch('action-approved'), sketch('action-expired', { reason: 'It lapsed.' }));
    expect(row).toMatchObject({
      ending: 'approved; expired',
      reason: 'It lapsed.',
      recorded: '2026-11-20T10:00:00Z',
      records: '2026/0; 2026/1',
    });
  });

  it('tells each outcome, and that one was read after a crash', () => {
    const over = { approval: '2026/0', outcome: 'unknown' };
    const row = requestOf(
      sketch('action-approved'),
      sketch('action-executed', over),
      sketch('action-executed', { reconciled: true }),
    );
    expect(row).toMatchObject({ outcome: 'unknown; succeeded', 'read after a crash': 'yes' });
  });

  it.each<[why: string, closed: readonly string[], erased: readonly Sketch[], reason: string]>([
    ['is open', ['file'], [], 'No, not now.'],
    [
      'was erased',
      ['reason'],
      [sketch('record-erased', { parts: [{ record: '2026/0', path: 'reason' }] })],
      '(erased: 2026/1)',
    ],
    [
      'is not here',
      ['reason'],
      [sketch('record-erased', { parts: [{ record: '2026/0', path: 'file' }] })],
      '(not in this clone)',
    ],
  ])('says of a reason that it %s', (_why, closed, erased, reason) => {
    expect(requestOf({ ...sketch('action-denied'), closed }, ...erased)['reason']).toBe(reason);
  });

  it('keeps what people wrote to one line of plain words', () => {
    const reason = `=HYPERLINK("x")\r\n\u202Eno\t${'y'.repeat(3_000)}`;
    const cell = requestOf(sketch('action-denied', { reason }))['reason'];
    expect(cell).toMatch(/^=HYPERLINK\("x"\) \?no y+\.\.\.$/);
    expect(cell?.length).toBe(2_000);
  });
});
