// What no words of anybody can do to a form: become another field, another kind, or a fault.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIssueForm } from '../../scripts/core/issue-form.ts';
import { formBody } from '../fixtures/issue-body.ts';

const EXCEPTION = {
  title: 'Drill',
  operations: 'ninjarmm/isolate-endpoint',
  clients: 'acme\nglobex',
  gate: 'auto-and-log',
  justification: 'The drill of the year.\n\nIt was announced.',
  compensates: 'Two people watch.',
  zone: 'Europe/London',
  from: '2026-12-01',
  expires: '2026-12-08',
};

describe('whatever anybody writes', () => {
  const words = fc.stringMatching(/^[ -~\n]{0,60}$/);

  it('is a form or a sentence, and never a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), words), (body) => {
        const form = readIssueForm(body);
        expect(form.ok ? form.kind : form.sentence).toMatch(/\S/);
      }),
    );
  });

  it('in an answer never becomes another field, nor the form another one', () => {
    fc.assert(
      fc.property(words, words, (justification, compensates) => {
        const form = readIssueForm(formBody('exception', { ...EXCEPTION, justification, compensates }));
        if (!form.ok) return;
        const { kind, draft } = form;
        expect(kind).toBe('exception');
        expect({ ...draft, justification: '', compensates: '' }).toEqual({
          ...EXCEPTION,
          operations: ['ninjarmm/isolate-endpoint'],
          clients: ['acme', 'globex'],
          justification: '',
          compensates: '',
        });
      }),
    );
  });
});
