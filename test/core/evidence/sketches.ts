// A record of every type as its schema wants it: the ground of the tests of a pack's tables.
import { sha256 } from '../../../scripts/core/canonical.ts';
import type { Indexed } from '../../../scripts/core/records.ts';

export type Type = Indexed['type'];
export type Sketch = Readonly<Record<string, unknown>> & { readonly type: Type };

export const DIGEST = sha256('planted');
export const SHA = 'c'.repeat(40);
export const BOT = { id: 900, login: 'responder[bot]', type: 'Bot' };
export const LENA = { id: 111, login: 'lena-b', type: 'User' };
export const OPENED = '2026-11-20T09:00:00Z';

export function action(id: string, over: object = {}) {
  const place = { path: `actions-queue/2026/11/${id}.yaml`, digest: DIGEST, payload: DIGEST };
  const target = { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' };
  return { id, ...place, operation: 'isolate', targets: [target], portfolio: false, parameters: {}, ...over };
}

const REVIEW = { id: 5, by: LENA, state: 'APPROVED', was: null, commit: SHA, at: OPENED, body: '' };

/** The pull request in the evidence of a decision. */
export function pull(number: number, over: object = {}) {
  const where = { head: SHA, base: 'main', defaultBranch: 'main', draft: false, fork: false };
  const rest = { files: [], commits: [], reviews: [REVIEW], writers: [111], pushers: [BOT] };
  return { number, opener: BOT, openedAt: OPENED, ...where, ...rest, ...over };
}

export const APPROVAL = {
  person: 'lena',
  name: 'Lena Brandt',
  account: 111,
  review: 5,
  at: '2026-11-20T09:30:00Z',
  standIn: false,
  fills: [{ row: 'single', roles: ['team-lead'] }],
};
const DENIAL = { person: 'lena', name: 'Lena Brandt', account: 111, review: 5, at: OPENED, right: 'approver' };
const POLICY = { commit: 'd'.repeat(40), digest: DIGEST };
const MERGE = { commit: 'e'.repeat(40), base: SHA, head: SHA };
const VERDICT = {
  state: 'approved',
  summary: 'Approved.',
  tier: 1,
  gate: 'human-approval',
  clients: 'one',
  scope: 'single',
  because: [],
  refusals: [],
  notCounted: [],
};
const judged = (number: number) => {
  return { policy: POLICY, pull: pull(number), file: null, decidedAt: '2026-11-20T09:40:00Z', verdict: VERDICT };
};
const merged = (number: number) => ({ ...judged(number), merge: MERGE, approvals: [APPROVAL] });
const nothing = { reason: 'No, not now.', outcome: 'nothing ran' };
const event = { event: 'ge-1', path: 'exceptions/gate-failures/ge-1.yaml', digest: DIGEST };
export const TERMS = {
  operations: ['isolate'],
  clients: ['acme'],
  gate: 'auto-and-log',
  from: '2026-11-01',
  expires: '2026-12-01',
  zone: 'Europe/London',
};

/** What a record of each type says, about this request and action where it is about one. */
const FIELDS: Readonly<Record<Type, (number: number, id: string) => object>> = {
  'action-proposed': (number, id) => ({
    policy: POLICY,
    pull: number,
    action: action(id),
    automation: 'responder',
    opener: BOT,
    openedAt: OPENED,
    requester: null,
    technician: 'tess',
    approvers: ['lena'],
    standIns: ['nina'],
    deadline: '2026-11-20T13:00:00Z',
  }),
  'action-approved': (number, id) => ({
    ...merged(number),
    action: action(id),
    plan: DIGEST,
    lapses: '2026-11-20T14:00:00Z',
  }),
  'action-auto': (number, id) => ({
    ...judged(number),
    merge: MERGE,
    action: action(id),
    condition: 'in its window',
    window: 'w-1',
    exception: null,
    plan: DIGEST,
  }),
  'action-denied': (number, id) => ({ ...judged(number), action: action(id), denial: DENIAL, ...nothing }),
  'action-expired': (number, id) => ({ ...judged(number), action: action(id), ...nothing }),
  'action-refused': (number) => ({ ...judged(number), action: null, ...nothing }),
  'action-withdrawn': (number, id) => ({ pull: number, action: action(id), ...nothing }),
  'action-deferred': (number, id) => ({
    pull: number,
    action: action(id),
    cause: 'no-answer',
    unavailable: ['lena'],
    standIn: 'nina',
    contactAttempts: [{ channel: 'mail', person: 'lena', at: OPENED }],
    resolution: 'Nina is asked.',
  }),
  'action-intended': (_number, id) => ({ action: action(id), approval: '2026/1', plan: DIGEST, steps: [] }),
  'action-executed': (_number, id) => ({
    action: action(id),
    approval: '2026/1',
    intent: '2026/2',
    approvers: [],
    plan: DIGEST,
    outcome: 'succeeded',
    detail: 'It is isolated.',
    evidence: [],
    reconciled: false,
    times: { decided: OPENED, intended: '2026-11-20T09:41:00Z', finished: '2026-11-20T09:42:00Z' },
  }),
  'window-approved': (number) => ({
    ...merged(number),
    window: 'w-1',
    path: 'policies/windows/w-1.yaml',
    digest: DIGEST,
  }),
  'exception-approved': (number) => ({
    ...merged(number),
    exception: 'ex-1',
    path: 'exceptions/ex-1.yaml',
    digest: DIGEST,
    requestor: 'tess',
    terms: TERMS,
  }),
  'gate-failure': (number, id) => ({
    pull: number,
    action: action(id),
    how: 'It ran first.',
    detectedBy: 'detect',
    remediation: null,
    kind: 'ran-without-approval',
  }),
  'policy-changed': (number) => ({
    ...merged(number),
    change: 'policy',
    version: { from: '1', to: '2' },
    files: [{ path: 'policies/people.yaml', status: 'modified', digest: DIGEST }],
  }),
  'review-held': (number) => ({
    ...merged(number),
    quarter: '2026-Q3',
    path: 'exceptions/reviews/2026-q3.md',
    digest: DIGEST,
    openItems: 0,
    data: { path: 'exceptions/reviews/2026-q3.json', digest: DIGEST },
    version: '2',
    files: [],
  }),
  'gate-event-filed': (number) => ({ ...merged(number), ...event, records: ['2025/9'] }),
  'gate-failure-remediated': (number) => ({ ...merged(number), ...event, remediation: 'The token was taken away.' }),
  'contact-attempted': (number) => ({
    pull: number,
    about: 'request',
    person: 'lena',
    channel: 'mail',
    delivered: true,
    detail: 'accepted',
  }),
  'activity-read': () => ({
    platform: 'rmm',
    from: OPENED,
    until: '2026-11-20T10:00:00Z',
    lastEntry: 7,
    acts: [
      act('1', 'rmm/isolate', '2025/8'),
      act('2', 'rmm/isolate', null),
      act('3', null, null),
      act('4', 'rmm/isolate', null),
    ],
  }),
  'settings-read': () => ({
    from: '2026-11-19T04:41:10Z',
    until: OPENED,
    parts: 54,
    unread: ['history/moves'],
    differences: 1,
    codes: ['ruleset/main-core enforcement'],
    stated: ['single-app'],
    digest: DIGEST,
    failures: ['2025/9'],
  }),
  'erasure-approved': (number) => ({
    ...merged(number),
    erasure: 'er-1',
    path: 'exceptions/erasures/er-1.yaml',
    digest: DIGEST,
    requestor: 'tess',
    targets: [{ record: '2026/3', parts: ['reason', 'file'] }],
  }),
  'record-erased': () => ({
    erasure: 'er-1',
    approval: '2026/0',
    parts: [{ record: '2026/3', path: 'reason', commitment: DIGEST }],
  }),
  'key-enrolled': () => ({ role: 'rotation', key: 'new+1+AAAA', replaces: 'old+1+AAAA', origin: 'o', previous: null }),
  'key-retired': () => ({ key: 'old+1+AAAA', year: 2026, from: 4 }),
  'key-compromised': () => ({ key: 'old+1+AAAA', year: 2026, from: 2, reason: 'A laptop was stolen.' }),
  population: () => ({
    period: '2026-10',
    from: 0,
    until: 0,
    counts: {},
    firstPull: 1,
    lastPull: 3,
    open: [2],
    gaps: [3],
    pulls: { ...NO_PULLS, merged: 1, open: 1 },
  }),
};

const NO_PULLS = {
  merged: 0,
  denied: 0,
  expired: 0,
  refused: 0,
  withdrawn: 0,
  window: 0,
  exception: 0,
  failure: 0,
  other: 0,
  open: 0,
};

function act(id: string, operation: string | null, intent: string | null) {
  const target = { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' };
  return { id, at: OPENED, account: 'svc', automation: 'responder', operation, target, what: 'ACTION', intent };
}

export const TYPES = Object.keys(FIELDS) as readonly Type[]; // its very names

/** A whole record of a type, about request 7 and the action of it unless said otherwise; `over` is the difference. */
export function sketch(type: Type, over: object = {}, number = 7, id = `ACT${number}`): Sketch {
  return { type, ...FIELDS[type](number, id), ...over };
}
