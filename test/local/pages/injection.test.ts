// No text of a request, a person, a platform or a record ever becomes markup, in whatever field it stands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityPage } from '../../../scripts/local/pages/activity-page.ts';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { listPage } from '../../../scripts/local/pages/list-page.ts';
import { requestPage } from '../../../scripts/local/pages/request-page.ts';
import { signInPage } from '../../../scripts/local/pages/sign-in-page.ts';
import type { Content } from '../../../scripts/local/content.ts';
import type { RequestView } from '../../../scripts/local/pages/source.ts';
import { onCallPage } from '../../../scripts/local/pages/on-call-page.ts';
import { standardPage } from '../../../scripts/local/pages/standard-page.ts';
import { standardReport } from '../../../scripts/local/standard-report.ts';
import { onCallReport } from '../../../scripts/on-call.ts';
import { NORTHWIND, kindView } from '../../fakes/pages-kinds.ts';
import { SAMPLES } from '../../fakes/pages-samples.ts';
import { denied, ran } from '../../fakes/pages-records.ts';
import { requestView, review } from '../../fakes/pages-request.ts';
import { NOW } from '../../fakes/pages-world.ts';

const lena = { account: 111, login: 'l', person: 'lena', name: 'Lena Brandt', roles: ['team-lead'] };

async function sample<K extends Content['kind']>(name: string, want: K) {
  const view = await kindView(SAMPLES[name] ?? { kind: 'code', files: {} });
  if (view.content?.kind !== want) throw new Error(`the sample ${name} is no ${want}`);
  return { ...view, content: view.content as Extract<Content, { readonly kind: K }> };
}

const exception = await sample('exception', 'exception');
const window = await sample('window', 'window');
const remediation = await sample('remediation', 'gate-event');
const policy = await kindView(SAMPLES['policy'] ?? { kind: 'policy', files: {} });

function kind<V extends RequestView & { readonly content: Content }>(view: V, over: Partial<V['content']>): string {
  return all({ ...view, content: { ...view.content, ...over } });
}

function changed(path: string, before: string, after: string, mode = '100755'): RequestView['changes'] {
  const text = (one: string) => ({ kind: 'text', text: one }) as const;
  return [{ path, status: 'modified', mode, before: text(before), after: text(after) }];
}

/** Every page there is, with the text in one field. */
const FIELDS: Readonly<Record<string, (text: string) => string>> = {
  justification: (text) => all(requestView({ number: 1, action: { justification: text } })),
  'expected outcome': (text) => all(requestView({ number: 1, action: { expectedOutcome: text } })),
  operation: (text) => all(requestView({ number: 1, action: { operation: text } })),
  'target name': (text) =>
    all(requestView({ number: 1, action: { targets: [{ client: 'globex', kind: 'device', id: '1', name: text }] } })),
  'target kind': (text) =>
    all(requestView({ number: 1, action: { targets: [{ client: 'globex', kind: text, id: '1', name: 'n' }] } })),
  'target id': (text) =>
    all(requestView({ number: 1, action: { targets: [{ client: 'globex', kind: 'device', id: text, name: 'n' }] } })),
  client: (text) =>
    all(requestView({ number: 1, action: { targets: [{ client: text, kind: 'device', id: '1', name: 'n' }] } })),
  'parameter name': (text) => all(requestView({ number: 1, action: { parameters: { [`p${text}`]: 'x' } } })),
  'parameter value': (text) => all(requestView({ number: 1, action: { parameters: { note: text } } })),
  window: (text) => all(requestView({ number: 1, action: { window: text } })),
  technician: (text) => all(requestView({ number: 1, action: { technician: text } })),
  requester: (text) => all(requestView({ number: 1, action: { requester: text } })),
  approver: (text) => all(requestView({ number: 1, action: { approvers: ['lena', text] } })),
  'stand-in': (text) => all(requestView({ number: 1, action: { standIns: [text] } })),
  'address of a call': (text) => all(requestView({ number: 1, action: { plan: [{ method: 'PUT', url: text }] } })),
  'body of a call': (text) =>
    all(requestView({ number: 1, action: { plan: [{ method: 'PUT', url: 'u', body: { k: [text] } }] } })),
  'title of an unreadable request': (text) => {
    const view = requestView({ number: 1 });
    const proposal = { ...view.input.proposal, action: null };
    return all({ ...view, pull: { ...view.pull, title: text }, input: { ...view.input, proposal } });
  },
  'path of the file': (text) => all({ ...requestView({ number: 1 }), file: { path: text, text: '' } }),
  'the file': (text) => all({ ...requestView({ number: 1 }), file: { path: 'p', text } }),
  'login of a stranger': (text) =>
    all(requestView({ number: 1, reviews: [review(999, 'APPROVED', { by: { id: 999, login: text, type: 'User' } })] })),
  'login of the opener': (text) =>
    all(requestView({ number: 1, pull: { opener: { id: 5, login: text, type: 'Bot' } } })),
  'reason of a denial': (text) => {
    const view = requestView({
      number: 1,
      stage: 'denied',
      reviews: [review(111, 'CHANGES_REQUESTED', { body: `no ${text}` })],
    });
    return all({ ...view, records: denied(view, text) });
  },
  'detail of an outcome': (text) => {
    const view = requestView({ number: 1, stage: 'done' });
    return all({ ...view, records: ran(view, 'succeeded', text) });
  },
  'outcome itself': (text) => {
    const view = requestView({ number: 1, stage: 'done' });
    return all({ ...view, records: ran(view, `new ${text}`, 'd') });
  },
  'name of a person': (text) => all(requestView({ number: 1 }), text),
  'line of the log': (text) => textOf(activityPage([], [text], { organisation: 'o', me: lena, token: 't' })),
  'name of the organisation': (text) => textOf(activityPage([], [], { organisation: text, me: lena, token: 't' })),
  'typed reason': (text) => {
    const told = { tone: 'bad' as const, sentence: text, reason: text };
    return textOf(requestPage(requestView({ number: 1 }), NOW, { organisation: 'o', me: lena, token: 't' }, told));
  },
  'title of an exception': (text) => kind(exception, { exception: { ...exception.content.exception, title: text } }),
  'justification of an exception': (text) =>
    kind(exception, { exception: { ...exception.content.exception, justification: text, compensates: text } }),
  'operation and client of an exception': (text) =>
    kind(exception, {
      exception: { ...exception.content.exception, operations: [text], clients: [text], renews: text },
    }),
  'zone of a window': (text) => kind(window, { window: { ...window.content.window, zone: text } }),
  'title of a window': (text) =>
    kind(window, { window: { ...window.content.window, title: text, justification: text } }),
  'field of a gate event': (text) => {
    const { event } = remediation.content;
    const said = { title: text, action: text, target: text, bypass: text, detectedBy: text, reportedBy: text };
    return kind(remediation, { event: { ...event, ...said, automation: text, records: [text] } });
  },
  'remediation of a gate event': (text) => {
    const { event } = remediation.content;
    const done = { text, by: text, completed: text, configurationChange: text };
    return kind(remediation, { event: { ...event, remediation: done }, before: { ...event, remediation: done } });
  },
  'data of a review': (text) => all({ ...remediation, content: { kind: 'review', data: { [`k${text}`]: text } } }),
  'row of a review': (text) => {
    const data = { rows: [{ [`k${text}`]: text, list: [text, { inner: text }] }] };
    return all({ ...remediation, content: { kind: 'review', data } });
  },
  'difference of a policy': (text) => {
    const proposal = { ...policy.input.proposal, brings: [text] };
    return all({ ...policy, input: { ...policy.input, proposal } });
  },
  'path of a changed file': (text) => all({ ...policy, changes: changed(text, 'a\n', 'b\n') }),
  'mode of a changed file': (text) => all({ ...policy, changes: changed('p', 'a\n', 'b\n', text) }),
  'line of a changed file': (text) => {
    const line = text.replaceAll('\n', ' ');
    return all({ ...policy, changes: changed('p', `same ${line}\n-${line}\n`, `same ${line}\n+${line}\n`) });
  },
  'gate failure on the page of the standard': (text) => {
    const what = { pull: null, action: null, how: text, detectedBy: text, remediation: null };
    const record = {
      v: 1,
      index: 0,
      at: '2026-11-20T10:00:00Z',
      repository: 1,
      main: '0',
      type: 'gate-failure',
      ...what,
    } as const;
    const report = standardReport(NORTHWIND, [record], text, NOW);
    return textOf(standardPage({ report, policy: NORTHWIND }, { organisation: 'o', me: lena, token: 't' }));
  },
  'name on the page of who is on call': (text) => {
    const people = new Map(
      [...NORTHWIND.people].map(([id, one]) => [id, { ...one, name: text, active: id !== 'rita' }]),
    );
    const policy = { ...NORTHWIND, people };
    const report = onCallReport(policy, NOW, 1);
    return textOf(onCallPage({ report, policy }, { organisation: 'o', me: lena, token: 't' }));
  },
  simulation: (text) =>
    textOf(listPage([], [{ id: text, title: text, tier: 1 }], NOW, { organisation: 'o', me: lena, token: 't' }, text)),
};

function all(view: RequestView, name = 'Lena Brandt'): string {
  const visitor = { organisation: 'o', me: { ...lena, name }, token: 't' };
  const pages = [
    requestPage(view, NOW, visitor),
    listPage([view], [], NOW, visitor),
    activityPage([view], [], visitor),
    signInPage([{ ...lena, name, login: name, roles: [name] }], '/', visitor),
  ];
  return pages.map(textOf).join('');
}

/** The tags of a page without the values of their attributes: what a browser would build. */
function skeleton(page: string): string {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""')).join('');
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '` onmouseover=`alert(1)',
  '</textarea><script>alert(1)</script>',
  '</pre></bdi><form action=//evil.example>',
  '<!--',
  ']]>',
  '&lt;script&gt;',
  '\u202e<\u2066b>',
  '{{7*7}}${7*7}',
  'x\n</bdi>\ny',
] as const;

describe.each(Object.entries(FIELDS))('the field: %s', (_, render) => {
  const plain = skeleton(render('plain words'));

  it.each(HOSTILE)('keeps %j as text', (text) => {
    const page = render(text);
    expect(skeleton(page)).toBe(plain);
    expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  it('never yields markup, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
        fc.constantFrom(...HOSTILE),
        (any, hostile) => {
          expect(skeleton(render(`x${any}${hostile}`))).toBe(plain);
        },
      ),
      { numRuns: 40 },
    );
  });
});
