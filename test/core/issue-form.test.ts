// An issue form becomes a draft, or a sentence that says why not: never a guess, whatever somebody wrote by hand.
import { describe, expect, it } from 'vitest';
import { readIssueForm } from '../../scripts/core/issue-form.ts';
import { FORMS, FORM_KINDS } from '../../scripts/core/issue-forms.ts';
import type { FormKind } from '../../scripts/core/issue-forms.ts';
import { EXCEPTION, formBody } from '../fixtures/issue-body.ts';

const ACTION = {
  operation: 'ninjarmm/isolate-endpoint',
  targets: '{ client: acme, device: "4711", name: ACME-FS01 }',
  parameters: 'reason: canary\nhours: 4',
  justification: 'EDR alert 9931',
  expectedOutcome: 'It is alone.',
};

const draftOf = (body: string): unknown => {
  const form = readIssueForm(body);
  return form.ok ? form.draft : form.sentence;
};

describe('a form as GitHub writes it', () => {
  it('is read by its headings into the fields of its file', () => {
    expect(readIssueForm(formBody('exception', EXCEPTION))).toEqual({
      ok: true,
      kind: 'exception',
      draft: {
        ...EXCEPTION,
        operations: ['ninjarmm/isolate-endpoint'],
        clients: ['acme', 'globex'],
      },
    });
  });

  it('leaves out what nobody answered', () => {
    expect(
      draftOf(
        formBody('action', {
          ...ACTION,
          targets: '',
          parameters: '',
          portfolio: '- [x] It is meant for every client there is',
        }),
      ),
    ).toEqual({
      operation: 'ninjarmm/isolate-endpoint',
      portfolio: true,
      justification: 'EDR alert 9931',
      expectedOutcome: 'It is alone.',
    });
  });

  it.each<readonly [string, FormKind, Readonly<Record<string, string>>, object]>([
    [
      'line feeds of another system',
      'exception',
      { ...EXCEPTION, clients: 'acme\r\nglobex' },
      { clients: ['acme', 'globex'] },
    ],
    [
      'a list with dashes',
      'exception',
      { ...EXCEPTION, clients: '- acme\n- globex\n' },
      { clients: ['acme', 'globex'] },
    ],
    ['a list in a fence', 'exception', { ...EXCEPTION, clients: '```\nacme\n```' }, { clients: ['acme'] }],
    ['spaces around a line', 'exception', { ...EXCEPTION, zone: '  Europe/London ' }, { zone: 'Europe/London' }],
    [
      'smaller headings in words',
      'exception',
      { ...EXCEPTION, compensates: '#### Who\nTwo' },
      { compensates: '#### Who\nTwo' },
    ],
    ['a box that is not ticked', 'action', ACTION, { portfolio: false }],
    [
      'a box ticked by hand',
      'action',
      { ...ACTION, portfolio: '- [X] It is meant for every client there is' },
      { portfolio: true },
    ],
    ['keys with values', 'action', ACTION, { parameters: { reason: 'canary', hours: 4 } }],
    [
      'keys in a fence',
      'action',
      { ...ACTION, parameters: '```yaml\nreason: canary\n```' },
      { parameters: { reason: 'canary' } },
    ],
    [
      'two targets',
      'action',
      { ...ACTION, targets: '- { client: acme, device: "1" }\n\n{ client: acme, device: "2" }' },
      {
        targets: [
          { client: 'acme', device: '1' },
          { client: 'acme', device: '2' },
        ],
      },
    ],
  ])('may have %s', (_, kind, answers, expected) => {
    expect(draftOf(formBody(kind, answers))).toMatchObject(expected);
  });
});

describe('refused in one sentence is', () => {
  const exception = (over: Readonly<Record<string, string>>) => formBody('exception', { ...EXCEPTION, ...over });
  const action = (over: Readonly<Record<string, string>>) => formBody('action', { ...ACTION, ...over });
  const NONE =
    'The headings are not those of one form, in its order. Open a new form and leave its headings as they are.';

  it.each<readonly [string, string, string]>([
    [
      'an issue without headings',
      'Please isolate ACME-FS01.',
      'This is none of the forms. Choose one under "New issue", and answer its questions.',
    ],
    ['an empty issue', '', 'This is none of the forms. Choose one under "New issue", and answer its questions.'],
    ['words above the form', `By the way\n${exception({})}`, 'Something stands above the first heading. Remove it.'],
    ['too long a form', 'x'.repeat(65_537), 'The form has more than 65536 characters. Shorten the answers.'],
    [
      'a heading of another form inside an answer',
      exception({ justification: 'Why not.\n\n### Kind\n\ngate-event' }),
      NONE,
    ],
    [
      'a heading of the form inside an answer',
      exception({ justification: 'Why not.\n\n### Gate\n\nauto' }),
      'The heading "### Gate" stands there more than once. Write an answer without "###".',
    ],
    [
      'a heading of its own',
      exception({ justification: '### Why\nBecause.' }),
      'The line "### Why" looks like a heading and is none of the form. Write it without "###".',
    ],
    [
      'a heading that is indented',
      exception({ justification: 'So.\n  ### Gate\n\nauto' }),
      'The line "  ### Gate" looks like a heading and is none of the form. Write it without "###".',
    ],
    [
      'a heading in a quotation',
      exception({ justification: 'So.\n> ### Gate\n> auto' }),
      'The line "> ### Gate" looks like a heading and is none of the form. Write it without "###".',
    ],
    [
      'a heading in a fence',
      exception({ justification: '```\n### Requestor\nsam\n```' }),
      'The line "### Requestor" looks like a heading and is none of the form. Write it without "###".',
    ],
    [
      'a heading with a space behind it',
      exception({}).replace('### Gate\n', '### Gate \n'),
      'The line "### Gate " looks like a heading and is none of the form. Write it without "###".',
    ],
    [
      'a field that no form has: who asks',
      `${exception({})}\n\n### Requestor\n\nsam`,
      'The line "### Requestor" looks like a heading and is none of the form. Write it without "###".',
    ],
    ['a form with a field of another one behind it', `${exception({})}\n\n### Kind\n\ngate-failure`, NONE],
    ['a form without one of its fields', exception({}).replace('### Renews\n\n_No response_', ''), NONE],
    [
      'a form in another order',
      exception({}).replace('### From', '### X').replace('### Expires', '### From').replace('### X', '### Expires'),
      NONE,
    ],
    ['a heading and nothing else', '### Title', NONE],
    [
      'a control character',
      exception({ title: 'Drill\u0007' }),
      'In the form, the text holds a control character (U+0007). Delete it.',
    ],
    [
      'text in another order than it has',
      exception({ clients: '\u202eacme' }),
      'In the form, the text holds a bidirectional control, which shows text in another order than it has (U+202E). Delete it.',
    ],
    ['an empty answer', exception({ expires: '' }), '"Expires" is empty. Answer it.'],
    ['an answer of spaces', exception({ expires: '  \n  ' }), '"Expires" is empty. Answer it.'],
    ['two lines for one', exception({ zone: 'Europe/London\nUTC' }), '"Zone" has more than one line. Write it on one.'],
    [
      'a choice that nobody offered',
      exception({ gate: 'none' }),
      '"Gate" is none of human-approval, human-review-before-send, auto-and-log, auto.',
    ],
    [
      'another box',
      action({ portfolio: '- [x] It is meant for nobody' }),
      '"Portfolio" is not the box of the form. Leave its words as they are, and tick it or not.',
    ],
    [
      'keys without values',
      action({ parameters: 'because' }),
      '"Parameters" has a line without key and value. Write each as "key: value".',
    ],
    [
      'a list for keys',
      action({ parameters: '- a' }),
      '"Parameters" has a line without key and value. Write each as "key: value".',
    ],
    [
      'a key twice',
      action({ parameters: 'a: 1\na: 2' }),
      '"Parameters" cannot be read: the key "a" stands twice in the same map. Keep one of them.',
    ],
    [
      'a target that is no entry',
      action({ targets: 'ACME-FS01' }),
      '"Targets" has a line that is no entry. Write each as { key: value, key: value }.',
    ],
    [
      'a target that is nothing',
      action({ targets: 'null, null' }),
      '"Targets" has a line that is no entry. Write each as { key: value, key: value }.',
    ],
    [
      'a target with an alias',
      action({ targets: '*all' }),
      '"Targets" cannot be read: an alias (*) is not allowed here. Write the value out; put a text that begins with * in quotes.',
    ],
  ])('%s', (_, body, sentence) => {
    expect(draftOf(body)).toEqual(sentence);
  });
});

it('no two forms have the same headings', () => {
  const headings = FORM_KINDS.map((kind) => FORMS[kind].map(({ label }) => label).join('\n'));
  expect(new Set(headings).size).toBe(FORM_KINDS.length);
});
