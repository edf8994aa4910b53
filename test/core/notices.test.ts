// What people are told: the sentence, to whom, and when it is due.
import { describe, expect, it } from 'vitest';
import { exceptionExpiring, gateFailed, type Notice, requestOpened, seatHolders } from '../../scripts/core/notices.ts';
import { noticesDue, type OpenRequest } from '../../scripts/core/notices-due.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { realPolicy } from './real-policy.ts';

const AT = Date.parse('2026-11-20T10:00:00Z');
const SITE = 'https://forge.example/northwind/actions';
const policy: Policy = realPolicy();

const base = { v: 1, index: 7, at: '2026-11-20T09:00:00Z', repository: 1, main: 'a'.repeat(40) } as const;
const action = { id: 'A1', operation: 'ninjarmm/isolate-endpoint', targets: [{ client: 'acme' }], portfolio: false };
// Records as far as they are told of.
const record = (fields: Readonly<Record<string, unknown>>): Indexed => ({ ...base, ...fields }) as unknown as Indexed;
const proposed = (over: Readonly<Record<string, unknown>> = {}): Indexed =>
  record({
    type: 'action-proposed',
    pull: 7,
    action,
    automation: 'responder',
    opener: { id: 1, login: 'responder[bot]' },
    approvers: ['lena'],
    requester: null,
    technician: 'tess',
    deadline: '2026-11-20T14:00:00Z',
    ...over,
  });
const open: readonly OpenRequest[] = [{ number: 7, headBranch: 'action/A1' }];
const due = (records: readonly Indexed[], requests = open, under = policy): readonly Notice[] =>
  noticesDue(records, requests, under, (pull) => (pull === null ? SITE : `${SITE}/pull/${pull}`), AT);

describe('people are told', () => {
  it('the named approvers of an open request what it is, until when, and that the message is not it', () => {
    expect(due([proposed()])).toEqual([
      {
        id: 'request/7',
        about: 'request',
        at: AT,
        to: ['lena'],
        pull: 7,
        title: 'Request 7: ninjarmm/isolate-endpoint on acme',
        lines: [
          'responder asks for ninjarmm/isolate-endpoint on acme.',
          'You are a named approver. Answer by 2026-11-20T14:00:00Z; without an answer it ends, and nothing runs.',
          'Read the request before you answer: this message is not it.',
        ],
        url: `${SITE}/pull/7`,
      },
    ]);
    expect(due([proposed()], [])).toEqual([]);
  });

  it.each([
    ['two clients', { targets: [{ client: 'acme' }, { client: 'birch' }] }, 'on 2 clients'],
    ['no client', { targets: [] }, 'on 0 clients'],
    ['one client twice', { targets: [{ client: 'acme' }, { client: 'acme' }] }, 'on acme'],
    ['everybody', { targets: [], portfolio: true }, 'on the whole portfolio'],
  ])('how much is concerned: %s', (_, change, wanted) => {
    const one = proposed({ action: { ...action, ...change }, automation: null });
    if (one.type !== 'action-proposed') throw new Error('not a proposal');
    expect(requestOpened(one, { at: AT, url: '' }).lines[0]).toBe(
      `responder[bot] asks for ninjarmm/isolate-endpoint ${wanted}.`,
    );
  });

  it('the stand-in that their turn has come', () => {
    const called = record({
      type: 'action-deferred',
      pull: 7,
      action,
      standIn: 'nina',
      resolution: 'Nina was called.',
    });
    expect(due([called])).toMatchObject([
      {
        id: 'stand-in-called/7/nina',
        to: ['nina'],
        title: 'Request 7 waits for you as stand-in: ninjarmm/isolate-endpoint',
      },
    ]);
    expect(due([called], [])).toEqual([]);
  });

  it.each([
    [
      'denied',
      { type: 'action-denied', denial: { name: 'Lena' } },
      'Request 7 is denied by Lena: ninjarmm/isolate-endpoint',
    ],
    ['expired', { type: 'action-expired' }, 'Request 7 is over without an approval in time: ninjarmm/isolate-endpoint'],
  ])('the one who asked that it was %s, for a day', (_, fields, title) => {
    const ended = record({ pull: { number: 7 }, action, reason: 'No.', ...fields });
    const [, notice] = due([proposed(), ended]);
    expect(notice).toMatchObject({
      to: ['tess'],
      title,
      lines: ['Reason: No.', 'Nothing ran.'],
      url: `${SITE}/pull/7`,
    });
    expect(due([proposed({ requester: 'tomas' }), ended])[1]?.to).toEqual(['tomas']);
    expect(due([proposed({ technician: null }), ended])[1]?.to).toEqual([]);
    expect(due([ended])[0]?.to).toEqual([]);
    expect(due([{ ...ended, at: '2026-11-19T09:00:00Z' }])).toEqual([]);
  });

  it('the Security Lead and the Risk Owner of a gate failure, for a week', () => {
    const failure = record({
      type: 'gate-failure',
      pull: null,
      action: null,
      how: 'Merged past the gate.',
      detectedBy: 'merge',
      remediation: null,
    });
    expect(due([failure])).toMatchObject([
      {
        id: 'gate-failure/2026/7',
        about: 'gate-failure',
        to: seatHolders(policy, 'gate-event'),
        title: 'Gate failure: record 2026/7',
        lines: [
          'Merged past the gate.',
          'Action: none. Target: not named. Found by: merge.',
          'It stays open until its remediation is approved.',
        ],
        url: SITE,
      },
    ]);
    expect(due([record({ ...failure, kind: 'near-miss' })])).toMatchObject([{ title: 'Gate event: record 2026/7' }]);
    expect(seatHolders(policy, 'gate-event').toSorted()).toEqual(['rita', 'sam', 'sven']);
    expect(due([record({ ...failure, pull: 9 })])[0]?.url).toBe(`${SITE}/pull/9`);
    expect(due([record({ ...failure, at: '2026-11-13T09:59:59Z' })])).toEqual([]);
  });

  it('everybody in charge of break-glass, each once', () => {
    const glass = record({
      type: 'gate-failure',
      kind: 'break-glass',
      pull: 7,
      action,
      target: 'ACME-FS01',
      how: 'At once.',
      detectedBy: 'execute',
      remediation: null,
    });
    const [notice] = due([glass]);
    expect(notice).toMatchObject({ about: 'break-glass', title: 'Break-glass: record 2026/7', url: `${SITE}/pull/7` });
    expect(notice?.to.toSorted()).toEqual(['olga', 'oscar', 'rita', 'sam', 'sven']);
    expect(notice?.lines.slice(1)).toEqual([
      'Action: A1. Target: ACME-FS01. Found by: execute.',
      'Two others review it within 24 hours.',
    ]);
  });

  it('the owners that the quarterly review waits for them', () => {
    const review = { number: 12, headBranch: 'review/2026-q4' };
    expect(due([], [review])).toMatchObject([
      { id: 'review/12', to: seatHolders(policy, 'review'), url: `${SITE}/pull/12` },
    ]);
  });

  it('who is behind an exception that it ends, in its last week', () => {
    const approvals = ['sam', 'rita', 'gone'].map((person) => ({ person }));
    const approved = record({ type: 'exception-approved', exception: 'e1', requestor: 'tess', approvals });
    const { exceptionReminder: _, ...standard } = policy.standard;
    const under = (expires: number | null, exceptionReminder?: number): Policy => ({
      ...policy,
      standard: { ...standard, ...(exceptionReminder === undefined ? {} : { exceptionReminder }) },
      exceptions: [
        {
          id: 'e1',
          operations: [],
          clients: [],
          gate: 'none',
          from: 0,
          expires,
        } as unknown as Policy['exceptions'][number],
      ],
    });
    const week = 7 * 86_400_000;
    expect(due([approved], open, under(AT + week))).toMatchObject([
      { id: 'exception-expiring/e1/168h', title: 'Exception e1 ends at 2026-11-27T10:00:00Z', url: SITE },
    ]);
    expect(due([approved], open, under(AT + week))[0]?.to).toEqual(['tess', 'sam', 'rita']);
    expect(due([approved], open, under(AT + week, week / 7))).toEqual([]);
    expect(due([approved], open, under(AT + week / 7, week / 7))).toMatchObject([{ id: 'exception-expiring/e1/24h' }]);
    for (const expires of [AT + week + 1, AT, null]) expect(due([approved], open, under(expires))).toEqual([]);
    expect(due([approved])).toEqual([]);
    expect(exceptionExpiring({ id: 'e1', until: AT, before: week }, [], { at: AT, url: '' }).lines).toHaveLength(2);
  });

  it('nothing of what needs nobody', () => {
    expect(due([record({ type: 'population' })])).toEqual([]);
    expect(
      gateFailed(
        record({ type: 'gate-failure', pull: null, action: null, how: 'x', detectedBy: 'y' }) as Parameters<
          typeof gateFailed
        >[0],
        [],
        { at: AT, url: '' },
      ).to,
    ).toEqual([]);
  });
});
