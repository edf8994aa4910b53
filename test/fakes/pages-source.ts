// A strict, stateful stand-in for the local server: it judges with the real gate, remembers answers, and lists its calls.
import type { Review } from '../../scripts/core/facts.ts';
import { onCallReport } from '../../scripts/on-call.ts';
import { standardReport } from '../../scripts/local/standard-report.ts';
import type { PagesSource, RequestView } from '../../scripts/local/pages/source.ts';
import { denied, ran } from './pages-records.ts';
import { HEAD, requestView, review } from './pages-request.ts';
import type { Wanted } from './pages-request.ts';
import { NOW, OPENED, POLICY } from './pages-world.ts';

export const OTHER_HEAD = 'ffeeddccbbaa99887766554433221100ffeeddcc';

export interface FakePages extends PagesSource {
  /** Every call that changes something, for example `answer 111 1 APPROVE`. */
  readonly calls: string[];
  /** A push to the request's branch, with another justification. */
  readonly push: (number: number) => void;
  /** Puts a view in the place of the one with its number. */
  readonly put: (view: RequestView) => void;
}

/** Two requests that wait, one that waits for two people at several clients, one that ran, one denied. */
export function fakePages(): FakePages {
  const wanted = new Map<number, Wanted>(WANTED.map((one) => [one.number, one]));
  const fixed = new Map<number, RequestView>();
  const calls: string[] = [];
  const view = (number: number): RequestView | null => {
    const one = wanted.get(number);
    return fixed.get(number) ?? (one === undefined ? null : built(one));
  };
  return {
    organisation: POLICY.standard.organisation,
    calls,
    people: () => Promise.resolve(SIGN_INS),
    requests: () => {
      const numbers = [...new Set([...wanted.keys(), ...fixed.keys()])].toSorted((a, b) => b - a);
      return Promise.resolve(numbers.flatMap((number) => view(number) ?? []));
    },
    request: (number) => Promise.resolve(view(number)),
    answer: (account, number, head, event, reason) => {
      calls.push(`answer ${account} ${number} ${event}${reason === '' ? '' : ` ${reason}`}`);
      const one = wanted.get(number);
      if (one === undefined) return Promise.resolve({ ok: false, message: `There is no request ${number}.` });
      if (head !== (one.head ?? HEAD)) return Promise.resolve({ ok: false, message: 'The head moved.' });
      const state = event === 'APPROVE' ? 'APPROVED' : 'CHANGES_REQUESTED';
      const given: Review = review(account, state, { commit: head, body: reason });
      const next = { ...one, reviews: [...(one.reviews ?? []), given] };
      wanted.set(number, { ...next, stage: stageAfter(next) });
      return Promise.resolve({ ok: true });
    },
    onCall: () => Promise.resolve({ report: onCallReport(POLICY, NOW, 90), policy: POLICY }),
    standard: () => Promise.resolve({ report: standardReport(POLICY, [], null, NOW), policy: POLICY }),
    simulations: [
      { id: 'ransomware', title: 'Ransomware on one device', tier: 1 },
      { id: 'health', title: 'Device health for the dashboard', tier: 3 },
    ],
    simulate: (id) => {
      calls.push(`simulate ${id}`);
      return Promise.resolve(id === 'health' ? { ok: false, message: 'The platform is asleep.' } : { ok: true });
    },
    log: () => ['10:00:02 gate: request 1 waits for Lena Brandt', '10:00:05 notify: told Lena Brandt'],
    push: (number) => {
      const one = wanted.get(number);
      if (one === undefined) throw new Error(`no request ${number} to push to`);
      const action = { ...one.action, justification: 'Another reason than before.' };
      wanted.set(number, { ...one, head: OTHER_HEAD, action });
    },
    put: (given) => void fixed.set(given.pull.number, given),
  };
}

const SIGN_INS = [...POLICY.people.values()].map(({ account, login, id, name, roles }) => ({
  account,
  login,
  person: id,
  name,
  roles,
}));

function stageAfter(one: Wanted): 'waiting' | 'approved' | 'denied' {
  const { state } = built(one).verdict;
  return state === 'approved' || state === 'denied' ? state : 'waiting';
}

function built(one: Wanted): RequestView {
  const view = requestView(one);
  if (one.stage === 'done')
    return { ...view, records: ran(view, 'succeeded', 'GLOBEX-DC-01: isolated by this action.') };
  if (one.number === 4) return { ...view, records: denied(view, view.verdict.denial?.reason ?? '') };
  return view;
}

const device = (client: string, id: string, name: string) => ({ client, kind: 'device', id, name });

const WANTED: readonly Wanted[] = [
  { number: 1 },
  {
    number: 2,
    action: {
      operation: 'disable',
      targets: [device('initech', '802', 'svc-backup@initech.example')],
      approvers: ['sam', 'olga'],
      standIns: [],
      justification: 'The account signed in from three countries within ten minutes.',
      expectedOutcome: 'The account cannot sign in anywhere; nothing is deleted.',
      plan: [
        { method: 'GET', url: 'https://eu.ninjarmm.com/v2/user/802' },
        {
          method: 'PUT',
          url: 'https://eu.ninjarmm.com/v2/user/802',
          body: { enabled: false, reason: 'impossible travel', notify: ['soc@northwind.example'] },
        },
      ],
    },
  },
  {
    number: 3,
    action: {
      targets: [device('acme-dental', '4712', 'ACME-XRAY-01'), device('globex', '990', 'GLOBEX-FS-03')],
      approvers: ['sam', 'olga'],
      standIns: [],
      justification: 'The same ransom note was found at both clients.',
    },
    reviews: [
      review(121, 'APPROVED', { at: OPENED + 5 * 60_000 }),
      review(141, 'APPROVED', { at: OPENED + 6 * 60_000 }),
    ],
  },
  {
    number: 4,
    stage: 'denied',
    action: { justification: 'A script looked suspicious.' },
    reviews: [review(111, 'CHANGES_REQUESTED', { body: 'That is our own backup job; see ticket 5512.' })],
  },
  {
    number: 5,
    stage: 'done',
    action: { targets: [device('globex', '991', 'GLOBEX-DC-01')] },
    reviews: [review(111, 'APPROVED')],
  },
];
