// No text of a request, a person, a platform or a record ever becomes markup, in whatever field it stands.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityPage } from '../../../scripts/local/pages/activity-page.ts';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { listPage } from '../../../scripts/local/pages/list-page.ts';
import { requestPage } from '../../../scripts/local/pages/request-page.ts';
import { signInPage } from '../../../scripts/local/pages/sign-in-page.ts';
import type { RequestView } from '../../../scripts/local/pages/source.ts';
import { denied, ran } from '../../fakes/pages-records.ts';
import { requestView, review } from '../../fakes/pages-request.ts';
import { NOW } from '../../fakes/pages-world.ts';

const lena = { account: 111, login: 'l', person: 'lena', name: 'Lena Brandt', roles: ['team-lead'] };

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
